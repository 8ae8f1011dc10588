/* portunus-qr-image.c: reads a link from an image file with a QR code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-qr-image.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "portunus-qr-reader.h"

#define MAX_BYTES (32 * 1024 * 1024)

const char * const portunus_qr_image_types[] = { "image/png", "image/jpeg", "image/webp", NULL };

static gboolean
has_bytes (const guint8 *data,
           gsize         n_bytes,
           gsize         offset,
           const char   *expected)
{
  gsize length = strlen (expected);

  return n_bytes >= offset + length && memcmp (data + offset, expected, length) == 0;
}

/* By its beginning, whatever its name says, so that no other of the many loaders sees what strangers made. */
static const char *
guess_type (const guint8 *data,
            gsize         n_bytes)
{
  if (has_bytes (data, n_bytes, 0, "\x89PNG\r\n\x1a\n"))
    return "image/png";
  if (has_bytes (data, n_bytes, 0, "\xff\xd8\xff"))
    return "image/jpeg";
  if (has_bytes (data, n_bytes, 0, "RIFF") && has_bytes (data, n_bytes, 8, "WEBP"))
    return "image/webp";
  return NULL;
}

/* Loaders give up at a size of nothing, before they take memory for the picture. */
static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gboolean        *is_too_large)
{
  *is_too_large = (gint64) width * height > PORTUNUS_QR_READER_MAX_PIXELS;
  if (*is_too_large)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

/* (transfer full) (nullable) */
static GdkPixbuf *
load (GBytes  *bytes,
      GError **error)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  const char *type = guess_type (data, n_bytes);
  g_autoptr (GdkPixbufLoader) loader = NULL;
  g_autoptr (GError) cause = NULL;
  gboolean is_too_large = FALSE;
  gboolean is_loaded;

  loader = type != NULL ? gdk_pixbuf_loader_new_with_mime_type (type, &cause) : NULL;
  if (loader == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "No image of a kind that can be read");
      return NULL;
    }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &is_too_large);
  is_loaded = gdk_pixbuf_loader_write (loader, data, n_bytes, &cause);
  /* It has to be closed in any case, and has nothing to add to the first error. */
  if (!gdk_pixbuf_loader_close (loader, is_loaded ? &cause : NULL))
    is_loaded = FALSE;
  if (is_loaded && !is_too_large && gdk_pixbuf_loader_get_pixbuf (loader) != NULL)
    return g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));

  g_set_error (error, G_IO_ERROR, is_too_large ? G_IO_ERROR_MESSAGE_TOO_LARGE : G_IO_ERROR_NOT_SUPPORTED,
               "The image does not load: %s", cause != NULL ? cause->message : "too large");
  return NULL;
}

static void
read_on_worker (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = load (task_data, &error);
  PortunusPixels pixels;
  char *link = NULL;

  if (pixbuf != NULL)
    {
      pixels.data = gdk_pixbuf_read_pixels (pixbuf);
      pixels.width = (guint) gdk_pixbuf_get_width (pixbuf);
      pixels.height = (guint) gdk_pixbuf_get_height (pixbuf);
      pixels.stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
      pixels.has_alpha = gdk_pixbuf_get_has_alpha (pixbuf);
      link = portunus_qr_reader_find_link (&pixels, &error);
    }
  if (link != NULL)
    g_task_return_pointer (task, link, g_free);
  else
    g_task_return_error (task, error);
}

static void
filled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  guint8 *buffer = g_task_get_task_data (task);
  GError *error = NULL;
  gsize n_bytes = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n_bytes, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (n_bytes > MAX_BYTES)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "More than %d bytes", MAX_BYTES);
      return;
    }
  g_task_set_task_data (task, g_bytes_new (buffer, n_bytes), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, read_on_worker);
}

/**
 * portunus_qr_image_read_async:
 * @stream: a PNG, JPEG, or WebP file of any origin
 * @cancellable: (nullable): cancels
 * @callback: called once
 * @user_data: for @callback
 *
 * Up to 32 MiB and %PORTUNUS_QR_READER_MAX_PIXELS, decoded on a worker.
 */
void
portunus_qr_image_read_async (GInputStream        *stream,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;
  guint8 *buffer;

  g_return_if_fail (G_IS_INPUT_STREAM (stream));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_qr_image_read_async);
  buffer = g_malloc (MAX_BYTES + 1);
  g_task_set_task_data (task, buffer, g_free);
  g_input_stream_read_all_async (stream, buffer, MAX_BYTES + 1, G_PRIORITY_DEFAULT, cancellable, filled_cb, task);
}

/**
 * portunus_qr_image_read_finish:
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_NOT_FOUND without a QR code, %G_IO_ERROR_INVALID_DATA with one that holds no
 *   link of ours, %G_IO_ERROR_MESSAGE_TOO_LARGE, %G_IO_ERROR_NOT_SUPPORTED for what is no image, or why it cannot be
 *   read
 *
 * Returns: (transfer full): the link, checked
 */
char *
portunus_qr_image_read_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
