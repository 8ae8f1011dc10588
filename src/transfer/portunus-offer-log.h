/* portunus-offer-log.h: which id a set of files was offered under
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-source.h"
#include "portunus-transfer-id.h"

G_BEGIN_DECLS

gboolean portunus_offer_log_find_id (const char         *log_path,
                                     PortunusSourceSet  *sources,
                                     guint8              id[PORTUNUS_TRANSFER_ID_SIZE],
                                     GError            **error);

G_END_DECLS
