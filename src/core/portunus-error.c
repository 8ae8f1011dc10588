/* portunus-error.c: the error domain of the core layer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-error.h"

G_DEFINE_QUARK (portunus-core-error-quark, portunus_core_error)
