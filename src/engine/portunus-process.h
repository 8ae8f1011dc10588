/* portunus-process.h: what is so for a whole process
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void portunus_process_set_up (void);

G_END_DECLS
