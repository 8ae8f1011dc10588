/* portunus-recipient-model.c: the devices that something can be sent to, each one object for as long as it is there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-recipient-model.h"

#include <gtk/gtk.h>

/* Of those that were met and are not seen now, the last ones. */
#define MAX_KNOWN 8

struct _PortunusRecipientModel
{
  GObject             parent_instance;

  /* Owned */
  GListModel         *devices;
  PortunusDeviceBook *book;
  GPtrArray          *followed;    /* PortunusKnownDevice */
  GListStore         *nearby;
  GListStore         *known;
  GListModel         *list;

  gboolean            has_known;
  gboolean            is_held;
  gboolean            is_stale;    /* something happened while it was held */
};

G_DEFINE_FINAL_TYPE (PortunusRecipientModel, portunus_recipient_model, G_TYPE_OBJECT)

static PortunusNearbyDevice *
find_nearby (PortunusRecipientModel *self,
             const char             *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->devices); i++)
    {
      g_autoptr (PortunusNearbyDevice) device = g_list_model_get_item (self->devices, i);

      if (g_str_equal (portunus_nearby_device_get_id (device), id))
        return g_steal_pointer (&device);
    }
  return NULL;
}

static gboolean
has_recipient (PortunusRecipientModel *self,
               PortunusNearbyDevice   *device)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->nearby)); i++)
    {
      g_autoptr (PortunusRecipient) recipient = g_list_model_get_item (G_LIST_MODEL (self->nearby), i);

      if (portunus_recipient_get_target (recipient)->nearby == device)
        return TRUE;
    }
  return FALSE;
}

static void
update_nearby (PortunusRecipientModel *self)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->nearby)); i > 0; i--)
    {
      g_autoptr (PortunusRecipient) recipient = g_list_model_get_item (G_LIST_MODEL (self->nearby), i - 1);
      PortunusNearbyDevice *before = portunus_recipient_get_target (recipient)->nearby;
      g_autoptr (PortunusNearbyDevice) now = find_nearby (self, portunus_nearby_device_get_id (before));

      if (now != NULL)
        portunus_recipient_take_nearby (recipient, now, self->book);
      else
        g_list_store_remove (self->nearby, i - 1);
    }
  for (guint i = 0; i < g_list_model_get_n_items (self->devices); i++)
    {
      g_autoptr (PortunusNearbyDevice) device = g_list_model_get_item (self->devices, i);
      g_autoptr (PortunusRecipient) recipient = NULL;

      if (has_recipient (self, device))
        continue;
      recipient = portunus_recipient_new_nearby (device, self->book);
      g_list_store_append (self->nearby, recipient);
    }
}

/* An announcement tells no key, so one that goes by the same name is taken for the same. */
static gboolean
is_seen (PortunusRecipientModel *self,
         PortunusKnownDevice    *known)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->nearby)); i++)
    {
      g_autoptr (PortunusRecipient) recipient = g_list_model_get_item (G_LIST_MODEL (self->nearby), i);

      if (g_str_equal (portunus_recipient_get_name (recipient), portunus_known_device_get_name (known)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_wanted (PortunusRecipientModel *self,
           PortunusKnownDevice    *known)
{
  return portunus_known_device_get_trust (known) != PORTUNUS_DEVICE_BLOCKED
         && portunus_device_book_lookup (self->book, portunus_known_device_get_id (known)) == known
         && !is_seen (self, known);
}

static int
compare_last_seen (gconstpointer a,
                   gconstpointer b)
{
  gint64 seen_a = portunus_known_device_get_last_seen (*(PortunusKnownDevice **) a);
  gint64 seen_b = portunus_known_device_get_last_seen (*(PortunusKnownDevice **) b);

  return (seen_a < seen_b) - (seen_a > seen_b);
}

/* Those that stay keep their place, though another was met later meanwhile. */
static GHashTable *
keep_known (PortunusRecipientModel *self)
{
  GHashTable *kept = g_hash_table_new (NULL, NULL);

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->known)); i > 0; i--)
    {
      g_autoptr (PortunusRecipient) recipient = g_list_model_get_item (G_LIST_MODEL (self->known), i - 1);
      PortunusKnownDevice *known = portunus_recipient_get_target (recipient)->known;

      if (is_wanted (self, known))
        {
          portunus_recipient_tell_changed (recipient);
          g_hash_table_add (kept, known);
        }
      else
        g_list_store_remove (self->known, i - 1);
    }
  return kept;
}

