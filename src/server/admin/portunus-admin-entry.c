/* portunus-admin-entry.c: the first start of the portal, logging in and out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-entry.h"

#include <string.h>

#include "portunus-admin-call.h"
#include "portunus-admin-check.h"
#include "portunus-admin-enrol.h"
#include "portunus-admin-private.h"
#include "portunus-password-rule.h"
#include "portunus-recovery-codes.h"

/* The end of the first start: the account is about to be made. */
typedef struct
{
  PortunusAdminCall  *call;
  char              **codes;
  char               *password_hash;
  guint64             step;
} Confirmation;

static void
confirmation_free (Confirmation *self)
{
  for (guint i = 0; self->codes[i] != NULL; i++)
    explicit_bzero (self->codes[i], strlen (self->codes[i]));
  g_strfreev (self->codes);
  g_free (self->password_hash);
  g_free (self);
}

/**
 * portunus_admin_handle_state:
 * @request: from anybody
 * @user_data: the #PortunusServices
 *
 * Tells the page what to show: the first start, the log-in, or the portal.
 */
void
portunus_admin_handle_state (PortunusRequest *request,
                             gpointer         user_data)
{
  PortunusAdmin *admin = ((PortunusServices *) user_data)->admin;
  PortunusAdminSession *session = _portunus_admin_find_session (admin, request->message);
  g_autoptr (JsonObject) object = json_object_new ();

  if (session != NULL)
    {
      json_object_set_string_member (object, "state", "session");
      json_object_set_string_member (object, "token", session->token);
      json_object_set_string_member (object, "version", PORTUNUS_VERSION);
      json_object_set_int_member (object, "recovery_left", admin->n_recovery_codes);
    }
  else
    json_object_set_string_member (object, "state", admin->has_account ? "login" : "setup");
  portunus_request_respond_json (request, SOUP_STATUS_OK, object);
}

static void
open_session (PortunusAdminCall *call,
              gint64             epoch,
              JsonObject        *answer)
{
  PortunusAdmin *admin = call->admin;
  g_autofree char *client = portunus_admin_call_dup_client (call);
  g_autofree char *id = NULL;
  PortunusAdminSession *session = portunus_admin_sessions_open (admin->sessions, client, epoch, g_get_monotonic_time (),
                                                                &id);

  json_object_set_string_member (answer, "state", "session");
  json_object_set_string_member (answer, "token", session->token);
  _portunus_admin_set_cookie (admin, call->request.message, id);
  explicit_bzero (id, strlen (id));
  g_message ("Somebody logged in to the portal");
}

/* NULL, and the call is over, where a text is missing. */
static PortunusAdminProof *
new_setup_proof (PortunusAdminCall *call)
{
  const char *token = portunus_admin_call_get_text (call, "token");
  PortunusAdminProof *proof;

  if (token == NULL)
    {
      portunus_admin_call_refuse (call, SOUP_STATUS_BAD_REQUEST, "The setup link is not whole.");
      return NULL;
    }
  proof = portunus_admin_proof_new (call);
  proof->setup_token = g_strdup (token);
  return proof;
}

static void
setup_hashed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  PortunusAdminCall *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = portunus_password_pool_hash_finish (result, &error);

  if (hash == NULL)
    {
      portunus_admin_call_fail (call, error);
      return;
    }
  _portunus_admin_begin_enrolment (call->admin, hash);
  portunus_admin_call_answer (call, portunus_admin_enrol_show (call->admin));
}

static void
setup_checked_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  PortunusAdminCall *call = user_data;
  const char *password = portunus_admin_call_get_text (call, "password");
  g_autoptr (PortunusSecret) secret = NULL;
  g_autoptr (GError) error = NULL;

  if (portunus_admin_check_finish (call->admin, result, &error) < 0
      || !portunus_password_rule_check (password != NULL ? password : "", &error))
    {
      portunus_admin_call_fail (call, error);
      return;
    }
  secret = portunus_admin_proof_dup_password (password);
  portunus_password_pool_hash_async (call->admin->passwords, secret, setup_hashed_cb, call);
}

/**
 * portunus_admin_handle_setup:
 * @request: with `token` and `password`
 * @user_data: the #PortunusServices
 *
 * Takes the new password and shows a new second factor. Nothing is kept before that is confirmed.
 */
void
portunus_admin_handle_setup (PortunusRequest *request,
                             gpointer         user_data)
{
  PortunusAdmin *admin = ((PortunusServices *) user_data)->admin;
  PortunusAdminCall *call = portunus_admin_call_new (admin, request);
  PortunusAdminProof *proof = call != NULL ? new_setup_proof (call) : NULL;

  if (proof != NULL)
    portunus_admin_check_async (admin, proof, setup_checked_cb, call);
}

static void
take_over (Confirmation         *self,
           PortunusAdminAccount *account)
{
  PortunusAdminCall *call = self->call;
  PortunusAdmin *admin = call->admin;
  JsonObject *answer = json_object_new ();

  _portunus_admin_set_totp (admin, call->totp);
  _portunus_admin_forget_enrolment (admin);
  _portunus_admin_take_account (admin, account);
  portunus_admin_check_spend (admin, self->step);
  json_object_set_array_member (answer, "recovery", portunus_admin_enrol_list_codes (self->codes));
  open_session (call, account->epoch, answer);
  portunus_admin_call_answer (call, answer);
}

