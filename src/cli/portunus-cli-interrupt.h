/* portunus-cli-interrupt.h: Ctrl-C and SIGTERM
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <glib-unix.h>

G_BEGIN_DECLS

/* After the first signal there is this much time to tell the peer, then the process exits. */
#define PORTUNUS_CLI_INTERRUPT_MS 1800

/* Once, early, from the main thread. A second signal exits at once. */
void     portunus_cli_interrupt_set_up (void);
gboolean portunus_cli_interrupt_came   (void);
/* @callback is called in @context after the first signal, also if that was before. */
GSource *portunus_cli_interrupt_watch  (GMainContext      *context,
                                        GUnixFDSourceFunc  callback,
                                        gpointer           user_data);

G_END_DECLS
