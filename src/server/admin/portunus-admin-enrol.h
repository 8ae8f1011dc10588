/* portunus-admin-enrol.h: a second factor that is shown, confirmed and kept
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admin-call.h"

G_BEGIN_DECLS

JsonObject *portunus_admin_enrol_show          (PortunusAdmin        *admin);
gboolean    portunus_admin_enrol_is_right      (PortunusAdmin        *admin,
                                                const char           *code,
                                                guint64              *step);
char      **portunus_admin_enrol_hash_codes    (char                **codes);
JsonArray  *portunus_admin_enrol_list_codes    (char                **codes);

G_END_DECLS
