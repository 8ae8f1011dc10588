/* portunus-upload.c: a request whose body goes to disk while the client sends it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-upload.h"

#include <string.h>

#include "portunus-context.h"
#include "portunus-upload-answer.h"

#define UPLOAD_KEY "portunus-upload"

/* The library gives small chunks; the disk wants larger ones. */
#define PIECE_BYTES (256 * 1024)

/* A client that has that much left to say hears why it is refused; others are cut off and may ask. */
#define MAX_DISCARDED_BYTES (1024 * 1024)

/* PROTOCOL.md §16: index and size of a file in a pack, and how long a pack may be. */
#define PACK_HEAD 8
#define MAX_PACK  (512 * 1024)

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
  gboolean               is_pack;     /* many small files; they are put when all of them are there */
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
  if (self->state == STATE_RECEIVING && !self->is_pack)
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

  if (self->verdict == PORTUNUS_INTAKE_GOOD && self->is_pack)
    soup_server_message_set_status (self->message, SOUP_STATUS_OK, NULL);
  else if (self->verdict == PORTUNUS_INTAKE_GOOD)
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
  PortunusIntakeVerdict verdict = self->is_pack ? PORTUNUS_INTAKE_GOOD
                                                : portunus_intake_get_state (self->intake, self->index, &state);

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

/* Pieces are all of one size, since a larger one would have to move, and writes would not be aligned. */
static void
fill_piece (Upload       *self,
            const guint8 *data,
            gsize         length)
{
  gsize n = MIN (length, PIECE_BYTES - MIN (PIECE_BYTES, self->piece->len));

  g_byte_array_append (self->piece, data, n);
  if (self->piece->len < PIECE_BYTES)
    return;
  flush (self);
  if (self->verdict == PORTUNUS_INTAKE_GOOD)
    {
      g_byte_array_append (self->piece, data + n, length - n);
      if (!portunus_intake_has_room (self->intake))
        pause_message (self);
    }
  else if (self->n_left > MAX_DISCARDED_BYTES)
    {
      cut (self);
    }
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
  if (self->is_pack && self->piece->len + length > MAX_PACK)
    {
      self->verdict = PORTUNUS_INTAKE_TOO_LONG;
      return;
    }
  if (self->is_pack)
    g_byte_array_append (self->piece, data, length);
  else
    fill_piece (self, data, length);
}

static void
finished_cb (SoupServerMessage *message,
             Upload            *self)
{
  end (self);
}

static void
run (PortunusRequest          *request,
     PortunusIntake           *intake,
     guint                     index,
     const PortunusUploadAsk  *ask)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  Upload *self = g_atomic_rc_box_new0 (Upload);

  self->message = g_object_ref (request->message);
  self->intake = portunus_intake_ref (intake);
  self->context = g_main_context_ref_thread_default ();
  self->piece = g_byte_array_sized_new (PIECE_BYTES);
  self->ask = *ask;
  self->index = index;
  self->is_pack = index == PORTUNUS_UPLOAD_PACK;
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

static void
begin_pack (PortunusRequest *request,
            PortunusIntake  *intake)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  PortunusUploadAsk ask = { 0 };

  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CONTENT_LENGTH
      || soup_message_headers_get_content_length (headers) > MAX_PACK)
    {
      portunus_request_refuse (request, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "So much does not go at once.");
      return;
    }
  end_older (intake);
  run (request, intake, PORTUNUS_UPLOAD_PACK, &ask);
}

/**
 * portunus_upload_begin:
 * @request: a PUT whose body is yet to come
 * @intake: where it goes
 * @index: which file, or %PORTUNUS_UPLOAD_PACK for many small ones
 *
 * Takes the body as it comes, no faster than the disk does, or refuses the request. An older one with the same ticket
 * is cut off.
 */
void
portunus_upload_begin (PortunusRequest *request,
                       PortunusIntake  *intake,
                       guint            index)
{
  g_auto (PortunusIntakeState) state = { 0 };
  PortunusIntakeVerdict verdict;
  PortunusUploadAsk ask;

  if (index == PORTUNUS_UPLOAD_PACK)
    {
      begin_pack (request, intake);
      return;
    }
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
    portunus_upload_answer_verdict (request, intake, index, verdict);
  else
    run (request, intake, index, &ask);
}

static guint32
read_u32 (const guint8 *bytes)
{
  guint32 number;

  memcpy (&number, bytes, sizeof number);
  return GUINT32_FROM_BE (number);
}

static gboolean
is_pack_whole (const guint8 *data,
               gsize         length)
{
  while (length >= PACK_HEAD && read_u32 (data + 4) <= length - PACK_HEAD)
    {
      gsize n = PACK_HEAD + read_u32 (data + 4);

      data += n;
      length -= n;
    }
  return length == 0;
}

/* One that is not taken keeps none of the others out. */
static void
put_whole (Upload  *self,
           guint    index,
           GBytes  *content)
{
  gsize size = g_bytes_get_size (content);

  if (portunus_intake_begin (self->intake, index, 0, size) == PORTUNUS_INTAKE_GOOD
      && (size == 0 || portunus_intake_put (self->intake, content) == PORTUNUS_INTAKE_GOOD))
    portunus_intake_end_file (self->intake);
}

static gboolean
unpack (Upload *self)
{
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&self->piece));
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);

  self->piece = g_byte_array_new ();
  if (length == 0 || !is_pack_whole (data, length))
    return FALSE;
  for (gsize offset = 0; offset < length;)
    {
      gsize size = read_u32 (data + offset + 4);
      g_autoptr (GBytes) content = g_bytes_new_from_bytes (body, offset + PACK_HEAD, size);

      put_whole (self, read_u32 (data + offset), content);
      offset += PACK_HEAD + size;
    }
  return TRUE;
}

static void
end_pack (Upload *self)
{
  PortunusRequest request = { .message = self->message };

  self->state = STATE_WAITING;
  if (self->verdict == PORTUNUS_INTAKE_GOOD && !unpack (self))
    {
      portunus_request_refuse (&request, SOUP_STATUS_BAD_REQUEST, "The files are not told apart.");
      end (self);
    }
  else if (self->verdict != PORTUNUS_INTAKE_GOOD || is_dealt_with (self))
    answer (self);
  else
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
  if (self->is_pack)
    {
      end_pack (self);
      upload_unref (self);
      return;
    }
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
