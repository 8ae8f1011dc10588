/* portunus-engine-keys.c: where the keys of this device are, and how they go elsewhere
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-engine-state-private.h"

#include <glib/gstdio.h>

#include "portunus-certificate.h"
#include "portunus-movable-secret-store.h"
#include "portunus-portal.h"
#include "portunus-turn-list.h"

typedef struct
{
  PortunusSecretStoreChoice  choice;
  PortunusSecret            *passphrase;
  gboolean                   has_left_copies;
  gboolean                   was_file;
} Move;

static void
move_free (gpointer data)
{
  Move *move = data;

  g_clear_pointer (&move->passphrase, portunus_secret_unref);
  g_free (move);
}

/* A keyring has keys of other programs as well, portunusd for one, so only ours are named. */
static char **
dup_names (PortunusEngine *self)
{
  g_auto (GStrv) servers = portunus_settings_dup_list (self->settings, PORTUNUS_SETTING_TURN_SERVERS);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_strv_builder_add (names, PORTUNUS_IDENTITY_SECRET_NAME);
  g_strv_builder_add (names, PORTUNUS_CERTIFICATE_SECRET_NAME);
  g_strv_builder_add (names, PORTUNUS_PORTAL_SECRET_NAME);
  for (guint i = 0; servers[i] != NULL; i++)
    {
      g_autofree char *name = portunus_turn_list_dup_secret_name (servers[i]);

      g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

static gboolean
is_in (PortunusEngine            *self,
       PortunusSecretStoreChoice  choice)
{
  return g_str_equal (portunus_secret_store_get_kind (self->store),
                      choice == PORTUNUS_SECRET_STORE_FILE ? "file" : "keyring");
}

/* What is left of the file is nothing, but it would ask for its passphrase again. */
static void
remove_file (PortunusEngine *self,
             Move           *move)
{
  g_autofree char *path = portunus_engine_dup_path (self, PORTUNUS_ENGINE_SECRETS);

  if (g_unlink (path) == 0)
    move->has_left_copies = FALSE;
}

/* Before anything is erased in the old place, so that whatever ends us here leaves keys where they are looked for. */
static void
at_new_place_cb (PortunusSecretStore *store,
                 GTask               *task)
{
  PortunusEngine *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  gboolean is_file = move->choice == PORTUNUS_SECRET_STORE_FILE;

  self->choice = is_file ? PORTUNUS_SECRET_STORE_FILE : PORTUNUS_SECRET_STORE_KEYRING;
  g_clear_pointer (&self->passphrase, portunus_secret_unref);
  self->passphrase = g_steal_pointer (&move->passphrase);
  self->notice = PORTUNUS_NOTICE_NONE;
  portunus_settings_set_text (self->settings, PORTUNUS_SETTING_SECRET_STORE, is_file ? "file" : "auto");
  g_settings_sync ();
}

static void
moved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusEngine *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  GError *error = NULL;

  if (!portunus_movable_secret_store_move_finish (PORTUNUS_MOVABLE_SECRET_STORE (source), result,
                                                  &move->has_left_copies, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (move->was_file)
    remove_file (self, move);
  g_task_return_boolean (task, TRUE);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusEngine *self = g_task_get_source_object (task);
  Move *move = g_task_get_task_data (task);
  g_auto (GStrv) names = dup_names (self);
  GError *error = NULL;
  g_autoptr (PortunusSecretStore) target = portunus_secret_store_open_finish (result, NULL, &error);

  if (target == NULL)
    g_task_return_error (task, error);
  else if (self->store == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The engine was stopped");
  else if (is_in (self, move->choice))
    g_task_return_boolean (task, TRUE);
  else
    {
      move->was_file = g_str_equal (portunus_secret_store_get_kind (self->store), "file");
      g_signal_connect_object (self->store, "moved", G_CALLBACK (at_new_place_cb), task, 0);
      portunus_movable_secret_store_move_async (PORTUNUS_MOVABLE_SECRET_STORE (self->store), target,
                                                (const char * const *) names, g_task_get_cancellable (task), moved_cb,
                                                g_object_ref (task));
    }
}

/**
 * portunus_engine_move_keys_async:
 * @self: an engine that was started
 * @choice: %PORTUNUS_SECRET_STORE_KEYRING or %PORTUNUS_SECRET_STORE_FILE
 * @passphrase: (nullable): opens the file, or is its first one
 * @cancellable: (nullable): gives up, as long as nothing was erased
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Changes the setting as well. Keys that are where they should be stay there, also where those of this run are in
 * memory: then they count from the next start on.
 */
void
portunus_engine_move_keys_async (PortunusEngine            *self,
                                 PortunusSecretStoreChoice  choice,
                                 PortunusSecret            *passphrase,
                                 GCancellable              *cancellable,
                                 GAsyncReadyCallback        callback,
                                 gpointer                   user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *path = NULL;
  Move *move;

  g_return_if_fail (PORTUNUS_IS_ENGINE (self) && self->store != NULL);
  g_return_if_fail (choice == PORTUNUS_SECRET_STORE_KEYRING
                    || (choice == PORTUNUS_SECRET_STORE_FILE && passphrase != NULL));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_engine_move_keys_async);
  /* What was moved is moved, whatever anybody wished meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  move = g_new0 (Move, 1);
  move->choice = choice;
  move->passphrase = passphrase != NULL ? portunus_secret_ref (passphrase) : NULL;
  g_task_set_task_data (task, move, move_free);
  /* A move within one place would end in erasing what it had copied over itself. */
  if (is_in (self, choice))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  path = portunus_engine_dup_path (self, PORTUNUS_ENGINE_SECRETS);
  portunus_secret_store_open_async (choice, path, passphrase, cancellable, opened_cb, g_object_ref (task));
}

/**
 * portunus_engine_move_keys_finish:
 * @self: an engine
 * @result: the result
 * @has_left_copies: (out): whether a key could not be erased where it was
 * @error: return location for a #PortunusCryptoError; then the keys are where they were
 *
 * Returns: whether the keys are where they should be
 */
gboolean
portunus_engine_move_keys_finish (PortunusEngine  *self,
                                  GAsyncResult    *result,
                                  gboolean        *has_left_copies,
                                  GError         **error)
{
  const Move *move;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  move = g_task_get_task_data (G_TASK (result));
  *has_left_copies = move->has_left_copies;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
erased_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (portunus_movable_secret_store_erase_finish (PORTUNUS_MOVABLE_SECRET_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_engine_forget_keys_async:
 * @self: an engine that was started
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 */
void
portunus_engine_forget_keys_async (PortunusEngine      *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_auto (GStrv) names = NULL;

  g_return_if_fail (PORTUNUS_IS_ENGINE (self) && self->store != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_engine_forget_keys_async);
  names = dup_names (self);
  portunus_movable_secret_store_erase_async (PORTUNUS_MOVABLE_SECRET_STORE (self->store),
                                             (const char * const *) names, cancellable, erased_cb,
                                             g_object_ref (task));
}

/**
 * portunus_engine_forget_keys_finish:
 * @self: an engine
 * @result: the result
 * @error: return location for a #PortunusCryptoError; some of the keys may be gone all the same
 *
 * Returns: whether all are gone
 */
gboolean
portunus_engine_forget_keys_finish (PortunusEngine  *self,
                                    GAsyncResult    *result,
                                    GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
