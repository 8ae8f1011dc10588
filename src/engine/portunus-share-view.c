/* portunus-share-view.c: what views read of a share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-share-private.h"

/**
 * portunus_share_get_room:
 * @self: a share
 *
 * Returns: (transfer none) (nullable): the room that it waits in; %NULL before the start
 */
PortunusShareRoom *
portunus_share_get_room (PortunusShare *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SHARE (self), NULL);

  return self->room;
}

/**
 * portunus_share_get_standing:
 * @self: a share
 *
 * Returns: how far we are in the room
 */
PortunusStanding
portunus_share_get_standing (PortunusShare *self)
{
  return self->room != NULL ? portunus_share_room_get_standing (self->room) : PORTUNUS_STANDING_OUTSIDE;
}

/**
 * portunus_share_get_n_tries_left:
 * @self: a share that finished with %PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD
 *
 * Returns: how many more wrong passwords the room takes from us; -1 where it did not say so
 */
int
portunus_share_get_n_tries_left (PortunusShare *self)
{
  return self->room != NULL ? portunus_share_room_get_n_tries_left (self->room) : -1;
}

/**
 * portunus_share_get_link:
 * @self: a share
 *
 * Returns: (nullable): the link to pass on, with its secret; %NULL before "ready"
 */
const char *
portunus_share_get_link (PortunusShare *self)
{
  return self->room != NULL ? portunus_share_room_get_link (self->room) : NULL;
}

/**
 * portunus_share_get_code:
 * @self: a share
 *
 * Returns: (nullable): the short code; %NULL before "ready" and where there is none
 */
const char *
portunus_share_get_code (PortunusShare *self)
{
  return self->room != NULL ? portunus_share_room_get_code (self->room) : NULL;
}

/**
 * portunus_share_get_title:
 * @self: a share
 *
 * Returns: (nullable): what is sent; %NULL while it is listed
 */
const char *
portunus_share_get_title (PortunusShare *self)
{
  return self->preparation != NULL ? portunus_offer_get_title (self->preparation->offer) : NULL;
}

/**
 * portunus_share_get_n_files:
 * @self: a share
 *
 * Returns: how many files are sent; 0 while they are listed
 */
guint
portunus_share_get_n_files (PortunusShare *self)
{
  if (self->preparation == NULL)
    return 0;
  return portunus_manifest_get_n_files (portunus_offer_get_manifest (self->preparation->offer));
}

/**
 * portunus_share_get_total_bytes:
 * @self: a share
 *
 * Returns: their size, %G_MAXUINT64 where a part of it is unknown
 */
guint64
portunus_share_get_total_bytes (PortunusShare *self)
{
  PortunusManifest *manifest;

  if (self->preparation == NULL)
    return 0;
  manifest = portunus_offer_get_manifest (self->preparation->offer);
  return portunus_manifest_has_unknown_size (manifest) ? G_MAXUINT64 : portunus_manifest_get_total_bytes (manifest);
}

/**
 * portunus_share_get_transfers:
 * @self: a share
 *
 * Returns: (transfer none): a list of #PortunusTransfer, one for each peer
 */
GListModel *
portunus_share_get_transfers (PortunusShare *self)
{
  return G_LIST_MODEL (self->transfers);
}
