/* portunus-engine-room.c: rooms for shares, on our own server or on somebody else's
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-engine-private.h"

#include "portunus-addresses.h"
#include "portunus-encoding.h"
#include "portunus-room-api.h"
#include "portunus-stretch-password.h"

typedef struct
{
  char                 *server;
  PortunusRoomOptions  *options;
  PortunusSecret       *link_secret;    /* of a room with a password, which hangs on it */
  PortunusRoomPassword *password;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_free (order->server);
  portunus_room_options_free (order->options);
  g_clear_pointer (&order->link_secret, portunus_secret_unref);
  g_clear_pointer (&order->password, portunus_room_password_free);
  g_free (order);
}

static void
give_room (GTask              *task,
           PortunusHostedRoom *room)
{
  Order *order = g_task_get_task_data (task);

  if (order->password != NULL)
    {
      gsize length;
      const guint8 *secret = portunus_secret_get_data (order->link_secret, &length);

      g_bytes_unref (room->link->secret);
      room->link->secret = g_bytes_new (secret, length);
      portunus_hosted_room_set_password (room, order->password);
    }
  g_task_return_pointer (task, room, (GDestroyNotify) portunus_hosted_room_free);
}

static void
room_opened_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  PortunusHostedRoom *room = portunus_host_open_room_finish (PORTUNUS_HOST (source), result, &error);

  if (room != NULL)
    give_room (task, room);
  else
    g_task_return_error (task, error);
}

static void
room_made_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  guint32 code_number = 0;
  g_autofree char *host = NULL;
  PortunusLink *link = portunus_room_api_create_room_finish (result, &code_number, &host, &error);
  PortunusHostedRoom *room;

  if (link == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  room = portunus_hosted_room_new (link, code_number, FALSE);
  room->host = g_steal_pointer (&host);
  give_room (task, room);
}

static void
make_room (GTask *task)
{
  PortunusEngine *self = g_task_get_source_object (task);
  Order *order = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (order->server != NULL)
    portunus_room_api_create_room_async (order->server, order->options, cancellable, room_made_cb,
                                         g_object_ref (task));
  else
    portunus_host_open_room_async (portunus_engine_get_host (self), order->options, cancellable, room_opened_cb,
                                   g_object_ref (task));
}

static void
stretched_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Order *order = g_task_get_task_data (task);
  GError *error = NULL;
  guint8 verifier[PORTUNUS_ROOM_PROOF_SIZE];

  order->password = portunus_stretch_password_finish (result, &error);
  if (order->password == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  portunus_room_password_verifier (portunus_secret_get_data (order->password->proof, NULL), verifier);
  order->options->verifier = g_bytes_new (verifier, sizeof verifier);
  make_room (task);
}

static Order *
order_new (const PortunusRoomOrder *wanted)
{
  Order *order = g_new0 (Order, 1);
  const PortunusRoomOptions options = {
    .with_code = wanted->with_code && wanted->rules.password == NULL,
    .entry = wanted->rules.entry,
    .max_peers = wanted->rules.max_peers,
    .expiry_seconds = wanted->rules.expiry_seconds,
    .is_one_time = wanted->rules.is_one_time,
    /* What makes somebody its host stays in this process. */
    .has_host_within = wanted->server == NULL,
  };

  order->server = g_strdup (wanted->server);
  order->options = portunus_room_options_copy (&options);
  return order;
}

/**
 * portunus_engine_host_room_async:
 * @self: an engine that was started
 * @wanted: which room
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Makes a room.
 */
void
portunus_engine_host_room_async (PortunusEngine          *self,
                                 const PortunusRoomOrder *wanted,
                                 GCancellable            *cancellable,
                                 GAsyncReadyCallback      callback,
                                 gpointer                 user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Order *order = order_new (wanted);

  g_task_set_source_tag (task, portunus_engine_host_room_async);
  g_task_set_task_data (task, order, order_free);
  if (wanted->rules.password == NULL)
    {
      make_room (task);
      return;
    }
  order->options->id = portunus_random_id (PORTUNUS_ROOM_ID_BYTES);
  order->link_secret = portunus_secret_new_random (PORTUNUS_ROOM_SECRET_BYTES);
  portunus_stretch_password_async (wanted->rules.password, order->options->id, order->link_secret, cancellable,
                                   stretched_cb, g_object_ref (task));
}

/**
 * portunus_engine_host_room_finish:
 * @self: an engine
 * @result: the result
 * @error: return location: %PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, or why the embedded server does not start
 *
 * Returns: (transfer full): the room
 */
PortunusHostedRoom *
portunus_engine_host_room_finish (PortunusEngine  *self,
                                  GAsyncResult    *result,
                                  GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * portunus_engine_close_room:
 * @self: an engine
 * @room: a room; one of another server is left to expire there
 */
void
portunus_engine_close_room (PortunusEngine     *self,
                            PortunusHostedRoom *room)
{
  PortunusHost *host = portunus_engine_get_host (self);

  if (room->is_embedded && host != NULL)
    portunus_host_close_room (host, room);
}

/**
 * portunus_engine_close_code:
 * @self: an engine
 * @room: a room; the number of one of another server goes on to resolve there, to a code that nobody answers
 */
void
portunus_engine_close_code (PortunusEngine     *self,
                            PortunusHostedRoom *room)
{
  PortunusHost *host = portunus_engine_get_host (self);

  if (room->is_embedded && host != NULL)
    portunus_host_close_code (host, room);
}

/**
 * portunus_engine_refresh_link:
 * @self: an engine
 * @room: a room
 *
 * Puts the address that others best reach us by at this moment into the link of an embedded room. While nobody can
 * reach us the old one stays.
 *
 * Returns: whether the link changed
 */
gboolean
portunus_engine_refresh_link (PortunusEngine     *self,
                              PortunusHostedRoom *room)
{
  g_autofree char *address = NULL;

  if (!room->is_embedded)
    return FALSE;
  address = portunus_addresses_dup_best ();
  if (g_strcmp0 (address, room->link->host) == 0 || g_strcmp0 (address, "127.0.0.1") == 0)
    return FALSE;
  g_free (room->link->host);
  room->link->host = g_steal_pointer (&address);
  return TRUE;
}
