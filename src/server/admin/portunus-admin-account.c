/* portunus-admin-account.c: what the administrator changes about the account: password, second factor, sessions
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-account.h"

#include <string.h>

#include "portunus-admin-call.h"
#include "portunus-admin-check.h"
#include "portunus-admin-enrol.h"
#include "portunus-admin-private.h"
#include "portunus-json.h"
#include "portunus-password-rule.h"
#include "portunus-recovery-codes.h"

static PortunusAdmin *
get_admin (gpointer user_data)
{
  return ((PortunusServices *) user_data)->admin;
}

/* Whoever sits down at an open session still needs the password for what would lock its owner out. */
static void
check_password (PortunusRequest     *request,
                gpointer             user_data,
                GAsyncReadyCallback  callback)
{
  PortunusAdminCall *call = portunus_admin_call_new (get_admin (user_data), request);
  const char *password = call != NULL ? portunus_admin_call_get_text (call, "password") : NULL;
  PortunusAdminProof *proof;

  if (password == NULL)
    {
      if (call != NULL)
        portunus_admin_call_refuse (call, SOUP_STATUS_BAD_REQUEST, "The password is missing.");
      return;
    }
  proof = portunus_admin_proof_new (call);
  proof->password = portunus_admin_proof_dup_password (password);
  proof->is_password_enough = TRUE;
  portunus_admin_check_async (call->admin, proof, callback, call);
}

/* A wrong password here is no reason for the page to think that its session is over, as with 401. */
static void
fail_check (PortunusAdminCall *call,
            const GError      *error)
{
  if (g_error_matches (error, PORTUNUS_ADMIN_ERROR, PORTUNUS_ADMIN_ERROR_WRONG))
    portunus_admin_call_refuse (call, SOUP_STATUS_FORBIDDEN, "That is not the password.");
  else
    portunus_admin_call_fail (call, error);
}

static void
password_set_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  PortunusAdminCall *call = user_data;
  PortunusAdmin *admin = call->admin;
  g_autoptr (GError) error = NULL;
  gint64 epoch = portunus_server_store_set_admin_password_finish (admin->store, result, &error);
  g_autofree char *client = portunus_admin_call_dup_client (call);
  g_autofree char *id = NULL;
  PortunusAdminSession *session;
  JsonObject *answer;

  if (epoch <= 0)
    {
      if (error != NULL)
        portunus_admin_call_fail (call, error);
      else
        portunus_admin_call_refuse (call, SOUP_STATUS_CONFLICT, "There is no account any more.");
      return;
    }
  portunus_admin_sessions_set_epoch (admin->sessions, epoch);
  session = portunus_admin_sessions_open (admin->sessions, client, epoch, g_get_monotonic_time (), &id);
  _portunus_admin_set_cookie (admin, call->request.message, id);
  answer = json_object_new ();
  json_object_set_string_member (answer, "token", session->token);
  g_message ("The password of the portal was changed");
  portunus_admin_call_answer (call, answer);
}

static void
password_hashed_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  PortunusAdminCall *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = portunus_password_pool_hash_finish (result, &error);

  if (hash != NULL)
    portunus_server_store_set_admin_password_async (call->admin->store, hash, NULL, password_set_cb, call);
  else
    portunus_admin_call_fail (call, error);
}

static void
password_checked_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  PortunusAdminCall *call = user_data;
  const char *password = portunus_admin_call_get_text (call, "new_password");
  g_autoptr (PortunusSecret) secret = NULL;
  g_autoptr (GError) error = NULL;

  if (portunus_admin_check_finish (call->admin, result, &error) < 0
      || !portunus_password_rule_check (password != NULL ? password : "", &error))
    {
      fail_check (call, error);
      return;
    }
  secret = portunus_admin_proof_dup_password (password);
  portunus_password_pool_hash_async (call->admin->passwords, secret, password_hashed_cb, call);
}

/**
 * portunus_admin_handle_password:
 * @request: of a session, with `password` and `new_password`
 * @user_data: the #PortunusServices
 *
 * Changes the password, ends all sessions, and opens a new one for this page.
 */
void
portunus_admin_handle_password (PortunusRequest *request,
                                gpointer         user_data)
{
  check_password (request, user_data, password_checked_cb);
}

static void
totp_checked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  PortunusAdminCall *call = user_data;
  g_autoptr (GError) error = NULL;

  if (portunus_admin_check_finish (call->admin, result, &error) < 0)
    {
      fail_check (call, error);
      return;
    }
  _portunus_admin_begin_enrolment (call->admin, NULL);
  portunus_admin_call_answer (call, portunus_admin_enrol_show (call->admin));
}

/**
 * portunus_admin_handle_totp:
 * @request: of a session, with `password`
 * @user_data: the #PortunusServices
 *
 * Shows a new second factor; the old one holds until it is confirmed.
 */
void
portunus_admin_handle_totp (PortunusRequest *request,
                            gpointer         user_data)
{
  check_password (request, user_data, totp_checked_cb);
}

static void
totp_saved_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  PortunusAdminCall *call = user_data;
  PortunusAdmin *admin = call->admin;
  g_autoptr (GError) error = NULL;

  if (!portunus_admin_vault_save_finish (result, &error))
    {
      portunus_admin_call_fail (call, error);
      return;
    }
  _portunus_admin_set_totp (admin, call->totp);
  _portunus_admin_forget_enrolment (admin);
  g_message ("The second factor of the portal was changed");
  portunus_admin_call_answer (call, NULL);
}

