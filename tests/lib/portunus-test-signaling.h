/* portunus-test-signaling.h: a room in memory whose server does whatever a test asks for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-signaling.h"

G_BEGIN_DECLS

/**
 * PortunusTestRoom:
 *
 * Any number of peers, called "peer-1", "peer-2" … in the order they join. Everything happens in the context it was
 * made in.
 */
typedef struct _PortunusTestRoom PortunusTestRoom;

/**
 * PortunusTestServer:
 * @room: a room
 * @from: who sent it
 * @to: whom it is for
 * @message: what it is
 * @user_data: of the tap
 *
 * Plays the server in place of an honest one: calls portunus_test_room_deliver() for whatever shall arrive, now or
 * later.
 */
typedef void (*PortunusTestServer) (PortunusTestRoom *room,
                                    const char       *from,
                                    const char       *to,
                                    GBytes           *message,
                                    gpointer          user_data);

PortunusTestRoom  *portunus_test_room_new          (void);
PortunusTestRoom  *portunus_test_room_ref          (PortunusTestRoom   *self);
void               portunus_test_room_unref        (PortunusTestRoom   *self);
/* @server: (nullable): NULL for an honest one. */
void               portunus_test_room_set_server   (PortunusTestRoom   *self,
                                                    PortunusTestServer  server,
                                                    gpointer            user_data);
/* Makes @to believe that @from sent @message; nothing happens where there is no @to. Never from inside this call. */
void               portunus_test_room_deliver      (PortunusTestRoom   *self,
                                                    const char         *from,
                                                    const char         *to,
                                                    GBytes             *message);
/* Makes @to believe that @who left. */
void               portunus_test_room_say_left     (PortunusTestRoom   *self,
                                                    const char         *who,
                                                    const char         *to);

#define PORTUNUS_TYPE_TEST_SIGNALING (portunus_test_signaling_get_type ())
G_DECLARE_FINAL_TYPE (PortunusTestSignaling, portunus_test_signaling, PORTUNUS, TEST_SIGNALING, GObject)

PortunusSignaling *portunus_test_signaling_new     (PortunusTestRoom   *room);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusTestRoom, portunus_test_room_unref)

G_END_DECLS
