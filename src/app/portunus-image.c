/* portunus-image.c: pictures of any origin, read with limits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-image.h"

#include <string.h>

const char * const portunus_image_types[] = { "image/png", "image/jpeg", "image/webp", NULL };

typedef struct
{
  guint64  max_pixels;
  gboolean is_exceeded;
} Limit;

typedef struct
{
  GTask           *task;
  GTaskThreadFunc  func;
  guint8          *buffer;
  gsize            max_bytes;
} Reading;

static void
reading_free (Reading *self)
{
  g_object_unref (self->task);
  g_free (self->buffer);
  g_free (self);
}

static void
filled_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Reading *reading = user_data;
  GError *error = NULL;
  gsize n_bytes = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n_bytes, &error))
    g_task_return_error (reading->task, error);
  else if (n_bytes > reading->max_bytes)
    g_task_return_new_error (reading->task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                             "More than %" G_GSIZE_FORMAT " bytes", reading->max_bytes);
  else
    {
      g_task_set_task_data (reading->task, g_bytes_new_take (g_steal_pointer (&reading->buffer), n_bytes),
                            (GDestroyNotify) g_bytes_unref);
      g_task_run_in_thread (reading->task, reading->func);
    }
  reading_free (reading);
}

/**
 * portunus_image_read:
 * @stream: of any origin
 * @max_bytes: how many are taken
 * @task: (transfer full): what it is for; fails with %G_IO_ERROR_MESSAGE_TOO_LARGE, or as the stream does
 * @func: goes on with the bytes, which are the data of @task, on a worker
 */
void
portunus_image_read (GInputStream    *stream,
                     gsize            max_bytes,
                     GTask           *task,
                     GTaskThreadFunc  func)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->task = task;
  reading->func = func;
  reading->max_bytes = max_bytes;
  reading->buffer = g_malloc (max_bytes + 1);
  g_input_stream_read_all_async (stream, reading->buffer, max_bytes + 1, G_PRIORITY_DEFAULT,
                                 g_task_get_cancellable (task), filled_cb, reading);
}

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
                  Limit           *limit)
{
  limit->is_exceeded = (guint64) width * (guint64) height > limit->max_pixels;
  if (limit->is_exceeded)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

/**
 * portunus_image_decode:
 * @bytes: a PNG, JPEG, or WebP file of any origin
 * @max_pixels: how large it may be
 * @error: return location: %G_IO_ERROR_MESSAGE_TOO_LARGE, or %G_IO_ERROR_NOT_SUPPORTED for what does not load
 *
 * Takes a while, so it is for a worker.
 *
 * Returns: (transfer full) (nullable): the picture
 */
GdkPixbuf *
portunus_image_decode (GBytes   *bytes,
                       guint64   max_pixels,
                       GError  **error)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);
  const char *type = guess_type (data, n_bytes);
  g_autoptr (GdkPixbufLoader) loader = NULL;
  g_autoptr (GError) cause = NULL;
  Limit limit = { .max_pixels = max_pixels };
  gboolean is_loaded;

  loader = type != NULL ? gdk_pixbuf_loader_new_with_mime_type (type, &cause) : NULL;
  if (loader == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "No image of a kind that can be read");
      return NULL;
    }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &limit);
  is_loaded = gdk_pixbuf_loader_write (loader, data, n_bytes, &cause);
  /* It has to be closed in any case, and has nothing to add to the first error. */
  if (!gdk_pixbuf_loader_close (loader, is_loaded ? &cause : NULL))
    is_loaded = FALSE;
  if (is_loaded && !limit.is_exceeded && gdk_pixbuf_loader_get_pixbuf (loader) != NULL)
    return g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));

  g_set_error (error, G_IO_ERROR, limit.is_exceeded ? G_IO_ERROR_MESSAGE_TOO_LARGE : G_IO_ERROR_NOT_SUPPORTED,
               "The image does not load: %s", cause != NULL ? cause->message : "too large");
  return NULL;
}
