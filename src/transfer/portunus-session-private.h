/* portunus-session-private.h: a shorter patience, for tests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-session.h"

G_BEGIN_DECLS

void _portunus_session_set_connect_timeout (PortunusSession *self,
                                            guint            timeout_ms);

G_END_DECLS
