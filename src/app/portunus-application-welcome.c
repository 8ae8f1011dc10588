/* portunus-application-welcome.c: what is shown at the first start, unless something else was asked for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-application-private.h"

#include "portunus-welcome.h"

static void
end (PortunusApplication *self)
{
  g_autofree char *name = portunus_settings_dup_device_name (self->settings);

  g_clear_weak_pointer (&self->welcome);
  self->is_welcoming = FALSE;
  portunus_engine_use_device_name (self->engine, name);
  _portunus_application_start_unless_locked (self);
}

static gboolean
is_first_start (PortunusApplication *self)
{
  return !portunus_settings_get_boolean (self->settings, PORTUNUS_SETTING_WELCOMED)
         && _portunus_application_get_window (self) == NULL && !self->is_starting && !self->is_ready
         && self->start_error == NULL && !portunus_engine_wants_passphrase (self->engine);
}

/**
 * _portunus_application_welcome:
 * @self: an application
 *
 * Returns: whether the window is on the screen now, with a word of welcome above it
 */
gboolean
_portunus_application_welcome (PortunusApplication *self)
{
  PortunusWindow *window;
  GtkWidget *welcome;

  g_return_val_if_fail (PORTUNUS_IS_APPLICATION (self), FALSE);

  if (!is_first_start (self))
    return FALSE;
  self->is_welcoming = TRUE;
  window = _portunus_application_present_window (self);
  welcome = portunus_welcome_new (GTK_WINDOW (window), self->settings);
  g_set_weak_pointer (&self->welcome, welcome);
  g_signal_connect_object (welcome, "finished", G_CALLBACK (end), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (welcome));
  return TRUE;
}

/**
 * _portunus_application_put_off_welcome:
 * @self: an application
 */
void
_portunus_application_put_off_welcome (PortunusApplication *self)
{
  g_return_if_fail (PORTUNUS_IS_APPLICATION (self));

  if (self->welcome == NULL)
    return;
  gtk_window_destroy (GTK_WINDOW (self->welcome));
  end (self);
}
