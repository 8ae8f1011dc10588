/* portunus-metered-stream.c: a client's stream that counts and limits what passes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-metered-stream.h"

#include "portunus-token-bucket.h"

/* What one client may have read at a stretch. */
#define MAX_BYTES_PER_TURN (64 * 1024)

/* Shared by the stream and its two halves, which may outlive it. */
typedef struct
{
  guint64             n_read;
  guint64             n_written;
  guint64             n_accounted;
  gint64              read_time_us;
  gsize               n_this_turn;
  guint64             max_read;
  gboolean            has_max_rate;
  PortunusTokenBucket bucket;
  gint64              loose_since_us;
  guint64             loose_burst;
  guint64             loose_per_second;
} Meter;

struct _PortunusMeteredStream
{
  GIOStream      parent_instance;

  /* Owned */
  GIOStream     *base;
  GInputStream  *input;
  GOutputStream *output;
  Meter         *meter;

  gboolean       is_closed;
};

#define METERED_TYPE_INPUT (metered_input_get_type ())
G_DECLARE_FINAL_TYPE (MeteredInput, metered_input, METERED, INPUT, GFilterInputStream)

struct _MeteredInput
{
  GFilterInputStream parent_instance;
  Meter             *meter;
};

#define METERED_TYPE_OUTPUT (metered_output_get_type ())
G_DECLARE_FINAL_TYPE (MeteredOutput, metered_output, METERED, OUTPUT, GFilterOutputStream)

struct _MeteredOutput
{
  GFilterOutputStream parent_instance;
  Meter              *meter;
};

enum
{
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void metered_input_pollable_init  (GPollableInputStreamInterface  *iface);
static void metered_output_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MeteredInput, metered_input, G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, metered_input_pollable_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (MeteredOutput, metered_output, G_TYPE_FILTER_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM, metered_output_pollable_init))
G_DEFINE_FINAL_TYPE (PortunusMeteredStream, portunus_metered_stream, G_TYPE_IO_STREAM)

static gboolean
is_loose_allowed (Meter *meter)
{
  guint64 seconds;

  if (meter->loose_since_us == 0)
    return TRUE;
  seconds = (meter->read_time_us - meter->loose_since_us) / G_USEC_PER_SEC;
  return meter->n_read - meter->n_accounted <= meter->loose_burst + meter->loose_per_second * seconds;
}

static gssize
count_read (Meter   *meter,
            gssize   n_bytes,
            GError **error)
{
  if (n_bytes <= 0)
    return n_bytes;

  meter->n_read += n_bytes;
  meter->n_this_turn += n_bytes;
  meter->read_time_us = g_get_monotonic_time ();
  if (meter->n_read <= meter->max_read && is_loose_allowed (meter)
      && (!meter->has_max_rate || portunus_token_bucket_take (&meter->bucket, n_bytes, meter->read_time_us)))
    return n_bytes;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The client sends too much");
  return -1;
}

static gssize
metered_input_read (GInputStream  *stream,
                    void          *buffer,
                    gsize          count,
                    GCancellable  *cancellable,
                    GError       **error)
{
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));

  return count_read (METERED_INPUT (stream)->meter, g_input_stream_read (base, buffer, count, cancellable, error),
                     error);
}

static gssize
metered_input_read_nonblocking (GPollableInputStream  *stream,
                                void                  *buffer,
                                gsize                  count,
                                GError               **error)
{
  Meter *meter = METERED_INPUT (stream)->meter;
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));

  if (meter->n_this_turn >= MAX_BYTES_PER_TURN)
    {
      meter->n_this_turn = 0;
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "It is the turn of others");
      return -1;
    }
  return count_read (meter, g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (base), buffer, count,
                                                                      NULL, error),
                     error);
}

static gboolean
metered_input_is_readable (GPollableInputStream *stream)
{
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));

  return g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (base));
}

static GSource *
metered_input_create_source (GPollableInputStream *stream,
                             GCancellable         *cancellable)
{
  GInputStream *base = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));
  g_autoptr (GSource) child = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (base), NULL);

  return g_pollable_source_new_full (stream, child, cancellable);
}

static void
metered_input_finalize (GObject *object)
{
  g_rc_box_release (METERED_INPUT (object)->meter);
  G_OBJECT_CLASS (metered_input_parent_class)->finalize (object);
}

