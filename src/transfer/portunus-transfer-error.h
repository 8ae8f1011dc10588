/* portunus-transfer-error.h: the error domain of the transfer layer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_TRANSFER_ERROR (portunus_transfer_error_quark ())

/**
 * PortunusTransferError:
 * @PORTUNUS_TRANSFER_ERROR_PROTOCOL: the peer sent something the protocol does not allow
 * @PORTUNUS_TRANSFER_ERROR_WRONG_SECRET: the link or code of the two sides differs
 * @PORTUNUS_TRANSFER_ERROR_NO_CONNECTION: no way to the room or to the peer
 * @PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST: the way to the peer broke; what arrived stays and can be resumed
 * @PORTUNUS_TRANSFER_ERROR_DECLINED: the receiver does not want it
 * @PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER: the other side stopped
 * @PORTUNUS_TRANSFER_ERROR_SOURCE: a file to send cannot be read, changed, or is gone
 * @PORTUNUS_TRANSFER_ERROR_DISK_FULL: not enough room in the destination
 * @PORTUNUS_TRANSFER_ERROR_DESTINATION: the destination cannot be written
 * @PORTUNUS_TRANSFER_ERROR_INCOMPLETE: some files arrived and some did not
 * @PORTUNUS_TRANSFER_ERROR_CODE_CLOSED: too many wrong attempts closed the code
 * @PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN: software that a lane needs is not installed
 * @PORTUNUS_TRANSFER_ERROR_VERSION: the other side speaks a version this one does not
 * @PORTUNUS_TRANSFER_ERROR_TAMPERED: what arrived was altered on the way
 * @PORTUNUS_TRANSFER_ERROR_NO_ROOM: the room server is there, and knows no such room
 * @PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD: the room has a password, and ours is wrong or was not given
 * @PORTUNUS_TRANSFER_ERROR_REFUSED: the room's host does not let us in, or sent us away
 * @PORTUNUS_TRANSFER_ERROR_INVITATION: an invitation was used by somebody, is too old, or is for another room
 * @PORTUNUS_TRANSFER_ERROR_OTHER_DEVICE: who answers is not the device that is meant: its key is another
 * @PORTUNUS_TRANSFER_ERROR_BUSY: the other side takes no more strangers at the moment
 * @PORTUNUS_TRANSFER_ERROR_NOT_FOUND: there is no such device on the local network
 * @PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED: nobody new gets into the room
 * @PORTUNUS_TRANSFER_ERROR_ROOM_FULL: there are as many in the room as may be
 * @PORTUNUS_TRANSFER_ERROR_ROOM_CLOSED: the room was closed while we were in it, or its server ends
 * @PORTUNUS_TRANSFER_ERROR_NO_LANE: no kind of lane is there, or allowed, on both sides
 */
typedef enum
{
  PORTUNUS_TRANSFER_ERROR_PROTOCOL = 1,
  PORTUNUS_TRANSFER_ERROR_WRONG_SECRET,
  PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
  PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
  PORTUNUS_TRANSFER_ERROR_DECLINED,
  PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER,
  PORTUNUS_TRANSFER_ERROR_SOURCE,
  PORTUNUS_TRANSFER_ERROR_DISK_FULL,
  PORTUNUS_TRANSFER_ERROR_DESTINATION,
  PORTUNUS_TRANSFER_ERROR_INCOMPLETE,
  PORTUNUS_TRANSFER_ERROR_CODE_CLOSED,
  PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN,
  PORTUNUS_TRANSFER_ERROR_VERSION,
  PORTUNUS_TRANSFER_ERROR_TAMPERED,
  PORTUNUS_TRANSFER_ERROR_NO_ROOM,
  PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD,
  PORTUNUS_TRANSFER_ERROR_REFUSED,
  PORTUNUS_TRANSFER_ERROR_INVITATION,
  PORTUNUS_TRANSFER_ERROR_OTHER_DEVICE,
  PORTUNUS_TRANSFER_ERROR_BUSY,
  PORTUNUS_TRANSFER_ERROR_NOT_FOUND,
  PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED,
  PORTUNUS_TRANSFER_ERROR_ROOM_FULL,
  PORTUNUS_TRANSFER_ERROR_ROOM_CLOSED,
  PORTUNUS_TRANSFER_ERROR_NO_LANE,
} PortunusTransferError;

GQuark      portunus_transfer_error_quark   (void);
/* "wrong-secret", "disk-full" …: the code of an error in --json events and on the wire. */
const char *portunus_transfer_error_get_name (const GError *error);
/* Makes an error of a lower layer about what a peer sent one of ours; always FALSE. */
gboolean    portunus_transfer_error_blame_peer (GError    **error);

G_END_DECLS
