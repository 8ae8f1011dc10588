/* portunus-door.h: who gets into a room, and who does not
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-member-message.h"
#include "portunus-room-message.h"
#include "portunus-secret.h"
#include "portunus-store-door.h"
#include "portunus-store-rooms.h"

G_BEGIN_DECLS

/** PORTUNUS_DOOR_PASSWORD_TRIES: how many wrong passwords of a client are looked at. */
#define PORTUNUS_DOOR_PASSWORD_TRIES 5
/** PORTUNUS_DOOR_PASSWORD_SECONDS: for how long they count, from the first one on. */
#define PORTUNUS_DOOR_PASSWORD_SECONDS 3600

/**
 * PortunusVerdict:
 * @PORTUNUS_VERDICT_IN: welcome
 * @PORTUNUS_VERDICT_WAIT: the host has to say
 * @PORTUNUS_VERDICT_OUT: no
 */
typedef enum
{
  PORTUNUS_VERDICT_IN,
  PORTUNUS_VERDICT_WAIT,
  PORTUNUS_VERDICT_OUT,
} PortunusVerdict;

/**
 * PortunusDoorAnswer:
 * @verdict: what was decided
 * @failure: why not
 * @n_left: after a wrong password: how many tries are left
 * @is_host: whether it is a host
 * @is_new: whether it was not here before
 * @guest: (nullable): unless it is out: which guest it is
 * @token_id: (nullable): of the invitation that it came by, which must not have been used before a restart
 * @token_expires: of that
 */
typedef struct
{
  PortunusVerdict      verdict;
  PortunusRoomFailure  failure;
  guint                n_left;
  gboolean             is_host;
  gboolean             is_new;
  char                *guest;
  char                *token_id;
  gint64               token_expires;
} PortunusDoorAnswer;

/**
 * PortunusDoor:
 *
 * The rules of one room and what it knows of those who came, without their connections. Everything is decided at once
 * and by one thread, so that as many as like may try at the same time and only so many tries count. The caller says
 * what time it is: monotonic time in microseconds, and Unix time for tokens.
 */
typedef struct _PortunusDoor PortunusDoor;

PortunusDoor      *portunus_door_new            (const char                  *room,
                                                 PortunusSecret              *key,
                                                 const PortunusRoomOptions   *options);
void               portunus_door_free           (PortunusDoor                *self);
void               portunus_door_describe       (PortunusDoor                *self,
                                                 PortunusStoredRoom          *stored);
void               portunus_door_restore        (PortunusDoor                *self,
                                                 const PortunusStoredRoom    *stored);
char              *portunus_door_make_host      (PortunusDoor                *self);
void               portunus_door_judge          (PortunusDoor                *self,
                                                 const PortunusMemberMessage *claim,
                                                 const char                  *client,
                                                 gint64                       now_us,
                                                 PortunusDoorAnswer          *answer);
void               portunus_door_note_guest     (PortunusDoor                *self);
char              *portunus_door_make_ticket    (PortunusDoor                *self,
                                                 const char                  *guest);
char              *portunus_door_read_ticket    (PortunusDoor                *self,
                                                 const char                  *ticket);
char              *portunus_door_make_token     (PortunusDoor                *self,
                                                 guint                        expiry_seconds,
                                                 gint64                      *expires);
void               portunus_door_kick           (PortunusDoor                *self,
                                                 const char                  *guest,
                                                 const char                  *client);
void               portunus_door_recall         (PortunusDoor                *self,
                                                 const PortunusDoorNote      *note,
                                                 gint64                       seconds,
                                                 gint64                       now_us);
/* 0 where nothing changed that would keep somebody out who was let in just now. */
PortunusRoomFailure portunus_door_check_again   (PortunusDoor                *self,
                                                 const char                  *client);
gboolean           portunus_door_is_kicked      (PortunusDoor                *self,
                                                 const char                  *guest);
void               portunus_door_refuse         (PortunusDoor                *self,
                                                 const char                  *client,
                                                 gint64                       now_us);
void               portunus_door_forgive        (PortunusDoor                *self);
void               portunus_door_set_locked     (PortunusDoor                *self,
                                                 gboolean                     is_locked);
gboolean           portunus_door_set_entry      (PortunusDoor                *self,
                                                 PortunusRoomEntry            entry);
gboolean           portunus_door_is_locked      (PortunusDoor                *self);
PortunusRoomEntry  portunus_door_get_entry      (PortunusDoor                *self);
gboolean           portunus_door_has_password   (PortunusDoor                *self);
gboolean           portunus_door_is_open        (PortunusDoor                *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusDoor, portunus_door_free)

G_END_DECLS
