/* portunus-transfer-view.c: what views read of a transfer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfer-private.h"

/**
 * portunus_transfer_is_incoming:
 * @self: a transfer
 *
 * Returns: whether we receive
 */
gboolean
portunus_transfer_is_incoming (PortunusTransfer *self)
{
  return self->is_incoming;
}

/**
 * portunus_transfer_get_state:
 * @self: a transfer
 *
 * Returns: where it is
 */
PortunusTransferState
portunus_transfer_get_state (PortunusTransfer *self)
{
  return self->state;
}

/**
 * portunus_transfer_is_over:
 * @self: a transfer
 *
 * Returns: whether the state is final
 */
gboolean
portunus_transfer_is_over (PortunusTransfer *self)
{
  return self->state >= PORTUNUS_TRANSFER_DONE;
}

/**
 * portunus_transfer_get_title:
 * @self: a transfer
 *
 * Returns: (nullable): what is transferred, fit for display
 */
const char *
portunus_transfer_get_title (PortunusTransfer *self)
{
  return self->title;
}

/**
 * portunus_transfer_get_peer_name:
 * @self: a transfer
 *
 * Returns: (nullable): the name the peer gives itself, fit for display
 */
const char *
portunus_transfer_get_peer_name (PortunusTransfer *self)
{
  return self->peer_name;
}

/**
 * portunus_transfer_get_peer_label:
 * @self: a transfer
 *
 * Returns: (nullable): "verified", "not verified", "browser" or "host"
 */
const char *
portunus_transfer_get_peer_label (PortunusTransfer *self)
{
  return self->peer_label;
}

/**
 * portunus_transfer_get_words:
 * @self: a transfer
 *
 * Returns: (nullable): the four words that both screens show
 */
const char * const *
portunus_transfer_get_words (PortunusTransfer *self)
{
  return (const char * const *) self->words;
}

/**
 * portunus_transfer_get_path:
 * @self: a transfer
 *
 * Returns: (nullable): the badge of the lane: "LAN", "direct", "TURN", "relay"
 */
const char *
portunus_transfer_get_path (PortunusTransfer *self)
{
  return self->path;
}

/**
 * portunus_transfer_get_n_files:
 * @self: a transfer
 *
 * Returns: how many files it is about
 */
guint
portunus_transfer_get_n_files (PortunusTransfer *self)
{
  return self->n_files;
}

/**
 * portunus_transfer_get_files_done:
 * @self: a transfer
 *
 * Returns: how many files are through
 */
guint
portunus_transfer_get_files_done (PortunusTransfer *self)
{
  return self->files_done;
}

/**
 * portunus_transfer_get_total_bytes:
 * @self: a transfer
 *
 * Returns: bytes in all, %G_MAXUINT64 where unknown
 */
guint64
portunus_transfer_get_total_bytes (PortunusTransfer *self)
{
  return self->total_bytes;
}

/**
 * portunus_transfer_get_done_bytes:
 * @self: a transfer
 *
 * Returns: bytes through, those of earlier attempts included
 */
guint64
portunus_transfer_get_done_bytes (PortunusTransfer *self)
{
  return self->done_bytes;
}

/**
 * portunus_transfer_get_rate:
 * @self: a transfer
 *
 * Returns: bytes a second lately; 0 while nothing runs
 */
double
portunus_transfer_get_rate (PortunusTransfer *self)
{
  return self->state == PORTUNUS_TRANSFER_RUNNING ? portunus_rate_get (&self->rate) : 0;
}

/**
 * portunus_transfer_get_eta:
 * @self: a transfer
 *
 * Returns: seconds left, -1 where unknown
 */
gint64
portunus_transfer_get_eta (PortunusTransfer *self)
{
  double rate = portunus_transfer_get_rate (self);

  if (rate < 1 || self->total_bytes == G_MAXUINT64 || self->done_bytes > self->total_bytes)
    return -1;
  return (gint64) ((self->total_bytes - self->done_bytes) / rate + 0.5);
}

/**
 * portunus_transfer_is_unconfirmed:
 * @self: a transfer
 *
 * Returns: whether a browser fetched everything by a plain download, of which nobody can say that it is on its disk
 */
gboolean
portunus_transfer_is_unconfirmed (PortunusTransfer *self)
{
  return self->is_unconfirmed;
}

/**
 * portunus_transfer_get_error:
 * @self: a transfer
 *
 * Returns: (nullable): why it was not completed
 */
const GError *
portunus_transfer_get_error (PortunusTransfer *self)
{
  return self->error;
}
