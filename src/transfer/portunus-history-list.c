/* portunus-history-list.c: the past transfers as a list that reads what is looked at
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-history-list.h"

struct _PortunusHistoryList
{
  GObject          parent_instance;

  /* Owned */
  PortunusHistory *history;   /* NULL where there is none */
  GArray          *keys;      /* PortunusHistoryKey */
  GHashTable      *entries;   /* id -> PortunusHistoryEntry that somebody holds, without a reference */
  GHashTable      *firsts;    /* ids whose day begins with them */
  char            *search;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusHistoryList, portunus_history_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static const PortunusHistoryKey *
get_key (GArray *keys,
         guint   position)
{
  return &g_array_index (keys, PortunusHistoryKey, position);
}

static void
entry_gone_cb (gpointer  user_data,
               GObject  *where)
{
  PortunusHistoryList *self = user_data;
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    if (entry == where)
      g_hash_table_iter_remove (&iter);
}

/* What cannot be read, because another program just took it away, leaves an empty line until the next refresh. */
static PortunusHistoryEntry *
read_entry (PortunusHistoryList      *self,
            const PortunusHistoryKey *key)
{
  g_autoptr (GError) error = NULL;
  PortunusHistoryEntry *entry = portunus_history_find (self->history, key->id, &error);

  if (entry == NULL)
    {
      const PortunusHistoryRecord nothing = { .id = key->id, .started = key->started, .title = (char *) "",
                                              .result = PORTUNUS_HISTORY_FAILED };

      g_debug ("An entry of the history cannot be read: %s", error != NULL ? error->message : "it is gone");
      entry = portunus_history_entry_new (&nothing);
    }
  g_hash_table_insert (self->entries, g_memdup2 (&key->id, sizeof key->id), entry);
  g_object_weak_ref (G_OBJECT (entry), entry_gone_cb, self);
  return entry;
}

static GType
get_item_type (GListModel *model)
{
  return PORTUNUS_TYPE_HISTORY_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return PORTUNUS_HISTORY_LIST (model)->keys->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  PortunusHistoryList *self = PORTUNUS_HISTORY_LIST (model);
  const PortunusHistoryKey *key;
  PortunusHistoryEntry *entry;

  if (position >= self->keys->len)
    return NULL;
  key = get_key (self->keys, position);
  entry = g_hash_table_lookup (self->entries, &key->id);
  return entry != NULL ? g_object_ref (entry) : read_entry (self, key);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
portunus_history_list_finalize (GObject *object)
{
  PortunusHistoryList *self = PORTUNUS_HISTORY_LIST (object);
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_object_weak_unref (entry, entry_gone_cb, self);
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->firsts);
  g_array_unref (self->keys);
  g_clear_pointer (&self->history, portunus_history_close);
  g_free (self->search);

  G_OBJECT_CLASS (portunus_history_list_parent_class)->finalize (object);
}

static void
portunus_history_list_class_init (PortunusHistoryListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_history_list_finalize;
}

