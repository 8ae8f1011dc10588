/* portunus-debug-info.h: what a report of a bug should say of this machine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "portunus-settings.h"

G_BEGIN_DECLS

char *portunus_debug_info_dup (PortunusSettings *settings);

G_END_DECLS
