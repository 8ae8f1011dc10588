/* portunus-https-lane.c: the lane between a browser and its host, whose content goes by HTTPS
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-https-lane.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-token-bucket.h"
#include "portunus-transfer-error.h"

#define PATH "HTTPS"

/* PROTOCOL.md §16 */
#define MAX_PIECE        24000
#define MAX_UNANSWERED   8
#define ANSWER_EVERY     4
#define MAX_LAST_PIECES  16
/* More than the longest offer. Who asks for more and takes none of it would else fill our memory. */
#define MAX_OUTGOING     16384

/* A room lets through 100 messages a second, those of the handshake and answers included. */
#define PIECES_AT_ONCE   60
#define PIECES_PER_S     40
#define PACE_MS          50

struct _PortunusHttpsLane
{
  PortunusLane         parent_instance;

  /* Owned */
  PortunusTickets     *tickets;
  GQueue               outgoing;        /* JsonObject, one a piece */
  GByteArray          *incoming;        /* what came of a message */
  GPtrArray           *intakes;
  GPtrArray           *intake_tickets;
  GSource             *pace;

  PortunusTokenBucket  bucket;
  guint64              n_sent;
  guint64              n_answered;
  guint64              n_received;
  gboolean             is_offerer;
  gboolean             is_open;
  gboolean             has_overflown;
  gboolean             is_closed;
};

static void portunus_https_lane_ticket_lane_init (PortunusTicketLaneInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusHttpsLane, portunus_https_lane, PORTUNUS_TYPE_LANE,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_TICKET_LANE, portunus_https_lane_ticket_lane_init))

static void send_pieces (PortunusHttpsLane *self);

static void
say (PortunusHttpsLane *self,
     const char        *type)
{
  g_autoptr (JsonObject) message = json_object_new ();

  json_object_set_string_member (message, "t", type);
  portunus_lane_emit_negotiation (PORTUNUS_LANE (self), message);
}

static void
clear_pace (PortunusHttpsLane *self)
{
  if (self->pace != NULL)
    g_source_destroy (self->pace);
  g_clear_pointer (&self->pace, g_source_unref);
}

static void
end (PortunusHttpsLane *self,
     const GError      *error)
{
  g_autoptr (PortunusHttpsLane) guard = g_object_ref (self);

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  clear_pace (self);
  for (guint i = 0; i < self->intakes->len; i++)
    {
      portunus_tickets_void (self->tickets, g_ptr_array_index (self->intake_tickets, i));
      portunus_intake_close (g_ptr_array_index (self->intakes, i));
    }
  portunus_lane_emit_closed (PORTUNUS_LANE (self), error);
}

static void
end_as_breach (PortunusHttpsLane *self,
               const char        *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, message);

  end (self, error);
}

static gboolean
pace_cb (gpointer user_data)
{
  PortunusHttpsLane *self = user_data;

  clear_pace (self);
  send_pieces (self);
  return G_SOURCE_REMOVE;
}

static void
wait (PortunusHttpsLane *self,
      guint              ms,
      GSourceFunc        callback)
{
  self->pace = g_timeout_source_new (ms);
  g_source_set_callback (self->pace, callback, self, NULL);
  g_source_attach (self->pace, g_main_context_get_thread_default ());
}

static void
wait_for_pace (PortunusHttpsLane *self)
{
  if (self->pace == NULL)
    wait (self, PACE_MS, pace_cb);
}

static gboolean
overflow_cb (gpointer user_data)
{
  PortunusHttpsLane *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                                  "The other side does not take what it is told");

  clear_pace (self);
  end (self, error);
  return G_SOURCE_REMOVE;
}

/* Who speaks does not expect the end of the lane from inside. */
static void
overflow (PortunusHttpsLane *self)
{
  self->has_overflown = TRUE;
  g_queue_clear_full (&self->outgoing, (GDestroyNotify) json_object_unref);
  clear_pace (self);
  wait (self, 0, overflow_cb);
}

static void
send_piece (PortunusHttpsLane *self)
{
  g_autoptr (JsonObject) piece = g_queue_pop_head (&self->outgoing);

  self->n_sent++;
  portunus_lane_emit_negotiation (PORTUNUS_LANE (self), piece);
}

static void
send_pieces (PortunusHttpsLane *self)
{
  g_autoptr (PortunusHttpsLane) guard = g_object_ref (self);

  while (!self->is_closed && !g_queue_is_empty (&self->outgoing) && self->n_sent - self->n_answered < MAX_UNANSWERED)
    {
      if (!portunus_token_bucket_take (&self->bucket, 1, g_get_monotonic_time ()))
        {
          wait_for_pace (self);
          return;
        }
      send_piece (self);
    }
}

