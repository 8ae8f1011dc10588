/* portunus-rtc-candidate.h: what a peer's ICE candidate must look like
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PORTUNUS_RTC_CANDIDATE_USABLE,
  PORTUNUS_RTC_CANDIDATE_HIDDEN,
  PORTUNUS_RTC_CANDIDATE_USELESS,
} PortunusRtcCandidateUse;

gboolean  portunus_rtc_candidate_check        (const char               *text,
                                               PortunusRtcCandidateUse  *use,
                                               GError                  **error);
char     *portunus_rtc_candidate_dup_host     (const char               *text);
char     *portunus_rtc_candidate_with_address (const char               *text,
                                               GInetAddress             *address);

G_END_DECLS
