/* portunus-history-private.h: what the parts of the history share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-database.h"
#include "portunus-history.h"

G_BEGIN_DECLS

struct _PortunusHistory
{
  /* Owned */
  PortunusDatabase *database;
  char             *path;

  int               lock_fd;  /* -1 where nobody else can see it */
  gint64            owner;    /* 0 before something was recorded */
};

PortunusDatabase *_portunus_history_open_database (const char      *path,
                                                   GError         **error);
int               _portunus_history_open_lock     (const char      *path);
/* The byte that stands for us is locked from here on, until the process ends or the file is closed. */
gboolean          _portunus_history_claim         (PortunusHistory *self);
gboolean          _portunus_history_is_alive      (PortunusHistory *self,
                                                   gint64           owner);
/* What a search looks at, and looks for. */
char             *_portunus_history_fold          (const char      *text);

G_END_DECLS
