/* portunus-accept-codec.h: what a receiver wants and has, as control messages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "portunus-have.h"
#include "portunus-transfer-id.h"

G_BEGIN_DECLS

/* (element-type JsonObject) (transfer full): "accept" as often as it takes; the last has "more": false.
 * @wanted: one byte for each entry. @have: index → PortunusHave. */
GPtrArray            *portunus_accept_write        (const guint8           id[PORTUNUS_TRANSFER_ID_SIZE],
                                                    GByteArray            *wanted,
                                                    GHashTable            *have);

/**
 * PortunusAcceptReader:
 *
 * Puts an acceptance together from messages of a peer: hostile. After an error it is of no use.
 */
typedef struct _PortunusAcceptReader PortunusAcceptReader;

PortunusAcceptReader *portunus_accept_reader_new   (guint                  n_entries);
void                  portunus_accept_reader_free  (PortunusAcceptReader  *self);
/* Sets @is_complete with the last message. */
gboolean              portunus_accept_reader_add   (PortunusAcceptReader  *self,
                                                    JsonObject            *message,
                                                    gboolean              *is_complete,
                                                    GError               **error);
GByteArray           *portunus_accept_reader_get_wanted (PortunusAcceptReader *self);
GHashTable           *portunus_accept_reader_get_have (PortunusAcceptReader *self);
gboolean              portunus_accept_reader_get_stores (PortunusAcceptReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusAcceptReader, portunus_accept_reader_free)

G_END_DECLS
