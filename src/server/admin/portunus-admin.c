/* portunus-admin.c: the portal through which a server is watched and administered
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-private.h"

#include <string.h>

#include "portunus-totp.h"

/* How often the account is looked at again, which another server on the same store may have changed. */
#define REFRESH_SECONDS 10
#define ENROLMENT_SECONDS (15 * 60)
#define MAX_COOKIES 4096

G_DEFINE_FINAL_TYPE (PortunusAdmin, portunus_admin, G_TYPE_OBJECT)

static void
account_looked_up_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (PortunusAdmin) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusAdminAccount) account = portunus_server_store_get_admin_finish (PORTUNUS_SERVER_STORE (source),
                                                                                     result, &error);

  if (error != NULL)
    g_debug ("The account of the portal cannot be looked up: %s", error->message);
  else
    _portunus_admin_take_account (self, account);
}

static gboolean
refresh_cb (gpointer user_data)
{
  PortunusAdmin *self = user_data;

  portunus_server_store_get_admin_async (self->store, NULL, account_looked_up_cb, g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

static void
portunus_admin_dispose (GObject *object)
{
  portunus_admin_stop (PORTUNUS_ADMIN (object));
  G_OBJECT_CLASS (portunus_admin_parent_class)->dispose (object);
}

static void
portunus_admin_finalize (GObject *object)
{
  PortunusAdmin *self = PORTUNUS_ADMIN (object);

  _portunus_admin_forget_enrolment (self);
  portunus_password_pool_free (self->passwords);
  portunus_admin_sessions_free (self->sessions);
  portunus_admin_live_free (self->live);
  g_clear_pointer (&self->totp, portunus_secret_unref);
  g_clear_pointer (&self->setup_token, portunus_secret_unref);
  g_clear_pointer (&self->vault, portunus_admin_vault_unref);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (portunus_admin_parent_class)->finalize (object);
}

static void
portunus_admin_class_init (PortunusAdminClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_admin_dispose;
  G_OBJECT_CLASS (klass)->finalize = portunus_admin_finalize;
}

static void
portunus_admin_init (PortunusAdmin *self)
{
  self->passwords = portunus_password_pool_new ();
  self->sessions = portunus_admin_sessions_new ();
  self->live = portunus_admin_live_new (self);
}

/**
 * portunus_admin_options_copy:
 * @self: (out caller-allocates): empty options
 * @from: options
 */
void
portunus_admin_options_copy (PortunusAdminOptions       *self,
                             const PortunusAdminOptions *from)
{
  self->store = g_object_ref (from->store);
  self->vault = portunus_admin_vault_ref (from->vault);
  self->totp = from->totp != NULL ? portunus_secret_ref (from->totp) : NULL;
  self->setup_token = from->setup_token != NULL ? portunus_secret_ref (from->setup_token) : NULL;
  self->is_alone = from->is_alone;
  self->is_tls = from->is_tls;
}

/**
 * portunus_admin_options_clear:
 * @self: options
 *
 * Drops what they hold.
 */
void
portunus_admin_options_clear (PortunusAdminOptions *self)
{
  g_clear_object (&self->store);
  g_clear_pointer (&self->vault, portunus_admin_vault_unref);
  g_clear_pointer (&self->totp, portunus_secret_unref);
  g_clear_pointer (&self->setup_token, portunus_secret_unref);
}

/**
 * portunus_admin_options_free:
 * @self: (transfer full) (nullable): options
 */
void
portunus_admin_options_free (PortunusAdminOptions *self)
{
  if (self == NULL)
    return;
  portunus_admin_options_clear (self);
  g_free (self);
}

/**
 * portunus_admin_new:
 * @options: where its things are; copied
 * @services: the server's, which outlive it or are taken away by portunus_admin_stop()
 *
 * Returns: (transfer full): a portal of the thread-default context
 */
PortunusAdmin *
portunus_admin_new (const PortunusAdminOptions *options,
                    PortunusServices           *services)
{
  PortunusAdmin *self = g_object_new (PORTUNUS_TYPE_ADMIN, NULL);

  self->store = g_object_ref (options->store);
  self->vault = portunus_admin_vault_ref (options->vault);
  self->totp = options->totp != NULL ? portunus_secret_ref (options->totp) : NULL;
  self->setup_token = options->setup_token != NULL ? portunus_secret_ref (options->setup_token) : NULL;
  self->has_account = self->setup_token == NULL;
  self->is_tls = options->is_tls;
  self->services = services;
  if (!options->is_alone)
    {
      self->refresh = g_timeout_source_new_seconds (REFRESH_SECONDS);
      g_source_set_callback (self->refresh, refresh_cb, self, NULL);
      g_source_attach (self->refresh, g_main_context_get_thread_default ());
    }
  refresh_cb (self);
  return self;
}

/**
 * portunus_admin_stop:
 * @self: a portal
 *
 * Closes its pages' connections and leaves the services alone from now on. What was begun still comes to its end.
 */
void
portunus_admin_stop (PortunusAdmin *self)
{
  if (self->services == NULL)
    return;
  if (self->refresh != NULL)
    g_source_destroy (self->refresh);
  g_clear_pointer (&self->refresh, g_source_unref);
  portunus_admin_live_stop (self->live);
  self->services = NULL;
}

/* @account is NULL where there is none; whoever was logged in to one that is gone no longer is. */
void
_portunus_admin_take_account (PortunusAdmin        *self,
                              PortunusAdminAccount *account)
{
  self->has_account = account != NULL;
  if (account == NULL)
    {
      portunus_admin_sessions_set_epoch (self->sessions, G_MAXINT64);
      return;
    }
  self->n_recovery_codes = account->n_recovery_codes;
  portunus_admin_sessions_set_epoch (self->sessions, account->epoch);
  g_clear_pointer (&self->setup_token, portunus_secret_unref);
}

void
_portunus_admin_count_failure (PortunusAdmin *self)
{
  g_message ("A log-in to the portal failed");
  if (self->services != NULL)
    portunus_metrics_add (self->services->metrics, PORTUNUS_METRIC_AUTH_FAILURES, 1, PORTUNUS_LABELS ("admin"));
}

void
_portunus_admin_set_totp (PortunusAdmin  *self,
                          PortunusSecret *totp)
{
  g_clear_pointer (&self->totp, portunus_secret_unref);
  self->totp = portunus_secret_ref (totp);
}

void
_portunus_admin_forget_enrolment (PortunusAdmin *self)
{
  g_clear_pointer (&self->enrolment.totp, portunus_secret_unref);
  g_clear_pointer (&self->enrolment.password_hash, g_free);
}

/* Makes a new secret, in the place of one that was not confirmed. */
void
_portunus_admin_begin_enrolment (PortunusAdmin *self,
                                 const char    *password_hash)
{
  _portunus_admin_forget_enrolment (self);
  self->enrolment.totp = portunus_secret_new_random (PORTUNUS_TOTP_SECRET_BYTES);
  self->enrolment.password_hash = g_strdup (password_hash);
  self->enrolment.made_us = g_get_monotonic_time ();
}

gboolean
_portunus_admin_has_enrolment (PortunusAdmin *self)
{
  return self->enrolment.totp != NULL
         && g_get_monotonic_time () - self->enrolment.made_us < ENROLMENT_SECONDS * G_USEC_PER_SEC;
}

/* Browsers take the prefix as a promise that no other host or path has set it; it needs Secure. */
static const char *
get_cookie_name (PortunusAdmin *self)
{
  return self->is_tls ? "__Host-portunus-admin" : "portunus-admin";
}

static char *
dup_cookie (PortunusAdmin     *self,
            SoupServerMessage *message)
{
  const char *header = soup_message_headers_get_list (soup_server_message_get_request_headers (message), "Cookie");
  const char *name = get_cookie_name (self);
  g_auto (GStrv) parts = NULL;

  if (header == NULL || strlen (header) > MAX_COOKIES)
    return NULL;
  parts = g_strsplit (header, ";", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);

      if (g_str_has_prefix (part, name) && part[strlen (name)] == '=')
        return g_strdup (part + strlen (name) + 1);
    }
  return NULL;
}

/* (transfer none) (nullable): good until the next call for a session. */
PortunusAdminSession *
_portunus_admin_find_session (PortunusAdmin     *self,
                              SoupServerMessage *message)
{
  g_autofree char *id = dup_cookie (self, message);

  return id != NULL ? portunus_admin_sessions_find (self->sessions, id, g_get_monotonic_time ()) : NULL;
}

/* NULL as @id takes the cookie away. */
void
_portunus_admin_set_cookie (PortunusAdmin     *self,
                            SoupServerMessage *message,
                            const char        *id)
{
  g_autofree char *value = g_strdup_printf ("%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", get_cookie_name (self),
                                            id != NULL ? id : "", self->is_tls ? "; Secure" : "",
                                            id != NULL ? "" : "; Max-Age=0");

  soup_message_headers_append (soup_server_message_get_response_headers (message), "Set-Cookie", value);
}