static void
metered_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = metered_input_is_readable;
  iface->create_source = metered_input_create_source;
  iface->read_nonblocking = metered_input_read_nonblocking;
}

static void
metered_input_class_init (MeteredInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = metered_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = metered_input_read;
}

static void
metered_input_init (MeteredInput *self)
{
}

static gssize
metered_output_write (GOutputStream  *stream,
                      const void     *buffer,
                      gsize           count,
                      GCancellable   *cancellable,
                      GError        **error)
{
  GOutputStream *base = g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (stream));
  gssize n_bytes = g_output_stream_write (base, buffer, count, cancellable, error);

  METERED_OUTPUT (stream)->meter->n_written += MAX (n_bytes, 0);
  return n_bytes;
}

static gssize
metered_output_write_nonblocking (GPollableOutputStream  *stream,
                                  const void             *buffer,
                                  gsize                   count,
                                  GError                **error)
{
  GOutputStream *base = g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (stream));
  gssize n_bytes = g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (base), buffer, count, NULL,
                                                               error);

  METERED_OUTPUT (stream)->meter->n_written += MAX (n_bytes, 0);
  return n_bytes;
}

static gboolean
metered_output_is_writable (GPollableOutputStream *stream)
{
  GOutputStream *base = g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (stream));

  return g_pollable_output_stream_is_writable (G_POLLABLE_OUTPUT_STREAM (base));
}

static GSource *
metered_output_create_source (GPollableOutputStream *stream,
                              GCancellable          *cancellable)
{
  GOutputStream *base = g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (stream));
  g_autoptr (GSource) child = g_pollable_output_stream_create_source (G_POLLABLE_OUTPUT_STREAM (base), NULL);

  return g_pollable_source_new_full (stream, child, cancellable);
}

static void
metered_output_finalize (GObject *object)
{
  g_rc_box_release (METERED_OUTPUT (object)->meter);
  G_OBJECT_CLASS (metered_output_parent_class)->finalize (object);
}

static void
metered_output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = metered_output_is_writable;
  iface->create_source = metered_output_create_source;
  iface->write_nonblocking = metered_output_write_nonblocking;
}

static void
metered_output_class_init (MeteredOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = metered_output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = metered_output_write;
}

static void
metered_output_init (MeteredOutput *self)
{
}

static GInputStream *
portunus_metered_stream_get_input_stream (GIOStream *stream)
{
  return PORTUNUS_METERED_STREAM (stream)->input;
}

static GOutputStream *
portunus_metered_stream_get_output_stream (GIOStream *stream)
{
  return PORTUNUS_METERED_STREAM (stream)->output;
}

/* The farewell of TLS waits for room in the socket's buffer, which a peer can deny; so it is said on another thread. */
static void
close_in_background (PortunusMeteredStream *self)
{
  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  g_io_stream_close_async (self->base, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_signal_emit (self, signals[CLOSED], 0);
}

static gboolean
portunus_metered_stream_close (GIOStream     *stream,
                               GCancellable  *cancellable,
                               GError       **error)
{
  close_in_background (PORTUNUS_METERED_STREAM (stream));
  return TRUE;
}

static void
portunus_metered_stream_close_async (GIOStream           *stream,
                                     int                  priority,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, portunus_metered_stream_close_async);
  close_in_background (PORTUNUS_METERED_STREAM (stream));
  g_task_return_boolean (task, TRUE);
}

