/* portunus-server-store-private.h: what the store of a server and its repositories share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-database.h"
#include "portunus-server-store.h"

G_BEGIN_DECLS

/**
 * PortunusStoreWork:
 * @database: what a call works on, in the worker thread
 * @now: Unix time in seconds
 */
typedef struct
{
  PortunusDatabase *database;
  gint64            now;
} PortunusStoreWork;

/* Runs in the worker thread; @call is the data of the task. */
typedef gboolean (*PortunusStoreFunc) (const PortunusStoreWork  *work,
                                       gpointer                  call,
                                       GError                  **error);

typedef struct _PortunusStoreWorker PortunusStoreWorker;

extern const char * const _portunus_server_schema[];

PortunusStoreWorker *_portunus_store_worker_new       (const char           *location);
void                 _portunus_store_worker_free      (PortunusStoreWorker  *self);
void                 _portunus_store_worker_push      (PortunusStoreWorker  *self,
                                                       GTask                *task,
                                                       PortunusStoreFunc     func);
void                 _portunus_store_worker_set_now   (PortunusStoreWorker  *self,
                                                       gint64                now);

/* Returns TRUE through @task when @func did, its error otherwise. */
void                 _portunus_server_store_push      (PortunusServerStore  *self,
                                                       GTask                *task,
                                                       PortunusStoreFunc     func);
/* (transfer none) (nullable): the data of the call that went well. */
gpointer             _portunus_server_store_finish    (PortunusServerStore  *self,
                                                       GAsyncResult         *result,
                                                       gpointer              tag,
                                                       GError              **error);
/* For tests: a time that stands still from the next call on. */
void                 _portunus_server_store_set_now   (PortunusServerStore  *self,
                                                       gint64                now);
/* What to make of a row, for the call whose work it is. */
typedef void (*PortunusStoreRowFunc) (PortunusStatement *row,
                                      gpointer           call);

/* Runs the statement, and @func for each row that it gives. */
gboolean             _portunus_store_each             (PortunusStatement    *statement,
                                                       PortunusStoreRowFunc  func,
                                                       gpointer              call,
                                                       GError              **error);
/* Runs @sql, which has one place, for @text. */
gboolean             _portunus_store_run_for          (const PortunusStoreWork *work,
                                                       const char           *sql,
                                                       const char           *text,
                                                       GError              **error);
/* Runs the statement; TRUE in @has_row when it gave a row. */
gboolean             _portunus_store_ask              (PortunusStatement    *statement,
                                                       gboolean             *has_row,
                                                       GError              **error);

/* All that @func does or nothing. */
gboolean             _portunus_store_in_transaction   (const PortunusStoreWork  *work,
                                                       PortunusStoreFunc         func,
                                                       gpointer                  call,
                                                       GError                  **error);
gboolean             _portunus_store_insert_codes     (const PortunusStoreWork  *work,
                                                       char                    **hashes,
                                                       GError                  **error);

G_END_DECLS
