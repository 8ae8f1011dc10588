/* portunus-stun-probe.h: whether a STUN or TURN server answers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @server: as in the settings, "stun://HOST:PORT" or "turn://USER@HOST:PORT?transport=tcp". */
void  portunus_stun_probe_async  (const char           *server,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
/* (transfer full): the address by which the server sees this machine. */
char *portunus_stun_probe_finish (GAsyncResult         *result,
                                  GError              **error);

/* The two messages, RFC 8489; for tests. */
#define PORTUNUS_STUN_HEAD_SIZE 20
void  portunus_stun_write_request (guint8         request[PORTUNUS_STUN_HEAD_SIZE]);
char *portunus_stun_read_answer   (const guint8  *request,
                                   const guint8  *answer,
                                   gsize          length,
                                   GError       **error);

G_END_DECLS
