/* lobby-fixture.h: a device that waits for others, and what one that comes does
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "device.h"
#include "portunus-lobby.h"

G_BEGIN_DECLS

/** LOBBY_FILE_SIZE: bytes of what comes, where a test does not say otherwise. */
#define LOBBY_FILE_SIZE 300000

/* A lobby and what it said. */
typedef struct
{
  PortunusLobby *lobby;
  char          *directory;
  char          *address;
  GPtrArray     *arrivals;
  GError        *error;
  guint          n_offers;
  guint          n_auto_accepted;
  gboolean       is_accepting;
  gboolean       is_ready;
  gboolean       is_finished;
} Waiting;

typedef struct
{
  Device  *here;
  Device  *there;
  char    *path;
  Waiting *waiting;    /* there */
} Fixture;

/* @data: the size of the file, as a pointer; NULL for LOBBY_FILE_SIZE. */
void                 lobby_set_up             (Fixture             *f,
                                               gconstpointer        data);
void                 lobby_tear_down          (Fixture             *f,
                                               gconstpointer        data);
void                 waiting_open             (Waiting             *self,
                                               Device              *device);
/* Checks that nothing holds on to the lobby. */
void                 waiting_close            (Waiting             *self);
/* From here to the lobby there. */
Sending             *lobby_send               (Fixture             *f,
                                               PortunusKnownDevice *known);
Sending             *lobby_send_path          (Fixture             *f,
                                               const char          *path,
                                               PortunusKnownDevice *known);
/* The youngest arrival. */
PortunusArrival     *lobby_wait_offer         (Fixture             *f);
void                 lobby_wait_auto_accepted (Fixture             *f);
/* What was sent ends well, and is in @directory. */
void                 lobby_assert_delivered   (Fixture             *f,
                                               Sending             *sending,
                                               const char          *directory);
/* What there accepts of here from now on: up to so many bytes, into @folder. */
void                 lobby_set_rules          (Fixture             *f,
                                               const char          *folder,
                                               guint64              max_bytes);
/* @one trusts @other so much. */
PortunusKnownDevice *device_know              (Device              *one,
                                               Device              *other,
                                               PortunusDeviceTrust  trust);

G_END_DECLS
