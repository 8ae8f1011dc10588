/* portunus-spinner.h: a spinner that turns only where it is seen
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SPINNER (portunus_spinner_get_type ())
G_DECLARE_FINAL_TYPE (PortunusSpinner, portunus_spinner, PORTUNUS, SPINNER, AdwBin)

G_END_DECLS
