/* portunus-guest.c: one device in a room that we host, and what goes on with it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-guest.h"

struct _PortunusGuest
{
  GObject      parent_instance;

  /* Owned */
  char        *device;
  char        *name;
  char        *label;
  char       **words;
  GHashTable  *peer_ids;
  GListStore  *transfers;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusGuest, portunus_guest, G_TYPE_OBJECT)

static void
emit_changed (PortunusGuest *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
portunus_guest_finalize (GObject *object)
{
  PortunusGuest *self = PORTUNUS_GUEST (object);

  g_free (self->device);
  g_free (self->name);
  g_free (self->label);
  g_strfreev (self->words);
  g_hash_table_unref (self->peer_ids);
  g_object_unref (self->transfers);

  G_OBJECT_CLASS (portunus_guest_parent_class)->finalize (object);
}

static void
portunus_guest_class_init (PortunusGuestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_guest_finalize;

  signals[CHANGED] = g_signal_new ("changed", PORTUNUS_TYPE_GUEST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
portunus_guest_init (PortunusGuest *self)
{
  self->peer_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->transfers = g_list_store_new (PORTUNUS_TYPE_TRANSFER);
}

/**
 * portunus_guest_new:
 * @device: id of the device, proved by a handshake
 *
 * Returns: (transfer full): a guest who is not there
 */
PortunusGuest *
portunus_guest_new (const char *device)
{
  PortunusGuest *self = g_object_new (PORTUNUS_TYPE_GUEST, NULL);

  self->device = g_strdup (device);
  return self;
}

/**
 * portunus_guest_get_device:
 * @self: a guest
 *
 * Returns: the id of its device
 */
const char *
portunus_guest_get_device (PortunusGuest *self)
{
  return self->device;
}

/**
 * portunus_guest_get_name:
 * @self: a guest
 *
 * Returns: (nullable): what it calls itself, fit for display
 */
const char *
portunus_guest_get_name (PortunusGuest *self)
{
  return self->name;
}

/**
 * portunus_guest_get_label:
 * @self: a guest
 *
 * Returns: (nullable): what is known of it, as portunus_session_get_peer_label() says
 */
const char *
portunus_guest_get_label (PortunusGuest *self)
{
  return self->label;
}

/**
 * portunus_guest_get_words:
 * @self: a guest
 *
 * Returns: (nullable): the four words of the last handshake with it
 */
const char * const *
portunus_guest_get_words (PortunusGuest *self)
{
  return (const char * const *) self->words;
}

/**
 * portunus_guest_is_present:
 * @self: a guest
 *
 * Returns: whether it is in the room
 */
gboolean
portunus_guest_is_present (PortunusGuest *self)
{
  return g_hash_table_size (self->peer_ids) > 0;
}

/**
 * portunus_guest_dup_peer_ids:
 * @self: a guest
 *
 * Returns: (transfer full): the ids under which it is in the room
 */
char **
portunus_guest_dup_peer_ids (PortunusGuest *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->peer_ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, g_strdup (id));
  g_ptr_array_add (ids, NULL);
  return (char **) g_ptr_array_steal (ids, NULL);
}

/**
 * portunus_guest_get_transfers:
 * @self: a guest
 *
 * Returns: (transfer none): a list of #PortunusTransfer, the oldest first
 */
GListModel *
portunus_guest_get_transfers (PortunusGuest *self)
{
  return G_LIST_MODEL (self->transfers);
}

/**
 * portunus_guest_set_peer:
 * @self: a guest
 * @name: what it calls itself, fit for display
 * @label: what is known of it
 */
void
portunus_guest_set_peer (PortunusGuest *self,
                         const char    *name,
                         const char    *label)
{
  g_autofree char *old_name = g_steal_pointer (&self->name);
  g_autofree char *old_label = g_steal_pointer (&self->label);

  g_return_if_fail (PORTUNUS_IS_GUEST (self));

  self->name = g_strdup (name);
  self->label = g_strdup (label);
  if (g_strcmp0 (old_name, name) != 0 || g_strcmp0 (old_label, label) != 0)
    emit_changed (self);
}

/**
 * portunus_guest_set_words:
 * @self: a guest
 * @words: the four words of a handshake
 */
void
portunus_guest_set_words (PortunusGuest      *self,
                          const char * const *words)
{
  g_return_if_fail (PORTUNUS_IS_GUEST (self));

  g_strfreev (self->words);
  self->words = g_strdupv ((char **) words);
  emit_changed (self);
}

/**
 * portunus_guest_add_peer_id:
 * @self: a guest
 * @peer_id: under which it is in the room as well
 */
void
portunus_guest_add_peer_id (PortunusGuest *self,
                            const char    *peer_id)
{
  g_return_if_fail (PORTUNUS_IS_GUEST (self));

  if (g_hash_table_add (self->peer_ids, g_strdup (peer_id)) && g_hash_table_size (self->peer_ids) == 1)
    emit_changed (self);
}

/**
 * portunus_guest_remove_peer_id:
 * @self: a guest
 * @peer_id: who left the room
 *
 * Returns: whether that was this guest
 */
gboolean
portunus_guest_remove_peer_id (PortunusGuest *self,
                               const char    *peer_id)
{
  g_return_val_if_fail (PORTUNUS_IS_GUEST (self), FALSE);

  if (!g_hash_table_remove (self->peer_ids, peer_id))
    return FALSE;
  if (!portunus_guest_is_present (self))
    emit_changed (self);
  return TRUE;
}

/**
 * portunus_guest_set_absent:
 * @self: a guest
 *
 * Nothing is known of its presence any more.
 */
void
portunus_guest_set_absent (PortunusGuest *self)
{
  g_return_if_fail (PORTUNUS_IS_GUEST (self));

  if (!portunus_guest_is_present (self))
    return;
  g_hash_table_remove_all (self->peer_ids);
  emit_changed (self);
}

/**
 * portunus_guest_add_transfer:
 * @self: a guest
 * @transfer: with this device
 */
void
portunus_guest_add_transfer (PortunusGuest    *self,
                             PortunusTransfer *transfer)
{
  g_return_if_fail (PORTUNUS_IS_GUEST (self));

  if (!g_list_store_find (self->transfers, transfer, NULL))
    g_list_store_append (self->transfers, transfer);
}