/* The store says from which epoch on the account counts. */
static void
account_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Confirmation *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusAdminAccount) account = portunus_server_store_get_admin_finish (PORTUNUS_SERVER_STORE (source),
                                                                                     result, &error);

  if (account != NULL)
    take_over (self, account);
  else if (error != NULL)
    portunus_admin_call_fail (self->call, error);
  else
    portunus_admin_call_refuse (self->call, SOUP_STATUS_CONFLICT, "There is no account any more.");
  confirmation_free (self);
}

static void
account_made_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Confirmation *self = user_data;
  PortunusAdmin *admin = self->call->admin;
  g_autoptr (GError) error = NULL;

  if (portunus_server_store_create_admin_finish (admin->store, result, &error))
    {
      portunus_server_store_get_admin_async (admin->store, NULL, account_read_cb, self);
      return;
    }
  if (error != NULL)
    portunus_admin_call_fail (self->call, error);
  else
    portunus_admin_call_refuse (self->call, SOUP_STATUS_CONFLICT, "The portal was set up in the meantime. Log in.");
  confirmation_free (self);
}

static void
setup_saved_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Confirmation *self = user_data;
  PortunusAdmin *admin = self->call->admin;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) hashes = NULL;

  if (!portunus_admin_vault_save_finish (result, &error))
    {
      portunus_admin_call_fail (self->call, error);
      confirmation_free (self);
      return;
    }
  hashes = portunus_admin_enrol_hash_codes (self->codes);
  portunus_server_store_create_admin_async (admin->store, self->password_hash, (const char * const *) hashes, NULL,
                                            account_made_cb, self);
}

static void
confirm_checked_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  PortunusAdminCall *call = user_data;
  PortunusAdmin *admin = call->admin;
  g_autoptr (GError) error = NULL;
  Confirmation *self;
  guint64 step;

  if (portunus_admin_check_finish (admin, result, &error) < 0)
    portunus_admin_call_fail (call, error);
  else if (admin->enrolment.password_hash == NULL
           || !portunus_admin_enrol_is_right (admin, portunus_admin_call_get_text (call, "code"), &step))
    portunus_admin_call_refuse (call, SOUP_STATUS_UNAUTHORIZED,
                                "That is not the code. Is the clock of this device right?");
  else
    {
      self = g_new0 (Confirmation, 1);
      self->call = call;
      self->codes = portunus_recovery_codes_make ();
      self->password_hash = g_strdup (admin->enrolment.password_hash);
      self->step = step;
      call->totp = portunus_secret_ref (admin->enrolment.totp);
      portunus_admin_vault_save_async (admin->vault, call->totp, setup_saved_cb, self);
    }
}

/**
 * portunus_admin_handle_setup_confirm:
 * @request: with `token` and `code`
 * @user_data: the #PortunusServices
 *
 * Makes the account, gives its recovery codes, which are shown this one time, and logs in.
 */
void
portunus_admin_handle_setup_confirm (PortunusRequest *request,
                                     gpointer         user_data)
{
  PortunusAdmin *admin = ((PortunusServices *) user_data)->admin;
  PortunusAdminCall *call = portunus_admin_call_new (admin, request);
  PortunusAdminProof *proof = call != NULL ? new_setup_proof (call) : NULL;

  if (proof != NULL)
    portunus_admin_check_async (admin, proof, confirm_checked_cb, call);
}

static void
login_checked_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  PortunusAdminCall *call = user_data;
  g_autoptr (GError) error = NULL;
  gint64 epoch = portunus_admin_check_finish (call->admin, result, &error);
  JsonObject *answer;

  if (epoch < 0)
    {
      portunus_admin_call_fail (call, error);
      return;
    }
  answer = json_object_new ();
  open_session (call, epoch, answer);
  portunus_admin_call_answer (call, answer);
}

/**
 * portunus_admin_handle_login:
 * @request: with `password`, and `code` or `recovery_code`
 * @user_data: the #PortunusServices
 *
 * Logs in.
 */
void
portunus_admin_handle_login (PortunusRequest *request,
                             gpointer         user_data)
{
  PortunusAdmin *admin = ((PortunusServices *) user_data)->admin;
  PortunusAdminCall *call = portunus_admin_call_new (admin, request);
  PortunusAdminProof *proof;
  const char *password;

  if (call == NULL)
    return;
  password = portunus_admin_call_get_text (call, "password");
  if (password == NULL)
    {
      portunus_admin_call_refuse (call, SOUP_STATUS_BAD_REQUEST, "The password is missing.");
      return;
    }
  proof = portunus_admin_proof_new (call);
  proof->password = portunus_admin_proof_dup_password (password);
  proof->code = g_strdup (portunus_admin_call_get_text (call, "code"));
  proof->recovery_code = g_strdup (portunus_admin_call_get_text (call, "recovery_code"));
  portunus_admin_check_async (admin, proof, login_checked_cb, call);
}

/**
 * portunus_admin_handle_logout:
 * @request: of a session
 * @user_data: the #PortunusServices
 *
 * Ends the session.
 */
void
portunus_admin_handle_logout (PortunusRequest *request,
                              gpointer         user_data)
{
  PortunusAdmin *admin = ((PortunusServices *) user_data)->admin;
  PortunusAdminSession *session = _portunus_admin_find_session (admin, request->message);
  g_autoptr (JsonObject) object = json_object_new ();

  if (session != NULL)
    portunus_admin_sessions_close (admin->sessions, session->handle);
  _portunus_admin_set_cookie (admin, request->message, NULL);
  portunus_request_respond_json (request, SOUP_STATUS_OK, object);
}
