/* portunus-offer-desk.c: the offers and guests that wait for an answer, wherever they came from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-desk.h"

struct _PortunusOfferDesk
{
  GObject     parent_instance;

  /* Owned */
  GListStore *offers;
  GListStore *guests;
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
guest_gone_cb (PortunusWaitingGuest *guest,
               PortunusOfferDesk    *self)
{
  guint position;

  if (g_list_store_find (self->guests, guest, &position))
    g_list_store_remove (self->guests, position);
}

static void
guest_answered_cb (PortunusWaitingGuest *guest,
                   gboolean              is_yes,
                   PortunusOfferDesk    *self)
{
  guest_gone_cb (guest, self);
}

static void
portunus_offer_desk_finalize (GObject *object)
{
  g_object_unref (PORTUNUS_OFFER_DESK (object)->offers);
  g_object_unref (PORTUNUS_OFFER_DESK (object)->guests);

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
  self->guests = g_list_store_new (PORTUNUS_TYPE_WAITING_GUEST);
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

/**
 * portunus_offer_desk_add_guest:
 * @self: a desk
 * @guest: somebody who waits
 */
void
portunus_offer_desk_add_guest (PortunusOfferDesk    *self,
                               PortunusWaitingGuest *guest)
{
  g_return_if_fail (PORTUNUS_IS_OFFER_DESK (self));
  g_return_if_fail (PORTUNUS_IS_WAITING_GUEST (guest));

  g_signal_connect_object (guest, "answered", G_CALLBACK (guest_answered_cb), self, 0);
  g_signal_connect_object (guest, "gone", G_CALLBACK (guest_gone_cb), self, 0);
  g_list_store_append (self->guests, guest);
}

/**
 * portunus_offer_desk_find_guest:
 * @self: a desk
 * @id: what an action got, not checked
 *
 * Returns: (transfer none) (nullable): the guest, if it still waits
 */
PortunusWaitingGuest *
portunus_offer_desk_find_guest (PortunusOfferDesk *self,
                                const char        *id)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_DESK (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->guests)); i++)
    {
      g_autoptr (PortunusWaitingGuest) guest = g_list_model_get_item (G_LIST_MODEL (self->guests), i);

      if (g_str_equal (portunus_waiting_guest_get_id (guest), id))
        return guest;
    }
  return NULL;
}

/**
 * portunus_offer_desk_get_guests:
 * @self: a desk
 *
 * Returns: (transfer none): a list of #PortunusWaitingGuest
 */
GListModel *
portunus_offer_desk_get_guests (PortunusOfferDesk *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_DESK (self), NULL);

  return G_LIST_MODEL (self->guests);
}
