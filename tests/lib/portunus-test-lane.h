/* portunus-test-lane.h: lanes in memory that break in every way a test asks for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane-factory.h"

G_BEGIN_DECLS

/**
 * PortunusTestTap:
 * @is_from_offerer: which way it goes
 * @message: what was sent
 * @delivered: (element-type GBytes): put at the tail what shall arrive instead, with a reference for each
 * @user_data: of the wire's options
 *
 * Sees what crosses a wire. Data frames come on the sending worker, control messages in the sending context; never two
 * at the same time.
 */
typedef void (*PortunusTestTap) (gboolean  is_from_offerer,
                                 GBytes   *message,
                                 GQueue   *delivered,
                                 gpointer  user_data);

/**
 * PortunusTestWireOptions:
 * @window: bytes of data that may be on their way in one direction; 0 for 768 KiB
 * @delay_ms: how long everything takes to arrive
 * @cut_after_frames: both lanes end with CONNECTION_LOST after so many data frames; 0 for never
 * @cut_after_bytes: the same after so many bytes of data
 * @loses_queue: whether a cut also loses what the other side has not taken yet
 * @tap_data: (nullable): sees data frames
 * @tap_control: (nullable): sees control messages
 * @tap_user_data: for both
 */
typedef struct
{
  gsize           window;
  guint           delay_ms;
  guint64         cut_after_frames;
  guint64         cut_after_bytes;
  gboolean        loses_queue;
  PortunusTestTap tap_data;
  PortunusTestTap tap_control;
  gpointer        tap_user_data;
} PortunusTestWireOptions;

/**
 * PortunusTestWire:
 *
 * What lies between lanes of the kind "memory". Reference counted; any thread.
 */
typedef struct _PortunusTestWire PortunusTestWire;

/* @options: (nullable): copied. */
PortunusTestWire    *portunus_test_wire_new          (const PortunusTestWireOptions  *options);
PortunusTestWire    *portunus_test_wire_ref          (PortunusTestWire               *self);
void                 portunus_test_wire_unref        (PortunusTestWire               *self);
/* Changes the options; counting for cuts begins anew. */
void                 portunus_test_wire_set_options  (PortunusTestWire               *self,
                                                      const PortunusTestWireOptions  *options);
/* Data that was delivered since the options were set, and the most that was ever on its way in one direction. */
guint64              portunus_test_wire_get_n_frames (PortunusTestWire               *self);
guint64              portunus_test_wire_get_n_bytes  (PortunusTestWire               *self);
gsize                portunus_test_wire_get_peak     (PortunusTestWire               *self);
/* Breaks every lane on it right now. */
void                 portunus_test_wire_cut          (PortunusTestWire               *self);

/* Two lanes that find each other once both are started, without negotiation. */
void                 portunus_test_wire_create_pair  (PortunusTestWire               *self,
                                                      PortunusLane                  **offerer,
                                                      PortunusLane                  **answerer);

/* Gives out the next of the frames that arrived, for tests that have no worker; NULL when there is none. */
GBytes              *portunus_test_lane_take_frame   (PortunusLane                   *lane);

#define PORTUNUS_TYPE_TEST_LANE (portunus_test_lane_get_type ())
G_DECLARE_FINAL_TYPE (PortunusTestLane, portunus_test_lane, PORTUNUS, TEST_LANE, PortunusLane)

/* Its lanes negotiate: they find each other on the wire by what their negotiation messages say. */
#define PORTUNUS_TYPE_TEST_LANE_FACTORY (portunus_test_lane_factory_get_type ())
G_DECLARE_FINAL_TYPE (PortunusTestLaneFactory, portunus_test_lane_factory, PORTUNUS, TEST_LANE_FACTORY, GObject)

PortunusLaneFactory *portunus_test_lane_factory_new  (PortunusTestWire               *wire);
/* Of the kind "detour", from which a session goes over to others. */
PortunusLaneFactory *portunus_test_lane_factory_new_detour (PortunusTestWire         *wire);
/* Makes no lanes while it is shut. */
void                 portunus_test_lane_factory_shut (PortunusLaneFactory            *self,
                                                      gboolean                        is_shut);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusTestWire, portunus_test_wire_unref)

G_END_DECLS
