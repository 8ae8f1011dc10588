/* portunus-movable-secret-store.c: a secret store whose secrets can go to another one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-movable-secret-store.h"

#include "portunus-crypto-error.h"

struct _PortunusMovableSecretStore
{
  PortunusSecretStore  parent_instance;

  /* Owned */
  PortunusSecretStore *behind;

  gboolean             is_moving;
};

enum { MOVED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusMovableSecretStore, portunus_movable_secret_store, PORTUNUS_TYPE_SECRET_STORE)

/* One after another, each secret is copied and read again; only then are the old ones erased. Where one cannot be
 * copied, those that were go again, so that no key lies where nobody looks after it.
 *
 * What is in memory only is of this run, in which the right place may have been locked or left out: it replaces nothing
 * that is kept there. */
typedef struct
{
  PortunusSecretStore *source;
  PortunusSecretStore *target;      /* NULL to erase only */
  char               **names;
  guint                next;
  GPtrArray           *copied;      /* names that are in the target, and are to be erased in the end; borrowed */
  PortunusSecret      *secret;
  GError              *failure;     /* why it is being undone */
  gboolean             has_left_copies;
} Move;

static void
move_free (gpointer data)
{
  Move *move = data;

  g_object_unref (move->source);
  g_clear_object (&move->target);
  g_strfreev (move->names);
  g_ptr_array_unref (move->copied);
  g_clear_pointer (&move->secret, portunus_secret_unref);
  g_clear_error (&move->failure);
  g_free (move);
}

static void copy_next  (GTask *task);
static void erase_next (GTask *task);

/* Where the store behind changed in the meantime, the result still knows its own. */
static PortunusSecretStore *
dup_source (GAsyncResult *result)
{
  return PORTUNUS_SECRET_STORE (g_async_result_get_source_object (result));
}

static const char *
get_kind (PortunusSecretStore *store)
{
  return portunus_secret_store_get_kind (PORTUNUS_MOVABLE_SECRET_STORE (store)->behind);
}

static void
lookup_async (PortunusSecretStore *store,
              const char          *name,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  portunus_secret_store_lookup_async (PORTUNUS_MOVABLE_SECRET_STORE (store)->behind, name, cancellable, callback,
                                      user_data);
}

static PortunusSecret *
lookup_finish (PortunusSecretStore  *store,
               GAsyncResult         *result,
               GError              **error)
{
  g_autoptr (PortunusSecretStore) source = dup_source (result);

  return portunus_secret_store_lookup_finish (source, result, error);
}

/* What changed while others are copied would be left behind, or brought back. */
static gboolean
refuse_change (PortunusSecretStore *store,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  PortunusMovableSecretStore *self = PORTUNUS_MOVABLE_SECRET_STORE (store);

  if (self->is_moving)
    g_task_report_new_error (self->behind, callback, user_data, refuse_change, G_IO_ERROR, G_IO_ERROR_PENDING,
                             "The keys are on their way to another place; try again in a moment");
  return self->is_moving;
}

static void
store_async (PortunusSecretStore *store,
             const char          *name,
             PortunusSecret      *secret,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  if (refuse_change (store, callback, user_data))
    return;
  portunus_secret_store_store_async (PORTUNUS_MOVABLE_SECRET_STORE (store)->behind, name, secret, cancellable,
                                     callback, user_data);
}

static gboolean
store_finish (PortunusSecretStore  *store,
              GAsyncResult         *result,
              GError              **error)
{
  g_autoptr (PortunusSecretStore) source = dup_source (result);

  return portunus_secret_store_store_finish (source, result, error);
}

static void
clear_async (PortunusSecretStore *store,
             const char          *name,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data)
{
  if (refuse_change (store, callback, user_data))
    return;
  portunus_secret_store_clear_async (PORTUNUS_MOVABLE_SECRET_STORE (store)->behind, name, cancellable, callback,
                                     user_data);
}

static gboolean
clear_finish (PortunusSecretStore  *store,
              GAsyncResult         *result,
              GError              **error)
{
  g_autoptr (PortunusSecretStore) source = dup_source (result);

  return portunus_secret_store_clear_finish (source, result, error);
}

static void
portunus_movable_secret_store_finalize (GObject *object)
{
  g_object_unref (PORTUNUS_MOVABLE_SECRET_STORE (object)->behind);

  G_OBJECT_CLASS (portunus_movable_secret_store_parent_class)->finalize (object);
}

