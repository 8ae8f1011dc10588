/* portunus-secret-store-open.c: choosing the secret store that works here
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-secret-store.h"

#include "portunus-crypto-error.h"

/* A service that neither starts nor answers in this time is as good as none. */
#define SERVICE_TIMEOUT_MS 3000

/* How long a person may take to unlock the keyring; without a display there is nobody to ask. */
#define PROMPT_TIMEOUT_S    60
#define NO_PROMPT_TIMEOUT_S 5

#define PROBE_NAME "probe"

#define FILE_HINT "To keep this device's keys in an encrypted file, start with --secret-store=file."

typedef struct
{
  PortunusSecretStoreChoice  choice;
  char                      *file_path;
  PortunusSecret            *passphrase;
  PortunusSecretStore       *store;
  char                      *notice;
  GCancellable              *cancellable;
  gulong                     cancelled_id;
  GCancellable              *deadline;
  GSource                   *timeout;
} Open;

static void
open_free (gpointer data)
{
  Open *open = data;

  if (open->timeout != NULL)
    g_source_destroy (open->timeout);
  g_clear_pointer (&open->timeout, g_source_unref);
  g_cancellable_disconnect (open->cancellable, open->cancelled_id);
  g_clear_object (&open->cancellable);
  g_clear_object (&open->deadline);
  g_free (open->file_path);
  g_clear_pointer (&open->passphrase, portunus_secret_unref);
  g_clear_object (&open->store);
  g_free (open->notice);
  g_free (open);
}

static void
use_store (GTask               *task,
           PortunusSecretStore *store)
{
  Open *open = g_task_get_task_data (task);

  g_set_object (&open->store, store);
  g_message ("Secrets are kept in the %s store", portunus_secret_store_get_kind (store));
  g_task_return_pointer (task, g_object_ref (store), g_object_unref);
}

static void
file_probed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (PortunusSecret) secret = NULL;

  secret = portunus_secret_store_lookup_finish (PORTUNUS_SECRET_STORE (source), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    use_store (task, PORTUNUS_SECRET_STORE (source));
}

static void
try_file (GTask *task)
{
  Open *open = g_task_get_task_data (task);
  g_autoptr (PortunusSecretStore) store = NULL;

  if (open->passphrase == NULL)
    {
      g_task_return_new_error (task, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_LOCKED,
                               "The encrypted file store needs a passphrase: name a file that holds it in "
                               "PORTUNUS_PASSPHRASE_FILE.");
      return;
    }
  store = portunus_file_secret_store_new (open->file_path, open->passphrase);
  portunus_secret_store_lookup_async (store, PROBE_NAME, g_task_get_cancellable (task), file_probed_cb,
                                      g_object_ref (task));
}

static void
use_memory (GTask      *task,
            const char *reason)
{
  Open *open = g_task_get_task_data (task);
  g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();

  if (reason != NULL)
    open->notice = g_strdup_printf ("%s, so this device's keys last only until the program ends. " FILE_HINT, reason);
  use_store (task, store);
}

/* The keyring does not work: an error where it was asked for, the next best where it was not, and never in silence. */
static void
give_up_keyring (GTask      *task,
                 const char *reason,
                 gboolean    is_locked)
{
  Open *open = g_task_get_task_data (task);

  g_debug ("The keyring is not used: %s", reason);
  if (open->choice == PORTUNUS_SECRET_STORE_KEYRING)
    g_task_return_new_error (task, PORTUNUS_CRYPTO_ERROR,
                             is_locked ? PORTUNUS_CRYPTO_ERROR_STORE_LOCKED : PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE,
                             "%s. " FILE_HINT, reason);
  else if (open->passphrase != NULL)
    {
      open->notice = g_strdup_printf ("%s, so this device's keys are kept in the encrypted file.", reason);
      try_file (task);
    }
  else
    use_memory (task, reason);
}

static void
give_up_keyring_for (GTask  *task,
                     GError *error)
{
  g_autoptr (GError) reason = error;
  gboolean is_late = g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  gboolean is_locked = g_error_matches (reason, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_LOCKED);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_error (task, g_steal_pointer (&reason));
  else
    give_up_keyring (task,
                     is_late ? "The keyring did not open in time"
                     : is_locked ? "The keyring is locked" : "There is no keyring",
                     is_late || is_locked);
}

static void
probe_cleared_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  portunus_secret_store_clear_finish (PORTUNUS_SECRET_STORE (source), result, NULL);
  use_store (task, PORTUNUS_SECRET_STORE (source));
}

