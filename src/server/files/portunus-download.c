/* portunus-download.c: an answer whose body is read from disk while the client takes it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-download.h"

#include "portunus-context.h"
#include "portunus-gate-receipt.h"
#include "portunus-router.h"
#include "portunus-transfer-error.h"

/* Large enough for the change of threads not to count; one is on its way while the next is read. */
#define PIECE_BYTES (512 * 1024)
#define MAX_READY   2
/* Where a speed is set, so that the client does not wait long for much. */
#define PACED_BYTES (64 * 1024)
#define MAX_PAUSE_MS 1000

typedef struct
{
  /* Owned */
  SoupServerMessage     *message;
  PortunusHandout       *handout;
  PortunusHandoutPart    part;
  PortunusHandoutReader *reader;      /* on a worker while is_reading */
  GQueue                 ready;       /* GBytes */
  GSource               *pause;

  guint64                position;    /* of what the client takes next */
  guint64                noted;       /* up to where the handout knows */
  guint64                end;
  guint64                n_unread;
  gboolean               is_begun;    /* the client hears that it gets the bytes */
  gboolean               is_reading;
  gboolean               is_writing;
  gboolean               is_over;
} Download;

static void read_next (Download *self);
static void write_next (Download *self);

static void
download_clear (gpointer data)
{
  Download *self = data;

  g_clear_object (&self->message);
  g_clear_object (&self->handout);
  g_free (self->part.name);
  g_free (self->part.etag);
  g_clear_pointer (&self->reader, portunus_handout_reader_free);
  g_queue_clear_full (&self->ready, (GDestroyNotify) g_bytes_unref);
}

static void
download_unref (gpointer data)
{
  g_rc_box_release_full (data, download_clear);
}

/* The one way out; drops the reference of the request. */
static void
end (Download *self)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  portunus_clear_source (&self->pause);
  g_signal_handlers_disconnect_by_data (self->message, self);
  download_unref (self);
}

/* Nobody may take what came for the whole: the connection breaks before its announced length. The library does not
 * call a request finished whose connection is taken from it. */
static void
cut (Download *self)
{
  g_autoptr (SoupServerMessage) message = g_object_ref (self->message);
  g_autoptr (GIOStream) stream = NULL;

  if (self->is_over)
    return;
  end (self);
  stream = soup_server_message_steal_connection (message);
  if (stream != NULL)
    g_io_stream_close (stream, NULL, NULL);
}

static void pace (Download *self,
                  gsize     n_bytes);

static gboolean
pause_over_cb (gpointer user_data)
{
  Download *self = user_data;

  g_clear_pointer (&self->pause, g_source_unref);
  pace (self, 0);
  write_next (self);
  return G_SOURCE_REMOVE;
}

/* Keeps the speed that was set, after so many bytes. A long wait is asked for again: the limit may have been lifted. */
static void
pace (Download *self,
      gsize     n_bytes)
{
  PortunusThrottle *throttle = portunus_handout_get_throttle (self->handout);
  guint wait_ms = throttle != NULL ? portunus_throttle_take (throttle, n_bytes) : 0;

  if (wait_ms == 0)
    return;
  self->pause = g_timeout_source_new (MIN (wait_ms, MAX_PAUSE_MS));
  g_source_set_callback (self->pause, pause_over_cb, self, NULL);
  g_source_attach (self->pause, g_main_context_get_thread_default ());
}

/* Nothing was said yet, so the client can be told why. */
static void
refuse (Download     *self,
        const GError *error)
{
  static const char * const fields[] = {
    "Accept-Ranges", "Content-Disposition", "Content-Length", "Content-Range", "Content-Type", "ETag",
  };
  g_autoptr (SoupServerMessage) message = g_object_ref (self->message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  gboolean has_changed = g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE);
  PortunusRequest request = { .message = message };

  end (self);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    soup_message_headers_remove (headers, fields[i]);
  soup_message_body_set_accumulate (body, TRUE);
  portunus_request_refuse (&request, has_changed ? SOUP_STATUS_CONFLICT : SOUP_STATUS_NOT_FOUND,
                           has_changed ? "A file has changed on the host since then. Ask for it anew."
                                       : "This is not shared, or no longer.");
  soup_message_headers_set_content_length (headers, body->length);
  soup_server_message_unpause (message);
}

static void
break_off (Download     *self,
           const GError *error)
{
  g_debug ("A download breaks off: %s", error->message);
  if (self->is_over)
    return;
  portunus_handout_fail (self->handout, portunus_handout_reader_get_culprit (self->reader), error);
  if (self->is_begun)
    cut (self);
  else
    refuse (self, error);
}