/**
 * portunus_admin_handle_totp_confirm:
 * @request: of a session, with `code`
 * @user_data: the #PortunusServices
 *
 * Keeps the new second factor in the place of the old one.
 */
void
portunus_admin_handle_totp_confirm (PortunusRequest *request,
                                    gpointer         user_data)
{
  PortunusAdmin *admin = get_admin (user_data);
  PortunusAdminCall *call = portunus_admin_call_new (admin, request);
  guint64 step;

  if (call == NULL)
    return;
  if (!portunus_admin_enrol_is_right (admin, portunus_admin_call_get_text (call, "code"), &step))
    {
      portunus_admin_call_refuse (call, SOUP_STATUS_FORBIDDEN,
                                  "That is not the code. Is the clock of this device right?");
      return;
    }
  portunus_admin_check_spend (admin, step);
  call->totp = portunus_secret_ref (admin->enrolment.totp);
  portunus_admin_vault_save_async (admin->vault, call->totp, totp_saved_cb, call);
}

/* Codes on their way to the store and then to the page. */
typedef struct
{
  PortunusAdminCall  *call;
  char              **codes;
} Renewal;

static void
renewed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Renewal *self = user_data;
  PortunusAdminCall *call = self->call;
  g_autoptr (GError) error = NULL;
  JsonObject *answer;

  if (portunus_server_store_set_recovery_codes_finish (call->admin->store, result, &error))
    {
      call->admin->n_recovery_codes = PORTUNUS_RECOVERY_N_CODES;
      answer = json_object_new ();
      json_object_set_array_member (answer, "recovery", portunus_admin_enrol_list_codes (self->codes));
      portunus_admin_call_answer (call, answer);
    }
  else if (error != NULL)
    portunus_admin_call_fail (call, error);
  else
    portunus_admin_call_refuse (call, SOUP_STATUS_CONFLICT, "There is no account any more.");
  g_strfreev (self->codes);
  g_free (self);
}

static void
recovery_checked_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  PortunusAdminCall *call = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) hashes = NULL;
  Renewal *self;

  if (portunus_admin_check_finish (call->admin, result, &error) < 0)
    {
      fail_check (call, error);
      return;
    }
  self = g_new0 (Renewal, 1);
  self->call = call;
  self->codes = portunus_recovery_codes_make ();
  hashes = portunus_admin_enrol_hash_codes (self->codes);
  portunus_server_store_set_recovery_codes_async (call->admin->store, (const char * const *) hashes, NULL, renewed_cb,
                                                  self);
}

/**
 * portunus_admin_handle_recovery:
 * @request: of a session, with `password`
 * @user_data: the #PortunusServices
 *
 * Makes new recovery codes; the old ones are worth nothing any more.
 */
void
portunus_admin_handle_recovery (PortunusRequest *request,
                                gpointer         user_data)
{
  check_password (request, user_data, recovery_checked_cb);
}

static int
compare_sessions (gconstpointer a,
                  gconstpointer b)
{
  const PortunusAdminSession *first = *(const PortunusAdminSession * const *) a;
  const PortunusAdminSession *second = *(const PortunusAdminSession * const *) b;

  return (first->started_us > second->started_us) - (first->started_us < second->started_us);
}

/**
 * portunus_admin_handle_sessions:
 * @request: of a session
 * @user_data: the #PortunusServices
 *
 * Lists the sessions.
 */
void
portunus_admin_handle_sessions (PortunusRequest *request,
                                gpointer         user_data)
{
  PortunusAdmin *admin = get_admin (user_data);
  PortunusAdminSession *own = _portunus_admin_find_session (admin, request->message);
  gint64 now_us = g_get_monotonic_time ();
  g_autoptr (GPtrArray) list = portunus_admin_sessions_list (admin->sessions, now_us);
  g_autoptr (JsonObject) answer = json_object_new ();
  JsonArray *array = json_array_new ();

  g_ptr_array_sort (list, compare_sessions);
  for (guint i = 0; i < list->len; i++)
    {
      PortunusAdminSession *session = g_ptr_array_index (list, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "id", session->handle);
      json_object_set_string_member (object, "client", session->client);
      json_object_set_int_member (object, "started", session->started);
      json_object_set_int_member (object, "idle_seconds", (now_us - session->used_us) / G_USEC_PER_SEC);
      json_object_set_boolean_member (object, "own", session == own);
      json_array_add_object_element (array, object);
    }
  json_object_set_array_member (answer, "sessions", array);
  portunus_request_respond_json (request, SOUP_STATUS_OK, answer);
}

/**
 * portunus_admin_handle_session_end:
 * @request: of a session, with the `id` of a session
 * @user_data: the #PortunusServices
 *
 * Ends a session.
 */
void
portunus_admin_handle_session_end (PortunusRequest *request,
                                   gpointer         user_data)
{
  PortunusAdmin *admin = get_admin (user_data);
  PortunusAdminCall *call = portunus_admin_call_new (admin, request);
  const char *id = call != NULL ? portunus_admin_call_get_text (call, "id") : NULL;

  if (call == NULL)
    return;
  if (id != NULL && portunus_admin_sessions_close (admin->sessions, id))
    portunus_admin_call_answer (call, NULL);
  else
    portunus_admin_call_refuse (call, SOUP_STATUS_NOT_FOUND, "That session is over already.");
}
