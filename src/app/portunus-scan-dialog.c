/* portunus-scan-dialog.c: looks for a QR code through the camera
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-scan-dialog.h"

#include <glib/gi18n.h>

#include "portunus-camera-portal.h"
#include "portunus-qr-camera.h"

#define BYTES_A_PIXEL 4

struct _PortunusScanDialog
{
  AdwWindow             parent_instance;

  /* Template children */
  GtkStack             *stack;
  GtkPicture           *picture;
  GtkLabel             *hint_label;
  AdwStatusPage        *failed_page;

  /* Owned */
  PortunusCameraPortal *portal;
  PortunusQrCamera     *camera;      /* (nullable): once there is leave */
  GCancellable         *cancellable;
};

enum { SIGNAL_FOUND, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusScanDialog, portunus_scan_dialog, ADW_TYPE_WINDOW)

static void
show_failure (PortunusScanDialog *self,
              const GError       *error)
{
  gboolean is_denied = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);

  g_debug ("No pictures of the camera: %s", error->message);
  adw_status_page_set_title (self->failed_page, is_denied ? _("The Camera Is Not Allowed") : _("No Camera"));
  adw_status_page_set_description (self->failed_page,
                                   is_denied
                                   ? _("Allow Portunus the camera in the settings of your desktop, choose a picture of "
                                       "the QR code, or type the code that comes with it.")
                                   : _("The camera shows nothing. See that it is plugged in and that nothing else uses "
                                       "it, choose a picture of the QR code, or type the code that comes with it."));
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
frame_cb (PortunusQrCamera   *camera,
          GBytes             *pixels,
          guint               width,
          guint               height,
          PortunusScanDialog *self)
{
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new ((int) width, (int) height, GDK_MEMORY_R8G8B8A8, pixels,
                                                           (gsize) width * BYTES_A_PIXEL);

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_stack_set_visible_child_name (self->stack, "camera");
}

static void
found_cb (PortunusQrCamera   *camera,
          const char         *link,
          PortunusScanDialog *self)
{
  g_signal_emit (self, signals[SIGNAL_FOUND], 0, link);
  gtk_window_close (GTK_WINDOW (self));
}

static void
strange_cb (PortunusQrCamera   *camera,
            PortunusScanDialog *self)
{
  gtk_label_set_text (self->hint_label, _("This QR code holds no Portunus link."));
}

static void
failed_cb (PortunusQrCamera   *camera,
           const GError       *error,
           PortunusScanDialog *self)
{
  show_failure (self, error);
}

static void
start_camera (PortunusScanDialog *self,
              int                 fd)
{
  g_autoptr (GError) error = NULL;

  self->camera = portunus_qr_camera_new_for_remote (fd);
  g_signal_connect_object (self->camera, "frame", G_CALLBACK (frame_cb), self, 0);
  g_signal_connect_object (self->camera, "found", G_CALLBACK (found_cb), self, 0);
  g_signal_connect_object (self->camera, "strange", G_CALLBACK (strange_cb), self, 0);
  g_signal_connect_object (self->camera, "failed", G_CALLBACK (failed_cb), self, 0);
  if (!portunus_qr_camera_start (self->camera, &error))
    show_failure (self, error);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PortunusScanDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  int fd = portunus_camera_portal_open_finish (PORTUNUS_CAMERA_PORTAL (source), result, &error);

  if (fd >= 0)
    start_camera (self, fd);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_failure (self, error);
}

static gboolean
portunus_scan_dialog_close_request (GtkWindow *window)
{
  PortunusScanDialog *self = PORTUNUS_SCAN_DIALOG (window);

  g_cancellable_cancel (self->cancellable);
  if (self->camera != NULL)
    portunus_qr_camera_stop (self->camera);

  return GTK_WINDOW_CLASS (portunus_scan_dialog_parent_class)->close_request (window);
}

static void
portunus_scan_dialog_dispose (GObject *object)
{
  PortunusScanDialog *self = PORTUNUS_SCAN_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->camera);
  g_clear_object (&self->portal);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_SCAN_DIALOG);

  G_OBJECT_CLASS (portunus_scan_dialog_parent_class)->dispose (object);
}

static void
portunus_scan_dialog_finalize (GObject *object)
{
  g_clear_object (&PORTUNUS_SCAN_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (portunus_scan_dialog_parent_class)->finalize (object);
}

static void
portunus_scan_dialog_class_init (PortunusScanDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_scan_dialog_dispose;
  object_class->finalize = portunus_scan_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = portunus_scan_dialog_close_request;

  signals[SIGNAL_FOUND] = g_signal_new ("found", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-scan-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusScanDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, PortunusScanDialog, picture);
  gtk_widget_class_bind_template_child (widget_class, PortunusScanDialog, hint_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusScanDialog, failed_page);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
portunus_scan_dialog_init (PortunusScanDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_scan_dialog_new:
 * @parent: the window to stay above
 * @bus: the session bus
 *
 * Asks for the camera at once.
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
portunus_scan_dialog_new (GtkWindow       *parent,
                          GDBusConnection *bus)
{
  PortunusScanDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (G_IS_DBUS_CONNECTION (bus), NULL);

  self = g_object_new (PORTUNUS_TYPE_SCAN_DIALOG, "transient-for", parent, NULL);
  self->portal = portunus_camera_portal_new (bus);
  portunus_camera_portal_open_async (self->portal, self->cancellable, opened_cb, g_object_ref (self));
  return GTK_WIDGET (self);
}
