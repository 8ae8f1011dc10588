/* portunus-tcp-greeting.c: how two ends of a TCP connection show that they were told of each other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tcp-greeting.h"

#include <string.h>

#include "portunus-kdf.h"
#include "portunus-transfer-error.h"

/* Fixed, and before anything a peer chose: what we say to an address that a peer named means nothing to any other
 * service. */
#define MAGIC       "portunus/1 tcp\r\n"
#define MAGIC_SIZE  16
#define PROOF_SIZE  32
#define CALL_SIZE   (MAGIC_SIZE + 1 + PROOF_SIZE)

G_STATIC_ASSERT (sizeof MAGIC - 1 == MAGIC_SIZE);

typedef struct
{
  guint8             token[PORTUNUS_TCP_TOKEN_SIZE];
  guint8             call[CALL_SIZE];
  guint8             answer[PROOF_SIZE];
  PortunusTcpChannel channel;
  gboolean           is_initiator;
} Greeting;

/* HMAC-SHA-256 (RFC 2104), which GLib has. Each of the four who may speak says something else, so that nothing can be
 * said back to who said it. */
static void
prove (const Greeting *self,
       gboolean        is_initiators,
       gboolean        is_answer,
       guint8          proof[PROOF_SIZE])
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, self->token, sizeof self->token);
  const guint8 who[] = { is_initiators ? 'i' : 'r', is_answer ? 'a' : 'c', self->channel };
  gsize length = PROOF_SIZE;

  g_hmac_update (hmac, (const guchar *) MAGIC, MAGIC_SIZE);
  g_hmac_update (hmac, who, sizeof who);
  g_hmac_get_digest (hmac, proof, &length);
}

static GTask *
make_task (GIOStream             *stream,
           const PortunusTcpSide *side,
           GCancellable          *cancellable,
           GAsyncReadyCallback    callback,
           gpointer               user_data)
{
  GTask *task = g_task_new (stream, cancellable, callback, user_data);
  Greeting *greeting = g_new0 (Greeting, 1);

  memcpy (greeting->token, side->token, sizeof greeting->token);
  greeting->is_initiator = side->is_initiator;
  g_task_set_task_data (task, greeting, g_free);
  return task;
}

static void
return_stranger (GTask *task)
{
  g_task_return_new_error (task, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                           "Somebody else is at this address");
}

/* Whether all of it came; else the task is over. */
static gboolean
finish_reading (GTask        *task,
                GObject      *source,
                GAsyncResult *result,
                gsize         expected)
{
  GError *error = NULL;
  gsize n_read;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n_read, &error))
    g_task_return_error (task, error);
  else if (n_read < expected)
    return_stranger (task);
  else
    return TRUE;
  return FALSE;
}

static void
answer_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Greeting *greeting = g_task_get_task_data (task);
  guint8 expected[PROOF_SIZE];

  if (!finish_reading (task, source, result, PROOF_SIZE))
    return;
  prove (greeting, !greeting->is_initiator, TRUE, expected);
  if (portunus_constant_time_equal (greeting->answer, expected, sizeof expected))
    g_task_return_boolean (task, TRUE);
  else
    return_stranger (task);
}

static void
call_written_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Greeting *greeting = g_task_get_task_data (task);
  GInputStream *input = g_io_stream_get_input_stream (g_task_get_source_object (task));
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_input_stream_read_all_async (input, greeting->answer, sizeof greeting->answer, G_PRIORITY_DEFAULT,
                                 g_task_get_cancellable (task), answer_read_cb, g_object_ref (task));
}

/**
 * portunus_tcp_greet_async:
 * @stream: a connection that we made
 * @side: who we are
 * @channel: what it is for
 * @cancellable: (nullable): ends it
 * @callback: called when the other end has shown that it knows the token, or has not
 * @user_data: for @callback
 *
 * Format: PROTOCOL.md §18.
 */
