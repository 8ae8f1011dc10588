/* portunus-rtc-path.h: what kind of way ICE found
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nice/agent.h>

G_BEGIN_DECLS

const char *portunus_rtc_path_judge (NiceCandidateType  local_type,
                                     const char        *local_address,
                                     NiceCandidateType  remote_type,
                                     const char        *remote_address);
const char *portunus_rtc_path_get   (NiceAgent         *agent);

G_END_DECLS
