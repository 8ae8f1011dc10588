/* portunus-offer-desk.c: the offers that wait for an answer, wherever they came from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-desk.h"

struct _PortunusOfferDesk
{
  GObject     parent_instance;

  /* Owned */
  GListStore *offers;
};

G_DEFINE_FINAL_TYPE (PortunusOfferDesk, portunus_offer_desk, G_TYPE_OBJECT)

static void
gone_cb (PortunusWaitingOffer *offer,
         PortunusOfferDesk    *self)
{
  guint position;

  if (g_list_store_find (self->offers, offer, &position))
    g_list_store_remove (self->offers, position);
}

static void
answered_cb (PortunusWaitingOffer *offer,
             gboolean              is_yes,
             GArray               *wanted,
             PortunusOfferDesk    *self)
{
  gone_cb (offer, self);
}

static void
portunus_offer_desk_finalize (GObject *object)
{
  g_object_unref (PORTUNUS_OFFER_DESK (object)->offers);

  G_OBJECT_CLASS (portunus_offer_desk_parent_class)->finalize (object);
}

static void
portunus_offer_desk_class_init (PortunusOfferDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_offer_desk_finalize;
}

static void
portunus_offer_desk_init (PortunusOfferDesk *self)
{
  self->offers = g_list_store_new (PORTUNUS_TYPE_WAITING_OFFER);
}

/**
 * portunus_offer_desk_new:
 *
 * Returns: (transfer full): an empty desk
 */
PortunusOfferDesk *
portunus_offer_desk_new (void)
{
  return g_object_new (PORTUNUS_TYPE_OFFER_DESK, NULL);
}

/**
 * portunus_offer_desk_add:
 * @self: a desk
 * @offer: an offer that waits
 */
void
portunus_offer_desk_add (PortunusOfferDesk    *self,
                         PortunusWaitingOffer *offer)
{
  g_return_if_fail (PORTUNUS_IS_OFFER_DESK (self));
  g_return_if_fail (PORTUNUS_IS_WAITING_OFFER (offer));

  g_signal_connect_object (offer, "answered", G_CALLBACK (answered_cb), self, 0);
  g_signal_connect_object (offer, "gone", G_CALLBACK (gone_cb), self, 0);
  g_list_store_append (self->offers, offer);
}

/**
 * portunus_offer_desk_find:
 * @self: a desk
 * @id: what an action got, not checked
 *
 * Returns: (transfer none) (nullable): the offer, if it still waits
 */
PortunusWaitingOffer *
portunus_offer_desk_find (PortunusOfferDesk *self,
                          const char        *id)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_DESK (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->offers)); i++)
    {
      g_autoptr (PortunusWaitingOffer) offer = g_list_model_get_item (G_LIST_MODEL (self->offers), i);

      if (g_str_equal (portunus_waiting_offer_get_id (offer), id))
        return offer;
    }
  return NULL;
}

/**
 * portunus_offer_desk_get_offers:
 * @self: a desk
 *
 * Returns: (transfer none): a list of #PortunusWaitingOffer
 */
GListModel *
portunus_offer_desk_get_offers (PortunusOfferDesk *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_DESK (self), NULL);

  return G_LIST_MODEL (self->offers);
}
