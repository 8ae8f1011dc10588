/* portunus-admin-check.c: the one way by which anybody proves to be the administrator
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-check.h"

#include <string.h>

#include "portunus-admin-private.h"
#include "portunus-gate-client.h"
#include "portunus-kdf.h"
#include "portunus-recovery-codes.h"
#include "portunus-store-attempts.h"
#include "portunus-store-once.h"
#include "portunus-totp.h"

/* Whoever is locked out by somebody else's tries comes in again when the window ends. The store forgets the tries with
 * the account, by how the names begin. */
static const PortunusAttemptLimit client_limit = { "admin-client", 5, 15 * 60 };
static const PortunusAttemptLimit account_limit = { "admin-account", 20, 15 * 60 };

/* Whoever tries from elsewhere, and from however many addresses, leaves the tries of this machine alone: by a forwarded
 * port the owner always comes in. */
#define ACCOUNT "admin"
#define LOCAL_ACCOUNT "admin-local"
#define TOTP_SCOPE "admin-totp"

typedef enum
{
  STATE_COUNT_CLIENT,
  STATE_COUNT_ACCOUNT,
  STATE_LOOK_UP,
  STATE_PASSWORD,
  STATE_SECOND_FACTOR,
  STATE_FORGET_TRIES,
} State;

typedef struct
{
  State                 state;
  PortunusAdminProof   *proof;
  PortunusAdminAccount *account;
  gboolean              is_password_right;
  guint64               step;
} Check;

G_DEFINE_QUARK (portunus-admin-error-quark, portunus_admin_error)

static void
check_free (gpointer data)
{
  Check *check = data;

  portunus_admin_proof_free (check->proof);
  g_clear_pointer (&check->account, portunus_admin_account_free);
  g_free (check);
}

static void
wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

static gboolean
is_this_machine (const PortunusRequest *request)
{
  g_autoptr (GInetAddress) client = portunus_gate_normalise_address (request->client);
  GSocketAddress *local = soup_server_message_get_local_address (request->message);

  return g_inet_address_get_is_loopback (client)
         || (G_IS_INET_SOCKET_ADDRESS (local)
             && g_inet_address_equal (request->client,
                                      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local))));
}

static const char *
get_account (const PortunusAdminProof *proof)
{
  return proof->is_local ? LOCAL_ACCOUNT : ACCOUNT;
}

/**
 * portunus_admin_proof_new:
 * @call: the request that it comes with
 *
 * Returns: (transfer full): a proof that shows nothing yet
 */
PortunusAdminProof *
portunus_admin_proof_new (PortunusAdminCall *call)
{
  PortunusAdminProof *proof = g_new0 (PortunusAdminProof, 1);

  proof->client = portunus_gate_client_key (call->request.client);
  proof->is_local = is_this_machine (&call->request);
  return proof;
}

/**
 * portunus_admin_proof_dup_password:
 * @text: UTF-8
 *
 * Keyboards write the same letter in different ways; in normal form C it is the same password.
 *
 * Returns: (transfer full): the password
 */
PortunusSecret *
portunus_admin_proof_dup_password (const char *text)
{
  char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  PortunusSecret *secret = portunus_secret_new (normal != NULL ? normal : "", normal != NULL ? strlen (normal) : 0);

  wipe (normal);
  return secret;
}

/**
 * portunus_admin_proof_free:
 * @proof: (transfer full) (nullable): a proof
 */
void
portunus_admin_proof_free (PortunusAdminProof *proof)
{
  if (proof == NULL)
    return;
  g_free (proof->client);
  wipe (proof->setup_token);
  g_clear_pointer (&proof->password, portunus_secret_unref);
  wipe (proof->code);
  wipe (proof->recovery_code);
  g_free (proof);
}

static void done_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data);

static void
refuse (GTask *task)
{
  PortunusAdmin *self = g_task_get_source_object (task);

  _portunus_admin_count_failure (self);
  g_task_return_new_error (task, PORTUNUS_ADMIN_ERROR, PORTUNUS_ADMIN_ERROR_WRONG, "That is not right.");
}

static gboolean
is_setup_token (PortunusAdmin *self,
                const char    *text)
{
  gsize length;
  const guint8 *token = self->setup_token != NULL ? portunus_secret_get_data (self->setup_token, &length) : NULL;

  return token != NULL && strlen (text) == length && portunus_constant_time_equal (token, text, length);
}

/* Where the password is wrong a recovery code is looked up all the same, so that time tells nothing. */
static void
check_second_factor (GTask *task)
{
  PortunusAdmin *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);
  PortunusAdminProof *proof = check->proof;

  if (proof->recovery_code != NULL)
    {
      g_autofree char *hash = portunus_recovery_codes_hash (proof->recovery_code);

      portunus_server_store_use_recovery_code_async (self->store, check->is_password_right ? hash : "", NULL, done_cb,
                                                     g_object_ref (task));
    }
  else if (check->is_password_right && proof->code != NULL && self->totp != NULL
           && portunus_totp_check (self->totp, proof->code, g_get_real_time () / G_USEC_PER_SEC, &check->step))
    portunus_server_store_advance_async (self->store, TOTP_SCOPE, ACCOUNT, check->step, NULL, done_cb,
                                         g_object_ref (task));
  else
    refuse (task);
}

