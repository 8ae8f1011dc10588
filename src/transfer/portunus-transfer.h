/* portunus-transfer.h: what a person sees of one transfer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "portunus-offer.h"

G_BEGIN_DECLS

/**
 * PortunusTransferState:
 * @PORTUNUS_TRANSFER_CONNECTING: shaking hands with the peer and opening a lane
 * @PORTUNUS_TRANSFER_OFFERED: the receiver has not decided yet
 * @PORTUNUS_TRANSFER_CHECKING: comparing what is there already
 * @PORTUNUS_TRANSFER_RUNNING: bytes flow
 * @PORTUNUS_TRANSFER_VERIFYING: everything was sent; the receiver writes it out and confirms
 * @PORTUNUS_TRANSFER_RECONNECTING: the way to the peer broke; trying again, nothing that arrived is lost
 * @PORTUNUS_TRANSFER_DONE: received, verified and in place; or taken by a browser, see
 *   portunus_transfer_is_unconfirmed()
 * @PORTUNUS_TRANSFER_DECLINED: the receiver does not want it
 * @PORTUNUS_TRANSFER_CANCELLED: stopped by one of the two people
 * @PORTUNUS_TRANSFER_FAILED: see portunus_transfer_get_error()
 *
 * The last four are final.
 */
typedef enum
{
  PORTUNUS_TRANSFER_CONNECTING,
  PORTUNUS_TRANSFER_OFFERED,
  PORTUNUS_TRANSFER_CHECKING,
  PORTUNUS_TRANSFER_RUNNING,
  PORTUNUS_TRANSFER_VERIFYING,
  PORTUNUS_TRANSFER_RECONNECTING,
  PORTUNUS_TRANSFER_DONE,
  PORTUNUS_TRANSFER_DECLINED,
  PORTUNUS_TRANSFER_CANCELLED,
  PORTUNUS_TRANSFER_FAILED,
} PortunusTransferState;

/**
 * PortunusFileStatus:
 * @PORTUNUS_FILE_DONE: arrived, or was there already
 * @PORTUNUS_FILE_RESTARTED: the source changed, so the file begins again
 * @PORTUNUS_FILE_FAILED: will not arrive
 */
typedef enum
{
  PORTUNUS_FILE_DONE,
  PORTUNUS_FILE_RESTARTED,
  PORTUNUS_FILE_FAILED,
} PortunusFileStatus;

/** PORTUNUS_TRANSFER_MAX_NAME: characters of a file's name in its signals, as portunus_text_for_display() counts. */
#define PORTUNUS_TRANSFER_MAX_NAME 200

#define PORTUNUS_TYPE_TRANSFER (portunus_transfer_get_type ())

/**
 * PortunusTransfer:
 *
 * The state of one transfer with one peer, for views to bind to. Lives in the context of its owner; all notifications
 * come there. Properties, all read-only for views: "state", "title", "peer-name", "peer-label", "words" (strv), "path",
 * "n-files", "files-done", "total-bytes", "done-bytes", "rate" (bytes/s), "eta" (s, -1 unknown), "fraction" (0…1),
 * "offer", "is-paused", "can-pause".
 *
 * Signal `file (const char *name, PortunusFileStatus status, const char *message)`: something happened to one file;
 * @name is fit for display, @message is %NULL where all is well.
 *
 * Signal `place (const char *name, const char *path)`: a file that was received is at @path, relative to the folder.
 *
 * Signal `cancel-requested`: for who runs it; see portunus_transfer_request_cancel().
 */
G_DECLARE_FINAL_TYPE (PortunusTransfer, portunus_transfer, PORTUNUS, TRANSFER, GObject)

