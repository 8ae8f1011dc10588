/* portunus-offer-codec.h: offers as control messages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-offer.h"

G_BEGIN_DECLS

/* (element-type JsonObject) (transfer full): "offer", then "offer-part" as often as it takes. */
GPtrArray           *portunus_offer_write       (PortunusOffer        *offer);

/**
 * PortunusOfferReader:
 *
 * Puts an offer together from messages of a peer: hostile. After an error it is of no use.
 */
typedef struct _PortunusOfferReader PortunusOfferReader;

PortunusOfferReader *portunus_offer_reader_new  (void);
void                 portunus_offer_reader_free (PortunusOfferReader  *self);
/* Sets @offer once the last part is there. */
gboolean             portunus_offer_reader_add  (PortunusOfferReader  *self,
                                                 JsonObject           *message,
                                                 PortunusOffer       **offer,
                                                 GError              **error);
/* (nullable): the id of what is being offered, NULL before the first message. */
const guint8        *portunus_offer_reader_get_id (PortunusOfferReader *self);

/* Reads the member "id" that every message about a transfer has. */
gboolean             portunus_transfer_id_read  (JsonObject           *message,
                                                 guint8                id[PORTUNUS_TRANSFER_ID_SIZE],
                                                 GError              **error);
void                 portunus_transfer_id_write (JsonObject           *message,
                                                 const guint8          id[PORTUNUS_TRANSFER_ID_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusOfferReader, portunus_offer_reader_free)

G_END_DECLS
