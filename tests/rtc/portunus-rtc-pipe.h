/* portunus-rtc-pipe.h: carries a lane's negotiation to another process
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane.h"

G_BEGIN_DECLS

/* One JSON message a line over the socket @fd, both ways, in the default context, for as long as the process lives. */
void portunus_rtc_pipe_connect (PortunusLane *lane,
                                int           fd);

G_END_DECLS
