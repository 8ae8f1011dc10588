/* portunus-tries.h: how often each client may try, within a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PortunusTries:
 *
 * Counts tries of clients by key, each from its first one on until its window is over. For one thread.
 */
typedef struct _PortunusTries PortunusTries;

PortunusTries *portunus_tries_new       (guint          max,
                                         gint64         window_us);
void           portunus_tries_free      (PortunusTries *self);
gboolean       portunus_tries_take      (PortunusTries *self,
                                         const char    *client,
                                         gint64         now_us);
void           portunus_tries_give_back (PortunusTries *self,
                                         const char    *client);
void           portunus_tries_recall    (PortunusTries *self,
                                         const char    *client,
                                         guint          n,
                                         gint64         began_us);
guint          portunus_tries_get_left  (PortunusTries *self,
                                         const char    *client,
                                         gint64         now_us);
void           portunus_tries_clear     (PortunusTries *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusTries, portunus_tries_free)

G_END_DECLS
