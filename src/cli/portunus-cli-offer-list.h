/* portunus-cli-offer-list.h: what is offered, as numbered lines
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-manifest.h"

G_BEGIN_DECLS

char     *portunus_cli_offer_list_format (PortunusManifest *manifest,
                                          guint             max_entries);
/* (element-type guint): indexes of entries. */
GArray   *portunus_cli_offer_list_select (PortunusManifest *manifest,
                                          const char       *selection,
                                          GError          **error);

G_END_DECLS
