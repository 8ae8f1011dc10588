/* portunus-application-background.c: how long the application lives, and whether the session starts it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-application-private.h"

#include "portunus-autostart.h"

#define SANDBOX_FILE "/.flatpak-info"

static gboolean
is_sandboxed (void)
{
  return g_file_test (SANDBOX_FILE, G_FILE_TEST_EXISTS);
}

static void
autostart_set_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (PortunusApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (portunus_background_set_autostart_finish (PORTUNUS_BACKGROUND (source), result, &error))
    return;

  /* The switch goes back to what is true. */
  g_message ("The start with the session was not set: %s %d", g_quark_to_string (error->domain), error->code);
  self->is_autostart = !self->is_autostart;
  portunus_settings_set_boolean (self->settings, PORTUNUS_SETTING_LOGIN_START, self->is_autostart);
}

static void
settings_changed_cb (PortunusApplication *self)
{
  gboolean is_wanted = portunus_settings_get_boolean (self->settings, PORTUNUS_SETTING_LOGIN_START);

  _portunus_application_update_lobby (self);
  _portunus_application_update_background (self);
  if (is_wanted == self->is_autostart)
    return;

  self->is_autostart = is_wanted;
  portunus_background_set_autostart_async (self->background, is_wanted, self->cancellable, autostart_set_cb,
                                           g_object_ref (self));
}

static void
window_closed_cb (PortunusWindow      *window,
                  PortunusApplication *self)
{
  /* The signal comes from a window that is going and must not be asked any more. */
  if (portunus_window_is_quitting (window))
    g_application_quit (G_APPLICATION (self));
}

static void
activity_changed_cb (PortunusWindow      *window,
                     PortunusApplication *self)
{
  gboolean is_hidden = portunus_window_is_hidden (window);

  _portunus_application_update_background (self);
  if (is_hidden == self->is_away)
    return;

  self->is_away = is_hidden;
  if (is_hidden)
    portunus_notifier_tell_waiting (self->notifier);
  if (is_hidden && portunus_window_get_activity (window) != PORTUNUS_ACTIVITY_NONE)
    portunus_background_enter (self->background, self->is_autostart);
}

/**
 * _portunus_application_set_up_background:
 * @self: an application that starts
 */
void
_portunus_application_set_up_background (PortunusApplication *self)
{
  g_return_if_fail (PORTUNUS_IS_APPLICATION (self));

  self->background = portunus_background_new (GTK_APPLICATION (self), is_sandboxed ());
  /* The file may have been removed by other means. */
  if (!is_sandboxed ())
    portunus_settings_set_boolean (self->settings, PORTUNUS_SETTING_LOGIN_START, portunus_autostart_is_on ());
  self->is_autostart = portunus_settings_get_boolean (self->settings, PORTUNUS_SETTING_LOGIN_START);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * _portunus_application_follow_window:
 * @self: an application
 * @window: its window
 */
void
_portunus_application_follow_window (PortunusApplication *self,
                                     PortunusWindow      *window)
{
  g_return_if_fail (PORTUNUS_IS_APPLICATION (self));
  g_return_if_fail (PORTUNUS_IS_WINDOW (window));

  g_signal_connect_object (window, "activity-changed", G_CALLBACK (activity_changed_cb), self, 0);
  g_signal_connect_object (window, "destroy", G_CALLBACK (window_closed_cb), self, 0);
}

/**
 * _portunus_application_follow_transfers:
 * @self: an application whose engine has started
 */
void
_portunus_application_follow_transfers (PortunusApplication *self)
{
  g_return_if_fail (PORTUNUS_IS_APPLICATION (self));

  self->watch = portunus_activity_watch_new (portunus_ledger_get_running (portunus_engine_get_ledger (self->engine)));
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (_portunus_application_update_background), self,
                           G_CONNECT_SWAPPED);
}

/* Who has it started with the session wants it to be there. */
static gboolean
must_wait (PortunusApplication *self)
{
  return self->lobby != NULL && portunus_settings_get_boolean (self->settings, PORTUNUS_SETTING_LOGIN_START)
         && portunus_settings_get_boolean (self->settings, PORTUNUS_SETTING_BACKGROUND);
}

/**
 * _portunus_application_update_background:
 * @self: an application
 */
void
_portunus_application_update_background (PortunusApplication *self)
{
  PortunusWindow *window;
  PortunusActivity activity, transfers;

  g_return_if_fail (PORTUNUS_IS_APPLICATION (self));

  transfers = self->watch != NULL ? portunus_activity_watch_get_activity (self->watch) : PORTUNUS_ACTIVITY_NONE;
  window = _portunus_application_get_window (self);
  activity = window != NULL ? portunus_window_get_activity (window) : PORTUNUS_ACTIVITY_NONE;
  portunus_background_set_awake (self->background, ((activity | transfers) & PORTUNUS_ACTIVITY_FLOWING) != 0);
  /* A window that was closed stays in the application's list, so it holds what it keeps itself. */
  portunus_background_set_held (self->background, self->is_starting || transfers != PORTUNUS_ACTIVITY_NONE
                                                  || must_wait (self));
}