static gboolean
portunus_metered_stream_close_finish (GIOStream     *stream,
                                      GAsyncResult  *result,
                                      GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
portunus_metered_stream_finalize (GObject *object)
{
  PortunusMeteredStream *self = PORTUNUS_METERED_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_object (&self->base);
  g_clear_pointer (&self->meter, g_rc_box_release);
  G_OBJECT_CLASS (portunus_metered_stream_parent_class)->finalize (object);
}

static void
portunus_metered_stream_class_init (PortunusMeteredStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_metered_stream_finalize;
  stream_class->get_input_stream = portunus_metered_stream_get_input_stream;
  stream_class->get_output_stream = portunus_metered_stream_get_output_stream;
  stream_class->close_fn = portunus_metered_stream_close;
  stream_class->close_async = portunus_metered_stream_close_async;
  stream_class->close_finish = portunus_metered_stream_close_finish;

  signals[CLOSED] = g_signal_new ("closed", PORTUNUS_TYPE_METERED_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
portunus_metered_stream_init (PortunusMeteredStream *self)
{
  self->meter = g_rc_box_new0 (Meter);
  self->meter->max_read = G_MAXUINT64;
  self->meter->read_time_us = g_get_monotonic_time ();
}

/**
 * portunus_metered_stream_new:
 * @base: a stream whose halves are pollable
 *
 * Returns: (transfer full): a stream around @base, without limits
 */
PortunusMeteredStream *
portunus_metered_stream_new (GIOStream *base)
{
  PortunusMeteredStream *self = g_object_new (PORTUNUS_TYPE_METERED_STREAM, NULL);

  self->base = g_object_ref (base);
  self->input = g_object_new (METERED_TYPE_INPUT, "base-stream", g_io_stream_get_input_stream (base),
                              "close-base-stream", FALSE, NULL);
  self->output = g_object_new (METERED_TYPE_OUTPUT, "base-stream", g_io_stream_get_output_stream (base),
                               "close-base-stream", FALSE, NULL);
  METERED_INPUT (self->input)->meter = g_rc_box_acquire (self->meter);
  METERED_OUTPUT (self->output)->meter = g_rc_box_acquire (self->meter);
  return self;
}

/**
 * portunus_metered_stream_set_max_read:
 * @self: a stream
 * @max_read: how many bytes may be read from now on
 *
 * The read that goes over it fails, as does every later one.
 */
void
portunus_metered_stream_set_max_read (PortunusMeteredStream *self,
                                      guint64                max_read)
{
  self->meter->max_read = max_read > G_MAXUINT64 - self->meter->n_read ? G_MAXUINT64 : self->meter->n_read + max_read;
}

/**
 * portunus_metered_stream_set_max_rate:
 * @self: a stream
 * @burst: bytes that may come at once
 * @bytes_per_second: and on average
 *
 * The read that goes over it fails.
 */
void
portunus_metered_stream_set_max_rate (PortunusMeteredStream *self,
                                      guint64                burst,
                                      guint64                bytes_per_second)
{
  self->meter->has_max_rate = TRUE;
  portunus_token_bucket_init (&self->meter->bucket, burst, bytes_per_second, g_get_monotonic_time ());
}

/**
 * portunus_metered_stream_set_max_loose:
 * @self: a stream
 * @burst: how many bytes may be read that nobody accounts for
 * @bytes_per_second: and how many more for each second from now on
 *
 * Counts from here on. The read that goes over it fails.
 */
void
portunus_metered_stream_set_max_loose (PortunusMeteredStream *self,
                                       guint64                burst,
                                       guint64                bytes_per_second)
{
  self->meter->n_accounted = self->meter->n_read;
  self->meter->loose_since_us = g_get_monotonic_time ();
  self->meter->loose_burst = burst;
  self->meter->loose_per_second = bytes_per_second;
}

/**
 * portunus_metered_stream_account:
 * @self: a stream
 * @n_bytes: how many of the bytes read made up something whole
 *
 * Takes them out of the loose ones.
 */
void
portunus_metered_stream_account (PortunusMeteredStream *self,
                                 guint64                n_bytes)
{
  self->meter->n_accounted = MIN (self->meter->n_accounted + n_bytes, self->meter->n_read);
}

/**
 * portunus_metered_stream_get_n_loose:
 * @self: a stream
 *
 * Returns: bytes read that nobody accounted for
 */
guint64
portunus_metered_stream_get_n_loose (PortunusMeteredStream *self)
{
  return self->meter->n_read - self->meter->n_accounted;
}

/**
 * portunus_metered_stream_get_n_written:
 * @self: a stream
 *
 * Returns: bytes the base stream took so far
 */
guint64
portunus_metered_stream_get_n_written (PortunusMeteredStream *self)
{
  return self->meter->n_written;
}

/**
 * portunus_metered_stream_get_read_time:
 * @self: a stream
 *
 * Returns: when something was read last, monotonic time in microseconds
 */
gint64
portunus_metered_stream_get_read_time (PortunusMeteredStream *self)
{
  return self->meter->read_time_us;
}
