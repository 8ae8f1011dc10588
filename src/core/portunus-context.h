/* portunus-context.h: handing work from a worker to the context that owns an object
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef void (*PortunusPostFunc) (gpointer data);

void portunus_context_post (GMainContext     *context,
                            PortunusPostFunc  func,
                            gpointer          data,
                            GDestroyNotify    free_data);

G_END_DECLS
