/* portunus-ledger-writer.h: the thread that writes the history
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-history.h"

G_BEGIN_DECLS

/**
 * PortunusLedgerWriter:
 *
 * Runs what is pushed in that order on one thread, with the history open there. May be used by any thread.
 */
typedef struct _PortunusLedgerWriter PortunusLedgerWriter;

/* On the worker: ends in a g_task_return_*(). */
typedef void (*PortunusLedgerWork) (PortunusHistory *history,
                                    GTask           *task);

PortunusLedgerWriter *portunus_ledger_writer_new  (const char           *path);
/* Waits until everything that was pushed is written. */
void                  portunus_ledger_writer_stop (PortunusLedgerWriter *self);
/* @task: (transfer full) */
void                  portunus_ledger_writer_push (PortunusLedgerWriter *self,
                                                   GTask                *task,
                                                   PortunusLedgerWork    work);

G_END_DECLS
