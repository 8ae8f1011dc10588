/* portunus-guest-list.c: who is in a room that we host
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-guest-list.h"

struct _PortunusGuestList
{
  GObject     parent_instance;

  /* Owned */
  GListStore *guests;
};

G_DEFINE_FINAL_TYPE (PortunusGuestList, portunus_guest_list, G_TYPE_OBJECT)

static void
portunus_guest_list_finalize (GObject *object)
{
  g_object_unref (PORTUNUS_GUEST_LIST (object)->guests);

  G_OBJECT_CLASS (portunus_guest_list_parent_class)->finalize (object);
}

static void
portunus_guest_list_class_init (PortunusGuestListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_guest_list_finalize;
}

static void
portunus_guest_list_init (PortunusGuestList *self)
{
  self->guests = g_list_store_new (PORTUNUS_TYPE_GUEST);
}

/**
 * portunus_guest_list_new:
 *
 * Returns: (transfer full): a list without guests
 */
PortunusGuestList *
portunus_guest_list_new (void)
{
  return g_object_new (PORTUNUS_TYPE_GUEST_LIST, NULL);
}

/**
 * portunus_guest_list_get_model:
 * @self: a list
 *
 * Returns: (transfer none): a list of #PortunusGuest
 */
GListModel *
portunus_guest_list_get_model (PortunusGuestList *self)
{
  return G_LIST_MODEL (self->guests);
}

static guint
get_n_guests (PortunusGuestList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->guests));
}

/* The store keeps it. */
static PortunusGuest *
get_guest (PortunusGuestList *self,
           guint              position)
{
  g_autoptr (PortunusGuest) guest = g_list_model_get_item (G_LIST_MODEL (self->guests), position);

  return guest;
}

static PortunusGuest *
ensure_guest (PortunusGuestList *self,
              const char        *device)
{
  g_autoptr (PortunusGuest) guest = NULL;

  for (guint i = 0; i < get_n_guests (self); i++)
    if (g_strcmp0 (portunus_guest_get_device (get_guest (self, i)), device) == 0)
      return get_guest (self, i);
  guest = portunus_guest_new (device);
  g_list_store_append (self->guests, guest);
  return guest;
}

/* Of one who left, what was sent and received is still worth to be seen. */
static void
drop_if_gone (PortunusGuestList *self,
              guint              position)
{
  PortunusGuest *guest = get_guest (self, position);

  if (!portunus_guest_is_present (guest) && g_list_model_get_n_items (portunus_guest_get_transfers (guest)) == 0)
    g_list_store_remove (self->guests, position);
}

static void
words_ready_cb (PortunusSession   *session,
                PortunusGuestList *self)
{
  PortunusGuest *guest = ensure_guest (self, portunus_session_get_peer_device (session));

  portunus_guest_set_words (guest, portunus_session_get_words (session));
}

/**
 * portunus_guest_list_meet:
 * @self: a list
 * @session: an authenticated session with somebody in the room
 */
void
portunus_guest_list_meet (PortunusGuestList *self,
                          PortunusSession   *session)
{
  PortunusGuest *guest;

  g_return_if_fail (PORTUNUS_IS_GUEST_LIST (self));

  guest = ensure_guest (self, portunus_session_get_peer_device (session));
  portunus_guest_set_peer (guest, portunus_session_get_peer_name (session), portunus_session_get_peer_label (session));
  portunus_guest_add_peer_id (guest, portunus_session_get_peer_id (session));
  g_signal_connect_object (session, "words-ready", G_CALLBACK (words_ready_cb), self, 0);
}

/**
 * portunus_guest_list_lose:
 * @self: a list
 * @peer_id: who left the room
 */
void
portunus_guest_list_lose (PortunusGuestList *self,
                          const char        *peer_id)
{
  g_return_if_fail (PORTUNUS_IS_GUEST_LIST (self));

  for (guint i = get_n_guests (self); i > 0; i--)
    if (portunus_guest_remove_peer_id (get_guest (self, i - 1), peer_id))
      drop_if_gone (self, i - 1);
}

/**
 * portunus_guest_list_lose_all:
 * @self: a list
 *
 * Nothing is known of who is in the room any more.
 */
void
portunus_guest_list_lose_all (PortunusGuestList *self)
{
  g_return_if_fail (PORTUNUS_IS_GUEST_LIST (self));

  for (guint i = get_n_guests (self); i > 0; i--)
    {
      portunus_guest_set_absent (get_guest (self, i - 1));
      drop_if_gone (self, i - 1);
    }
}

/**
 * portunus_guest_list_add_transfer:
 * @self: a list
 * @device: whose it is
 * @transfer: with this device
 */
void
portunus_guest_list_add_transfer (PortunusGuestList *self,
                                  const char        *device,
                                  PortunusTransfer  *transfer)
{
  g_return_if_fail (PORTUNUS_IS_GUEST_LIST (self));

  portunus_guest_add_transfer (ensure_guest (self, device), transfer);
}
