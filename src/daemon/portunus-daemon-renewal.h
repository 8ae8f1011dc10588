/* portunus-daemon-renewal.h: keeps the certificate of a server that runs up to date
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-daemon-options.h"
#include "portunus-server.h"

G_BEGIN_DECLS

/**
 * PortunusDaemonRenewal:
 *
 * The operator's files are read again when they change, and on request. A certificate of our own is made anew 30 days
 * before its end or when the machine has an address that it lacks, but not while there are rooms: their links hold its
 * fingerprint. Seven days before its end there is no more waiting. Belongs to the main thread.
 */
typedef struct _PortunusDaemonRenewal PortunusDaemonRenewal;

PortunusDaemonRenewal *portunus_daemon_renewal_new   (const PortunusDaemonOptions *options,
                                                      PortunusServer              *server,
                                                      PortunusSecretStore         *store,
                                                      PortunusDaemonLog           *log);
void                   portunus_daemon_renewal_free  (PortunusDaemonRenewal       *self);
void                   portunus_daemon_renewal_check (PortunusDaemonRenewal       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusDaemonRenewal, portunus_daemon_renewal_free)

G_END_DECLS
