/* portunus-device-store-private.h: the table behind the device book
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-known-device-private.h"

G_BEGIN_DECLS

/* What of a record is written; other processes may have changed the rest. */
typedef enum
{
  PORTUNUS_DEVICE_WRITE_SEEN,
  PORTUNUS_DEVICE_WRITE_NAME,
  PORTUNUS_DEVICE_WRITE_TRUST,
  PORTUNUS_DEVICE_WRITE_AUTO_ACCEPT,
  PORTUNUS_DEVICE_WRITE_REMOVAL,
} PortunusDeviceWrite;

#define PORTUNUS_DEVICE_MAX_NAME 64

/* These block. */
GPtrArray *_portunus_device_store_read  (const char                  *path,
                                         GError                     **error);
gboolean   _portunus_device_store_write (const char                  *path,
                                         PortunusDeviceWrite          what,
                                         const PortunusDeviceRecord  *record,
                                         GError                     **error);

G_END_DECLS
