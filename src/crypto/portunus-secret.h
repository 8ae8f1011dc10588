/* portunus-secret.h: secret bytes that wipe themselves
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SECRET (portunus_secret_get_type ())

/**
 * PortunusSecret:
 *
 * Immutable secret bytes with an atomic reference count, wiped when the last reference goes. There is no way to turn
 * one into text on purpose.
 */
typedef struct _PortunusSecret PortunusSecret;

GType           portunus_secret_get_type   (void);
PortunusSecret *portunus_secret_new        (gconstpointer         data,
                                            gsize                 length);
PortunusSecret *portunus_secret_new_random (gsize                 length);
PortunusSecret *portunus_secret_ref        (PortunusSecret       *self);
void            portunus_secret_unref      (PortunusSecret       *self);
const guint8   *portunus_secret_get_data   (const PortunusSecret *self,
                                            gsize                *length);
gboolean        portunus_secret_equal      (const PortunusSecret *self,
                                            const PortunusSecret *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusSecret, portunus_secret_unref)

G_END_DECLS
