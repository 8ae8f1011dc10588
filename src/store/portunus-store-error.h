/* portunus-store-error.h: the error domain of the store layer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_STORE_ERROR (portunus_store_error_quark ())

/**
 * PortunusStoreError:
 * @PORTUNUS_STORE_ERROR_FAILED: a statement failed for a reason of its own, such as a constraint
 * @PORTUNUS_STORE_ERROR_UNAVAILABLE: the database cannot be opened, read or written
 * @PORTUNUS_STORE_ERROR_CORRUPT: the file is damaged or is no database
 * @PORTUNUS_STORE_ERROR_FULL: there is no room on the disk
 * @PORTUNUS_STORE_ERROR_BUSY: somebody else kept the database locked for too long; try again
 * @PORTUNUS_STORE_ERROR_TOO_NEW: a newer version of the program made the file
 * @PORTUNUS_STORE_ERROR_CLAIMED: another server has the database for itself
 */
typedef enum
{
  PORTUNUS_STORE_ERROR_FAILED = 1,
  PORTUNUS_STORE_ERROR_UNAVAILABLE,
  PORTUNUS_STORE_ERROR_CORRUPT,
  PORTUNUS_STORE_ERROR_FULL,
  PORTUNUS_STORE_ERROR_BUSY,
  PORTUNUS_STORE_ERROR_TOO_NEW,
  PORTUNUS_STORE_ERROR_CLAIMED,
} PortunusStoreError;

GQuark portunus_store_error_quark (void);

G_END_DECLS
