/* portunus-tcp-pipe.c: the data frames of a TCP lane, on the workers that make and take them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tcp-pipe.h"

#include "portunus-tcp-frame.h"
#include "portunus-transfer-error.h"

/* How long the control connection may take to say why this one ended. */
#define REASON_SECONDS 3

struct _PortunusTcpPipe
{
  gatomicrefcount    ref_count;
  GCancellable      *ended;

  GMutex             mutex;
  GCond              changed;
  /* Under the mutex */
  GSocketConnection *connection;
  GError            *error;
  GError            *last;          /* what comes after the last frame */
};

/**
 * portunus_tcp_pipe_new:
 *
 * Returns: (transfer full): a pipe that is not open
 */
PortunusTcpPipe *
portunus_tcp_pipe_new (void)
{
  PortunusTcpPipe *self = g_new0 (PortunusTcpPipe, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->ended = g_cancellable_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  return self;
}

PortunusTcpPipe *
portunus_tcp_pipe_ref (PortunusTcpPipe *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
portunus_tcp_pipe_unref (PortunusTcpPipe *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_object (&self->connection);
  g_clear_object (&self->ended);
  g_clear_error (&self->error);
  g_clear_error (&self->last);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}

/**
 * portunus_tcp_pipe_open:
 * @self: a pipe that is not open
 * @connection: to the peer, who has shown that it is
 */
void
portunus_tcp_pipe_open (PortunusTcpPipe   *self,
                        GSocketConnection *connection)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_return_if_fail (self->connection == NULL);

  g_socket_set_blocking (g_socket_connection_get_socket (connection), TRUE);
  self->connection = g_object_ref (connection);
  g_cond_broadcast (&self->changed);
}

/* (transfer full) (nullable): NULL when it ended before it was open. */
static GSocket *
wait_for_socket (PortunusTcpPipe  *self,
                 GError          **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (self->connection == NULL && self->error == NULL)
    g_cond_wait (&self->changed, &self->mutex);
  if (self->error == NULL)
    return g_object_ref (g_socket_connection_get_socket (self->connection));
  g_propagate_error (error, g_error_copy (self->error));
  return NULL;
}

/* What a socket says of its end is of no use to anybody. What was said on the control connection is, and may be a
 * moment behind. */
static void
set_reason (PortunusTcpPipe  *self,
            GError          **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 deadline_us = g_get_monotonic_time () + REASON_SECONDS * G_USEC_PER_SEC;

  while (self->error == NULL && self->last == NULL
         && g_cond_wait_until (&self->changed, &self->mutex, deadline_us))
    continue;
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  else if (self->last != NULL)
    g_propagate_error (error, g_error_copy (self->last));
  else
    g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                 "The connection to the other side broke");
}

static void
advance (GOutputVector *vectors,
         gsize          n_bytes)
{
  for (guint i = 0; i < 2; i++)
    {
      gsize n = MIN (n_bytes, vectors[i].size);

      vectors[i].buffer = (const guint8 *) vectors[i].buffer + n;
      vectors[i].size -= n;
      n_bytes -= n;
    }
}

/**
 * portunus_tcp_pipe_send:
 * @self: a pipe
 * @frame: at most %PORTUNUS_LANE_MAX_DATA bytes
 * @error: return location for why the lane ended
 *
 * Blocks while the peer does not read.
 *
 * Returns: whether the frame is on its way
 */
gboolean
portunus_tcp_pipe_send (PortunusTcpPipe  *self,
                        GBytes           *frame,
                        GError          **error)
{
  g_autoptr (GSocket) socket = wait_for_socket (self, error);
  gsize length;
  gconstpointer data = g_bytes_get_data (frame, &length);
  guint8 head[PORTUNUS_TCP_HEAD_SIZE];
  GOutputVector vectors[] = { { head, sizeof head }, { data, length } };

  if (socket == NULL)
    return FALSE;
  portunus_tcp_head_write (head, PORTUNUS_TCP_FRAME_DATA, length);
  while (vectors[0].size + vectors[1].size > 0)
    {
      gssize n_sent = g_socket_send_message (socket, NULL, vectors, G_N_ELEMENTS (vectors), NULL, 0,
                                             G_SOCKET_MSG_NONE, self->ended, NULL);

      if (n_sent < 0)
        {
          set_reason (self, error);
          return FALSE;
        }
      advance (vectors, n_sent);
    }
  return TRUE;
}

static gboolean
receive_all (PortunusTcpPipe *self,
             GSocket         *socket,
             guint8          *buffer,
             gsize            length)
{
  while (length > 0)
    {
      gssize n_read = g_socket_receive (socket, (char *) buffer, length, self->ended, NULL);

      if (n_read <= 0)
        return FALSE;
      buffer += n_read;
      length -= n_read;
    }
  return TRUE;
}

static gboolean
check_is_data (PortunusTcpFrameType   type,
               GError               **error)
{
  if (type == PORTUNUS_TCP_FRAME_DATA)
    return TRUE;
  g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
               "Something else than data came over the connection for data");
  return FALSE;
}

/**
 * portunus_tcp_pipe_receive:
 * @self: a pipe
 * @error: return location for why the lane ended, or %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 *
 * Blocks until there is a frame.
 *
 * Returns: (transfer full): the frame, or %NULL
 */
GBytes *
portunus_tcp_pipe_receive (PortunusTcpPipe  *self,
                           GError          **error)
{
  g_autoptr (GSocket) socket = wait_for_socket (self, error);
  g_autofree guint8 *body = NULL;
  guint8 head[PORTUNUS_TCP_HEAD_SIZE];
  PortunusTcpFrameType type;
  gsize length;

  if (socket == NULL)
    return NULL;
  if (!receive_all (self, socket, head, sizeof head))
    {
      set_reason (self, error);
      return NULL;
    }
  if (!portunus_tcp_head_read (head, &type, &length, error) || !check_is_data (type, error))
    return NULL;
  body = g_malloc (length);
  if (!receive_all (self, socket, body, length))
    {
      set_reason (self, error);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&body), length);
}

/**
 * portunus_tcp_pipe_end_after_last:
 * @self: a pipe
 * @error: why
 *
 * The peer sends no more: its last frames are still given out, then workers return with @error.
 */
void
portunus_tcp_pipe_end_after_last (PortunusTcpPipe *self,
                                  const GError    *error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->last == NULL)
    self->last = g_error_copy (error);
  g_cond_broadcast (&self->changed);
}

/**
 * portunus_tcp_pipe_end:
 * @self: a pipe
 * @error: why
 *
 * Ends it for good. What was sent still leaves.
 */
void
portunus_tcp_pipe_end (PortunusTcpPipe *self,
                       const GError    *error)
{
  g_mutex_lock (&self->mutex);
  if (self->error == NULL)
    self->error = g_error_copy (error);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  g_cancellable_cancel (self->ended);
}
