/* portunus-activity-watch.h: tells when transfers begin to move data, and when they no longer do
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "portunus-activity.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ACTIVITY_WATCH (portunus_activity_watch_get_type ())

/**
 * PortunusActivityWatch:
 *
 * Signal `changed`: what the transfers of its list are busy with is another than before.
 */
G_DECLARE_FINAL_TYPE (PortunusActivityWatch, portunus_activity_watch, PORTUNUS, ACTIVITY_WATCH, GObject)

PortunusActivityWatch *portunus_activity_watch_new          (GListModel            *transfers);
PortunusActivity       portunus_activity_watch_get_activity (PortunusActivityWatch *self);

G_END_DECLS
