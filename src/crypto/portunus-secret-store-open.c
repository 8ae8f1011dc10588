/* portunus-secret-store-open.c: choosing the secret store that works here
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-secret-store.h"

#include "portunus-crypto-error.h"
#include "portunus-keyring-probe-private.h"

#define PROBE_NAME "probe"
#define FILE_HINT  "To keep this device's keys in an encrypted file, start with --secret-store=file."

typedef struct
{
  PortunusSecretStoreChoice  choice;
  char                      *file_path;
  PortunusSecret            *passphrase;
  PortunusKeyringTrouble     trouble;
} Open;

static void
open_free (gpointer data)
{
  Open *open = data;

  g_free (open->file_path);
  g_clear_pointer (&open->passphrase, portunus_secret_unref);
  g_free (open);
}

static void
use_store (GTask               *task,
           PortunusSecretStore *store)
{
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
use_memory (GTask *task)
{
  g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();

  use_store (task, store);
}

static GError *
make_error (PortunusKeyringTrouble trouble)
{
  static const char * const reasons[] = {
    [PORTUNUS_KEYRING_TROUBLE_ABSENT] = "There is no keyring",
    [PORTUNUS_KEYRING_TROUBLE_SILENT] = "The keyring does not answer",
    [PORTUNUS_KEYRING_TROUBLE_LOCKED] = "The keyring is locked",
    [PORTUNUS_KEYRING_TROUBLE_LATE] = "The keyring did not open in time",
  };
  gboolean is_locked = trouble == PORTUNUS_KEYRING_TROUBLE_LOCKED || trouble == PORTUNUS_KEYRING_TROUBLE_LATE;

  return g_error_new (PORTUNUS_CRYPTO_ERROR,
                      is_locked ? PORTUNUS_CRYPTO_ERROR_STORE_LOCKED : PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE,
                      "%s. " FILE_HINT, reasons[trouble]);
}

/* Without the keyring: an error where it was asked for, the next best where it was not, and never in silence. */
static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Open *open = g_task_get_task_data (task);
  GError *error = NULL;
  PortunusKeyringTrouble trouble;
  g_autoptr (PortunusSecretStore) store = _portunus_keyring_probe_finish (result, &trouble, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  open->trouble = trouble;
  if (store != NULL)
    use_store (task, store);
  else if (open->choice == PORTUNUS_SECRET_STORE_KEYRING)
    g_task_return_error (task, make_error (trouble));
  else if (open->passphrase != NULL)
    try_file (task);
  else
    use_memory (task);
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
      _portunus_keyring_probe_async (cancellable, probed_cb, g_object_ref (task));
      break;
    case PORTUNUS_SECRET_STORE_FILE:
      try_file (task);
      break;
    case PORTUNUS_SECRET_STORE_MEMORY:
    default:
      use_memory (task);
      break;
    }
}

/**
 * portunus_secret_store_open_finish:
 * @result: the result
 * @trouble: (out) (optional): why it is not the keyring, where it was tried
 * @error: return location for a #PortunusCryptoError whose message says the way out
 *
 * Returns: (transfer full): a store that works
 */
PortunusSecretStore *
portunus_secret_store_open_finish (GAsyncResult            *result,
                                   PortunusKeyringTrouble  *trouble,
                                   GError                 **error)
{
  const Open *open = g_task_get_task_data (G_TASK (result));

  if (trouble != NULL)
    *trouble = open->trouble;
  return g_task_propagate_pointer (G_TASK (result), error);
}
