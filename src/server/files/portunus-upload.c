/* portunus-upload.c: a request whose body goes to disk while the client sends it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-upload.h"

#include "portunus-context.h"
#include "portunus-upload-answer.h"

#define UPLOAD_KEY "portunus-upload"

/* The library gives small chunks; the disk wants larger ones. */
#define PIECE_BYTES (256 * 1024)

/* A client that has that much left to say hears why it is refused; others are cut off and may ask. */
#define MAX_DISCARDED_BYTES (1024 * 1024)

typedef enum
{
  STATE_RECEIVING,
  STATE_WAITING,      /* for the disk, after the body */
  STATE_OVER,
} State;

/* Has an atomic reference count, since the intake's worker keeps one alive that it wakes. */
typedef struct
{
  /* Owned */
  SoupServerMessage     *message;
  PortunusIntake        *intake;
  GMainContext          *context;
  GByteArray            *piece;

  PortunusUploadAsk      ask;
  guint                  index;
  guint64                n_left;      /* of the body, where known */
  State                  state;
  PortunusIntakeVerdict  verdict;
  gboolean               is_paused;
  int                    is_woken;    /* atomic */
} Upload;

static void
upload_clear (gpointer data)
{
  Upload *self = data;

  g_clear_object (&self->message);
  portunus_intake_unref (self->intake);
  g_main_context_unref (self->context);
  g_byte_array_unref (self->piece);
}

static void
upload_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, upload_clear);
}

static void
pause_message (Upload *self)
{
  if (self->is_paused)
    return;
  self->is_paused = TRUE;
  soup_server_message_pause (self->message);
}

static void
unpause_message (Upload *self)
{
  if (!self->is_paused)
    return;
  self->is_paused = FALSE;
  soup_server_message_unpause (self->message);
}

static void
flush (Upload *self)
{
  g_autoptr (GBytes) piece = NULL;

  if (self->piece->len == 0 || self->verdict != PORTUNUS_INTAKE_GOOD)
    return;
  piece = g_byte_array_free_to_bytes (g_steal_pointer (&self->piece));
  self->piece = g_byte_array_sized_new (PIECE_BYTES);
  self->verdict = portunus_intake_put (self->intake, piece);
}

/* The one way out. What came is kept, and the client may ask how much that is. */
static void
end (Upload *self)
{
  if (self->state == STATE_OVER)
    return;
  if (self->state == STATE_RECEIVING)
    flush (self);
  self->state = STATE_OVER;
  if (portunus_intake_get_watch_data (self->intake) == self)
    portunus_intake_set_watch (self->intake, NULL, NULL);
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_object_set_data (G_OBJECT (self->message), UPLOAD_KEY, NULL);
}

static void
cut (Upload *self)
{
  g_autoptr (SoupServerMessage) message = g_object_ref (self->message);
  g_autoptr (GIOStream) stream = NULL;

  end (self);
  stream = soup_server_message_steal_connection (message);
  if (stream != NULL)
    g_io_stream_close (stream, NULL, NULL);
}

/* Another request for the same ticket is there: its client has given this one up. */
static void
end_older (PortunusIntake *intake)
{
  Upload *older = portunus_intake_get_watch_data (intake);

  if (older == NULL)
    return;
  g_atomic_rc_box_acquire (older);
  cut (older);
  upload_unref (older);
}

static gboolean
is_dealt_with (Upload *self)
{
  g_auto (PortunusIntakeState) state = { 0 };

  if (!self->ask.is_complete || portunus_intake_get_state (self->intake, self->index, &state) != PORTUNUS_INTAKE_GOOD)
    return portunus_intake_is_idle (self->intake);
  return state.is_complete;
}

static void
answer (Upload *self)
{
  PortunusRequest request = { .message = self->message };

  if (self->verdict == PORTUNUS_INTAKE_GOOD)
    portunus_upload_answer_state (&request, self->intake, self->index);
  else
    portunus_upload_answer_verdict (&request, self->intake, self->index, self->verdict);
  unpause_message (self);
  end (self);
}

static void
go_on (Upload *self)
{
  g_auto (PortunusIntakeState) state = { 0 };
  PortunusIntakeVerdict verdict = portunus_intake_get_state (self->intake, self->index, &state);

  if (self->verdict == PORTUNUS_INTAKE_GOOD)
    self->verdict = verdict;
  if (self->verdict != PORTUNUS_INTAKE_GOOD && self->n_left > MAX_DISCARDED_BYTES)
    cut (self);
  else if (self->verdict != PORTUNUS_INTAKE_GOOD || portunus_intake_has_room (self->intake))
    unpause_message (self);
}

static void
wake (gpointer data)
{
  Upload *self = data;

  g_atomic_int_set (&self->is_woken, FALSE);
  if (self->state == STATE_RECEIVING)
    go_on (self);
  else if (self->state == STATE_WAITING && is_dealt_with (self))
    answer (self);
}

