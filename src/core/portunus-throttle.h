/* portunus-throttle.h: a speed that all who share it keep together
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PortunusThrottle:
 *
 * Says who moves bytes how long to wait afterwards, so that all together stay below a speed, which may change at any
 * time. Any thread; it never waits itself.
 */
typedef struct _PortunusThrottle PortunusThrottle;

PortunusThrottle *portunus_throttle_new   (guint64           per_second);
PortunusThrottle *portunus_throttle_ref   (PortunusThrottle *self);
void              portunus_throttle_unref (PortunusThrottle *self);
void              portunus_throttle_set   (PortunusThrottle *self,
                                           guint64           per_second);
gboolean          portunus_throttle_is_on (PortunusThrottle *self);
guint             portunus_throttle_take  (PortunusThrottle *self,
                                           gsize             n_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusThrottle, portunus_throttle_unref)

G_END_DECLS
