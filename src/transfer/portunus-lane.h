/* portunus-lane.h: a way that frames take to the peer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** PORTUNUS_LANE_MAX_DATA: largest data frame a lane must carry whole, lane framing not included. */
#define PORTUNUS_LANE_MAX_DATA    (64 * 1024 - 64)
/** PORTUNUS_LANE_MAX_CONTROL: largest control message a lane must carry whole, lane framing not included. */
#define PORTUNUS_LANE_MAX_CONTROL (64 * 1024 - 64)

#define PORTUNUS_TYPE_LANE (portunus_lane_get_type ())

/**
 * PortunusLane:
 *
 * Carries two kinds of sealed messages between two peers: control messages (small, delivered on the lane's context) and
 * data frames (taken by a worker). Each kind arrives whole, in order, without loss or repetition; there is no order
 * between the kinds. What is in a message is nobody's business down here.
 *
 * A lane belongs to the thread-default context it was made in: start(), negotiate(), send_control(), close() are called
 * and all signals are emitted there. send_data() is called by one worker thread, receive_data() and release_data() by
 * one worker thread; they may run at the same time as everything else and until the last reference goes.
 *
 * Flow control: send_data() blocks while the lane's credit window is full. The window opens when the *peer's* worker
 * releases frames, which it does after their content went to disk.
 *
 * The first error ends a lane for good: blocked workers return with it, and "closed" is emitted once.
 */
G_DECLARE_DERIVABLE_TYPE (PortunusLane, portunus_lane, PORTUNUS, LANE, GObject)

struct _PortunusLaneClass
{
  GObjectClass parent_class;

  const char *(*get_kind)     (PortunusLane  *self);
  void        (*start)        (PortunusLane  *self);
  void        (*negotiate)    (PortunusLane  *self,
                               JsonObject    *message);
  void        (*send_control) (PortunusLane  *self,
                               GBytes        *message);
  gboolean    (*send_data)    (PortunusLane  *self,
                               GBytes        *frame,
                               GError       **error);
  GBytes     *(*receive_data) (PortunusLane  *self,
                               GError       **error);
  void        (*release_data) (PortunusLane  *self,
                               gsize          n_bytes);
  void        (*close)        (PortunusLane  *self);
};

/* "rtc", "tcp", "relay", "memory". */
const char *portunus_lane_get_kind     (PortunusLane  *self);
void        portunus_lane_start        (PortunusLane  *self);
void        portunus_lane_negotiate    (PortunusLane  *self,
                                        JsonObject    *message);
void        portunus_lane_send_control (PortunusLane  *self,
                                        GBytes        *message);
gboolean    portunus_lane_send_data    (PortunusLane  *self,
                                        GBytes        *frame,
                                        GError       **error);
GBytes     *portunus_lane_receive_data (PortunusLane  *self,
                                        GError       **error);
void        portunus_lane_release_data (PortunusLane  *self,
                                        gsize          n_bytes);
void        portunus_lane_close        (PortunusLane  *self);

/* The badge: "LAN", "direct", "TURN", "relay" or "memory"; NULL before "opened". */
const char *portunus_lane_get_path     (PortunusLane  *self);

/* For implementations; in the lane's context. */
void        portunus_lane_emit_negotiation (PortunusLane *self,
                                            JsonObject   *message);
void        portunus_lane_emit_opened      (PortunusLane *self,
                                            const char   *path);
void        portunus_lane_emit_control     (PortunusLane *self,
                                            GBytes       *message);
void        portunus_lane_emit_closed      (PortunusLane *self,
                                            const GError *error);

G_END_DECLS