PortunusTransfer      *portunus_transfer_new             (gboolean               is_incoming);
gboolean               portunus_transfer_is_incoming     (PortunusTransfer      *self);
PortunusTransferState  portunus_transfer_get_state       (PortunusTransfer      *self);
gboolean               portunus_transfer_is_over         (PortunusTransfer      *self);
const char            *portunus_transfer_get_title       (PortunusTransfer      *self);
const char            *portunus_transfer_get_peer_name   (PortunusTransfer      *self);
const char            *portunus_transfer_get_peer_label  (PortunusTransfer      *self);
const char * const    *portunus_transfer_get_words       (PortunusTransfer      *self);
const char            *portunus_transfer_get_path        (PortunusTransfer      *self);
guint                  portunus_transfer_get_n_files     (PortunusTransfer      *self);
guint                  portunus_transfer_get_files_done  (PortunusTransfer      *self);
guint64                portunus_transfer_get_total_bytes (PortunusTransfer      *self);
guint64                portunus_transfer_get_done_bytes  (PortunusTransfer      *self);
double                 portunus_transfer_get_rate        (PortunusTransfer      *self);
gint64                 portunus_transfer_get_eta         (PortunusTransfer      *self);
/* Whether the other side has taken everything without saying that it is on its disk. */
gboolean               portunus_transfer_is_unconfirmed  (PortunusTransfer      *self);
const GError          *portunus_transfer_get_error       (PortunusTransfer      *self);
const char            *portunus_transfer_get_device      (PortunusTransfer      *self);
PortunusOffer         *portunus_transfer_get_offer       (PortunusTransfer      *self);
const char            *portunus_transfer_get_directory   (PortunusTransfer      *self);
/* (type filename) (nullable): what remembers how far the files of one that comes in are. */
const char            *portunus_transfer_get_journal_path (PortunusTransfer     *self);
const char * const    *portunus_transfer_get_sources     (PortunusTransfer      *self);
/* Whether nothing moves because a person here wants it so. */
gboolean               portunus_transfer_is_paused       (PortunusTransfer      *self);
gboolean               portunus_transfer_can_pause       (PortunusTransfer      *self);
void                   portunus_transfer_set_paused      (PortunusTransfer      *self,
                                                          gboolean               is_paused);
/* Asks who runs it to stop. */
void                   portunus_transfer_request_cancel  (PortunusTransfer      *self);

/* For those who run the transfer. */
void portunus_transfer_set_state    (PortunusTransfer       *self,
                                     PortunusTransferState   state);
void portunus_transfer_set_title    (PortunusTransfer       *self,
                                     const char             *title);
void portunus_transfer_set_peer     (PortunusTransfer       *self,
                                     const char             *name,
                                     const char             *label,
                                     const char * const     *words);
void portunus_transfer_set_path     (PortunusTransfer       *self,
                                     const char             *path);
void portunus_transfer_set_totals   (PortunusTransfer       *self,
                                     guint                   n_files,
                                     guint64                 total_bytes);
void portunus_transfer_set_progress (PortunusTransfer       *self,
                                     guint                   files_done,
                                     guint64                 done_bytes);
/* These bytes were there already: they count as done, and not for the rate. */
void portunus_transfer_skip_bytes   (PortunusTransfer       *self,
                                     guint64                 n_bytes);
void portunus_transfer_report_file  (PortunusTransfer       *self,
                                     const char             *name,
                                     PortunusFileStatus      status,
                                     const char             *message);
void portunus_transfer_report_place (PortunusTransfer       *self,
                                     const char             *name,
                                     const char             *path);
void portunus_transfer_set_device   (PortunusTransfer       *self,
                                     const char             *device);
void portunus_transfer_set_offer    (PortunusTransfer       *self,
                                     PortunusOffer          *offer);
/* Where files go. */
void portunus_transfer_set_journal_path (PortunusTransfer   *self,
                                         const char         *path);
void portunus_transfer_set_directory (PortunusTransfer      *self,
                                     const char             *directory);
/* What was chosen to be sent. */
void portunus_transfer_set_sources  (PortunusTransfer       *self,
                                     const char * const     *paths);
void portunus_transfer_set_can_pause (PortunusTransfer      *self,
                                     gboolean                can_pause);
void portunus_transfer_set_unconfirmed (PortunusTransfer    *self);
/* Ends it in the state that fits @error: declined, cancelled, failed, or done for NULL. */
void portunus_transfer_finish       (PortunusTransfer       *self,
                                     const GError           *error);

G_END_DECLS
