/* portunus-turn-list.c: TURN servers of the settings with their passwords from the secret store
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-turn-list.h"

#include <string.h>

#define SECRET_PREFIX "turn:"
#define TURN_SCHEME   "turn://"

typedef struct
{
  PortunusSecretStore *store;
  char               **servers;
  guint                next;
  GPtrArray           *complete;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_object_unref (load->store);
  g_strfreev (load->servers);
  g_ptr_array_unref (load->complete);
  g_free (load);
}

static void look_up_next (GTask *task);

/* "turn://USER@HOST…" → "turn://USER:PASSWORD@HOST…"; NULL if it is not of that form. */
static char *
insert_password (const char           *server,
                 const PortunusSecret *password)
{
  const char *at = strchr (server, '@');
  g_autofree char *escaped = NULL;
  g_autofree char *text = NULL;
  gsize length;
  const guint8 *bytes = portunus_secret_get_data (password, &length);

  if (!portunus_turn_list_is_server (server))
    return NULL;
  text = g_strndup ((const char *) bytes, length);
  escaped = g_uri_escape_string (text, NULL, FALSE);
  return g_strdup_printf ("%.*s:%s%s", (int) (at - server), server, escaped, at);
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecret) password = portunus_secret_store_lookup_finish (load->store, result, &error);
  char *server = password != NULL ? insert_password (load->servers[load->next], password) : NULL;

  if (server != NULL)
    g_ptr_array_add (load->complete, server);
  else
    g_message ("A TURN server of the settings has no password in the secret store, or is malformed: it is left out");
  load->next++;
  look_up_next (g_steal_pointer (&task));
}

/* Takes @task over. */
static void
look_up_next (GTask *task)
{
  Load *load = g_task_get_task_data (task);
  g_autofree char *name = NULL;

  if (load->servers[load->next] == NULL)
    {
      g_ptr_array_add (load->complete, NULL);
      g_task_return_pointer (task, g_ptr_array_steal (load->complete, NULL), (GDestroyNotify) g_strfreev);
      g_object_unref (task);
      return;
    }
  name = portunus_turn_list_dup_secret_name (load->servers[load->next]);
  portunus_secret_store_lookup_async (load->store, name, g_task_get_cancellable (task), looked_up_cb, task);
}

/**
 * portunus_turn_list_is_server:
 * @text: what somebody wrote into the settings
 *
 * Returns: whether it is "turn://USER@HOST…" with a user and a host and without a password
 */
gboolean
portunus_turn_list_is_server (const char *text)
{
  const char *user = text + strlen (TURN_SCHEME);
  gsize n_user;

  if (!g_str_has_prefix (text, TURN_SCHEME))
    return FALSE;
  n_user = strcspn (user, ":/?#@");
  return n_user > 0 && user[n_user] == '@' && strcspn (user + n_user + 1, ":/?#@") > 0;
}

/**
 * portunus_turn_list_dup_secret_name:
 * @server: as in the settings
 *
 * Returns: (transfer full): the name of its password in the secret store
 */
char *
portunus_turn_list_dup_secret_name (const char *server)
{
  return g_strconcat (SECRET_PREFIX, server, NULL);
}

/**
 * portunus_turn_list_load_async:
 * @store: where the passwords are, each named "turn:" and the server's text in the settings
 * @servers: as in the settings
 * @cancellable: (nullable): cancels
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 */
void
portunus_turn_list_load_async (PortunusSecretStore *store,
                               const char * const  *servers,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Load *load = g_new0 (Load, 1);

  load->store = g_object_ref (store);
  load->servers = g_strdupv ((char **) servers);
  load->complete = g_ptr_array_new_with_free_func (g_free);
  g_task_set_source_tag (task, portunus_turn_list_load_async);
  g_task_set_task_data (task, load, load_free);
  look_up_next (task);
}

/**
 * portunus_turn_list_load_finish:
 * @result: the result
 * @error: return location
 *
 * Returns: (transfer full): servers with user and password
 */
char **
portunus_turn_list_load_finish (GAsyncResult  *result,
                                GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (portunus_secret_store_store_finish (PORTUNUS_SECRET_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_turn_list_save_async:
 * @store: where the passwords are
 * @server: as in the settings; portunus_turn_list_is_server()
 * @password: its password
 * @cancellable: (nullable): cancels
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Keeps the password for portunus_turn_list_load_async().
 */
void
portunus_turn_list_save_async (PortunusSecretStore *store,
                               const char          *server,
                               PortunusSecret      *password,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *name = portunus_turn_list_dup_secret_name (server);

  g_task_set_source_tag (task, portunus_turn_list_save_async);
  portunus_secret_store_store_async (store, name, password, cancellable, saved_cb, task);
}

/**
 * portunus_turn_list_save_finish:
 * @result: the result
 * @error: return location for a #PortunusCryptoError of the store
 *
 * Returns: whether it is kept
 */
gboolean
portunus_turn_list_save_finish (GAsyncResult  *result,
                                GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