static const char *
portunus_https_lane_get_kind (PortunusLane *lane)
{
  return PORTUNUS_HTTPS_LANE_KIND;
}

static void
portunus_https_lane_start (PortunusLane *lane)
{
  PortunusHttpsLane *self = PORTUNUS_HTTPS_LANE (lane);

  if (self->is_offerer)
    say (self, "https-open");
}

static void
take_open (PortunusHttpsLane *self)
{
  if (self->is_open)
    {
      end_as_breach (self, "The other side opened its lane twice");
      return;
    }
  self->is_open = TRUE;
  if (!self->is_offerer)
    say (self, "https-open");
  portunus_lane_emit_opened (PORTUNUS_LANE (self), PATH);
}

static void
answer (PortunusHttpsLane *self,
        gboolean           is_last)
{
  g_autoptr (JsonObject) message = NULL;

  if (!is_last && self->n_received % ANSWER_EVERY != 0)
    return;
  message = json_object_new ();
  json_object_set_string_member (message, "t", "got");
  json_object_set_int_member (message, "n", self->n_received);
  portunus_lane_emit_negotiation (PORTUNUS_LANE (self), message);
}

static void
hand_up (PortunusHttpsLane *self)
{
  g_autoptr (GBytes) message = g_byte_array_free_to_bytes (g_steal_pointer (&self->incoming));

  self->incoming = g_byte_array_new ();
  portunus_lane_emit_control (PORTUNUS_LANE (self), message);
}

static void
take_piece (PortunusHttpsLane *self,
            JsonObject        *message)
{
  g_autoptr (GBytes) content = NULL;
  const char *text;
  gboolean has_more = FALSE;
  gsize length;
  const guint8 *data;

  if (portunus_json_get_string (message, "d", 4 * MAX_PIECE / 3 + 4, &text, NULL)
      && (!portunus_json_has (message, "more") || portunus_json_get_boolean (message, "more", &has_more, NULL)))
    content = portunus_decode_base64url (text, MAX_PIECE, NULL);
  if (content == NULL || g_bytes_get_size (content) == 0
      || self->incoming->len + g_bytes_get_size (content) > PORTUNUS_LANE_MAX_CONTROL)
    {
      end_as_breach (self, "A piece of a control message is malformed");
      return;
    }
  data = g_bytes_get_data (content, &length);
  g_byte_array_append (self->incoming, data, length);
  self->n_received++;
  answer (self, !has_more);
  if (!has_more && !self->is_closed)
    hand_up (self);
}

static void
take_answer (PortunusHttpsLane *self,
             JsonObject        *message)
{
  guint64 n_answered;

  if (!portunus_json_get_uint64 (message, "n", self->n_sent, &n_answered, NULL) || n_answered < self->n_answered)
    {
      end_as_breach (self, "The other side has pieces that were not sent");
      return;
    }
  self->n_answered = n_answered;
  send_pieces (self);
}

static void
portunus_https_lane_negotiate (PortunusLane *lane,
                               JsonObject   *message)
{
  PortunusHttpsLane *self = PORTUNUS_HTTPS_LANE (lane);
  g_autoptr (PortunusHttpsLane) guard = g_object_ref (self);
  const char *type = "";

  if (self->is_closed)
    return;
  portunus_json_get_string (message, "t", 32, &type, NULL);
  if (strcmp (type, "https-open") == 0)
    take_open (self);
  else if (strcmp (type, "https-close") == 0)
    end (self, NULL);
  else if (strcmp (type, "piece") == 0 && self->is_open)
    take_piece (self, message);
  else if (strcmp (type, "got") == 0 && self->is_open)
    take_answer (self, message);
  else
    end_as_breach (self, "A lane message is of an unknown kind, or out of turn");
}

static void
portunus_https_lane_send_control (PortunusLane *lane,
                                  GBytes       *message)
{
  PortunusHttpsLane *self = PORTUNUS_HTTPS_LANE (lane);
  gsize length;
  const guint8 *data = g_bytes_get_data (message, &length);

  if (self->is_closed || self->has_overflown)
    return;
  for (gsize start = 0; start < length; start += MAX_PIECE)
    {
      JsonObject *piece = json_object_new ();
      g_autofree char *text = portunus_encode_base64url (data + start, MIN (MAX_PIECE, length - start));

      json_object_set_string_member (piece, "t", "piece");
      json_object_set_string_member (piece, "d", text);
      if (length - start > MAX_PIECE)
        json_object_set_boolean_member (piece, "more", TRUE);
      g_queue_push_tail (&self->outgoing, piece);
    }
  if (g_queue_get_length (&self->outgoing) > MAX_OUTGOING)
    overflow (self);
  else
    send_pieces (self);
}

