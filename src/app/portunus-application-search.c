/* portunus-application-search.c: what the shell finds is shown in the window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-application-private.h"

static void
transfers_cb (PortunusApplication *self,
              const char          *words)
{
  portunus_window_show_transfers (_portunus_application_present_window (self), words);
}

static void
devices_cb (PortunusApplication *self)
{
  portunus_window_show_devices (_portunus_application_present_window (self));
}

/**
 * _portunus_application_export_search:
 * @self: an application
 * @bus: the session bus
 * @path: where the application is on it
 * @error: return location: of GIO
 *
 * Returns: whether the shell can search
 */
gboolean
_portunus_application_export_search (PortunusApplication  *self,
                                     GDBusConnection      *bus,
                                     const char           *path,
                                     GError              **error)
{
  g_autofree char *object = g_strconcat (path, "/SearchProvider", NULL);

  g_return_val_if_fail (PORTUNUS_IS_APPLICATION (self), FALSE);

  self->provider = portunus_search_provider_new (G_APPLICATION (self));
  g_signal_connect_object (self->provider, "transfers", G_CALLBACK (transfers_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->provider, "devices", G_CALLBACK (devices_cb), self, G_CONNECT_SWAPPED);
  return portunus_search_provider_export (self->provider, bus, object, error);
}
