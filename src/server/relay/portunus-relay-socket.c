/* portunus-relay-socket.c: a client's connection to the relay of a room server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-relay-socket.h"

#include <string.h>

#include "portunus-certificate-check.h"
#include "portunus-message-cap.h"
#include "portunus-relay-message.h"
#include "portunus-room-message.h"
#include "portunus-socket-drop.h"
#include "portunus-transfer-error.h"

#define MAX_ANSWERS_PER_S 100

struct _PortunusRelaySocket
{
  GObject                   parent_instance;

  /* Owned */
  PortunusLink             *link;
  PortunusAdmission        *admission;
  PortunusConnectionTally  *tally;
  SoupSession              *session;
  SoupMessage              *message;
  SoupWebsocketConnection  *socket;
  GCancellable             *cancellable;
  char                     *token;

  PortunusCertificateCheck  certificate;
  gint64                    heard_us;
  gint64                    answers_since_us;
  guint                     n_answers;       /* in the second that began then */
  gboolean                  is_paired;
  gboolean                  is_closed;
};

enum
{
  PAIRED,
  MESSAGE,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRelaySocket, portunus_relay_socket, G_TYPE_OBJECT)

static void
end (PortunusRelaySocket *self,
     const GError        *error)
{
  g_autoptr (PortunusRelaySocket) guard = g_object_ref (self);

  if (self->is_closed)
    return;
  portunus_relay_socket_close (self);
  g_signal_emit (self, signals[CLOSED], 0, error);
}

static void
end_with (PortunusRelaySocket   *self,
          PortunusTransferError  code,
          const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  end (self, error);
}

static void
take_text (PortunusRelaySocket *self,
           GBytes              *message)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  if (self->is_paired)
    {
      end_with (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The relay ended the connection");
    }
  else if (!portunus_relay_message_read_paired (text, length, &error))
    {
      end (self, error);
    }
  else
    {
      self->is_paired = TRUE;
      g_signal_emit (self, signals[PAIRED], 0);
    }
}

static void
message_cb (SoupWebsocketConnection *socket,
            int                      type,
            GBytes                  *message,
            PortunusRelaySocket     *self)
{
  g_autoptr (PortunusRelaySocket) guard = g_object_ref (self);

  self->heard_us = g_get_monotonic_time ();
  if (type == SOUP_WEBSOCKET_DATA_TEXT)
    take_text (self, message);
  else if (self->is_paired)
    g_signal_emit (self, signals[MESSAGE], 0, message);
  else
    end_with (self, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, "The relay does not keep to the protocol");
}

static void
closed_cb (SoupWebsocketConnection *socket,
           PortunusRelaySocket     *self)
{
  end_with (self,
            self->is_paired ? PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST : PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
            "The connection to the relay broke");
}

static void
adopt (PortunusRelaySocket     *self,
       SoupWebsocketConnection *socket)
{
  g_autofree char *text = portunus_relay_message_new_pass (self->token, self->admission->ticket);

  self->socket = socket;
  self->heard_us = g_get_monotonic_time ();
  portunus_connection_tally_count (self->tally, G_OBJECT (socket));
  soup_websocket_connection_set_max_incoming_payload_size (socket, PORTUNUS_RELAY_MAX_MESSAGE);
  soup_websocket_connection_set_keepalive_interval (socket, PORTUNUS_ROOM_PING_SECONDS);
  portunus_message_cap_watch (socket);
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (socket, "closed", G_CALLBACK (closed_cb), self);
  soup_websocket_connection_send_text (socket, text);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusRelaySocket) self = user_data;
  g_autoptr (SoupWebsocketConnection) socket = NULL;
  g_autoptr (GError) error = NULL;

  socket = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  if (self->is_closed)
    return;
  if (socket == NULL)
    g_debug ("The relay cannot be reached: %s", error->message);
  if (socket != NULL && portunus_certificate_check_is_met (&self->certificate, self->message))
    adopt (self, g_steal_pointer (&socket));
  else
    end_with (self, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, "The relay of the room server cannot be reached");
}

static void
portunus_relay_socket_dispose (GObject *object)
{
  PortunusRelaySocket *self = PORTUNUS_RELAY_SOCKET (object);

  portunus_relay_socket_close (self);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, &self->certificate);
  g_clear_object (&self->message);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (portunus_relay_socket_parent_class)->dispose (object);
}