/* On the worker of the intake, with its lock. */
static void
wake_on_worker (gpointer user_data)
{
  Upload *self = user_data;

  if (g_atomic_int_compare_and_exchange (&self->is_woken, FALSE, TRUE))
    portunus_context_post (self->context, wake, g_atomic_rc_box_acquire (self), upload_unref);
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              Upload            *self)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (chunk, &length);

  self->n_left -= MIN (self->n_left, length);
  if (self->verdict != PORTUNUS_INTAKE_GOOD)
    return;
  g_byte_array_append (self->piece, data, length);
  if (self->piece->len < PIECE_BYTES)
    return;
  flush (self);
  if (self->verdict != PORTUNUS_INTAKE_GOOD && self->n_left > MAX_DISCARDED_BYTES)
    cut (self);
  else if (self->verdict == PORTUNUS_INTAKE_GOOD && !portunus_intake_has_room (self->intake))
    pause_message (self);
}

static void
finished_cb (SoupServerMessage *message,
             Upload            *self)
{
  end (self);
}

/**
 * portunus_upload_begin:
 * @request: a PUT whose body is yet to come
 * @intake: where it goes
 * @index: which file
 *
 * Takes the body as it comes, no faster than the disk does, or refuses the request. An older one with the same ticket
 * is cut off.
 */
void
portunus_upload_begin (PortunusRequest *request,
                       PortunusIntake  *intake,
                       guint            index)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  g_auto (PortunusIntakeState) state = { 0 };
  PortunusIntakeVerdict verdict;
  PortunusUploadAsk ask;
  Upload *self;

  if (!portunus_upload_ask_read (request->message, &ask))
    {
      portunus_request_refuse (request, SOUP_STATUS_BAD_REQUEST, "The upload's fields are malformed.");
      return;
    }
  end_older (intake);
  if (ask.size == PORTUNUS_SIZE_UNKNOWN && portunus_intake_get_state (intake, index, &state) == PORTUNUS_INTAKE_GOOD)
    ask.size = state.size;
  verdict = portunus_intake_begin (intake, index, ask.offset, ask.size);
  if (verdict != PORTUNUS_INTAKE_GOOD)
    {
      portunus_upload_answer_verdict (request, intake, index, verdict);
      return;
    }

  self = g_atomic_rc_box_new0 (Upload);
  self->message = g_object_ref (request->message);
  self->intake = portunus_intake_ref (intake);
  self->context = g_main_context_ref_thread_default ();
  self->piece = g_byte_array_sized_new (PIECE_BYTES);
  self->ask = ask;
  self->index = index;
  self->n_left = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
                 ? (guint64) soup_message_headers_get_content_length (headers) : G_MAXUINT64;
  g_object_set_data_full (G_OBJECT (request->message), UPLOAD_KEY, self, upload_unref);
  portunus_intake_set_watch (intake, wake_on_worker, self);
  g_signal_connect (request->message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
  g_signal_connect (request->message, "finished", G_CALLBACK (finished_cb), self);
  /* Else who begins again and again could have more wait for the disk than there is room for. */
  if (!portunus_intake_has_room (intake))
    pause_message (self);
}

/**
 * portunus_upload_end:
 * @request: a PUT whose body came, after portunus_upload_begin()
 *
 * Answers when the disk has it.
 */
void
portunus_upload_end (PortunusRequest *request)
{
  Upload *self = g_object_get_data (G_OBJECT (request->message), UPLOAD_KEY);

  g_return_if_fail (self != NULL);

  g_atomic_rc_box_acquire (self);
  flush (self);
  self->state = STATE_WAITING;
  if (self->verdict == PORTUNUS_INTAKE_GOOD && self->ask.is_complete)
    self->verdict = portunus_intake_end_file (self->intake);
  if (self->verdict != PORTUNUS_INTAKE_GOOD || is_dealt_with (self))
    answer (self);
  else
    pause_message (self);
  upload_unref (self);
}

/**
 * portunus_upload_tell_progress:
 * @request: a HEAD
 * @intake: where the file goes
 * @index: which file
 *
 * Tells where to go on. A request that is still under way is cut off, so that the answer stays true.
 */
void
portunus_upload_tell_progress (PortunusRequest *request,
                               PortunusIntake  *intake,
                               guint            index)
{
  end_older (intake);
  portunus_upload_answer_state (request, intake, index);
}

/**
 * portunus_upload_give_up:
 * @request: a DELETE
 * @intake: where the file would go
 * @index: which file
 *
 * Waits for the file no longer.
 */
void
portunus_upload_give_up (PortunusRequest *request,
                         PortunusIntake  *intake,
                         guint            index)
{
  PortunusIntakeVerdict verdict;

  end_older (intake);
  verdict = portunus_intake_give_up (intake, index);
  if (verdict == PORTUNUS_INTAKE_GOOD)
    soup_server_message_set_status (request->message, SOUP_STATUS_NO_CONTENT, NULL);
  else
    portunus_upload_answer_verdict (request, intake, index, verdict);
}