static void
write_next (Download *self)
{
  g_autoptr (GBytes) piece = NULL;

  if (self->is_writing || self->is_over || self->pause != NULL)
    return;
  piece = g_queue_pop_head (&self->ready);
  if (piece == NULL)
    return;
  self->is_writing = TRUE;
  pace (self, g_bytes_get_size (piece));
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), piece);
  soup_server_message_unpause (self->message);
  read_next (self);
}

static void
read_on_worker (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Download *self = task_data;
  GError *error = NULL;
  PortunusThrottle *throttle = portunus_handout_get_throttle (self->handout);
  gsize max_bytes = throttle != NULL && portunus_throttle_is_on (throttle) ? PACED_BYTES : PIECE_BYTES;
  GBytes *piece = portunus_handout_reader_read (self->reader, max_bytes, &error);

  if (piece != NULL)
    g_task_return_pointer (task, piece, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Download *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece = g_task_propagate_pointer (G_TASK (result), &error);

  self->is_reading = FALSE;
  if (piece == NULL)
    {
      break_off (self, error);
    }
  else
    {
      self->n_unread -= g_bytes_get_size (piece);
      /* With a piece that follows from writing it. */
      if (!self->is_begun && !self->is_over && g_bytes_get_size (piece) == 0)
        soup_server_message_unpause (self->message);
      self->is_begun = TRUE;
      /* The client may take its time over the rest, and holds no file open for that. */
      if (self->n_unread == 0)
        g_clear_pointer (&self->reader, portunus_handout_reader_free);
      if (g_bytes_get_size (piece) > 0)
        g_queue_push_tail (&self->ready, g_steal_pointer (&piece));
      write_next (self);
      read_next (self);
    }
  download_unref (self);
}

/* Disks may be slow, so they are read where nobody else waits. */
static void
read_next (Download *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->is_reading || self->is_over || (self->is_begun && self->n_unread == 0)
      || g_queue_get_length (&self->ready) >= MAX_READY)
    return;
  self->is_reading = TRUE;
  task = g_task_new (NULL, NULL, read_cb, g_rc_box_acquire (self));
  g_task_set_source_tag (task, read_next);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, read_on_worker);
}

static void
wrote_body_data_cb (SoupServerMessage *message,
                    guint              n_bytes,
                    Download          *self)
{
  self->position += n_bytes;
  /* The end counts only when the client has all of it. */
  if (self->position == self->end)
    return;
  portunus_handout_note_taken (self->handout, &self->part, self->noted, self->position);
  self->noted = self->position;
}

static void
wrote_chunk_cb (SoupServerMessage *message,
                Download          *self)
{
  self->is_writing = FALSE;
  write_next (self);
}

static void
finished_cb (SoupServerMessage *message,
             Download          *self)
{
  end (self);
}

static void
received_cb (gboolean is_received,
             gpointer user_data)
{
  Download *self = user_data;

  if (is_received)
    portunus_handout_note_taken (self->handout, &self->part, self->noted, self->end);
}

static void
wrote_body_cb (SoupServerMessage *message,
               Download          *self)
{
  if (self->position == self->end)
    portunus_gate_receipt_await (message, received_cb, g_rc_box_acquire (self), download_unref);
}

/**
 * portunus_download_run:
 * @message: a request whose status and fields of the answer are set
 * @handout: what is fetched
 * @part: the part of it
 * @start: first byte
 * @end: the byte behind the last
 *
 * Gives the bytes in pieces, as fast as the client takes them, and tells @handout. Files that have changed already are
 * answered with 409; one that changes meanwhile breaks the connection.
 */
void
portunus_download_run (SoupServerMessage         *message,
                       PortunusHandout           *handout,
                       const PortunusHandoutPart *part,
                       guint64                    start,
                       guint64                    end)
{
  Download *self = g_rc_box_new0 (Download);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  self->message = g_object_ref (message);
  self->handout = g_object_ref (handout);
  self->part = *part;
  self->part.name = g_strdup (part->name);
  self->part.etag = g_strdup (part->etag);
  self->reader = portunus_handout_reader_new (handout, part, start, end);
  self->position = start;
  self->noted = start;
  self->end = end;
  self->n_unread = end - start;
  g_queue_init (&self->ready);

  soup_message_body_set_accumulate (body, FALSE);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_body_data_cb), self);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), self);
  g_signal_connect (message, "wrote-body", G_CALLBACK (wrote_body_cb), self);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  soup_server_message_pause (message);
  read_next (self);
}
