/* portunus-tab-stop.h: what is around a long list, so that the tab key leaves it after one of its lines
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_TAB_STOP (portunus_tab_stop_get_type ())

G_DECLARE_FINAL_TYPE (PortunusTabStop, portunus_tab_stop, PORTUNUS, TAB_STOP, AdwBin)

G_END_DECLS
