/* portunus-rtc-plugins.h: whether the parts of GStreamer that the lane needs are there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean  portunus_rtc_plugins_check        (GError **error);
char     *portunus_rtc_plugins_dup_versions (void);
void      portunus_rtc_warm_up              (void);

G_END_DECLS
