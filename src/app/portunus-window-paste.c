/* portunus-window-paste.c: what comes in by the clipboard
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-window-private.h"

#include <glib/gi18n.h>

#include "portunus-image.h"
#include "portunus-qr-reader.h"
#include "portunus-toast.h"

static void
files_pasted_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (PortunusWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSList) files = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value == NULL)
    {
      g_debug ("Cannot read the clipboard: %s", error->message);
      return;
    }
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  _portunus_window_send_file_list (self, files);
}

static void
text_pasted_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (PortunusWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);

  if (text != NULL)
    _portunus_window_take_text (self, text);
  else
    g_debug ("Cannot read the clipboard: %s", error->message);
}

static void
show_problem (PortunusWindow *self,
              const GError   *error)
{
  g_debug ("No picture from the clipboard: %s", error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  portunus_toast (GTK_WIDGET (self->views), g_error_matches (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE)
                  ? _("This picture is too large to be pasted. Save it as a file, and send that.")
                  : _("This picture cannot be pasted. Save it as a file, and send that."));
}

static void
picture_made_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (PortunusWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusPicture) picture = portunus_picture_make_finish (result, &error);

  if (picture != NULL)
    _portunus_window_send_picture (self, picture);
  else
    show_problem (self, error);
}

/* Who waits for a link means its QR code. */
static gboolean
is_for_link (PortunusWindow *self)
{
  const char *view = adw_view_stack_get_visible_child_name (self->views);

  return portunus_qr_reader_is_available ()
         && (g_strcmp0 (view, "receive") == 0
             || (g_strcmp0 (view, "send") == 0 && portunus_send_view_asks_room (self->send_view)));
}

static void
image_pasted_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (PortunusWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, &error);

  if (stream == NULL)
    show_problem (self, error);
  else if (is_for_link (self))
    _portunus_window_read_code (self, stream);
  else
    portunus_picture_make_async (stream, self->cancellable, picture_made_cb, g_object_ref (self));
}

static gboolean
has_files (GdkContentFormats *formats)
{
  return gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST)
         || gdk_content_formats_contain_mime_type (formats, "text/uri-list");
}

/* Many programs offer a picture of a text as well. */
static gboolean
has_text (GdkContentFormats *formats)
{
  return gdk_content_formats_contain_gtype (formats, G_TYPE_STRING)
         || gdk_content_formats_contain_mime_type (formats, "text/plain")
         || gdk_content_formats_contain_mime_type (formats, "text/plain;charset=utf-8");
}

static gboolean
has_image (GdkContentFormats *formats)
{
  for (gsize i = 0; portunus_image_types[i] != NULL; i++)
    if (gdk_content_formats_contain_mime_type (formats, portunus_image_types[i]))
      return TRUE;
  return FALSE;
}

/**
 * _portunus_window_paste:
 * @self: a window
 *
 * Sends files or a picture of the clipboard, fetches a link, also from a QR code, or begins a text with what is there.
 */
void
_portunus_window_paste (PortunusWindow *self)
{
  GdkClipboard *clipboard;
  GdkContentFormats *formats;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  formats = gdk_clipboard_get_formats (clipboard);
  if (has_files (formats))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, self->cancellable,
                                    files_pasted_cb, g_object_ref (self));
  else if (has_image (formats) && (!has_text (formats) || is_for_link (self)))
    gdk_clipboard_read_async (clipboard, (const char **) portunus_image_types, G_PRIORITY_DEFAULT, self->cancellable,
                              image_pasted_cb, g_object_ref (self));
  else
    gdk_clipboard_read_text_async (clipboard, self->cancellable, text_pasted_cb, g_object_ref (self));
}
