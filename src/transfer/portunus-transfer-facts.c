/* portunus-transfer-facts.c: what a transfer is about, and what is asked of who runs it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfer-private.h"

enum
{
  PLACE,
  CANCEL_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

void
_portunus_transfer_install_facts (GObjectClass *object_class)
{
  GType type = G_OBJECT_CLASS_TYPE (object_class);

  signals[PLACE] = g_signal_new ("place", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[CANCEL_REQUESTED] = g_signal_new ("cancel-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);
}

void
_portunus_transfer_clear_facts (PortunusTransfer *self)
{
  g_free (self->device);
  g_free (self->directory);
  g_free (self->journal_path);
  g_strfreev (self->sources);
  g_clear_object (&self->offer);
}

/**
 * portunus_transfer_get_device:
 * @self: a transfer
 *
 * Returns: (nullable): device id of the peer; %NULL before the handshake
 */
const char *
portunus_transfer_get_device (PortunusTransfer *self)
{
  return self->device;
}

/**
 * portunus_transfer_get_offer:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): what is transferred; %NULL before it was offered
 */
PortunusOffer *
portunus_transfer_get_offer (PortunusTransfer *self)
{
  return self->offer;
}

/**
 * portunus_transfer_get_journal_path:
 * @self: a transfer that comes in
 *
 * Returns: (type filename) (nullable): the journal that remembers how far its files are
 */
const char *
portunus_transfer_get_journal_path (PortunusTransfer *self)
{
  return self->journal_path;
}

/**
 * portunus_transfer_get_directory:
 * @self: a transfer
 *
 * Returns: (nullable) (type filename): where files go; %NULL before that was decided, and where nothing is received
 */
const char *
portunus_transfer_get_directory (PortunusTransfer *self)
{
  return self->directory;
}

/**
 * portunus_transfer_get_sources:
 * @self: a transfer
 *
 * Returns: (nullable) (array zero-terminated=1) (element-type filename): what was chosen to be sent; %NULL where
 *   something is received, and for texts
 */
const char * const *
portunus_transfer_get_sources (PortunusTransfer *self)
{
  return (const char * const *) self->sources;
}

/**
 * portunus_transfer_is_paused:
 * @self: a transfer
 *
 * Returns: whether nothing moves because a person here wants it so
 */
gboolean
portunus_transfer_is_paused (PortunusTransfer *self)
{
  return self->is_paused;
}

/**
 * portunus_transfer_can_pause:
 * @self: a transfer
 *
 * Returns: whether it would hold still now; what a browser fetches or brings does not
 */
gboolean
portunus_transfer_can_pause (PortunusTransfer *self)
{
  return self->can_pause;
}

/**
 * portunus_transfer_set_paused:
 * @self: a transfer
 * @is_paused: whether it shall hold still
 *
 * The connection stays, and nothing moves over it within a moment. A transfer that reconnects stays paused.
 */
void
portunus_transfer_set_paused (PortunusTransfer *self,
                              gboolean          is_paused)
{
  g_return_if_fail (PORTUNUS_IS_TRANSFER (self));

  if (self->is_paused == is_paused)
    return;
  self->is_paused = is_paused;
  g_object_notify (G_OBJECT (self), "is-paused");
}

/**
 * portunus_transfer_set_can_pause:
 * @self: a transfer
 * @can_pause: whether it would hold still now
 */
void
portunus_transfer_set_can_pause (PortunusTransfer *self,
                                 gboolean          can_pause)
{
  if (self->can_pause == can_pause)
    return;
  self->can_pause = can_pause;
  g_object_notify (G_OBJECT (self), "can-pause");
}

/**
 * portunus_transfer_request_cancel:
 * @self: a transfer
 *
 * Asks who runs it to stop, which tells the peer; what arrived stays. Does nothing where it is over.
 */
void
portunus_transfer_request_cancel (PortunusTransfer *self)
{
  g_return_if_fail (PORTUNUS_IS_TRANSFER (self));

  if (!portunus_transfer_is_over (self))
    g_signal_emit (self, signals[CANCEL_REQUESTED], 0);
}

/**
 * portunus_transfer_report_place:
 * @self: a transfer
 * @name: the file, fit for display
 * @path: (type filename): where it is, relative to the folder
 */
void
portunus_transfer_report_place (PortunusTransfer *self,
                                const char       *name,
                                const char       *path)
{
  g_signal_emit (self, signals[PLACE], 0, name, path);
}

/**
 * portunus_transfer_set_device:
 * @self: a transfer
 * @device: (nullable): device id of the peer
 */
void
portunus_transfer_set_device (PortunusTransfer *self,
                              const char       *device)
{
  char *copy = g_strdup (device);

  g_free (self->device);
  self->device = copy;
}

/**
 * portunus_transfer_set_offer:
 * @self: a transfer
 * @offer: what is transferred
 */
void
portunus_transfer_set_offer (PortunusTransfer *self,
                             PortunusOffer    *offer)
{
  if (g_set_object (&self->offer, offer))
    g_object_notify (G_OBJECT (self), "offer");
}

/**
 * portunus_transfer_set_journal_path:
 * @self: a transfer that comes in
 * @path: (type filename): the journal that remembers how far its files are
 */
void
portunus_transfer_set_journal_path (PortunusTransfer *self,
                                    const char       *path)
{
  char *copy = g_strdup (path);

  g_free (self->journal_path);
  self->journal_path = copy;
}

/**
 * portunus_transfer_set_directory:
 * @self: a transfer
 * @directory: (type filename): where files go
 */
void
portunus_transfer_set_directory (PortunusTransfer *self,
                                 const char       *directory)
{
  char *copy = g_strdup (directory);

  g_free (self->directory);
  self->directory = copy;
}

/**
 * portunus_transfer_set_sources:
 * @self: a transfer
 * @paths: (nullable) (array zero-terminated=1) (element-type filename): what was chosen to be sent
 */
void
portunus_transfer_set_sources (PortunusTransfer   *self,
                               const char * const *paths)
{
  char **copy = g_strdupv ((char **) paths);

  g_strfreev (self->sources);
  self->sources = copy;
}
