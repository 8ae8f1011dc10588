/* portunus-picture.c: a picture that was pasted, as a file to send
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-picture.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "portunus-image.h"
#include "portunus-picture-folder.h"

/* Four large screens side by side. */
#define MAX_PIXELS (4 * 8 * 1000 * 1000)
#define MAX_BYTES  (64 * 1024 * 1024)

struct _PortunusPicture
{
  GObject  parent_instance;

  /* Owned */
  char    *folder;
  char    *path;   /* (nullable): until there is a file */
  int      lock;   /* of the folder; -1 until there is one */
};

G_DEFINE_FINAL_TYPE (PortunusPicture, portunus_picture, G_TYPE_OBJECT)

static void
portunus_picture_finalize (GObject *object)
{
  PortunusPicture *self = PORTUNUS_PICTURE (object);

  if (self->path != NULL && g_unlink (self->path) != 0 && errno != ENOENT)
    g_debug ("A pasted picture stays: %s", g_strerror (errno));
  if (self->folder != NULL && g_rmdir (self->folder) != 0)
    g_debug ("The folder of a pasted picture stays: %s", g_strerror (errno));
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->path);
  g_free (self->folder);

  G_OBJECT_CLASS (portunus_picture_parent_class)->finalize (object);
}

static void
portunus_picture_class_init (PortunusPictureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_picture_finalize;
}

static void
portunus_picture_init (PortunusPicture *self)
{
  self->lock = -1;
}

static char *
make_name (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  /* Translators: a part of the name of a file: "2026-11-21 at 21.45.10"; see g_date_time_format() */
  g_autofree char *time = g_date_time_format (now, _("%Y-%m-%d at %H.%M.%S"));
  /* Translators: the name of a file; %s is a date with a time */
  char *name = g_strdup_printf (_("Pasted image %s.png"), time != NULL ? time : "");

  return g_strdelimit (name, "/", '-');
}

static gboolean
save (PortunusPicture  *self,
      GdkPixbuf        *pixbuf,
      GError          **error)
{
  g_autoptr (GdkPixbuf) upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  g_autofree char *name = make_name ();

  self->folder = portunus_picture_folder_make (&self->lock, error);
  if (self->folder == NULL)
    return FALSE;
  self->path = g_build_filename (self->folder, name, NULL);
  return gdk_pixbuf_save (upright, self->path, "png", error, NULL);
}

static void
make_on_worker (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autoptr (PortunusPicture) self = g_object_new (PORTUNUS_TYPE_PICTURE, NULL);
  GError *error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = portunus_image_decode (task_data, MAX_PIXELS, &error);

  if (pixbuf != NULL && save (self, pixbuf, &error))
    g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_picture_make_async:
 * @stream: a PNG, JPEG, or WebP file of any origin
 * @cancellable: (nullable): cancels
 * @callback: called once
 * @user_data: for @callback
 *
 * Up to 64 MiB and 32 million pixels, decoded and written on a worker. What else was in the file is left out.
 */
void
portunus_picture_make_async (GInputStream        *stream,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (G_IS_INPUT_STREAM (stream));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_picture_make_async);
  portunus_image_read (stream, MAX_BYTES, task, make_on_worker);
}

/**
 * portunus_picture_make_finish:
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_MESSAGE_TOO_LARGE, %G_IO_ERROR_NOT_SUPPORTED for what is no image, or why it
 *   cannot be read or written
 *
 * Returns: (transfer full) (nullable): the picture
 */
PortunusPicture *
portunus_picture_make_finish (GAsyncResult  *result,
                              GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
portunus_picture_get_path (PortunusPicture *self)
{
  g_return_val_if_fail (PORTUNUS_IS_PICTURE (self), NULL);

  return self->path;
}