static gboolean
portunus_https_lane_send_data (PortunusLane  *lane,
                               GBytes        *frame,
                               GError       **error)
{
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                       "This lane has no data frames");
  return FALSE;
}

static GBytes *
portunus_https_lane_receive_data (PortunusLane  *lane,
                                  GError       **error)
{
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                       "This lane has no data frames");
  return NULL;
}

static void
portunus_https_lane_release_data (PortunusLane *lane,
                                  gsize         n_bytes)
{
}

/* What was said last, such as that it is over, goes out at once; what is long by then is not worth it. */
static void
portunus_https_lane_close (PortunusLane *lane)
{
  PortunusHttpsLane *self = PORTUNUS_HTTPS_LANE (lane);
  g_autoptr (PortunusHttpsLane) guard = g_object_ref (self);

  if (self->is_closed)
    return;
  while (g_queue_get_length (&self->outgoing) > 0 && g_queue_get_length (&self->outgoing) <= MAX_LAST_PIECES)
    send_piece (self);
  if (self->is_open)
    say (self, "https-close");
  end (self, NULL);
}

static char *
publish_handout (PortunusTicketLane *lane,
                 PortunusHandout    *handout)
{
  return portunus_tickets_publish_handout (PORTUNUS_HTTPS_LANE (lane)->tickets, handout);
}

static char *
publish_intake (PortunusTicketLane *lane,
                PortunusIntake     *intake)
{
  PortunusHttpsLane *self = PORTUNUS_HTTPS_LANE (lane);
  char *ticket;

  if (self->is_closed)
    {
      portunus_intake_close (intake);
      return NULL;
    }
  ticket = portunus_tickets_publish_intake (self->tickets, intake);
  g_ptr_array_add (self->intakes, portunus_intake_ref (intake));
  g_ptr_array_add (self->intake_tickets, g_strdup (ticket));
  return ticket;
}

static void
portunus_https_lane_ticket_lane_init (PortunusTicketLaneInterface *iface)
{
  iface->publish_handout = publish_handout;
  iface->publish_intake = publish_intake;
}

static void
portunus_https_lane_dispose (GObject *object)
{
  end (PORTUNUS_HTTPS_LANE (object), NULL);

  G_OBJECT_CLASS (portunus_https_lane_parent_class)->dispose (object);
}

static void
portunus_https_lane_finalize (GObject *object)
{
  PortunusHttpsLane *self = PORTUNUS_HTTPS_LANE (object);

  portunus_tickets_unref (self->tickets);
  g_queue_clear_full (&self->outgoing, (GDestroyNotify) json_object_unref);
  g_byte_array_unref (self->incoming);
  g_ptr_array_unref (self->intakes);
  g_ptr_array_unref (self->intake_tickets);

  G_OBJECT_CLASS (portunus_https_lane_parent_class)->finalize (object);
}

static void
portunus_https_lane_class_init (PortunusHttpsLaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  PortunusLaneClass *lane_class = PORTUNUS_LANE_CLASS (klass);

  object_class->dispose = portunus_https_lane_dispose;
  object_class->finalize = portunus_https_lane_finalize;
  lane_class->get_kind = portunus_https_lane_get_kind;
  lane_class->start = portunus_https_lane_start;
  lane_class->negotiate = portunus_https_lane_negotiate;
  lane_class->send_control = portunus_https_lane_send_control;
  lane_class->send_data = portunus_https_lane_send_data;
  lane_class->receive_data = portunus_https_lane_receive_data;
  lane_class->release_data = portunus_https_lane_release_data;
  lane_class->close = portunus_https_lane_close;
}

static void
portunus_https_lane_init (PortunusHttpsLane *self)
{
  g_queue_init (&self->outgoing);
  self->incoming = g_byte_array_new ();
  self->intakes = g_ptr_array_new_with_free_func ((GDestroyNotify) portunus_intake_unref);
  self->intake_tickets = g_ptr_array_new_with_free_func (g_free);
  portunus_token_bucket_init (&self->bucket, PIECES_AT_ONCE, PIECES_PER_S, g_get_monotonic_time ());
}

/**
 * portunus_https_lane_new:
 * @tickets: those of the server that the peer has its page from
 * @is_offerer: whether we open the lane
 *
 * Returns: (transfer full): a lane that was not started
 */
PortunusHttpsLane *
portunus_https_lane_new (PortunusTickets *tickets,
                         gboolean         is_offerer)
{
  PortunusHttpsLane *self = g_object_new (PORTUNUS_TYPE_HTTPS_LANE, NULL);

  self->tickets = portunus_tickets_ref (tickets);
  self->is_offerer = is_offerer;
  return self;
}