static void
portunus_history_list_init (PortunusHistoryList *self)
{
  self->keys = g_array_new (FALSE, FALSE, sizeof (PortunusHistoryKey));
  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->firsts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

/* A day is at most 25 hours long, so most neighbours are told apart, or not, without a calendar. */
static void
find_firsts (PortunusHistoryList *self)
{
  gint64 day_begins = G_MAXINT64;

  g_hash_table_remove_all (self->firsts);
  for (guint i = 0; i < self->keys->len; i++)
    {
      const PortunusHistoryKey *key = get_key (self->keys, i);
      g_autoptr (GDateTime) time = NULL;
      g_autoptr (GDateTime) day = NULL;

      if (key->started >= day_begins)
        continue;
      g_hash_table_add (self->firsts, g_memdup2 (&key->id, sizeof key->id));
      time = g_date_time_new_from_unix_local (key->started);
      if (time != NULL)
        day = g_date_time_new_local (g_date_time_get_year (time), g_date_time_get_month (time),
                                     g_date_time_get_day_of_month (time), 0, 0, 0);
      day_begins = day != NULL ? g_date_time_to_unix (day) : key->started;
    }
}

/* From here on only what differs is told, and with it the neighbour that may begin a day now. */
static void
replace_keys (PortunusHistoryList *self,
              GArray              *keys)
{
  g_autoptr (GArray) old = g_steal_pointer (&self->keys);
  guint n_same = 0;
  guint n_tail = 0;

  while (n_same < MIN (old->len, keys->len) && get_key (old, n_same)->id == get_key (keys, n_same)->id)
    n_same++;
  while (n_tail < MIN (old->len, keys->len) - n_same
         && get_key (old, old->len - n_tail - 1)->id == get_key (keys, keys->len - n_tail - 1)->id)
    n_tail++;
  self->keys = keys;
  find_firsts (self);
  if (old->len == keys->len && n_same == keys->len)
    return;
  n_tail -= MIN (n_tail, 1);
  g_list_model_items_changed (G_LIST_MODEL (self), n_same, old->len - n_same - n_tail, keys->len - n_same - n_tail);
}

/**
 * portunus_history_list_new:
 * @history: (transfer full) (nullable): an open history; %NULL for a list that stays empty
 *
 * Returns: (transfer full): a list, filled
 */
PortunusHistoryList *
portunus_history_list_new (PortunusHistory *history)
{
  PortunusHistoryList *self = g_object_new (PORTUNUS_TYPE_HISTORY_LIST, NULL);

  self->history = history;
  portunus_history_list_refresh (self);
  return self;
}

/**
 * portunus_history_list_set_search:
 * @self: a list
 * @search: (nullable): as in portunus_history_list()
 */
void
portunus_history_list_set_search (PortunusHistoryList *self,
                                  const char          *search)
{
  g_return_if_fail (PORTUNUS_IS_HISTORY_LIST (self));

  if (g_strcmp0 (self->search, search) == 0)
    return;
  g_free (self->search);
  self->search = g_strdup (search);
  portunus_history_list_refresh (self);
}

/**
 * portunus_history_list_get_search:
 * @self: a list
 *
 * Returns: (nullable): what is searched for
 */
const char *
portunus_history_list_get_search (PortunusHistoryList *self)
{
  g_return_val_if_fail (PORTUNUS_IS_HISTORY_LIST (self), NULL);

  return self->search;
}

/**
 * portunus_history_list_refresh:
 * @self: a list
 *
 * Looks at the history again.
 */
void
portunus_history_list_refresh (PortunusHistoryList *self)
{
  g_autoptr (GError) error = NULL;
  GArray *keys;

  g_return_if_fail (PORTUNUS_IS_HISTORY_LIST (self));

  if (self->history == NULL)
    return;
  keys = portunus_history_list (self->history, self->search, &error);
  if (keys != NULL)
    replace_keys (self, keys);
  else
    g_debug ("The history cannot be read: %s", error->message);
}

/**
 * portunus_history_list_is_first_of_day:
 * @self: a list
 * @entry: an entry of it
 *
 * Returns: whether the entry before it began on another day, in local time
 */
gboolean
portunus_history_list_is_first_of_day (PortunusHistoryList  *self,
                                       PortunusHistoryEntry *entry)
{
  g_return_val_if_fail (PORTUNUS_IS_HISTORY_LIST (self), FALSE);

  return g_hash_table_contains (self->firsts, &portunus_history_entry_get_record (entry)->id);
}

/**
 * portunus_history_list_dup_entry:
 * @self: a list
 * @id: of a record
 *
 * Returns: (transfer full) (nullable): the entry, whether it is in the list or not; %NULL where there is none
 */
PortunusHistoryEntry *
portunus_history_list_dup_entry (PortunusHistoryList *self,
                                 gint64               id)
{
  g_return_val_if_fail (PORTUNUS_IS_HISTORY_LIST (self), NULL);

  return self->history != NULL ? portunus_history_find (self->history, id, NULL) : NULL;
}

/**
 * portunus_history_list_read_files:
 * @self: a list
 * @entry: an entry of it
 *
 * Returns: (transfer full) (element-type PortunusHistoryFile): its files, none where they cannot be read
 */
GPtrArray *
portunus_history_list_read_files (PortunusHistoryList  *self,
                                  PortunusHistoryEntry *entry)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *files = NULL;

  g_return_val_if_fail (PORTUNUS_IS_HISTORY_LIST (self), NULL);

  if (self->history != NULL)
    files = portunus_history_list_files (self->history, portunus_history_entry_get_record (entry)->id, &error);
  if (error != NULL)
    g_debug ("The files of an entry cannot be read: %s", error->message);
  return files != NULL ? files : g_ptr_array_new_with_free_func (g_object_unref);
}