static void
portunus_movable_secret_store_class_init (PortunusMovableSecretStoreClass *klass)
{
  PortunusSecretStoreClass *store_class = PORTUNUS_SECRET_STORE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_movable_secret_store_finalize;
  store_class->get_kind = get_kind;
  store_class->lookup_async = lookup_async;
  store_class->lookup_finish = lookup_finish;
  store_class->store_async = store_async;
  store_class->store_finish = store_finish;
  store_class->clear_async = clear_async;
  store_class->clear_finish = clear_finish;

  signals[MOVED] = g_signal_new ("moved", PORTUNUS_TYPE_MOVABLE_SECRET_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
portunus_movable_secret_store_init (PortunusMovableSecretStore *self)
{
}

/**
 * portunus_movable_secret_store_new:
 * @behind: where secrets are at first
 *
 * Returns: (transfer full): a store that does what @behind does
 */
PortunusSecretStore *
portunus_movable_secret_store_new (PortunusSecretStore *behind)
{
  PortunusMovableSecretStore *self;

  g_return_val_if_fail (PORTUNUS_IS_SECRET_STORE (behind), NULL);

  self = g_object_new (PORTUNUS_TYPE_MOVABLE_SECRET_STORE, NULL);
  self->behind = g_object_ref (behind);
  return PORTUNUS_SECRET_STORE (self);
}

/* Takes @error over, %NULL where all went well. */
static void
finish (GTask  *task,
        GError *error)
{
  PORTUNUS_MOVABLE_SECRET_STORE (g_task_get_source_object (task))->is_moving = FALSE;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
erased_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  if (!portunus_secret_store_clear_finish (move->source, result, &error))
    {
      if (move->target == NULL)
        {
          finish (task, error);
          return;
        }
      g_debug ("A secret stays where it was: %s", error->message);
      g_clear_error (&error);
      move->has_left_copies = TRUE;
    }
  erase_next (g_steal_pointer (&task));
}

/* Takes @task over. */
static void
erase_next (GTask *task)
{
  Move *move = g_task_get_task_data (task);

  if (move->copied->len > 0)
    {
      const char *name = g_ptr_array_steal_index (move->copied, move->copied->len - 1);

      portunus_secret_store_clear_async (move->source, name, NULL, erased_cb, task);
      return;
    }
  finish (task, NULL);
  g_object_unref (task);
}

/* From here on there is no way back, and nobody may cancel. */
static void
settle (GTask *task)
{
  PortunusMovableSecretStore *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);

  g_set_object (&self->behind, move->target);
  g_signal_emit (self, signals[MOVED], 0);
  erase_next (task);
}

static void undo_next (GTask *task);

static void
undone_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  Move *move = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!portunus_secret_store_clear_finish (move->target, result, &error))
    g_debug ("A copy of a secret stays: %s", error->message);
  undo_next (task);
}

/* Takes @task over. */
static void
undo_next (GTask *task)
{
  Move *move = g_task_get_task_data (task);

  if (move->copied->len > 0)
    {
      const char *name = g_ptr_array_steal_index (move->copied, move->copied->len - 1);

      portunus_secret_store_clear_async (move->target, name, NULL, undone_cb, task);
      return;
    }
  finish (task, g_steal_pointer (&move->failure));
  g_object_unref (task);
}

/* Takes @error over. */
static void
fail (GTask  *task,
      GError *error)
{
  Move *move = g_task_get_task_data (task);

  move->failure = error;
  undo_next (g_object_ref (task));
}

static void
read_again_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (PortunusSecret) secret = portunus_secret_store_lookup_finish (move->target, result, &error);

  if (error != NULL)
    fail (task, error);
  else if (secret == NULL || !portunus_secret_equal (secret, move->secret))
    fail (task, g_error_new_literal (PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE,
                                     "The new place for secrets does not give back what was put into it"));
  else
    {
      move->next++;
      copy_next (g_steal_pointer (&task));
    }
}

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  /* One that fails may have written all the same. */
  g_ptr_array_add (move->copied, move->names[move->next]);
  if (!portunus_secret_store_store_finish (move->target, result, &error))
    {
      fail (task, error);
      return;
    }
  portunus_secret_store_lookup_async (move->target, move->names[move->next], g_task_get_cancellable (task),
                                      read_again_cb, g_object_ref (task));
}

static void
copy (GTask *task)
{
  Move *move = g_task_get_task_data (task);

  portunus_secret_store_store_async (move->target, move->names[move->next], move->secret,
                                     g_task_get_cancellable (task), copied_cb, g_object_ref (task));
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (PortunusSecret) kept = portunus_secret_store_lookup_finish (move->target, result, &error);

  if (error != NULL)
    fail (task, error);
  else if (kept == NULL)
    copy (task);
  else
    {
      move->next++;
      copy_next (g_steal_pointer (&task));
    }
}

