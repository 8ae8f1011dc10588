/* portunus-room-client.c: being in a room of some server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-client.h"

#include <string.h>

#include "portunus-certificate-check.h"
#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-room-message.h"
#include "portunus-transfer-error.h"

#define MAX_FRAME     (128 * 1024)
#define CHECK_SECONDS 5
#define CONNECT_SECONDS 10

struct _PortunusRoomClient
{
  GObject                  parent_instance;

  /* Owned */
  PortunusLink            *link;
  SoupSession             *session;
  SoupMessage             *message;
  SoupWebsocketConnection *socket;
  GCancellable            *cancellable;
  GSource                 *timer;
  char                    *own_id;
  GHashTable              *peers;

  PortunusCertificateCheck certificate;
  gint64                   heard_us;
  gboolean                 is_joined;
  gboolean                 is_closed;
};

static void signaling_iface_init (PortunusSignalingInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusRoomClient, portunus_room_client, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_SIGNALING, signaling_iface_init))

/* The reference goes with "closed": without one the library would throw away what is still queued. */
static void
drop_socket (PortunusRoomClient *self)
{
  SoupWebsocketConnection *socket = g_steal_pointer (&self->socket);

  if (socket == NULL)
    return;
  g_signal_handlers_disconnect_by_data (socket, self);
  if (soup_websocket_connection_get_state (socket) == SOUP_WEBSOCKET_STATE_CLOSED)
    {
      g_object_unref (socket);
      return;
    }
  g_signal_connect (socket, "closed", G_CALLBACK (g_object_unref), NULL);
  if (soup_websocket_connection_get_state (socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (socket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

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

static void
end (PortunusRoomClient *self,
     const GError       *error)
{
  g_autoptr (PortunusRoomClient) guard = g_object_ref (self);

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  set_timer (self, 0, NULL);
  drop_socket (self);
  portunus_signaling_emit_closed (PORTUNUS_SIGNALING (self), error);
}

static void
end_with (PortunusRoomClient    *self,
          PortunusTransferError  code,
          const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  end (self, error);
}

static void
end_malformed (PortunusRoomClient *self)
{
  end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The room server does not keep to the protocol");
}

static gboolean
read_peer (JsonObject  *object,
           const char  *name,
           const char **peer)
{
  return portunus_json_get_string (object, name, 2 * PORTUNUS_ROOM_PEER_ID_BYTES, peer, NULL)
         && portunus_room_is_peer_id (*peer);
}

static gboolean
read_peers (PortunusRoomClient *self,
            JsonArray          *array,
            GPtrArray          *peer_ids)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *id = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

      if (id == NULL || !portunus_room_is_peer_id (id) || strcmp (id, self->own_id) == 0
          || !g_hash_table_add (self->peers, g_strdup (id)))
        return FALSE;
      g_ptr_array_add (peer_ids, (char *) id);
    }
  g_ptr_array_add (peer_ids, NULL);
  return TRUE;
}

static gboolean
check_cb (gpointer user_data)
{
  PortunusRoomClient *self = user_data;

  if (g_get_monotonic_time () - self->heard_us < PORTUNUS_ROOM_DEAD_SECONDS * G_USEC_PER_SEC)
    return G_SOURCE_CONTINUE;
  end_with (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The room server is silent");
  return G_SOURCE_REMOVE;
}

static void
handle_welcome (PortunusRoomClient *self,
                JsonObject         *object)
{
  g_autoptr (GPtrArray) peer_ids = g_ptr_array_new ();
  const char *own_id;
  guint64 version;
  JsonArray *array;

  if (self->is_joined || !portunus_json_get_uint64 (object, "version", G_MAXUINT, &version, NULL))
    {
      end_malformed (self);
      return;
    }
  if (version != PORTUNUS_ROOM_PROTOCOL_VERSION)
    {
      end_with (self, PORTUNUS_TRANSFER_ERROR_VERSION, "The room server speaks another version of the protocol");
      return;
    }
  if (read_peer (object, "peer", &own_id))
    self->own_id = g_strdup (own_id);
  if (self->own_id == NULL || !portunus_json_get_array (object, "peers", PORTUNUS_ROOM_MAX_PEERS, &array, NULL)
      || !read_peers (self, array, peer_ids))
    {
      end_malformed (self);
      return;
    }
  self->is_joined = TRUE;
  set_timer (self, CHECK_SECONDS, check_cb);
  portunus_signaling_emit_joined (PORTUNUS_SIGNALING (self), self->own_id, (const char * const *) peer_ids->pdata);
}

static void
handle_peer_joined (PortunusRoomClient *self,
                    JsonObject         *object)
{
  const char *peer;

  if (!self->is_joined || !read_peer (object, "peer", &peer) || strcmp (peer, self->own_id) == 0
      || g_hash_table_size (self->peers) >= PORTUNUS_ROOM_MAX_PEERS
      || !g_hash_table_add (self->peers, g_strdup (peer)))
    end_malformed (self);
  else
    portunus_signaling_emit_peer_joined (PORTUNUS_SIGNALING (self), peer);
}

static void
handle_peer_left (PortunusRoomClient *self,
                  JsonObject         *object)
{
  const char *peer;

  if (!self->is_joined || !read_peer (object, "peer", &peer) || !g_hash_table_remove (self->peers, peer))
    end_malformed (self);
  else
    portunus_signaling_emit_peer_left (PORTUNUS_SIGNALING (self), peer);
}

static void
handle_signal (PortunusRoomClient *self,
               JsonObject         *object)
{
  g_autoptr (GBytes) bytes = NULL;
  const char *peer;
  const char *data;

  if (self->is_joined && read_peer (object, "from", &peer) && g_hash_table_contains (self->peers, peer)
      && portunus_json_get_string (object, "data", PORTUNUS_ROOM_MAX_MESSAGE, &data, NULL))
    bytes = portunus_decode_base64url (data, PORTUNUS_SIGNALING_MAX_MESSAGE, NULL);
  if (bytes != NULL)
    portunus_signaling_emit_message (PORTUNUS_SIGNALING (self), peer, bytes);
  else
    end_malformed (self);
}

static void
handle_error (PortunusRoomClient *self,
              JsonObject         *object)
{
  g_autoptr (GError) error = NULL;
  const char *code = "";

  portunus_json_get_string (object, "code", 64, &code, NULL);
  error = portunus_room_failure_read (code);
  end (self, error);
}

static void
handle_object (PortunusRoomClient *self,
               const char         *type,
               JsonObject         *object)
{
  if (strcmp (type, "welcome") == 0)
    handle_welcome (self, object);
  else if (strcmp (type, "peer-joined") == 0)
    handle_peer_joined (self, object);
  else if (strcmp (type, "peer-left") == 0)
    handle_peer_left (self, object);
  else if (strcmp (type, "signal") == 0)
    handle_signal (self, object);
  else if (strcmp (type, "error") == 0)
    handle_error (self, object);
  else
    end_malformed (self);
}

static void
message_cb (SoupWebsocketConnection *socket,
            int                      type,
            GBytes                  *message,
            PortunusRoomClient      *self)
{
  g_autoptr (PortunusRoomClient) guard = g_object_ref (self);
  g_autoptr (JsonObject) object = NULL;
  const char *name;
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  self->heard_us = g_get_monotonic_time ();
  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    object = portunus_json_parse (text, length, PORTUNUS_ROOM_MAX_MESSAGE, NULL);
  if (object != NULL && portunus_json_get_string (object, "type", 32, &name, NULL))
    handle_object (self, name, object);
  else
    end_malformed (self);
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
  end_with (self, self->is_joined ? PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST : PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
            "The connection to the room server broke");
}

static void
adopt_socket (PortunusRoomClient      *self,
              SoupWebsocketConnection *socket)
{
  self->socket = socket;
  self->heard_us = g_get_monotonic_time ();
  soup_websocket_connection_set_max_incoming_payload_size (socket, MAX_FRAME);
  soup_websocket_connection_set_keepalive_interval (socket, PORTUNUS_ROOM_PING_SECONDS);
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (socket, "pong", G_CALLBACK (pong_cb), self);
  g_signal_connect (socket, "closed", G_CALLBACK (closed_cb), self);
}

static void
end_unreachable (PortunusRoomClient *self,
                 const char         *reason)
{
  g_autoptr (GError) error = NULL;

  if (self->certificate.is_refused)
    {
      end_with (self, PORTUNUS_TRANSFER_ERROR_TAMPERED,
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
  end (self, error);
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
too_late_cb (gpointer user_data)
{
  g_autoptr (PortunusRoomClient) self = g_object_ref (user_data);

  end_unreachable (self, "it does not answer");
  return G_SOURCE_REMOVE;
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

  uri = g_strdup_printf (strchr (self->link->host, ':') != NULL ? "%s://[%s]:%u/ws/%s?v=1" : "%s://%s:%u/ws/%s?v=1",
                         self->link->is_plain ? "ws" : "wss", self->link->host, self->link->port, self->link->room);
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

  if (self->socket == NULL || soup_websocket_connection_get_state (self->socket) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  data = portunus_encode_base64url (g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  text = portunus_room_message_signal ("to", peer_id, data);
  soup_websocket_connection_send_text (self->socket, text);
}

static void
close_signaling (PortunusSignaling *signaling)
{
  end (PORTUNUS_ROOM_CLIENT (signaling), NULL);
}

static void
signaling_iface_init (PortunusSignalingInterface *iface)
{
  iface->start = start;
  iface->send = send_message;
  iface->close = close_signaling;
}

static void
portunus_room_client_dispose (GObject *object)
{
  PortunusRoomClient *self = PORTUNUS_ROOM_CLIENT (object);

  self->is_closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  set_timer (self, 0, NULL);
  drop_socket (self);
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
  portunus_certificate_check_clear (&self->certificate);

  G_OBJECT_CLASS (portunus_room_client_parent_class)->finalize (object);
}

static void
portunus_room_client_class_init (PortunusRoomClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_room_client_dispose;
  object_class->finalize = portunus_room_client_finalize;
}

static void
portunus_room_client_init (PortunusRoomClient *self)
{
  self->cancellable = g_cancellable_new ();
  self->peers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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
