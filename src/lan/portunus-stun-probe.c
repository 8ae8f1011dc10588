/* portunus-stun-probe.c: whether a STUN or TURN server answers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-stun-probe.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-wire.h"

#define BINDING_REQUEST     0x0001
#define BINDING_SUCCESS     0x0101
#define MAGIC_COOKIE        0x2112a442
#define XOR_MAPPED_ADDRESS  0x0020
#define ID_OFFSET           4
#define MAX_ANSWER          1280
#define DEFAULT_PORT        3478
#define N_TRIES             3
#define TRY_SECONDS         1

/**
 * portunus_stun_write_request:
 * @request: (out caller-allocates): a binding request with a fresh id, RFC 8489 §5
 */
void
portunus_stun_write_request (guint8 request[PORTUNUS_STUN_HEAD_SIZE])
{
  portunus_wire_put_u16 (request, BINDING_REQUEST);
  portunus_wire_put_u16 (request + 2, 0);
  portunus_wire_put_u32 (request + ID_OFFSET, MAGIC_COOKIE);
  portunus_fill_random (request + ID_OFFSET + 4, 12);
}

/* RFC 8489 §14.2. */
static char *
read_address (const guint8       *request,
              PortunusWireReader *value)
{
  g_autoptr (GInetAddress) address = NULL;
  guint8 bytes[16];
  guint8 family;
  gsize length;

  portunus_wire_read_u8 (value);
  family = portunus_wire_read_u8 (value);
  portunus_wire_read_u16 (value);
  length = portunus_wire_remaining (value);
  if (value->failed || !((family == 1 && length == 4) || (family == 2 && length == 16)))
    return NULL;
  memcpy (bytes, portunus_wire_read_bytes (value, length), length);
  for (gsize i = 0; i < length; i++)
    bytes[i] ^= request[ID_OFFSET + i];
  address = g_inet_address_new_from_bytes (bytes, family == 1 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);
  return g_inet_address_to_string (address);
}

static gboolean
read_head (const guint8       *request,
           PortunusWireReader *reader)
{
  guint16 type = portunus_wire_read_u16 (reader);
  guint16 length = portunus_wire_read_u16 (reader);
  const guint8 *id = portunus_wire_read_bytes (reader, PORTUNUS_STUN_HEAD_SIZE - ID_OFFSET);

  return !reader->failed && type == BINDING_SUCCESS && length == portunus_wire_remaining (reader)
         && memcmp (id, request + ID_OFFSET, PORTUNUS_STUN_HEAD_SIZE - ID_OFFSET) == 0;
}

/**
 * portunus_stun_read_answer:
 * @request: what was asked
 * @answer: what came back, from anybody
 * @length: its length
 * @error: return location for %G_IO_ERROR_INVALID_DATA
 *
 * Returns: (transfer full): the address in it, or %NULL
 */
char *
portunus_stun_read_answer (const guint8  *request,
                           const guint8  *answer,
                           gsize          length,
                           GError       **error)
{
  PortunusWireReader reader;
  char *address = NULL;

  portunus_wire_reader_init (&reader, answer, length);
  if (read_head (request, &reader))
    while (address == NULL && !reader.failed && portunus_wire_remaining (&reader) > 0)
      {
        guint16 type = portunus_wire_read_u16 (&reader);
        guint16 size = portunus_wire_read_u16 (&reader);
        const guint8 *data = portunus_wire_read_bytes (&reader, size);
        PortunusWireReader value;

        if (data == NULL)
          break;
        portunus_wire_reader_init (&value, data, size);
        if (type == XOR_MAPPED_ADDRESS)
          address = read_address (request, &value);
        portunus_wire_read_bytes (&reader, MIN ((4u - size % 4u) % 4u, portunus_wire_remaining (&reader)));
      }
  if (address == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "What answers there is no STUN server");
  return address;
}

static GSocketConnectable *
parse_server (const char  *server,
              gboolean    *is_stream,
              GError     **error)
{
  g_autoptr (GUri) uri = g_uri_parse (server, G_URI_FLAGS_NON_DNS, error);
  int port;

  if (uri == NULL)
    return NULL;
  if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "It names no host");
      return NULL;
    }
  *is_stream = g_uri_get_query (uri) != NULL && strstr (g_uri_get_query (uri), "transport=tcp") != NULL;
  port = g_uri_get_port (uri);
  return g_network_address_new (g_uri_get_host (uri), port > 0 ? port : DEFAULT_PORT);
}

/* (transfer full) (nullable) */
static GSocket *
connect_to (GSocketConnectable  *where,
            gboolean             is_stream,
            GCancellable        *cancellable,
            GError             **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  GSocket *socket;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, N_TRIES * TRY_SECONDS);
  if (!is_stream)
    {
      g_socket_client_set_socket_type (client, G_SOCKET_TYPE_DATAGRAM);
      g_socket_client_set_protocol (client, G_SOCKET_PROTOCOL_UDP);
    }
  connection = g_socket_client_connect (client, where, cancellable, error);
  if (connection == NULL)
    return NULL;
  socket = g_object_ref (g_socket_connection_get_socket (connection));
  g_socket_set_timeout (socket, TRY_SECONDS);
  return socket;
}

static char *
ask (GSocket       *socket,
     GCancellable  *cancellable,
     GError       **error)
{
  guint8 request[PORTUNUS_STUN_HEAD_SIZE];
  guint8 answer[MAX_ANSWER];
  gssize n_read;

  portunus_stun_write_request (request);
  for (guint i = 0; i < N_TRIES; i++)
    {
      g_clear_error (error);
      if (g_socket_send (socket, (const char *) request, sizeof request, cancellable, error) < 0)
        return NULL;
      n_read = g_socket_receive (socket, (char *) answer, sizeof answer, cancellable, error);
      if (n_read >= 0)
        return portunus_stun_read_answer (request, answer, n_read, error);
      if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        return NULL;
    }
  return NULL;
}

/* On a thread of the pool: names are looked up, and a datagram is sent again, without a state machine of our own for
 * what is done once. */
static void
probe_on_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean is_stream = FALSE;
  g_autoptr (GSocketConnectable) where = parse_server (task_data, &is_stream, &error);
  g_autoptr (GSocket) socket = where != NULL ? connect_to (where, is_stream, cancellable, &error) : NULL;
  char *address = socket != NULL ? ask (socket, cancellable, &error) : NULL;

  if (address != NULL)
    g_task_return_pointer (task, address, g_free);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_stun_probe_async:
 * @server: a server of the settings
 * @cancellable: (nullable): ends it
 * @callback: called after at most about 6 s
 * @user_data: for @callback
 *
 * Asks the server who we are; TURN servers answer as well, and no password is needed.
 */
void
portunus_stun_probe_async (const char          *server,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, portunus_stun_probe_async);
  g_task_set_task_data (task, g_strdup (server), g_free);
  g_task_run_in_thread (task, probe_on_thread);
}

/**
 * portunus_stun_probe_finish:
 * @result: what the callback got
 * @error: return location for a #GIOErrorEnum, #GResolverError or #GUriError
 *
 * Returns: (transfer full): an address, or %NULL
 */
char *
portunus_stun_probe_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, portunus_stun_probe_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
