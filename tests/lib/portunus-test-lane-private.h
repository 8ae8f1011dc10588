/* portunus-test-lane-private.h: what wires, lanes and their factory share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-test-lane.h"

G_BEGIN_DECLS

struct _PortunusTestWire
{
  gatomicrefcount          ref_count;

  /* Guards all members below, and those of the lanes on this wire. */
  GMutex                   mutex;
  GCond                    cond;
  PortunusTestWireOptions  options;
  guint64                  n_frames;
  guint64                  n_bytes;
  gsize                    peak;
  guint64                  n_offers;

  /* Borrowed: lanes that are not over; a lane leaves before it goes away. */
  GPtrArray               *lanes;

  /* Guards the taps, so that they need no lock of their own. Taken before mutex. */
  GMutex                   tap_mutex;
};

typedef struct
{
  GBytes *frame;
  gint64  due_us;
} PortunusTestArrival;

struct _PortunusTestLane
{
  PortunusLane      parent_instance;

  /* Owned */
  PortunusTestWire *wire;
  GMainContext     *context;
  PortunusLane     *peer;
  GQueue            arrivals;
  GError           *error;

  const char       *kind;       /* static */
  guint64           offer;
  gsize             n_unreleased;
  gboolean          is_offerer;
  gboolean          negotiates;
  gboolean          is_started;
  gboolean          is_over;
  gboolean          is_silent;
};

typedef enum
{
  PORTUNUS_TEST_EVENT_OPENED,
  PORTUNUS_TEST_EVENT_CONTROL,
  PORTUNUS_TEST_EVENT_BYE,
  PORTUNUS_TEST_EVENT_CLOSED,
  PORTUNUS_TEST_EVENT_NEGOTIATION,
} PortunusTestEventKind;

/* Something that happens to a lane, in its context. */
typedef struct
{
  PortunusTestLane *lane;
  PortunusTestEventKind         kind;
  GBytes           *message;
  JsonObject       *negotiation;
  GError           *error;
} PortunusTestEvent;

void          _portunus_test_arrival_free (gpointer                data);
PortunusLane *_portunus_test_lane_create  (PortunusTestWire       *wire,
                                           gboolean                is_offerer,
                                           gboolean                negotiates);
/* Makes something happen to @lane in its context: at once, or after @delay_ms. Takes what is in @content. */
void          _portunus_test_lane_post    (PortunusTestLane       *lane,
                                           PortunusTestEventKind   kind,
                                           guint                   delay_ms,
                                           PortunusTestEvent       content);
/* The first error is the end: @worker_error for blocked workers, @signal_error (nullable) for "closed". */
void          _portunus_test_lane_end     (PortunusTestLane       *self,
                                           const GError           *worker_error,
                                           const GError           *signal_error);

G_END_DECLS
