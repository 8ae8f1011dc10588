/* portunus-room-client.c: being in a room of some server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-client-private.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-message-cap.h"
#include "portunus-room-message.h"
#include "portunus-socket-drop.h"

#define MAX_FRAME       (128 * 1024)
#define CONNECT_SECONDS 10

enum
{
  WAITING,
  ASKED,
  ANSWERED,
  INVITED,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void signaling_iface_init (PortunusSignalingInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusRoomClient, portunus_room_client, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_SIGNALING, signaling_iface_init))

static void
set_timer (PortunusRoomClient *self,
           guint               seconds,
           GSourceFunc         callback)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  if (callback == NULL)
    return;
  self->timer = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (self->timer, callback, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

void
_portunus_room_client_end (PortunusRoomClient *self,
                           const GError       *error)
{
  g_autoptr (PortunusRoomClient) guard = g_object_ref (self);

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  set_timer (self, 0, NULL);
  portunus_socket_drop (&self->socket, self);
  portunus_signaling_emit_closed (PORTUNUS_SIGNALING (self), error);
}

void
_portunus_room_client_end_with (PortunusRoomClient    *self,
                                PortunusTransferError  code,
                                const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  _portunus_room_client_end (self, error);
}

void
_portunus_room_client_end_malformed (PortunusRoomClient *self)
{
  _portunus_room_client_end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                                  "The room server does not keep to the protocol");
}

void
_portunus_room_client_say (PortunusRoomClient *self,
                           const char         *text)
{
  if (self->socket != NULL && soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (self->socket, text);
}

static gboolean
check_cb (gpointer user_data)
{
  PortunusRoomClient *self = user_data;
  gint64 silent_s = (g_get_monotonic_time () - self->heard_us) / G_USEC_PER_SEC;

  if (silent_s < PORTUNUS_ROOM_DEAD_SECONDS)
    set_timer (self, PORTUNUS_ROOM_DEAD_SECONDS - (guint) silent_s, check_cb);
  else
    _portunus_room_client_end_with (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The room server is silent");
  return G_SOURCE_REMOVE;
}

static void
end_unreachable (PortunusRoomClient *self,
                 const char         *reason)
{
  g_autoptr (GError) error = NULL;

  if (self->certificate.is_refused)
    {
      _portunus_room_client_end_with (self, PORTUNUS_TRANSFER_ERROR_TAMPERED,
                self->certificate.fingerprint != NULL
                ? "The room server has another certificate than the link says: somebody may be in between, or the "
                  "link is of an earlier run"
                : "The room server’s certificate is not one this system trusts, and the link does not vouch for it: "
                  "copy the whole link, to its last character");
      return;
    }
  error = g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                       "The room at %s cannot be reached: %s. Is the other side still running, and in the same "
                       "network?",
                       self->link->host, reason);
  _portunus_room_client_end (self, error);
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_autoptr (PortunusRoomClient) self = g_object_ref (user_data);

  end_unreachable (self, "it does not answer");
  return G_SOURCE_REMOVE;
}

void
_portunus_room_client_expect (PortunusRoomClient *self)
{
  set_timer (self, CONNECT_SECONDS, too_late_cb);
}

void
_portunus_room_client_watch (PortunusRoomClient *self)
{
  set_timer (self, PORTUNUS_ROOM_DEAD_SECONDS, self->is_within ? NULL : check_cb);
}

static void
message_cb (SoupWebsocketConnection *socket,
            int                      type,
            GBytes                  *message,
            PortunusRoomClient      *self)
{
  g_autoptr (PortunusRoomClient) guard = g_object_ref (self);
  g_autoptr (PortunusRoomNews) news = NULL;
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  self->heard_us = g_get_monotonic_time ();
  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    news = portunus_room_news_parse (text, length);
  if (news != NULL)
    _portunus_room_client_handle (self, news);
  else
    _portunus_room_client_end_malformed (self);
}

static void
pong_cb (SoupWebsocketConnection *socket,
         GBytes                  *message,
         PortunusRoomClient      *self)
{
  self->heard_us = g_get_monotonic_time ();
}

static void
closed_cb (SoupWebsocketConnection *socket,
           PortunusRoomClient      *self)
{
  _portunus_room_client_end_with (self,
                                  self->is_joined ? PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST
                                                  : PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                                  "The connection to the room server broke");
}

static void
adopt_socket (PortunusRoomClient      *self,
              SoupWebsocketConnection *socket)
{
  self->socket = socket;
  if (self->tally != NULL)
    portunus_connection_tally_count (self->tally, G_OBJECT (socket));
  self->heard_us = g_get_monotonic_time ();
  soup_websocket_connection_set_max_incoming_payload_size (socket, MAX_FRAME);
  if (!self->is_within)
    soup_websocket_connection_set_keepalive_interval (socket, PORTUNUS_ROOM_PING_SECONDS);
  portunus_message_cap_watch (socket);
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (socket, "pong", G_CALLBACK (pong_cb), self);
  g_signal_connect (socket, "closed", G_CALLBACK (closed_cb), self);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusRoomClient) self = user_data;
  g_autoptr (GError) error = NULL;
  SoupWebsocketConnection *socket = soup_session_websocket_connect_finish (self->session, result, &error);

  if (self->is_closed)
    {
      g_clear_object (&socket);
      return;
    }
  if (socket == NULL)
    {
      end_unreachable (self, error->message);
      return;
    }
  adopt_socket (self, socket);
  if (portunus_certificate_check_is_met (&self->certificate, self->message))
    return;
  self->certificate.is_refused = TRUE;
  end_unreachable (self, "");
}

static gboolean
bad_host_cb (gpointer user_data)
{
  end_unreachable (user_data, "that is not the name of a host");
  return G_SOURCE_REMOVE;
}

static void
start (PortunusSignaling *signaling)
{
  PortunusRoomClient *self = PORTUNUS_ROOM_CLIENT (signaling);
  g_autofree char *uri = NULL;

  uri = g_strdup_printf (strchr (self->link->host, ':') != NULL ? "%s://[%s]:%u/ws/%s?v=1%s" : "%s://%s:%u/ws/%s?v=1%s",
                         self->link->is_plain ? "ws" : "wss", self->link->host, self->link->port, self->link->room,
                         self->admission != NULL ? "&enter=1" : "");
  self->message = soup_message_new (SOUP_METHOD_GET, uri);
  if (self->message == NULL)
    {
      set_timer (self, 0, bad_host_cb);
      return;
    }
  set_timer (self, CONNECT_SECONDS, too_late_cb);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  portunus_certificate_check_watch (&self->certificate, self->message);
  soup_session_websocket_connect_async (self->session, self->message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        self->cancellable, connected_cb, g_object_ref (self));
}

static void
send_message (PortunusSignaling *signaling,
              const char        *peer_id,
              GBytes            *message)
{
  PortunusRoomClient *self = PORTUNUS_ROOM_CLIENT (signaling);
  g_autofree char *data = NULL;
  g_autofree char *text = NULL;

  data = portunus_encode_base64url (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  text = portunus_room_message_signal ("to", peer_id, data);
  _portunus_room_client_say (self, text);
}

static void
close_signaling (PortunusSignaling *signaling)
{
  PortunusRoomClient *self = PORTUNUS_ROOM_CLIENT (signaling);

  if (self->closes_room)
    portunus_room_client_tell (self, "close", NULL);
  _portunus_room_client_end (self, NULL);
}

static gboolean
is_host (PortunusSignaling *signaling,
         const char        *peer_id)
{
  return g_hash_table_contains (PORTUNUS_ROOM_CLIENT (signaling)->hosts, peer_id);
}

static void
signaling_iface_init (PortunusSignalingInterface *iface)
{
  iface->start = start;
  iface->send = send_message;
  iface->close = close_signaling;
  iface->is_host = is_host;
}

static void
portunus_room_client_dispose (GObject *object)
{
  PortunusRoomClient *self = PORTUNUS_ROOM_CLIENT (object);

  self->is_closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  set_timer (self, 0, NULL);
  portunus_socket_drop (&self->socket, self);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, &self->certificate);
  g_clear_object (&self->message);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (portunus_room_client_parent_class)->dispose (object);
}

static void
portunus_room_client_finalize (GObject *object)
{
  PortunusRoomClient *self = PORTUNUS_ROOM_CLIENT (object);

  portunus_link_free (self->link);
  g_free (self->own_id);
  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->peers);
  g_hash_table_unref (self->hosts);
  g_clear_pointer (&self->admission, portunus_admission_unref);
  g_clear_pointer (&self->tally, portunus_connection_tally_unref);
  portunus_certificate_check_clear (&self->certificate);

  G_OBJECT_CLASS (portunus_room_client_parent_class)->finalize (object);
}

static void
portunus_room_client_class_init (PortunusRoomClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_room_client_dispose;
  object_class->finalize = portunus_room_client_finalize;

  signals[WAITING] = g_signal_new ("waiting", PORTUNUS_TYPE_ROOM_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[ASKED] = g_signal_new ("asked", PORTUNUS_TYPE_ROOM_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[ANSWERED] = g_signal_new ("answered", PORTUNUS_TYPE_ROOM_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[INVITED] = g_signal_new ("invited", PORTUNUS_TYPE_ROOM_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CHANGED] = g_signal_new ("changed", PORTUNUS_TYPE_ROOM_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
portunus_room_client_init (PortunusRoomClient *self)
{
  self->cancellable = g_cancellable_new ();
  self->n_tries_left = -1;
  self->peers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * portunus_room_client_new:
 * @link: where the room is; its secret is not used
 * @accepts_any_certificate: whether the certificate does not matter where the link has no fingerprint
 *
 * Returns: (transfer full): a client that was not started
 */
