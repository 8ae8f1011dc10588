/* portunus-error.h: the error domain of the core layer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_CORE_ERROR (portunus_core_error_quark ())

/**
 * PortunusCoreError:
 * @PORTUNUS_CORE_ERROR_MALFORMED: bytes or text do not have the form they must have
 * @PORTUNUS_CORE_ERROR_TOO_LARGE: a size or a count is above its limit
 * @PORTUNUS_CORE_ERROR_BAD_NAME: a file name cannot be used, not even changed
 * @PORTUNUS_CORE_ERROR_BAD_LINK: a link or a code is not one of ours
 */
typedef enum
{
  PORTUNUS_CORE_ERROR_MALFORMED = 1,
  PORTUNUS_CORE_ERROR_TOO_LARGE,
  PORTUNUS_CORE_ERROR_BAD_NAME,
  PORTUNUS_CORE_ERROR_BAD_LINK,
} PortunusCoreError;

GQuark portunus_core_error_quark (void);

G_END_DECLS