static void
update_known (PortunusRecipientModel *self)
{
  g_autoptr (GHashTable) kept = keep_known (self);

  g_ptr_array_sort (self->followed, compare_last_seen);
  for (guint i = 0; i < self->followed->len && g_hash_table_size (kept) < MAX_KNOWN; i++)
    {
      PortunusKnownDevice *known = g_ptr_array_index (self->followed, i);
      g_autoptr (PortunusRecipient) recipient = NULL;

      if (!is_wanted (self, known) || !g_hash_table_add (kept, known))
        continue;
      recipient = portunus_recipient_new_known (known);
      g_list_store_append (self->known, recipient);
    }
}

static void
update (PortunusRecipientModel *self)
{
  self->is_stale = self->is_held;
  if (self->is_held)
    return;
  update_nearby (self);
  if (self->has_known)
    update_known (self);
}

static void
leave_book (PortunusRecipientModel *self)
{
  for (guint i = 0; i < self->followed->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->followed, i), self);
  g_ptr_array_set_size (self->followed, 0);
}

static void
follow_book (PortunusRecipientModel *self)
{
  leave_book (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->book)); i++)
    {
      PortunusKnownDevice *known = g_list_model_get_item (G_LIST_MODEL (self->book), i);

      /* The book tells of every property, whichever changed: one of them is enough. */
      g_signal_connect_object (known, "notify::last-seen", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->followed, known);
    }
}

static void
book_changed_cb (PortunusRecipientModel *self)
{
  follow_book (self);
  update (self);
}

static void
portunus_recipient_model_finalize (GObject *object)
{
  PortunusRecipientModel *self = PORTUNUS_RECIPIENT_MODEL (object);

  g_object_unref (self->devices);
  g_object_unref (self->book);
  g_ptr_array_unref (self->followed);
  g_object_unref (self->nearby);
  g_object_unref (self->known);
  g_object_unref (self->list);

  G_OBJECT_CLASS (portunus_recipient_model_parent_class)->finalize (object);
}

static void
portunus_recipient_model_class_init (PortunusRecipientModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_recipient_model_finalize;
}

static void
portunus_recipient_model_init (PortunusRecipientModel *self)
{
  GListStore *parts = g_list_store_new (G_TYPE_LIST_MODEL);

  self->followed = g_ptr_array_new_with_free_func (g_object_unref);
  self->nearby = g_list_store_new (PORTUNUS_TYPE_RECIPIENT);
  self->known = g_list_store_new (PORTUNUS_TYPE_RECIPIENT);
  g_list_store_append (parts, self->nearby);
  g_list_store_append (parts, self->known);
  self->list = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (parts)));
}

PortunusRecipientModel *
portunus_recipient_model_new (GListModel         *devices,
                              PortunusDeviceBook *book,
                              gboolean            has_known)
{
  PortunusRecipientModel *self = g_object_new (PORTUNUS_TYPE_RECIPIENT_MODEL, NULL);

  self->devices = g_object_ref (devices);
  self->book = g_object_ref (book);
  self->has_known = has_known;
  g_signal_connect_object (devices, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (book, "items-changed", G_CALLBACK (book_changed_cb), self, G_CONNECT_SWAPPED);
  book_changed_cb (self);
  return self;
}

GListModel *
portunus_recipient_model_get_list (PortunusRecipientModel *self)
{
  return self->list;
}

void
portunus_recipient_model_hold (PortunusRecipientModel *self,
                               gboolean                is_held)
{
  self->is_held = is_held;
  if (self->is_stale)
    update (self);
}
