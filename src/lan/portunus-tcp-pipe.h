/* portunus-tcp-pipe.h: the data frames of a TCP lane, on the workers that make and take them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusTcpPipe:
 *
 * A TCP connection that workers read and write themselves. Its window is what the kernel holds: a peer's worker that
 * does not read stops ours. Reference counted; any thread.
 */
typedef struct _PortunusTcpPipe PortunusTcpPipe;

PortunusTcpPipe *portunus_tcp_pipe_new     (void);
PortunusTcpPipe *portunus_tcp_pipe_ref     (PortunusTcpPipe    *self);
void             portunus_tcp_pipe_unref   (PortunusTcpPipe    *self);
/* Once. Workers that came before wait for it. */
void             portunus_tcp_pipe_open    (PortunusTcpPipe    *self,
                                            GSocketConnection  *connection);
/* Blocks. One worker sends, one receives. */
gboolean         portunus_tcp_pipe_send    (PortunusTcpPipe    *self,
                                            GBytes             *frame,
                                            GError            **error);
GBytes          *portunus_tcp_pipe_receive (PortunusTcpPipe    *self,
                                            GError            **error);
/* Workers return with @error once the peer's last frames are taken. */
void             portunus_tcp_pipe_end_after_last (PortunusTcpPipe *self,
                                                   const GError    *error);
/* Workers return with @error, blocked ones at once; the first error counts. */
void             portunus_tcp_pipe_end     (PortunusTcpPipe    *self,
                                            const GError       *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusTcpPipe, portunus_tcp_pipe_unref)

G_END_DECLS