PortunusRoomClient *
portunus_room_client_new (const PortunusLink *link,
                          gboolean            accepts_any_certificate)
{
  PortunusRoomClient *self = g_object_new (PORTUNUS_TYPE_ROOM_CLIENT, NULL);

  self->link = portunus_link_copy (link);
  /* What is not here cannot be sent by mistake. */
  g_clear_pointer (&self->link->secret, g_bytes_unref);
  self->session = portunus_room_session_new (link->host, link->fingerprint != NULL);
  self->certificate.fingerprint = link->fingerprint != NULL ? g_bytes_ref (link->fingerprint) : NULL;
  self->certificate.accepts_any = accepts_any_certificate;
  return self;
}

/**
 * portunus_room_client_set_admission:
 * @self: a client that was not started
 * @admission: what it shows at the door; a ticket is put into it
 */
void
portunus_room_client_set_admission (PortunusRoomClient *self,
                                    PortunusAdmission  *admission)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_CLIENT (self));
  g_return_if_fail (self->admission == NULL);

  self->admission = portunus_admission_ref (admission);
}

/**
 * portunus_room_client_set_tally:
 * @self: a client that was not started
 * @tally: counts its connection until it is gone, and all that was said with it
 */
void
portunus_room_client_set_tally (PortunusRoomClient      *self,
                                PortunusConnectionTally *tally)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_CLIENT (self));
  g_return_if_fail (self->tally == NULL);

  self->tally = portunus_connection_tally_ref (tally);
}

/**
 * portunus_room_client_set_within:
 * @self: a client that was not started, and a host
 *
 * Says that the server is a part of this process, and knows this of the room's hosts
 * (@has_host_within of #PortunusRoomOptions). Neither asks the other for signs of life then, which would keep the
 * processor from its sleep.
 */
void
portunus_room_client_set_within (PortunusRoomClient *self)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_CLIENT (self));

  self->is_within = TRUE;
}

/**
 * portunus_room_client_get_n_tries_left:
 * @self: a client
 *
 * Returns: how many more wrong passwords the server takes from us, -1 where it did not say so
 */
int
portunus_room_client_get_n_tries_left (PortunusRoomClient *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ROOM_CLIENT (self), -1);

  return self->n_tries_left;
}
