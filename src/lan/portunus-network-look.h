/* portunus-network-look.h: what can be seen of the network from this machine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusFirewall:
 * @PORTUNUS_FIREWALL_NONE: none that we know of
 * @PORTUNUS_FIREWALL_FIREWALLD: firewalld runs
 * @PORTUNUS_FIREWALL_UFW: ufw is switched on
 *
 * Which firewall a person of this machine would configure.
 */
typedef enum
{
  PORTUNUS_FIREWALL_NONE,
  PORTUNUS_FIREWALL_FIREWALLD,
  PORTUNUS_FIREWALL_UFW,
} PortunusFirewall;

/**
 * PortunusNetworkLook:
 * @addresses: what others may reach this machine by
 * @has_multicast: whether any interface in use can ask all neighbours at once
 * @has_avahi: whether the Avahi daemon answers
 * @is_metered: whether the network is paid for by the byte
 * @firewall: what may keep others out
 *
 * Facts; what to make of them is for those who know what a person wants.
 */
typedef struct
{
  char             **addresses;
  gboolean           has_multicast;
  gboolean           has_avahi;
  gboolean           is_metered;
  PortunusFirewall   firewall;
} PortunusNetworkLook;

void                 portunus_network_look_async  (GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
PortunusNetworkLook *portunus_network_look_finish (GAsyncResult         *result,
                                                   GError              **error);
void                 portunus_network_look_free   (PortunusNetworkLook  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusNetworkLook, portunus_network_look_free)

G_END_DECLS
