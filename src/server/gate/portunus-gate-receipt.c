/* portunus-gate-receipt.c: whether a client has got all that was written to it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-receipt.h"

#include <fcntl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "portunus-gate-connection.h"

#define LOOK_MS 20
/* For anything more to be acknowledged. */
#define PATIENCE_US (60 * G_USEC_PER_SEC)

#define STATE_CLOSE 7

#define RECEIPTS_KEY "portunus-gate-receipts"

typedef struct
{
  guint64                 target;       /* how much the client will have acknowledged */
  PortunusGateReceiptFunc func;
  gpointer                user_data;
  GDestroyNotify          free_data;
} Receipt;

/* Those of one connection. */
typedef struct
{
  int      fd;            /* our own, since the connection may be closed meanwhile */
  GWeakRef connection;
  GQueue   waiting;       /* Receipt, in the order of their targets */
  guint64  n_acknowledged;
  guint64  n_on_the_way;
  gint64   progress_us;   /* when more was acknowledged */
  gboolean is_there;
  gboolean is_over;
} Receipts;

static void
receipt_free (gpointer data)
{
  Receipt *self = data;

  if (self->free_data != NULL)
    self->free_data (self->user_data);
  g_free (self);
}

static void
receipts_free (gpointer data)
{
  Receipts *self = data;
  g_autoptr (PortunusGateConnection) connection = g_weak_ref_get (&self->connection);

  if (connection != NULL)
    g_object_set_data (G_OBJECT (connection), RECEIPTS_KEY, NULL);
  g_weak_ref_clear (&self->connection);
  if (self->fd >= 0)
    close (self->fd);
  g_queue_clear_full (&self->waiting, receipt_free);
  g_free (self);
}

static gboolean
read_info (Receipts        *self,
           struct tcp_info *info)
{
  socklen_t length = sizeof *info;

  *info = (struct tcp_info) { 0 };
  return getsockopt (self->fd, IPPROTO_TCP, TCP_INFO, info, &length) == 0;
}

/* Both counts at one moment: nothing was acknowledged between looking at the one and at the other. What is left of a
 * connection that is over will not be acknowledged. */
static void
look (Receipts *self)
{
  struct tcp_info before, after;
  gboolean is_there;
  int n_on_the_way;

  do
    is_there = read_info (self, &before) && ioctl (self->fd, SIOCOUTQ, &n_on_the_way) == 0
               && read_info (self, &after);
  while (is_there && before.tcpi_bytes_acked != after.tcpi_bytes_acked);

  self->is_there = is_there;
  self->is_over = !is_there || after.tcpi_state == STATE_CLOSE;
  if (!is_there)
    return;
  if (after.tcpi_bytes_acked > self->n_acknowledged)
    self->progress_us = g_get_monotonic_time ();
  self->n_acknowledged = after.tcpi_bytes_acked;
  self->n_on_the_way = n_on_the_way;
  self->is_over |= g_get_monotonic_time () > self->progress_us + PATIENCE_US;
}

static gboolean
look_cb (gpointer user_data)
{
  Receipts *self = user_data;
  Receipt *receipt;

  look (self);
  while ((receipt = g_queue_peek_head (&self->waiting)) != NULL)
    {
      gboolean is_received = self->is_there
                             && (self->n_on_the_way == 0 || self->n_acknowledged >= receipt->target);

      if (!is_received && !self->is_over)
        return G_SOURCE_CONTINUE;
      g_queue_pop_head (&self->waiting);
      receipt->func (is_received, receipt->user_data);
      receipt_free (receipt);
    }
  return G_SOURCE_REMOVE;
}

static Receipts *
receipts_new (PortunusGateConnection *connection)
{
  Receipts *self = g_new0 (Receipts, 1);
  g_autoptr (GSource) source = g_timeout_source_new (LOOK_MS);

  self->fd = connection != NULL
             ? fcntl (g_socket_get_fd (portunus_gate_connection_get_socket (connection)), F_DUPFD_CLOEXEC, 0) : -1;
  self->progress_us = g_get_monotonic_time ();
  g_weak_ref_init (&self->connection, connection);
  g_queue_init (&self->waiting);
  if (connection != NULL)
    g_object_set_data (G_OBJECT (connection), RECEIPTS_KEY, self);
  g_source_set_callback (source, look_cb, self, receipts_free);
  g_source_attach (source, g_main_context_get_thread_default ());
  return self;
}

/**
 * portunus_gate_receipt_await:
 * @message: a request whose answer was written to the last byte
 * @func: told when the client has acknowledged it, or when that cannot be any more
 * @user_data: for @func
 * @free_data: (nullable): frees @user_data, also where the context goes away before
 *
 * Asks the kernel how much is still on its way (tcp(7), SIOCOUTQ), since what it took from us may never arrive, and how
 * much was acknowledged so far (TCP_INFO), since other answers may follow on the same connection. A proxy in between
 * acknowledges for itself.
 */
void
portunus_gate_receipt_await (SoupServerMessage       *message,
                             PortunusGateReceiptFunc  func,
                             gpointer                 user_data,
                             GDestroyNotify           free_data)
{
  g_autoptr (PortunusGateConnection) connection =
    portunus_gate_connection_get_for_address (soup_server_message_get_remote_address (message));
  Receipts *receipts = connection != NULL ? g_object_get_data (G_OBJECT (connection), RECEIPTS_KEY) : NULL;
  Receipt *self = g_new0 (Receipt, 1);

  if (receipts == NULL)
    receipts = receipts_new (connection);
  look (receipts);
  self->target = receipts->n_acknowledged + receipts->n_on_the_way;
  self->func = func;
  self->user_data = user_data;
  self->free_data = free_data;
  g_queue_push_tail (&receipts->waiting, self);
}
