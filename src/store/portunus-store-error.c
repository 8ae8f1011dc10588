/* portunus-store-error.c: the error domain of the store layer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-store-error.h"

G_DEFINE_QUARK (portunus-store-error-quark, portunus_store_error)
