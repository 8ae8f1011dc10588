/* portunus-background.c: keeps the application alive without a window, and the machine awake
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-background.h"

#include <glib/gi18n.h>

#include "portunus-autostart.h"
#include "portunus-background-portal.h"

struct _PortunusBackground
{
  GObject         parent_instance;

  /* Borrowed */
  GtkApplication *application;

  guint           inhibition;    /* cookie, 0 for none */
  gboolean        is_sandboxed;
  gboolean        is_held;
  gboolean        has_leave;     /* to run in the background was asked for */
};

G_DEFINE_FINAL_TYPE (PortunusBackground, portunus_background, G_TYPE_OBJECT)

static void
portunus_background_dispose (GObject *object)
{
  PortunusBackground *self = PORTUNUS_BACKGROUND (object);

  portunus_background_set_awake (self, FALSE);
  portunus_background_set_held (self, FALSE);

  G_OBJECT_CLASS (portunus_background_parent_class)->dispose (object);
}

static void
portunus_background_class_init (PortunusBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_background_dispose;
}

static void
portunus_background_init (PortunusBackground *self)
{
}

/**
 * portunus_background_new:
 * @application: the application, which must outlive the result
 * @is_sandboxed: whether leave comes from a portal
 *
 * Returns: (transfer full): what keeps @application alive
 */
PortunusBackground *
portunus_background_new (GtkApplication *application,
                         gboolean        is_sandboxed)
{
  PortunusBackground *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);

  self = g_object_new (PORTUNUS_TYPE_BACKGROUND, NULL);
  self->application = application;
  self->is_sandboxed = is_sandboxed;
  return self;
}

/**
 * portunus_background_set_held:
 * @self: a background
 * @is_held: whether there is a reason to live on without a window
 */
void
portunus_background_set_held (PortunusBackground *self,
                              gboolean            is_held)
{
  g_return_if_fail (PORTUNUS_IS_BACKGROUND (self));

  if (self->is_held == is_held)
    return;

  self->is_held = is_held;
  if (is_held)
    g_application_hold (G_APPLICATION (self->application));
  else
    g_application_release (G_APPLICATION (self->application));
}

/**
 * portunus_background_set_awake:
 * @self: a background
 * @is_awake: whether the machine must not be suspended
 */
void
portunus_background_set_awake (PortunusBackground *self,
                               gboolean            is_awake)
{
  g_return_if_fail (PORTUNUS_IS_BACKGROUND (self));

  if (is_awake == (self->inhibition != 0))
    return;

  if (is_awake)
    {
      self->inhibition = gtk_application_inhibit (self->application, NULL, GTK_APPLICATION_INHIBIT_SUSPEND,
                                                  _("Files are being transferred"));
      return;
    }
  gtk_application_uninhibit (self->application, self->inhibition);
  self->inhibition = 0;
}

static void
leave_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* What refuses also ends us; until then we go on. */
  if (!portunus_background_portal_request_finish (result, &error))
    g_debug ("No leave to run in the background: %s", error->message);
}

static void
request (PortunusBackground  *self,
         gboolean             is_autostart,
         GCancellable        *cancellable,
         GAsyncReadyCallback  callback,
         gpointer             user_data)
{
  static const char * const command[] = { "portunus", "--background", NULL };
  PortunusBackgroundRequest details = {
    .reason = _("Portunus goes on sending and receiving, and waits for what others send you."),
    .is_autostart = is_autostart,
    .command = command,
  };

  portunus_background_portal_request_async (g_application_get_dbus_connection (G_APPLICATION (self->application)),
                                            &details, cancellable, callback, user_data);
}

/**
 * portunus_background_enter:
 * @self: a background
 * @is_autostart: whether it starts at login, which the same request says
 *
 * Asks for leave to run without a window where that takes one, once in a run.
 */
void
portunus_background_enter (PortunusBackground *self,
                           gboolean            is_autostart)
{
  g_return_if_fail (PORTUNUS_IS_BACKGROUND (self));

  if (!self->is_sandboxed || self->has_leave)
    return;

  self->has_leave = TRUE;
  request (self, is_autostart, NULL, leave_cb, NULL);
}

static void
autostart_requested_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (portunus_background_portal_request_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_background_set_autostart_async:
 * @self: a background
 * @is_wanted: whether to start without a window when this user logs in
 * @cancellable: (nullable): cancels
 * @callback: called once
 * @user_data: for @callback
 */
void
portunus_background_set_autostart_async (PortunusBackground  *self,
                                         gboolean             is_wanted,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (PORTUNUS_IS_BACKGROUND (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_background_set_autostart_async);
  if (self->is_sandboxed)
    request (self, is_wanted, cancellable, autostart_requested_cb, g_steal_pointer (&task));
  else if (portunus_autostart_write (is_wanted, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_background_set_autostart_finish:
 * @self: a background
 * @result: what the callback got
 * @error: return location: of GIO, for example %G_IO_ERROR_PERMISSION_DENIED where the person refused
 *
 * Returns: whether it is as wanted now
 */
gboolean
portunus_background_set_autostart_finish (PortunusBackground  *self,
                                          GAsyncResult        *result,
                                          GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