static void
portunus_relay_socket_finalize (GObject *object)
{
  PortunusRelaySocket *self = PORTUNUS_RELAY_SOCKET (object);

  portunus_link_free (self->link);
  portunus_admission_unref (self->admission);
  portunus_connection_tally_unref (self->tally);
  g_clear_object (&self->cancellable);
  g_free (self->token);
  portunus_certificate_check_clear (&self->certificate);

  G_OBJECT_CLASS (portunus_relay_socket_parent_class)->finalize (object);
}

static void
portunus_relay_socket_class_init (PortunusRelaySocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = PORTUNUS_TYPE_RELAY_SOCKET;

  object_class->dispose = portunus_relay_socket_dispose;
  object_class->finalize = portunus_relay_socket_finalize;

  signals[PAIRED] = g_signal_new ("paired", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_BYTES);
  signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_ERROR);
}

static void
portunus_relay_socket_init (PortunusRelaySocket *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * portunus_relay_socket_new:
 * @where: which server and room; copied
 *
 * Returns: (transfer full): a socket that is not connected
 */
PortunusRelaySocket *
portunus_relay_socket_new (const PortunusRelayWhere *where)
{
  PortunusRelaySocket *self = g_object_new (PORTUNUS_TYPE_RELAY_SOCKET, NULL);
  const PortunusLink *link = where->link;

  self->link = portunus_link_copy (link);
  /* What is not here cannot be sent by mistake. */
  g_clear_pointer (&self->link->secret, g_bytes_unref);
  self->admission = portunus_admission_ref (where->admission);
  self->tally = portunus_connection_tally_ref (where->tally);
  self->session = portunus_room_session_new (link->host, link->fingerprint != NULL);
  self->certificate.fingerprint = link->fingerprint != NULL ? g_bytes_ref (link->fingerprint) : NULL;
  self->certificate.accepts_any = where->accepts_any_certificate;
  return self;
}

/**
 * portunus_relay_socket_connect:
 * @self: a new socket
 * @token: who belongs together
 *
 * Connects; "paired" or "closed" follows, never from inside this call.
 */
void
portunus_relay_socket_connect (PortunusRelaySocket *self,
                               const char          *token)
{
  g_autofree char *uri = NULL;

  g_return_if_fail (self->message == NULL);

  uri = g_strdup_printf (strchr (self->link->host, ':') != NULL ? "%s://[%s]:%u/relay/%s?v=1"
                                                                : "%s://%s:%u/relay/%s?v=1",
                         self->link->is_plain ? "ws" : "wss", self->link->host, self->link->port, self->link->room);
  self->token = g_strdup (token);
  self->message = soup_message_new (SOUP_METHOD_GET, uri);
  /* The room was reached at the same address. */
  g_return_if_fail (self->message != NULL);
  soup_message_add_flags (self->message, SOUP_MESSAGE_NO_REDIRECT);
  portunus_certificate_check_watch (&self->certificate, self->message);
  soup_session_websocket_connect_async (self->session, self->message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        self->cancellable, connected_cb, g_object_ref (self));
}

/**
 * portunus_relay_socket_send:
 * @self: a socket
 * @message: at most %PORTUNUS_RELAY_MAX_MESSAGE bytes
 *
 * Queues @message for the other side.
 */
void
portunus_relay_socket_send (PortunusRelaySocket *self,
                            GBytes              *message)
{
  if (self->is_paired && self->socket != NULL
      && soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_message (self->socket, SOUP_WEBSOCKET_DATA_BINARY, message);
}

/**
 * portunus_relay_socket_answer:
 * @self: a socket
 * @message: what answers the other side
 *
 * As portunus_relay_socket_send(), but no more than 100 times a second: who asks without listening would else fill our
 * memory.
 */
void
portunus_relay_socket_answer (PortunusRelaySocket *self,
                              GBytes              *message)
{
  gint64 now_us = g_get_monotonic_time ();

  if (now_us - self->answers_since_us >= G_USEC_PER_SEC)
    {
      self->answers_since_us = now_us;
      self->n_answers = 0;
    }
  if (self->n_answers++ < MAX_ANSWERS_PER_S)
    portunus_relay_socket_send (self, message);
}

/**
 * portunus_relay_socket_get_silence_ms:
 * @self: a socket
 *
 * Returns: how long ago anything came, in milliseconds
 */
guint
portunus_relay_socket_get_silence_ms (PortunusRelaySocket *self)
{
  return (g_get_monotonic_time () - self->heard_us) / 1000;
}

/**
 * portunus_relay_socket_close:
 * @self: a socket
 *
 * Closes the connection after what was sent so far. No signal follows.
 */
void
portunus_relay_socket_close (PortunusRelaySocket *self)
{
  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  portunus_socket_drop (&self->socket, self);
}
