/* portunus-admin-session.c: who is logged in to the portal, and for how long
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-session.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-kdf.h"

#define ID_BYTES 32
#define TOKEN_BYTES 16
#define HANDLE_BYTES 6
#define MAX_SESSIONS 32

struct _PortunusAdminSessions
{
  GHashTable *by_id;    /* hash of the id → PortunusAdminSession */
  gint64      epoch;
};

static void
session_free (gpointer data)
{
  PortunusAdminSession *session = data;

  g_free (session->handle);
  explicit_bzero (session->token, strlen (session->token));
  g_free (session->token);
  g_free (session->client);
  g_free (session);
}

static char *
hash_id (const char *id)
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  guint8 digest[PORTUNUS_HASH_SIZE];

  portunus_hasher_update (hasher, id, strlen (id));
  portunus_hasher_finish (hasher, digest);
  return portunus_encode_hex (digest, sizeof digest);
}

static gboolean
is_over (PortunusAdminSessions *self,
         PortunusAdminSession  *session,
         gint64                 now_us)
{
  return session->epoch < self->epoch
         || now_us - session->used_us >= PORTUNUS_ADMIN_SESSION_IDLE_SECONDS * G_USEC_PER_SEC
         || now_us - session->started_us >= PORTUNUS_ADMIN_SESSION_MAX_SECONDS * G_USEC_PER_SEC;
}

static void
drop_over (PortunusAdminSessions *self,
           gint64                 now_us)
{
  GHashTableIter iter;
  gpointer session;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &session))
    if (is_over (self, session, now_us))
      g_hash_table_iter_remove (&iter);
}

static void
drop_least_used (PortunusAdminSessions *self)
{
  const char *oldest_key = NULL;
  gint64 oldest_us = G_MAXINT64;
  GHashTableIter iter;
  gpointer key;
  gpointer session;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, &key, &session))
    if (((PortunusAdminSession *) session)->used_us < oldest_us)
      {
        oldest_us = ((PortunusAdminSession *) session)->used_us;
        oldest_key = key;
      }
  g_hash_table_remove (self->by_id, oldest_key);
}

/**
 * portunus_admin_sessions_new:
 *
 * Returns: (transfer full): an empty table
 */
PortunusAdminSessions *
portunus_admin_sessions_new (void)
{
  PortunusAdminSessions *self = g_new0 (PortunusAdminSessions, 1);

  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, session_free);
  return self;
}

/**
 * portunus_admin_sessions_free:
 * @self: (transfer full): sessions
 */
void
portunus_admin_sessions_free (PortunusAdminSessions *self)
{
  g_hash_table_unref (self->by_id);
  g_free (self);
}

/**
 * portunus_admin_sessions_open:
 * @self: sessions
 * @client: address of who logged in
 * @epoch: the account's
 * @now_us: monotonic time
 * @id: (out) (transfer full): 256 random bits, for a cookie; kept nowhere here
 *
 * Opens a session. The one that was not used for longest makes room where there are too many.
 *
 * Returns: (transfer none): the session, good until the next call
 */
PortunusAdminSession *
portunus_admin_sessions_open (PortunusAdminSessions  *self,
                              const char             *client,
                              gint64                  epoch,
                              gint64                  now_us,
                              char                  **id)
{
  PortunusAdminSession *session = g_new0 (PortunusAdminSession, 1);

  drop_over (self, now_us);
  if (g_hash_table_size (self->by_id) >= MAX_SESSIONS)
    drop_least_used (self);
  *id = portunus_random_id (ID_BYTES);
  session->handle = portunus_random_id (HANDLE_BYTES);
  session->token = portunus_random_id (TOKEN_BYTES);
  session->client = g_strdup (client);
  session->epoch = epoch;
  session->started = g_get_real_time () / G_USEC_PER_SEC;
  session->started_us = now_us;
  session->used_us = now_us;
  g_hash_table_insert (self->by_id, hash_id (*id), session);
  return session;
}

/**
 * portunus_admin_sessions_find:
 * @self: sessions
 * @id: untrusted text
 * @now_us: monotonic time
 *
 * Finds the session of a cookie, and counts this as its use.
 *
 * Returns: (transfer none) (nullable): a session that is not over, good until the next call
 */
PortunusAdminSession *
portunus_admin_sessions_find (PortunusAdminSessions *self,
                              const char            *id,
                              gint64                 now_us)
{
  g_autofree char *key = hash_id (id);
  PortunusAdminSession *session = g_hash_table_lookup (self->by_id, key);

  if (session == NULL)
    return NULL;
  if (is_over (self, session, now_us))
    {
      g_hash_table_remove (self->by_id, key);
      return NULL;
    }
  session->used_us = now_us;
  return session;
}

/**
 * portunus_admin_sessions_get:
 * @self: sessions
 * @handle: a session's handle
 * @now_us: monotonic time
 *
 * Looks whether a session is still there; this is no use of it.
 *
 * Returns: (transfer none) (nullable): the session, good until the next call
 */
PortunusAdminSession *
portunus_admin_sessions_get (PortunusAdminSessions *self,
                             const char            *handle,
                             gint64                 now_us)
{
  GHashTableIter iter;
  gpointer session;

  drop_over (self, now_us);
  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &session))
    if (strcmp (((PortunusAdminSession *) session)->handle, handle) == 0)
      return session;
  return NULL;
}

/**
 * portunus_admin_sessions_close:
 * @self: sessions
 * @handle: a session's handle
 *
 * Returns: whether there was such a session
 */
gboolean
portunus_admin_sessions_close (PortunusAdminSessions *self,
                               const char            *handle)
{
  GHashTableIter iter;
  gpointer session;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &session))
    if (strcmp (((PortunusAdminSession *) session)->handle, handle) == 0)
      {
        g_hash_table_iter_remove (&iter);
        return TRUE;
      }
  return FALSE;
}

/**
 * portunus_admin_sessions_set_epoch:
 * @self: sessions
 * @epoch: the account's
 *
 * Ends the sessions of earlier epochs.
 */
void
portunus_admin_sessions_set_epoch (PortunusAdminSessions *self,
                                   gint64                 epoch)
{
  self->epoch = epoch;
}

/**
 * portunus_admin_sessions_list:
 * @self: sessions
 * @now_us: monotonic time
 *
 * Returns: (transfer container) (element-type PortunusAdminSession): those that are not over, good until the next call
 */
GPtrArray *
portunus_admin_sessions_list (PortunusAdminSessions *self,
                              gint64                 now_us)
{
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer session;

  drop_over (self, now_us);
  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &session))
    g_ptr_array_add (list, session);
  return list;
}