static gboolean
is_of_this_run (const Move *move)
{
  return g_str_equal (portunus_secret_store_get_kind (move->source), "memory");
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  g_clear_pointer (&move->secret, portunus_secret_unref);
  move->secret = portunus_secret_store_lookup_finish (move->source, result, &error);
  if (error != NULL)
    fail (task, error);
  else if (move->secret != NULL && is_of_this_run (move))
    portunus_secret_store_lookup_async (move->target, move->names[move->next], g_task_get_cancellable (task),
                                        kept_cb, g_object_ref (task));
  else if (move->secret != NULL)
    copy (task);
  else
    {
      move->next++;
      copy_next (g_steal_pointer (&task));
    }
}

/* Takes @task over. */
static void
copy_next (GTask *task)
{
  Move *move = g_task_get_task_data (task);

  if (move->names[move->next] != NULL)
    portunus_secret_store_lookup_async (move->source, move->names[move->next], g_task_get_cancellable (task),
                                        looked_up_cb, task);
  else
    settle (task);
}

static Move *
move_new (PortunusMovableSecretStore *self,
          PortunusSecretStore        *target,
          const char * const         *names)
{
  Move *move = g_new0 (Move, 1);

  move->source = g_object_ref (self->behind);
  move->target = target != NULL ? g_object_ref (target) : NULL;
  move->names = g_strdupv ((char **) names);
  move->copied = g_ptr_array_new ();
  for (guint i = 0; target == NULL && names[i] != NULL; i++)
    g_ptr_array_add (move->copied, move->names[i]);
  return move;
}

/* Takes @task over. */
static void
return_pending (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "The keys are on their way to another place already");
  g_object_unref (task);
}

/**
 * portunus_movable_secret_store_move_async:
 * @self: a store
 * @target: where its secrets go
 * @names: (array zero-terminated=1): the secrets that go; one that is not there is left out
 * @cancellable: (nullable): gives up, as long as nothing was erased
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Copies the secrets, reads each of them again, uses @target from then on, emits “moved”, and erases what was copied
 * where it was. Secrets of a memory store replace none that @target has.
 */
void
portunus_movable_secret_store_move_async (PortunusMovableSecretStore *self,
                                          PortunusSecretStore        *target,
                                          const char * const         *names,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_MOVABLE_SECRET_STORE (self) && PORTUNUS_IS_SECRET_STORE (target) && names != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_movable_secret_store_move_async);
  /* What was moved is moved, whatever anybody wished meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, move_new (self, target, names), move_free);
  if (self->is_moving)
    {
      return_pending (task);
      return;
    }
  self->is_moving = TRUE;
  copy_next (task);
}

/**
 * portunus_movable_secret_store_move_finish:
 * @self: a store
 * @result: the result
 * @has_left_copies: (out): whether a secret could not be erased where it was
 * @error: return location for a #PortunusCryptoError; then @self uses what it used before
 *
 * Returns: whether the secrets were moved
 */
gboolean
portunus_movable_secret_store_move_finish (PortunusMovableSecretStore  *self,
                                           GAsyncResult                *result,
                                           gboolean                    *has_left_copies,
                                           GError                     **error)
{
  const Move *move;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  move = g_task_get_task_data (G_TASK (result));
  *has_left_copies = move->has_left_copies;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * portunus_movable_secret_store_erase_async:
 * @self: a store
 * @names: (array zero-terminated=1): the secrets that go
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 */
void
portunus_movable_secret_store_erase_async (PortunusMovableSecretStore *self,
                                           const char * const         *names,
                                           GCancellable               *cancellable,
                                           GAsyncReadyCallback         callback,
                                           gpointer                    user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_MOVABLE_SECRET_STORE (self) && names != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_movable_secret_store_erase_async);
  g_task_set_task_data (task, move_new (self, NULL, names), move_free);
  if (self->is_moving)
    {
      return_pending (task);
      return;
    }
  self->is_moving = TRUE;
  erase_next (task);
}

/**
 * portunus_movable_secret_store_erase_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusCryptoError; some of the secrets may be gone all the same
 *
 * Returns: whether all are gone
 */
gboolean
portunus_movable_secret_store_erase_finish (PortunusMovableSecretStore  *self,
                                            GAsyncResult                *result,
                                            GError                     **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
