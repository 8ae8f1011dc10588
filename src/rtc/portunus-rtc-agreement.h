/* portunus-rtc-agreement.h: how many associations the two sides settled on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusRtcAgreement:
 *
 * Whether a negotiation message is in turn. @n_agreed is 0 before both sides have spoken. Owns nothing.
 */
typedef struct
{
  gboolean is_offerer;
  guint    n_wanted;
  guint    n_proposed;
  guint    n_agreed;
} PortunusRtcAgreement;

void     portunus_rtc_agreement_init      (PortunusRtcAgreement  *self,
                                           gboolean               is_offerer,
                                           guint                  n_wanted);
gboolean portunus_rtc_agreement_take_open (PortunusRtcAgreement  *self,
                                           guint                  n,
                                           GError               **error);
gboolean portunus_rtc_agreement_check     (PortunusRtcAgreement  *self,
                                           guint                  association,
                                           gboolean              *is_declined,
                                           GError               **error);

G_END_DECLS
