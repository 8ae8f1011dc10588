/* portunus-gate-frames.h: where the frames of a WebSocket begin and end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PORTUNUS_GATE_MAX_FRAME_HEAD 14

/**
 * PortunusGateFrames:
 * @head: the head of the frame, as far as it came
 * @n_head: how much of it came
 * @n_left: bytes left of the frame's payload
 *
 * Plain data, nothing to free. Holds no payload.
 */
typedef struct
{
  guint8  head[PORTUNUS_GATE_MAX_FRAME_HEAD];
  guint   n_head;
  guint64 n_left;
} PortunusGateFrames;

gboolean portunus_gate_frames_next        (PortunusGateFrames *self,
                                           const guint8       *data,
                                           gsize               length,
                                           gsize              *n_used);
gboolean portunus_gate_frames_is_between  (PortunusGateFrames *self);
guint64  portunus_gate_frames_get_length  (PortunusGateFrames *self);
gboolean portunus_gate_frames_is_control  (PortunusGateFrames *self);

/**
 * PortunusGateFrameRules:
 * @max_message: longest message, all its frames together
 * @frames: where the reader stands
 * @n_message: bytes of the message so far
 * @n_fragments: frames of the message so far
 * @n_controls: control frames since @controls_since_us, on average
 * @controls_since_us: monotonic time of the last of them, before it of the beginning
 *
 * Holds a client to the rules before the library sees what it sends.
 */
typedef struct
{
  guint64            max_message;
  PortunusGateFrames frames;
  guint64            n_message;
  guint              n_fragments;
  double             n_controls;
  gint64             controls_since_us;
} PortunusGateFrameRules;

guint portunus_gate_frame_rules_check (PortunusGateFrameRules *self,
                                       const guint8           *data,
                                       gsize                   length,
                                       gint64                  now_us);

G_END_DECLS
