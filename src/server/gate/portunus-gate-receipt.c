/* portunus-gate-receipt.c: whether a client has got all that was written to it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-receipt.h"

#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "portunus-gate-connection.h"

#define LOOK_MS 20
#define PATIENCE_US (60 * G_USEC_PER_SEC)

typedef struct
{
  int                      fd;          /* our own, since the connection may be closed meanwhile */
  gint64                   deadline_us;
  PortunusGateReceiptFunc  func;
  gpointer                 user_data;
  GDestroyNotify           free_data;
} Receipt;

static void
receipt_free (gpointer data)
{
  Receipt *self = data;

  if (self->fd >= 0)
    close (self->fd);
  if (self->free_data != NULL)
    self->free_data (self->user_data);
  g_free (self);
}

static gboolean
has_nothing_left (Receipt *self)
{
  int n_unacknowledged;

  return ioctl (self->fd, SIOCOUTQ, &n_unacknowledged) == 0 && n_unacknowledged == 0;
}

/* What is left of a connection that is over will not be acknowledged. */
static gboolean
is_over (Receipt *self)
{
  struct tcp_info info;
  socklen_t length = sizeof info;

  return getsockopt (self->fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0 || info.tcpi_state == TCP_CLOSE
         || g_get_monotonic_time () > self->deadline_us;
}

static gboolean
look_cb (gpointer user_data)
{
  Receipt *self = user_data;
  gboolean is_received = has_nothing_left (self);

  if (!is_received && !is_over (self))
    return G_SOURCE_CONTINUE;
  self->func (is_received, self->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * portunus_gate_receipt_await:
 * @message: a request whose answer was written to the last byte
 * @func: told when the client has acknowledged it, or when that cannot be any more
 * @user_data: for @func
 * @free_data: (nullable): frees @user_data, also where the context goes away before
 *
 * Asks the kernel how much is still on its way (tcp(7), SIOCOUTQ), since what it took from us may never arrive. A proxy
 * in between acknowledges for itself.
 */
void
portunus_gate_receipt_await (SoupServerMessage       *message,
                             PortunusGateReceiptFunc  func,
                             gpointer                 user_data,
                             GDestroyNotify           free_data)
{
  PortunusGateConnection *connection =
    portunus_gate_connection_get_for_address (soup_server_message_get_remote_address (message));
  Receipt *self = g_new0 (Receipt, 1);
  g_autoptr (GSource) source = g_timeout_source_new (LOOK_MS);

  self->fd = connection != NULL
             ? fcntl (g_socket_get_fd (portunus_gate_connection_get_socket (connection)), F_DUPFD_CLOEXEC, 0) : -1;
  self->deadline_us = g_get_monotonic_time () + PATIENCE_US;
  self->func = func;
  self->user_data = user_data;
  self->free_data = free_data;
  g_source_set_callback (source, look_cb, self, receipt_free);
  g_source_attach (source, g_main_context_get_thread_default ());
}
