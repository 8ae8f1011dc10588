/* device.h: devices of a test, and what people do with them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-pickup.h"
#include "portunus-share.h"

G_BEGIN_DECLS

typedef struct
{
  PortunusEngine *engine;
  char           *dir;
} Device;

/* A share and what it said. */
typedef struct
{
  PortunusShare *share;
  GPtrArray     *problems;
  GError        *error;
  guint          n_wrong_codes;
  guint          n_left;
  gboolean       is_ready;
  gboolean       is_finished;
} Sending;

typedef enum
{
  ANSWER_YES,
  ANSWER_NO,
  ANSWER_NOTHING,
} Answer;

/* A pickup and what it said. */
typedef struct
{
  PortunusPickup *pickup;
  char           *directory;
  char           *text;
  GError         *error;
  Answer          answer;
  guint           n_offers;
  gboolean        is_finished;
} Fetching;

Device   *device_new          (const char                 *name);
/* Checks that nothing holds on to its engine. */
void      device_free         (Device                     *self);
/* Writes a file of @n_bytes in the device's folder. */
char     *device_make_file    (Device                     *self,
                               const char                 *name,
                               gsize                       n_bytes);

/* What it receives from now on comes at no more than that, 0 for as fast as it may: so that a transfer has a middle, on
 * a machine that is too busy to look in time, too. */
void      device_limit        (Device                     *self,
                               guint                       kilobytes_per_second);

Sending  *sending_new         (Device                     *device,
                               const PortunusShareOptions *options);
/* One file, with a code; waits for the link. */
Sending  *sending_new_file    (Device                     *device,
                               const char                 *path);
void      sending_free        (Sending                    *self);
void      sending_wait_ready  (Sending                    *self);
void      sending_wait        (Sending                    *self);
/* The transfer with this number, from 0. */
PortunusTransfer *sending_get_transfer (Sending           *self,
                               guint                       number);

/* Starts at once. */
Fetching *fetching_new        (Device                     *device,
                               const char                 *link,
                               Answer                      answer);
Fetching *fetching_new_code   (Device                     *device,
                               const char                 *link,
                               const char                 *code,
                               Answer                      answer);
Fetching *fetching_new_password (Device                   *device,
                               const char                 *link,
                               const char                 *password,
                               Answer                      answer);
/* @lane: (nullable): the only kind of lane to use. */
Fetching *fetching_new_lane   (Device                     *device,
                               const char                 *link,
                               const char                 *lane,
                               Answer                      answer);
void      fetching_free       (Fetching                   *self);
/* Goes away without a word. */
void      fetching_break_off  (Fetching                   *self);
void      fetching_wait_offer (Fetching                   *self);
void      fetching_wait       (Fetching                   *self);
void      fetching_assert_got (Fetching                   *self,
                               const char                 *path);

void      transfer_wait_bytes (PortunusTransfer           *transfer,
                               guint64                     n_bytes);
void      transfer_wait_state (PortunusTransfer           *transfer,
                               PortunusTransferState       state);

G_END_DECLS
