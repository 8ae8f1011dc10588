/* portunus-rtc-agreement.c: how many associations the two sides settled on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-agreement.h"

#include "portunus-transfer-error.h"

static gboolean
refuse (GError     **error,
        const char  *why)
{
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, why);
  return FALSE;
}

/**
 * portunus_rtc_agreement_init:
 * @self: memory for an agreement
 * @is_offerer: whether we propose, and the peer decides
 * @n_wanted: how many associations we propose, or take at most
 */
void
portunus_rtc_agreement_init (PortunusRtcAgreement *self,
                             gboolean              is_offerer,
                             guint                 n_wanted)
{
  *self = (PortunusRtcAgreement) {
    .is_offerer = is_offerer,
    .n_wanted = n_wanted,
    .n_proposed = is_offerer ? n_wanted : 0,
  };
}

/**
 * portunus_rtc_agreement_take_open:
 * @self: an agreement
 * @n: the number in the peer's message
 * @error: return location for a #PortunusTransferError
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if it was settled already, or the peer takes more than we
 *   proposed
 */
gboolean
portunus_rtc_agreement_take_open (PortunusRtcAgreement  *self,
                                  guint                  n,
                                  GError               **error)
{
  if (self->n_agreed > 0)
    return refuse (error, "The number of associations is settled already");
  if (self->is_offerer && n > self->n_proposed)
    return refuse (error, "The peer takes more associations than were proposed");

  if (!self->is_offerer)
    self->n_proposed = n;
  self->n_agreed = MIN (n, self->n_wanted);
  return TRUE;
}

/**
 * portunus_rtc_agreement_check:
 * @self: an agreement
 * @association: which association a message is for
 * @is_declined: (out): whether to ignore it: what the offerer sent for associations that we do not take may still be on
 *   its way
 * @error: return location for a #PortunusTransferError
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if there can be no message for it
 */
gboolean
portunus_rtc_agreement_check (PortunusRtcAgreement  *self,
                              guint                  association,
                              gboolean              *is_declined,
                              GError               **error)
{
  *is_declined = association >= self->n_agreed;
  if (self->n_agreed == 0 || association >= self->n_proposed)
    return refuse (error, "A negotiation message is for no association there is");
  if (*is_declined && self->is_offerer)
    return refuse (error, "A negotiation message is for an association that was declined");
  return TRUE;
}
