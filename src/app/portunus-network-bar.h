/* portunus-network-bar.h: says when this computer is in no network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_NETWORK_BAR (portunus_network_bar_get_type ())

/**
 * PortunusNetworkBar:
 *
 * A notice above all pages, for as long as there is no network.
 */
G_DECLARE_FINAL_TYPE (PortunusNetworkBar, portunus_network_bar, PORTUNUS, NETWORK_BAR, AdwBin)

G_END_DECLS
