/* portunus-device-book-private.h: the device book from the inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-device-book.h"
#include "portunus-device-store-private.h"

G_BEGIN_DECLS

struct _PortunusDeviceBook
{
  GObject       parent_instance;

  /* Owned */
  char         *path;
  GPtrArray    *devices;        /* PortunusKnownDevice */
  GMainContext *context;
  GThreadPool  *worker;         /* NULL before it is needed, and once it is closed */
  GFileMonitor *monitor;
  GPtrArray    *flushes;        /* GTasks that wait for all writes */
  GError       *error;          /* of the first write that failed since the last flush */

  guint         n_writes;       /* under way */
  gboolean      needs_reload;   /* once they are done */
  gboolean      is_closed;
};

/* Makes the list what was read. */
void _portunus_device_book_take         (PortunusDeviceBook         *self,
                                         GPtrArray                  *records);
void _portunus_device_book_write        (PortunusDeviceBook         *self,
                                         PortunusDeviceWrite         what,
                                         const PortunusDeviceRecord *record);
void _portunus_device_book_emit_problem (PortunusDeviceBook         *self,
                                         const GError               *error);

G_END_DECLS
