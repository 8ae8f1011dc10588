/* portunus-test-postgres.h: a PostgreSQL server of the test's own, on a socket in a folder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PortunusTestPostgres PortunusTestPostgres;

/* NULL where PostgreSQL is not installed or not built in. Without fsync, and stopped with the test. */
PortunusTestPostgres *portunus_test_postgres_new          (void);
void                  portunus_test_postgres_free         (PortunusTestPostgres *self);
/* A test to add where it is not installed. */
void                  portunus_test_postgres_skip         (void);
/* Begins to listen, and returns when it answers. */
void                  portunus_test_postgres_start        (PortunusTestPostgres *self);
/* As an operator stops it: who is connected is sent away. */
void                  portunus_test_postgres_stop         (PortunusTestPostgres *self);
/* To the processes of all connections: SIGSTOP and SIGCONT make the server silent. */
void                  portunus_test_postgres_signal       (PortunusTestPostgres *self,
                                                           int                   number);
/* Makes a place for tables that nobody used and gives its address: of a user without a password. */
char                 *portunus_test_postgres_add_database (PortunusTestPostgres *self);
/* The folder of the socket. */
const char           *portunus_test_postgres_get_folder   (PortunusTestPostgres *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusTestPostgres, portunus_test_postgres_free)

G_END_DECLS
