/* portunus-server-private.h: what the parts of the room server share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-server-core.h"
#include "portunus-server.h"

G_BEGIN_DECLS

struct _PortunusServer
{
  GObject                    parent_instance;

  /* Owned; not changed after construction */
  PortunusServerCoreOptions  options;
  GMainContext              *context;

  /* Owned; of the thread that starts and stops */
  GThread                   *thread;
  GBytes                    *fingerprint;

  /* Guards is_running and is_quitting: calls go into the context only while somebody runs it. */
  GMutex                     lock;
  gboolean                   is_running;
  gboolean                   is_quitting;

  /* Of the server's thread */
  PortunusServerCore        *core;
  guint16                    port;
  guint16                    metrics_port;
  guint16                    admin_port;
};

/* Takes the task, and gives it back. */
typedef void (*PortunusServerCallFunc) (PortunusServer *server,
                                        GTask          *task);

void    _portunus_server_post             (PortunusServer         *self,
                                           GTask                  *task,
                                           PortunusServerCallFunc  func);
GBytes *_portunus_server_hash_certificate (GTlsCertificate        *certificate);

G_END_DECLS
