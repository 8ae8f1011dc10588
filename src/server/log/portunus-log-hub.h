/* portunus-log-hub.h: the last messages of the log, and whoever watches them come
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-log-record.h"

G_BEGIN_DECLS

/**
 * PortunusLogFunc:
 * @records: (element-type PortunusLogRecord): what came since the last call, oldest first; at least one
 * @n_lost: how many came and went before there was time for this call
 * @user_data: what was given with the function
 *
 * Called in the thread-default context of the subscriber.
 */
typedef void (*PortunusLogFunc) (GPtrArray *records,
                                 guint64    n_lost,
                                 gpointer   user_data);

/**
 * PortunusLogHub:
 *
 * Keeps a bounded number of messages. A subscriber that is slow loses the oldest of them and learns how many, but costs
 * nothing. May be used from any thread.
 */
typedef struct _PortunusLogHub PortunusLogHub;

PortunusLogHub *portunus_log_hub_new         (guint              capacity);
PortunusLogHub *portunus_log_hub_ref         (PortunusLogHub    *self);
void            portunus_log_hub_unref       (PortunusLogHub    *self);
void            portunus_log_hub_publish     (PortunusLogHub    *self,
                                              PortunusLogRecord *record);
GPtrArray      *portunus_log_hub_list        (PortunusLogHub    *self);
guint64         portunus_log_hub_get_n       (PortunusLogHub    *self,
                                              PortunusLogLevel   level);
guint           portunus_log_hub_subscribe   (PortunusLogHub    *self,
                                              PortunusLogFunc    func,
                                              gpointer           user_data);
void            portunus_log_hub_unsubscribe (PortunusLogHub    *self,
                                              guint              id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusLogHub, portunus_log_hub_unref)

G_END_DECLS