void
portunus_tcp_greet_async (GIOStream             *stream,
                          const PortunusTcpSide *side,
                          PortunusTcpChannel     channel,
                          GCancellable          *cancellable,
                          GAsyncReadyCallback    callback,
                          gpointer               user_data)
{
  g_autoptr (GTask) task = make_task (stream, side, cancellable, callback, user_data);
  Greeting *greeting = g_task_get_task_data (task);

  g_task_set_source_tag (task, portunus_tcp_greet_async);
  greeting->channel = channel;
  memcpy (greeting->call, MAGIC, MAGIC_SIZE);
  greeting->call[MAGIC_SIZE] = channel;
  prove (greeting, greeting->is_initiator, FALSE, greeting->call + MAGIC_SIZE + 1);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), greeting->call, sizeof greeting->call,
                                   G_PRIORITY_DEFAULT, cancellable, call_written_cb, g_object_ref (task));
}

/**
 * portunus_tcp_greet_finish:
 * @stream: the connection
 * @result: what the callback got
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_NO_CONNECTION or a #GIOErrorEnum
 *
 * Returns: whether the peer is at the other end
 */
gboolean
portunus_tcp_greet_finish (GIOStream     *stream,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, portunus_tcp_greet_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
answer_written_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
is_right_call (Greeting *self)
{
  guint8 expected[PROOF_SIZE];

  if (memcmp (self->call, MAGIC, MAGIC_SIZE) != 0 || self->call[MAGIC_SIZE] > PORTUNUS_TCP_CHANNEL_DATA)
    return FALSE;
  self->channel = self->call[MAGIC_SIZE];
  prove (self, !self->is_initiator, FALSE, expected);
  return portunus_constant_time_equal (self->call + MAGIC_SIZE + 1, expected, sizeof expected);
}

static void
call_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Greeting *greeting = g_task_get_task_data (task);
  GOutputStream *output = g_io_stream_get_output_stream (g_task_get_source_object (task));

  if (!finish_reading (task, source, result, CALL_SIZE))
    return;
  if (!is_right_call (greeting))
    {
      return_stranger (task);
      return;
    }
  prove (greeting, greeting->is_initiator, TRUE, greeting->answer);
  g_output_stream_write_all_async (output, greeting->answer, sizeof greeting->answer, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), answer_written_cb, g_object_ref (task));
}

/**
 * portunus_tcp_answer_async:
 * @stream: a connection from anybody
 * @side: who we are
 * @cancellable: (nullable): ends it
 * @callback: called when the other end has shown that it knows the token, or has not
 * @user_data: for @callback
 *
 * The other side of portunus_tcp_greet_async().
 */
void
portunus_tcp_answer_async (GIOStream             *stream,
                           const PortunusTcpSide *side,
                           GCancellable          *cancellable,
                           GAsyncReadyCallback    callback,
                           gpointer               user_data)
{
  g_autoptr (GTask) task = make_task (stream, side, cancellable, callback, user_data);
  Greeting *greeting = g_task_get_task_data (task);

  g_task_set_source_tag (task, portunus_tcp_answer_async);
  g_input_stream_read_all_async (g_io_stream_get_input_stream (stream), greeting->call, sizeof greeting->call,
                                 G_PRIORITY_DEFAULT, cancellable, call_read_cb, g_object_ref (task));
}

/**
 * portunus_tcp_answer_finish:
 * @stream: the connection
 * @result: what the callback got
 * @channel: (out): what the peer wants it for
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_NO_CONNECTION or a #GIOErrorEnum
 *
 * Returns: whether the peer is at the other end
 */
gboolean
portunus_tcp_answer_finish (GIOStream           *stream,
                            GAsyncResult        *result,
                            PortunusTcpChannel  *channel,
                            GError             **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, portunus_tcp_answer_async), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *channel = ((Greeting *) g_task_get_task_data (G_TASK (result)))->channel;
  return TRUE;
}
