/* portunus-relay-waker.h: how workers reach a lane that may be gone before them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PortunusRelayWaker:
 *
 * Calls an object in the context it belongs to, once however often it was woken until then.
 */
typedef struct _PortunusRelayWaker PortunusRelayWaker;

typedef void (*PortunusRelayWakerFunc) (gpointer object);

PortunusRelayWaker *portunus_relay_waker_new         (GObject                *object,
                                                      PortunusRelayWakerFunc  func);
void                portunus_relay_waker_free        (gpointer                self);
/* Any thread. */
void                portunus_relay_waker_wake        (gpointer                self);
GMainContext       *portunus_relay_waker_get_context (PortunusRelayWaker     *self);

G_END_DECLS
