/* portunus-context.h: work for the context that owns an object
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef void (*PortunusPostFunc) (gpointer data);

void portunus_context_post (GMainContext     *context,
                            PortunusPostFunc  func,
                            gpointer          data,
                            GDestroyNotify    free_data);
/* Ends what waits in a context, if there is anything, and forgets it. */
void portunus_clear_source (GSource **source);

G_END_DECLS
