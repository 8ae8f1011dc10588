/* portunus-window-scan.c: links that come as a QR code, by an image or the camera
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-window-private.h"

#include <glib/gi18n.h>

#include "portunus-image.h"
#include "portunus-qr-image.h"
#include "portunus-qr-reader.h"
#include "portunus-scan-dialog.h"
#include "portunus-toast.h"

static const char *
get_advice (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return _("No QR code was found in this picture. Choose a sharper one, or type the code.");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return _("This QR code holds no Portunus link. Ask for the right one, or type the code.");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE))
    return _("This picture is too large. Cut out the QR code and try again, or type the code.");
  return _("This picture cannot be read. Choose a PNG or JPEG file, or type the code.");
}

static void
show_problem (PortunusWindow *self,
              const GError   *error)
{
  g_debug ("No link from a picture: %s", error->message);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    portunus_toast (GTK_WIDGET (self->views), get_advice (error));
}

static void
image_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (PortunusWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *link = portunus_qr_image_read_finish (result, &error);

  if (link != NULL)
    _portunus_window_receive (self, link);
  else
    show_problem (self, error);
}

static void
file_opened_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (PortunusWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (stream == NULL)
    {
      /* Not to be taken for a picture without a code. */
      g_clear_error (&error);
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "The file cannot be opened");
      show_problem (self, error);
      return;
    }
  portunus_qr_image_read_async (G_INPUT_STREAM (stream), self->cancellable, image_read_cb, g_object_ref (self));
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           PortunusWindow  *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    g_file_read_async (file, G_PRIORITY_DEFAULT, self->cancellable, file_opened_cb, g_object_ref (self));
  g_clear_object (&self->chooser);
}

static void
scan_image_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  PortunusWindow *self = PORTUNUS_WINDOW (user_data);
  g_autoptr (GtkFileChooserNative) chooser = NULL;
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  chooser = gtk_file_chooser_native_new (_("Choose a Picture of a QR Code"), GTK_WINDOW (self),
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), NULL);
  gtk_file_filter_set_name (filter, _("Pictures"));
  for (gsize i = 0; portunus_image_types[i] != NULL; i++)
    gtk_file_filter_add_mime_type (filter, portunus_image_types[i]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  g_set_object (&self->chooser, G_OBJECT (chooser));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
found_cb (PortunusWindow *self,
          const char     *link)
{
  _portunus_window_receive (self, link);
}

static void
scan_camera_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  PortunusWindow *self = PORTUNUS_WINDOW (user_data);
  GApplication *application = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  GDBusConnection *bus = g_application_get_dbus_connection (application);
  GtkWidget *dialog;

  if (bus == NULL)
    {
      portunus_toast (GTK_WIDGET (self->views), _("There is no camera here. Type the code instead."));
      return;
    }
  dialog = portunus_scan_dialog_new (GTK_WINDOW (self), bus);
  g_signal_connect_object (dialog, "found", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static const GActionEntry actions[] = {
  { "scan-image", scan_image_cb },
  { "scan-camera", scan_camera_cb },
};

/**
 * _portunus_window_install_scan:
 * @self: a window
 *
 * Adds the actions, where codes can be read.
 */
void
_portunus_window_install_scan (PortunusWindow *self)
{
  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  if (portunus_qr_reader_is_available ())
    g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

/**
 * _portunus_window_read_code:
 * @self: a window
 * @stream: a picture
 *
 * Fetches what the QR code in it says.
 */
void
_portunus_window_read_code (PortunusWindow *self,
                            GInputStream   *stream)
{
  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  portunus_qr_image_read_async (stream, self->cancellable, image_read_cb, g_object_ref (self));
}
