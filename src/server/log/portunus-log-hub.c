/* portunus-log-hub.c: the last messages of the log, and whoever watches them come
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-log-hub.h"

typedef struct
{
  PortunusLogHub  *hub;
  guint            id;
  GMainContext    *context;
  PortunusLogFunc  func;
  gpointer         user_data;

  /* Of the hub's lock. */
  guint64          n_seen;
  gboolean         is_called;
} Subscriber;

struct _PortunusLogHub
{
  /* Guards all that follows, and what it says of the subscribers. */
  GMutex      lock;
  /* (element-type PortunusLogRecord): a ring */
  GPtrArray  *records;
  GHashTable *subscribers;
  guint       capacity;
  guint       last_id;
  guint64     n_published;
  guint64     n_of_level[PORTUNUS_N_LOG_LEVELS];
};

static void
subscriber_clear (gpointer data)
{
  Subscriber *subscriber = data;

  g_main_context_unref (subscriber->context);
}

static void
subscriber_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, subscriber_clear);
}

static void
hub_clear (gpointer data)
{
  PortunusLogHub *self = data;

  g_hash_table_unref (self->subscribers);
  g_ptr_array_unref (self->records);
  g_mutex_clear (&self->lock);
}

/**
 * portunus_log_hub_new:
 * @capacity: how many messages to keep
 *
 * Returns: (transfer full): a hub without messages
 */
PortunusLogHub *
portunus_log_hub_new (guint capacity)
{
  PortunusLogHub *self = g_atomic_rc_box_new0 (PortunusLogHub);

  g_assert (capacity > 0);
  g_mutex_init (&self->lock);
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) portunus_log_record_unref);
  self->subscribers = g_hash_table_new_full (NULL, NULL, NULL, subscriber_unref);
  self->capacity = capacity;
  return self;
}

/**
 * portunus_log_hub_ref:
 * @self: a hub
 *
 * Returns: (transfer full): @self
 */
PortunusLogHub *
portunus_log_hub_ref (PortunusLogHub *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * portunus_log_hub_unref:
 * @self: (transfer full): a hub; subscribers have ended their subscription by then
 */
void
portunus_log_hub_unref (PortunusLogHub *self)
{
  g_atomic_rc_box_release_full (self, hub_clear);
}

/* With the lock. */
static GPtrArray *
list_since (PortunusLogHub *self,
            guint64         n_seen)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) portunus_log_record_unref);
  guint64 first = MAX (n_seen, self->n_published - self->records->len);

  for (guint64 i = first; i < self->n_published; i++)
    g_ptr_array_add (list, portunus_log_record_ref (g_ptr_array_index (self->records, i % self->capacity)));
  return list;
}

/* Gives NULL where the subscription ended in the meantime. */
static GPtrArray *
take_news (Subscriber *subscriber,
           guint64    *n_lost)
{
  PortunusLogHub *self = subscriber->hub;
  GPtrArray *list = NULL;

  g_mutex_lock (&self->lock);
  if (g_hash_table_lookup (self->subscribers, GUINT_TO_POINTER (subscriber->id)) == subscriber)
    {
      list = list_since (self, subscriber->n_seen);
      *n_lost = self->n_published - subscriber->n_seen - list->len;
      subscriber->n_seen = self->n_published;
      subscriber->is_called = FALSE;
    }
  g_mutex_unlock (&self->lock);
  return list;
}

/* What a subscriber is called with; keeps the hub. */
static void
call_free (gpointer data)
{
  Subscriber *subscriber = data;
  PortunusLogHub *self = subscriber->hub;

  subscriber_unref (subscriber);
  portunus_log_hub_unref (self);
}

static gboolean
call_cb (gpointer user_data)
{
  Subscriber *subscriber = user_data;
  guint64 n_lost = 0;
  g_autoptr (GPtrArray) records = take_news (subscriber, &n_lost);

  if (records != NULL && records->len > 0)
    subscriber->func (records, n_lost, subscriber->user_data);
  return G_SOURCE_REMOVE;
}

static void
call (PortunusLogHub *self,
      Subscriber     *subscriber)
{
  g_autoptr (GSource) source = NULL;

  if (subscriber->is_called)
    return;
  subscriber->is_called = TRUE;
  source = g_idle_source_new ();
  portunus_log_hub_ref (self);
  g_source_set_callback (source, call_cb, g_atomic_rc_box_acquire (subscriber), call_free);
  g_source_attach (source, subscriber->context);
}

/**
 * portunus_log_hub_publish:
 * @self: a hub
 * @record: (transfer none): a message
 *
 * Keeps @record in place of the oldest, and lets the subscribers know. Logs nothing itself.
 */
void
portunus_log_hub_publish (PortunusLogHub    *self,
                          PortunusLogRecord *record)
{
  GHashTableIter iter;
  gpointer subscriber;
  guint place;

  g_mutex_lock (&self->lock);
  place = self->n_published++ % self->capacity;
  self->n_of_level[record->level]++;
  if (self->records->len < self->capacity)
    g_ptr_array_add (self->records, portunus_log_record_ref (record));
  else
    {
      portunus_log_record_unref (g_ptr_array_index (self->records, place));
      g_ptr_array_index (self->records, place) = portunus_log_record_ref (record);
    }
  g_hash_table_iter_init (&iter, self->subscribers);
  while (g_hash_table_iter_next (&iter, NULL, &subscriber))
    call (self, subscriber);
  g_mutex_unlock (&self->lock);
}

/**
 * portunus_log_hub_list:
 * @self: a hub
 *
 * Returns: (transfer full) (element-type PortunusLogRecord): the messages it keeps, oldest first
 */
GPtrArray *
portunus_log_hub_list (PortunusLogHub *self)
{
  GPtrArray *list;

  g_mutex_lock (&self->lock);
  list = list_since (self, 0);
  g_mutex_unlock (&self->lock);
  return list;
}

/**
 * portunus_log_hub_get_n:
 * @self: a hub
 * @level: a level
 *
 * Returns: how many messages of that very level there have been
 */
guint64
portunus_log_hub_get_n (PortunusLogHub   *self,
                        PortunusLogLevel  level)
{
  guint64 n;

  g_mutex_lock (&self->lock);
  n = self->n_of_level[level];
  g_mutex_unlock (&self->lock);
  return n;
}

/**
 * portunus_log_hub_subscribe:
 * @self: a hub
 * @func: called in the thread-default context of now, with what comes from now on
 * @user_data: for @func
 *
 * @func may log, but then it is called for ever.
 *
 * Returns: what to end it with
 */
guint
portunus_log_hub_subscribe (PortunusLogHub  *self,
                            PortunusLogFunc  func,
                            gpointer         user_data)
{
  Subscriber *subscriber = g_atomic_rc_box_new0 (Subscriber);
  guint id;

  subscriber->hub = self;
  subscriber->context = g_main_context_ref_thread_default ();
  subscriber->func = func;
  subscriber->user_data = user_data;
  g_mutex_lock (&self->lock);
  id = ++self->last_id;
  subscriber->id = id;
  subscriber->n_seen = self->n_published;
  g_hash_table_insert (self->subscribers, GUINT_TO_POINTER (id), subscriber);
  g_mutex_unlock (&self->lock);
  return id;
}

/**
 * portunus_log_hub_unsubscribe:
 * @self: a hub
 * @id: what portunus_log_hub_subscribe() gave, in the same thread
 *
 * The function is not called any more.
 */
void
portunus_log_hub_unsubscribe (PortunusLogHub *self,
                              guint           id)
{
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->subscribers, GUINT_TO_POINTER (id));
  g_mutex_unlock (&self->lock);
}
