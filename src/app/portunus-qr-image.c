/* portunus-qr-image.c: reads a link from an image file with a QR code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-qr-image.h"

#include "portunus-image.h"
#include "portunus-qr-reader.h"

#define MAX_BYTES (32 * 1024 * 1024)

static void
read_on_worker (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = portunus_image_decode (task_data, PORTUNUS_QR_READER_MAX_PIXELS, &error);
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

  g_return_if_fail (G_IS_INPUT_STREAM (stream));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_qr_image_read_async);
  portunus_image_read (stream, MAX_BYTES, task, read_on_worker);
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
