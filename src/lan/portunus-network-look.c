/* portunus-network-look.c: what can be seen of the network from this machine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-network-look.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>

#include "portunus-addresses.h"

#define AVAHI     "org.freedesktop.Avahi"
#define FIREWALLD "org.fedoraproject.FirewallD1"
#define UFW       "/etc/ufw/ufw.conf"
#define TIMEOUT_MS 5000

static gboolean
has_multicast (void)
{
  const unsigned int needed = IFF_UP | IFF_MULTICAST;
  struct ifaddrs *interfaces = NULL;
  gboolean is_found = FALSE;

  if (getifaddrs (&interfaces) != 0)
    return FALSE;
  for (struct ifaddrs *i = interfaces; i != NULL && !is_found; i = i->ifa_next)
    is_found = (i->ifa_flags & needed) == needed && (i->ifa_flags & IFF_LOOPBACK) == 0;
  freeifaddrs (interfaces);
  return is_found;
}

/* Its rules are for root to read; whether it is on is not. */
static gboolean
is_ufw_on (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (UFW, &text, NULL, NULL))
    return FALSE;
  return g_regex_match_simple ("^\\s*ENABLED\\s*=\\s*\"?yes", text, G_REGEX_MULTILINE | G_REGEX_CASELESS, 0);
}

static PortunusNetworkLook *
look_here (void)
{
  PortunusNetworkLook *self = g_new0 (PortunusNetworkLook, 1);

  self->addresses = portunus_addresses_list ();
  self->has_multicast = has_multicast ();
  self->is_metered = g_network_monitor_get_network_metered (g_network_monitor_get_default ());
  self->firewall = is_ufw_on () ? PORTUNUS_FIREWALL_UFW : PORTUNUS_FIREWALL_NONE;
  return self;
}

static void
return_look (GTask *task)
{
  g_task_return_pointer (task, g_task_get_task_data (task), (GDestroyNotify) portunus_network_look_free);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusNetworkLook *look = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  look->has_avahi = reply != NULL;
  if (reply == NULL)
    g_debug ("Avahi does not answer: %s", error->message);
  return_look (task);
}

/* Which starts it where the bus can; that a bus knows how to does not mean that it is installed whole, or allowed. */
static void
ask_avahi (GTask           *task,
           GDBusConnection *bus)
{
  g_dbus_connection_call (bus, AVAHI, "/", AVAHI ".Server", "GetVersionString", NULL, G_VARIANT_TYPE ("(s)"),
                          G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS, g_task_get_cancellable (task), answered_cb,
                          g_object_ref (task));
}

static void
names_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autofree const char **names = NULL;
  PortunusNetworkLook *look = g_task_get_task_data (task);

  if (reply != NULL)
    g_variant_get (reply, "(^a&s)", &names);
  if (names != NULL && g_strv_contains (names, FIREWALLD))
    look->firewall = PORTUNUS_FIREWALL_FIREWALLD;
  ask_avahi (task, G_DBUS_CONNECTION (source));
}

/* Without a system bus there is no daemon to ask for, which is all that there is to know. */
static void
bus_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus != NULL)
    {
      g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                              "ListNames", NULL, G_VARIANT_TYPE ("(as)"), G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS,
                              g_task_get_cancellable (task), names_cb, g_object_ref (task));
      return;
    }
  g_debug ("There is no system bus: %s", error->message);
  return_look (task);
}

/**
 * portunus_network_look_async:
 * @cancellable: (nullable): ends it early, with what is known so far
 * @callback: called with the look
 * @user_data: for @callback
 *
 * Looks; sends nothing to the network.
 */
void
portunus_network_look_async (GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, portunus_network_look_async);
  /* Every way ends in return_look(), which gives it away. */
  g_task_set_task_data (task, look_here (), NULL);
  g_bus_get (G_BUS_TYPE_SYSTEM, cancellable, bus_cb, g_object_ref (task));
}

/**
 * portunus_network_look_finish:
 * @result: what the callback got
 * @error: return location; there is none today
 *
 * Returns: (transfer full): the look
 */
PortunusNetworkLook *
portunus_network_look_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, portunus_network_look_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
portunus_network_look_free (PortunusNetworkLook *self)
{
  g_strfreev (self->addresses);
  g_free (self);
}
