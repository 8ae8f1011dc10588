/* portunus-session-private.h: what the parts of a session share, and a shorter patience for tests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cipher.h"
#include "portunus-context.h"
#include "portunus-handshake.h"
#include "portunus-moving-lane.h"
#include "portunus-session.h"
#include "portunus-transfer-error.h"
#include "portunus-way-list.h"

G_BEGIN_DECLS

struct _PortunusSession
{
  GObject              parent_instance;

  /* Owned */
  PortunusSignaling   *signaling;
  char                *peer_id;
  PortunusHandshake   *handshake;
  GPtrArray           *lane_factories;
  PortunusDeviceBook  *book;
  PortunusWayList     *ways;            /* NULL before the peer said which it knows */
  PortunusLane        *lane;            /* the one that carries */
  PortunusLane        *next;            /* a better one that is tried */
  GPtrArray           *better;          /* PortunusLaneFactory: what may be tried */
  GError              *first_failure;
  PortunusCipher      *control_out;
  PortunusCipher      *control_in;
  char                *peer_name;
  char                *peer_device;
  GSource             *deadline;
  GSource             *silence;
  GSource             *race;
  GSource             *move_timer;

  /* Borrowed: the lane, if it is one that can move */
  PortunusMovingLane  *moving;

  PortunusSessionRole  peer_role;
  const char          *peer_label;
  guint                connect_timeout_ms;
  guint                race_ms;
  guint                move_ms;
  guint                n_try;           /* the number of the better lane that was tried last */
  guint                n_pongs;         /* in the second that began then */
  gint64               pongs_since_us;
  gboolean             is_initiator;
  gboolean             can_race;
  gboolean             can_move;
  gboolean             is_next_open;
  gboolean             is_next_wanted;  /* the initiator's end is open */
  gboolean             has_moved;
  gboolean             is_browser;
  gboolean             is_nearby;
  gboolean             is_open;
  gboolean             is_closed;
};

/* Ends as _portunus_session_end() does, after telling the peer; for what happens on our side of it. */
void        _portunus_session_give_up             (PortunusSession             *self,
                                                   const GError                *error);
void        _portunus_session_give_up_with        (PortunusSession             *self,
                                                   PortunusTransferError        code,
                                                   const char                  *message);
/* The one way out: stops everything and says so once. */
void        _portunus_session_end                 (PortunusSession             *self,
                                                   const GError                *error);
/* Ends for the reason that the peer tells, without one when it just left. */
void        _portunus_session_handle_bye          (PortunusSession             *self,
                                                   JsonObject                  *bye);
void        _portunus_session_send_outgoing       (PortunusSession             *self,
                                                   GQueue                      *outgoing);
void        _portunus_session_send_sealed         (PortunusSession             *self,
                                                   JsonObject                  *message);

JsonObject *_portunus_session_make_hello          (const PortunusSessionConfig *config);
void        _portunus_session_take_hello          (PortunusSession             *self);

/* FALSE for a hello that is malformed. */
gboolean    _portunus_session_begin_race          (PortunusSession             *self,
                                                   JsonObject                  *hello);
/* (transfer full): for two sides that have no kind of lane in common. */
GError     *_portunus_session_make_no_lane_error  (void);
void        _portunus_session_open_lane           (PortunusSession             *self);
void        _portunus_session_handle_lane_message (PortunusSession             *self,
                                                   JsonObject                  *envelope);
void        _portunus_session_handle_lane_over    (PortunusSession             *self,
                                                   JsonObject                  *message);
void        _portunus_session_choose_lane         (PortunusSession             *self,
                                                   PortunusLane                *lane);
void        _portunus_session_drop_lanes          (PortunusSession             *self);

/* (transfer full): for the lane that was chosen. */
PortunusLane *_portunus_session_make_movable      (PortunusSession             *self,
                                                   PortunusLane                *lane,
                                                   GPtrArray                   *better);
void        _portunus_session_drop_next           (PortunusSession             *self);
void        _portunus_session_take_try            (PortunusSession             *self,
                                                   JsonObject                  *message);
/* FALSE for what is about something else. */
gboolean    _portunus_session_take_move           (PortunusSession             *self,
                                                   const char                  *type,
                                                   JsonObject                  *message);

gboolean    _portunus_session_open_control        (PortunusSession             *self);
void        _portunus_session_take_control        (PortunusSession             *self,
                                                   PortunusLane                *lane,
                                                   GBytes                      *sealed);

/* Before the start. */
void        _portunus_session_set_connect_timeout (PortunusSession             *self,
                                                   guint                        timeout_ms);
void        _portunus_session_set_race_time       (PortunusSession             *self,
                                                   guint                        race_ms);
void        _portunus_session_set_move_time       (PortunusSession             *self,
                                                   guint                        move_ms);

G_END_DECLS
