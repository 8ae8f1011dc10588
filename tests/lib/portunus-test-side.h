/* portunus-test-side.h: one of two lanes that are to meet, and what came of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane-factory.h"

G_BEGIN_DECLS

/* What the lane says goes to @peer; a test may change it on the way. */
typedef struct
{
  PortunusLane *lane;
  PortunusLane *peer;          /* borrowed, NULL for none */
  GPtrArray    *negotiations;  /* of JsonObject: what the lane said */
  GPtrArray    *controls;      /* of char *: what came */
  GError       *error;
  gboolean      is_open;
  gboolean      is_closed;

  /* For the workers */
  guint         n_frames;
  guint         n_taken;
  int           n_workers;
  GError       *send_error;
  GError       *receive_error;
  GThread      *sender;
  GThread      *receiver;
} PortunusTestSide;

void     portunus_test_side_init          (PortunusTestSide    *self,
                                           PortunusLaneFactory *factory,
                                           gboolean             is_offerer);
/* Checks that nothing holds the lane any longer. */
void     portunus_test_side_clear         (PortunusTestSide    *self);
void     portunus_test_side_say           (PortunusTestSide    *self,
                                           const char          *text);
void     portunus_test_side_wait_open     (PortunusTestSide    *self);
void     portunus_test_side_wait_closed   (PortunusTestSide    *self);
void     portunus_test_side_wait_controls (PortunusTestSide    *self,
                                           guint                n);
/* A worker that sends or takes so many numbered frames of the greatest size; join tells in the fields how it went. */
void     portunus_test_side_send          (PortunusTestSide    *self,
                                           guint                n_frames);
void     portunus_test_side_receive       (PortunusTestSide    *self,
                                           guint                n_frames);
/* Runs the context meanwhile, which the lane may need for its workers to come to an end. */
void     portunus_test_side_join          (PortunusTestSide    *self);

G_END_DECLS