static void
move (GTask *task,
      State  state)
{
  PortunusAdmin *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);
  const char *hash;

  g_assert (state == STATE_COUNT_CLIENT || state > check->state);
  check->state = state;
  switch (state)
    {
    case STATE_COUNT_CLIENT:
      portunus_server_store_take_attempt_async (self->store, &client_limit, check->proof->client, NULL, done_cb,
                                                g_object_ref (task));
      break;
    case STATE_COUNT_ACCOUNT:
      portunus_server_store_take_attempt_async (self->store, &account_limit, get_account (check->proof), NULL, done_cb,
                                                g_object_ref (task));
      break;
    case STATE_LOOK_UP:
      portunus_server_store_get_admin_async (self->store, NULL, done_cb, g_object_ref (task));
      break;
    case STATE_PASSWORD:
      hash = check->account != NULL ? check->account->password_hash : NULL;
      portunus_password_pool_verify_async (self->passwords, check->proof->password, hash, done_cb, g_object_ref (task));
      break;
    case STATE_SECOND_FACTOR:
      check_second_factor (task);
      break;
    case STATE_FORGET_TRIES:
      portunus_server_store_clear_attempts_async (self->store, account_limit.scope, ACCOUNT, NULL, NULL, NULL);
      portunus_server_store_clear_attempts_async (self->store, account_limit.scope, LOCAL_ACCOUNT, NULL, NULL, NULL);
      portunus_server_store_clear_attempts_async (self->store, client_limit.scope, check->proof->client, NULL, done_cb,
                                                  g_object_ref (task));
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
counted (GTask        *task,
         GAsyncResult *result,
         State         next)
{
  PortunusAdmin *self = g_task_get_source_object (task);
  GError *error = NULL;
  gint64 retry_at = 0;

  if (portunus_server_store_take_attempt_finish (self->store, result, &retry_at, &error))
    move (task, next);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    {
      g_message ("A log-in to the portal was refused after too many tries");
      g_task_return_new_error (task, PORTUNUS_ADMIN_ERROR, PORTUNUS_ADMIN_ERROR_LOCKED,
                               "There were too many tries. Try again in %" G_GINT64_FORMAT " minutes.",
                               MAX (retry_at - g_get_real_time () / G_USEC_PER_SEC, 0) / 60 + 1);
    }
}

static void
looked_up (GTask        *task,
           GAsyncResult *result)
{
  PortunusAdmin *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;

  check->account = portunus_server_store_get_admin_finish (self->store, result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  _portunus_admin_take_account (self, check->account);
  if (check->proof->setup_token == NULL)
    move (task, STATE_PASSWORD);
  else if (check->account == NULL && is_setup_token (self, check->proof->setup_token))
    move (task, STATE_FORGET_TRIES);
  else
    refuse (task);
}

static void
verified (GTask        *task,
          GAsyncResult *result)
{
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;

  if (!portunus_password_pool_verify_finish (result, &check->is_password_right, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
        g_task_return_new_error (task, PORTUNUS_ADMIN_ERROR, PORTUNUS_ADMIN_ERROR_BUSY,
                                 "Too many others are logging in. Try again in a moment.");
      else
        refuse (task);
      g_error_free (error);
    }
  else if (!check->proof->is_password_enough)
    move (task, STATE_SECOND_FACTOR);
  else if (check->is_password_right)
    move (task, STATE_FORGET_TRIES);
  else
    refuse (task);
}

static void
seconded (GTask        *task,
          GAsyncResult *result)
{
  PortunusAdmin *self = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean is_right;

  if (check->proof->recovery_code != NULL)
    is_right = portunus_server_store_use_recovery_code_finish (self->store, result, &error);
  else
    is_right = portunus_server_store_advance_finish (self->store, result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (is_right && check->is_password_right)
    move (task, STATE_FORGET_TRIES);
  else
    refuse (task);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Check *check = g_task_get_task_data (task);
  gint64 epoch = check->account != NULL ? check->account->epoch : 0;

  switch (check->state)
    {
    case STATE_COUNT_CLIENT:
      /* The token of the first start is too long to be guessed, and nobody else's tries shall keep it out. */
      counted (task, result, check->proof->setup_token != NULL ? STATE_LOOK_UP : STATE_COUNT_ACCOUNT);
      break;
    case STATE_COUNT_ACCOUNT:
      counted (task, result, STATE_LOOK_UP);
      break;
    case STATE_LOOK_UP:
      looked_up (task, result);
      break;
    case STATE_PASSWORD:
      verified (task, result);
      break;
    case STATE_SECOND_FACTOR:
      seconded (task, result);
      break;
    case STATE_FORGET_TRIES:
      g_task_return_int (task, epoch);
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * portunus_admin_check_async:
 * @admin: the portal
 * @proof: (transfer full): what somebody shows
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Counts the try, by address and, but for the first start, for the account, and only then looks at what is shown:
 * however many come at once, no more than the limits allow are examined. A right one makes all before it forgotten.
 */
void
portunus_admin_check_async (PortunusAdmin       *admin,
                            PortunusAdminProof  *proof,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (admin, NULL, callback, user_data);
  Check *check = g_new0 (Check, 1);

  g_return_if_fail (proof->setup_token != NULL || proof->password != NULL);

  g_task_set_source_tag (task, portunus_admin_check_async);
  check->proof = proof;
  g_task_set_task_data (task, check, check_free);
  move (task, STATE_COUNT_CLIENT);
}

/**
 * portunus_admin_check_finish:
 * @admin: the portal
 * @result: what the callback got
 * @error: return location for %PORTUNUS_ADMIN_ERROR or %PORTUNUS_STORE_ERROR
 *
 * Returns: the account's epoch, 0 before there is one; -1 on error
 */
gint64
portunus_admin_check_finish (PortunusAdmin  *admin,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, admin), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

/**
 * portunus_admin_check_spend:
 * @admin: the portal
 * @step: time step of a code
 *
 * Lets nobody log in any more with that code or an earlier one.
 */
void
portunus_admin_check_spend (PortunusAdmin *admin,
                            guint64        step)
{
  portunus_server_store_advance_async (admin->store, TOTP_SCOPE, ACCOUNT, step, NULL, NULL, NULL);
}