static void
probe_stored_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  PortunusSecretStore *store = PORTUNUS_SECRET_STORE (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!portunus_secret_store_store_finish (store, result, &error))
    {
      give_up_keyring_for (task, error);
      return;
    }
  portunus_secret_store_clear_async (store, PROBE_NAME, g_task_get_cancellable (task), probe_cleared_cb,
                                     g_object_ref (task));
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/* A locked keyring hides what is in it instead of saying so, so only storing something shows that it works. */
static void
probe_keyring (GTask *task)
{
  Open *open = g_task_get_task_data (task);
  g_autoptr (PortunusSecretStore) store = portunus_keyring_secret_store_new ();
  g_autoptr (PortunusSecret) probe = portunus_secret_new (PROBE_NAME, sizeof PROBE_NAME);
  gboolean has_display = g_getenv ("DISPLAY") != NULL || g_getenv ("WAYLAND_DISPLAY") != NULL;

  open->deadline = g_cancellable_new ();
  if (g_task_get_cancellable (task) != NULL)
    {
      open->cancellable = g_object_ref (g_task_get_cancellable (task));
      open->cancelled_id = g_cancellable_connect (open->cancellable, G_CALLBACK (cancelled_cb),
                                                  g_object_ref (open->deadline), g_object_unref);
    }
  open->timeout = g_timeout_source_new_seconds (has_display ? PROMPT_TIMEOUT_S : NO_PROMPT_TIMEOUT_S);
  g_source_set_callback (open->timeout, deadline_cb, g_object_ref (open->deadline), g_object_unref);
  g_source_attach (open->timeout, g_task_get_context (task));
  portunus_secret_store_store_async (store, PROBE_NAME, probe, open->deadline, probe_stored_cb, g_object_ref (task));
}

static void
pinged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    probe_keyring (task);
  else if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    give_up_keyring (task,
                     g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ? "The keyring does not answer"
                                                                              : "There is no keyring",
                     FALSE);
}

/* The call starts a service that can be started, and reaches one that was started by other means. */
static void
bus_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL)
    give_up_keyring (task, "There is no keyring", FALSE);
  else
    g_dbus_connection_call (bus, "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.DBus.Peer",
                            "Ping", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, SERVICE_TIMEOUT_MS,
                            g_task_get_cancellable (task), pinged_cb, g_object_ref (task));
}

/* In a sandbox the portal takes the place of the service, and libsecret finds it by itself; the same goes for its own
 * test back end. */
static void
try_keyring (GTask *task)
{
  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SECRET_BACKEND") != NULL)
    probe_keyring (task);
  else if (g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL)
    give_up_keyring (task, "There is no keyring", FALSE);
  else
    g_bus_get (G_BUS_TYPE_SESSION, g_task_get_cancellable (task), bus_found_cb, g_object_ref (task));
}

/**
 * portunus_secret_store_open_async:
 * @choice: which store
 * @file_path: (type filename): where the encrypted file is, or will be
 * @passphrase: (nullable): opens the encrypted file
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Finds a store that works, and tries it.
 */
void
portunus_secret_store_open_async (PortunusSecretStoreChoice  choice,
                                  const char                *file_path,
                                  PortunusSecret            *passphrase,
                                  GCancellable              *cancellable,
                                  GAsyncReadyCallback        callback,
                                  gpointer                   user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Open *open = g_new0 (Open, 1);

  open->choice = choice;
  open->file_path = g_strdup (file_path);
  open->passphrase = passphrase != NULL ? portunus_secret_ref (passphrase) : NULL;
  g_task_set_source_tag (task, portunus_secret_store_open_async);
  g_task_set_task_data (task, open, open_free);
  switch (choice)
    {
    case PORTUNUS_SECRET_STORE_AUTO:
    case PORTUNUS_SECRET_STORE_KEYRING:
      try_keyring (task);
      break;
    case PORTUNUS_SECRET_STORE_FILE:
      try_file (task);
      break;
    case PORTUNUS_SECRET_STORE_MEMORY:
    default:
      use_memory (task, NULL);
      break;
    }
}

/**
 * portunus_secret_store_open_finish:
 * @result: the result
 * @notice: (out) (transfer full) (nullable) (optional): one sentence for a person about why it is not the keyring
 * @error: return location for a #PortunusCryptoError whose message says the way out
 *
 * Returns: (transfer full): a store that works
 */
PortunusSecretStore *
portunus_secret_store_open_finish (GAsyncResult  *result,
                                   char         **notice,
                                   GError       **error)
{
  Open *open = g_task_get_task_data (G_TASK (result));

  if (notice != NULL)
    *notice = g_steal_pointer (&open->notice);
  return g_task_propagate_pointer (G_TASK (result), error);
}
