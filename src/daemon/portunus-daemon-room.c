/* portunus-daemon-room.c: the room that portunusd makes at its start
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-daemon-room.h"

#include <stdio.h>
#include <string.h>

#include "portunus-addresses.h"
#include "portunus-encoding.h"
#include "portunus-link.h"
#include "portunus-listen-address.h"
#include "portunus-room-password.h"

/* The link's secret is made here, printed, and kept nowhere. */
typedef struct
{
  PortunusServer  *server;
  char            *host;
  char            *id;
  PortunusSecret  *secret;
} Room;

static void
room_free (gpointer data)
{
  Room *room = data;

  g_object_unref (room->server);
  g_free (room->host);
  g_free (room->id);
  portunus_secret_unref (room->secret);
  g_free (room);
}

/* The address somebody named, else the one by which the network reaches this machine. */
static char *
dup_host (char **listen)
{
  g_autoptr (GInetSocketAddress) address = portunus_listen_address_parse (listen[0], NULL);
  GInetAddress *inet = g_inet_socket_address_get_address (address);

  return g_inet_address_get_is_any (inet) ? portunus_addresses_dup_best () : g_inet_address_to_string (inet);
}

static Room *
room_new (const PortunusDaemonOptions *options,
          PortunusServer              *server)
{
  Room *room = g_new0 (Room, 1);

  room->server = g_object_ref (server);
  room->host = dup_host (options->listen);
  room->id = portunus_random_id (PORTUNUS_ROOM_ID_BYTES);
  room->secret = portunus_secret_new_random (PORTUNUS_ROOM_SECRET_BYTES);
  return room;
}

/* What the server compares a proof with; it never knows the password. Takes some tenths of a second. */
static GBytes *
make_verifier (const Room            *room,
               const PortunusSecret  *password,
               GError               **error)
{
  g_autoptr (PortunusRoomPassword) stretched = portunus_room_password_stretch (password, room->id, room->secret, error);
  guint8 verifier[PORTUNUS_ROOM_PROOF_SIZE];

  if (stretched == NULL)
    return NULL;
  portunus_room_password_verifier (portunus_secret_get_data (stretched->proof, NULL), verifier);
  return g_bytes_new (verifier, sizeof verifier);
}

static void
print (const Room *room)
{
  g_autoptr (PortunusLink) link = g_new0 (PortunusLink, 1);
  g_autofree char *text = NULL;
  gsize length;
  const guint8 *secret = portunus_secret_get_data (room->secret, &length);

  link->host = g_strdup (room->host);
  link->port = portunus_server_get_port (room->server);
  link->room = g_strdup (room->id);
  link->secret = g_bytes_new (secret, length);
  link->fingerprint = g_bytes_ref (portunus_server_get_fingerprint (room->server));
  text = portunus_link_format (link);
  fprintf (stdout, "%s\n", text);
  fflush (stdout);
  explicit_bzero (text, strlen (text));
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (PortunusRoomInfo) info = portunus_server_create_room_finish (PORTUNUS_SERVER (source), result, &error);

  if (info == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  print (g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

/**
 * portunus_daemon_print_link_async:
 * @options: what to do
 * @server: a server that was started
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Makes a room and prints its link.
 */
void
portunus_daemon_print_link_async (const PortunusDaemonOptions *options,
                                  PortunusServer              *server,
                                  GAsyncReadyCallback          callback,
                                  gpointer                     user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Room *room = room_new (options, server);
  GError *error = NULL;
  g_autoptr (GBytes) verifier = NULL;
  PortunusRoomOptions wanted = {
    .id = room->id,
    .max_peers = options->room.max_peers,
    .expiry_seconds = options->room.expiry_seconds,
    .is_one_time = options->room.is_one_time,
  };

  g_task_set_source_tag (task, portunus_daemon_print_link_async);
  g_task_set_task_data (task, room, room_free);
  if (options->room.password != NULL)
    verifier = make_verifier (room, options->room.password, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  wanted.verifier = verifier;
  wanted.entry = verifier != NULL ? PORTUNUS_ROOM_ENTRY_PASSWORD : PORTUNUS_ROOM_ENTRY_LINK;
  portunus_server_create_room_async (server, &wanted, NULL, created_cb, g_steal_pointer (&task));
}

/**
 * portunus_daemon_print_link_finish:
 * @result: the result
 * @error: return location for an error
 *
 * Returns: whether the link was printed
 */
gboolean
portunus_daemon_print_link_finish (GAsyncResult  *result,
                                   GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
