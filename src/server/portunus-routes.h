/* portunus-routes.h: what the server answers to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-router.h"

G_BEGIN_DECLS

/* The user data of the handlers are the PortunusServices. */
extern const PortunusRoute portunus_routes[];

G_END_DECLS
