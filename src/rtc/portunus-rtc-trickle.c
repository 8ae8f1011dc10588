/* portunus-rtc-trickle.c: the peer's candidates, on their way to ICE
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-trickle.h"

#include "portunus-rtc-candidate.h"
#include "portunus-rtc-resolver.h"
#include "portunus-transfer-error.h"

#define MAX_CANDIDATES 64

/* Look-ups of names that nobody has take seconds each and share their threads with the rest of the program. */
#define MAX_HIDDEN 8

struct _PortunusRtcTrickle
{
  /* Owned */
  GCancellable *cancellable;

  /* Borrowed; NULL once it was closed */
  GstElement   *webrtcbin;

  guint         n_candidates;
  guint         n_hidden;
};

static void
clear (gpointer data)
{
  PortunusRtcTrickle *self = data;

  g_clear_object (&self->cancellable);
}

static void
add_candidate (PortunusRtcTrickle *self,
               const char         *candidate)
{
  g_signal_emit_by_name (self->webrtcbin, "add-ice-candidate", 0, candidate);
}

/* The look-up holds a reference, since it may end after the peer connection did. */
static void
resolved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  PortunusRtcTrickle *self = user_data;
  g_autofree char *candidate = portunus_rtc_resolver_resolve_finish (result, NULL);

  if (candidate != NULL && self->webrtcbin != NULL)
    add_candidate (self, candidate);
  g_rc_box_release_full (self, clear);
}

/**
 * portunus_rtc_trickle_new:
 * @webrtcbin: (transfer none): a peer connection, which must stay until portunus_rtc_trickle_close()
 *
 * Returns: (transfer full): where its peer's candidates go
 */
PortunusRtcTrickle *
portunus_rtc_trickle_new (GstElement *webrtcbin)
{
  PortunusRtcTrickle *self = g_rc_box_new0 (PortunusRtcTrickle);

  self->webrtcbin = webrtcbin;
  self->cancellable = g_cancellable_new ();
  return self;
}

/**
 * portunus_rtc_trickle_close:
 * @self: (transfer full): a trickle
 *
 * Candidates that are still looked up are dropped.
 */
void
portunus_rtc_trickle_close (PortunusRtcTrickle *self)
{
  self->webrtcbin = NULL;
  g_cancellable_cancel (self->cancellable);
  g_rc_box_release_full (self, clear);
}

/**
 * portunus_rtc_trickle_take:
 * @self: a trickle
 * @candidate: an ICE candidate of the peer, or "" after the last
 * @error: return location for a #PortunusTransferError
 *
 * Gives a candidate to ICE, or drops it if it is of no use.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if it is malformed or one too many
 */
gboolean
portunus_rtc_trickle_take (PortunusRtcTrickle  *self,
                           const char          *candidate,
                           GError             **error)
{
  PortunusRtcCandidateUse use = PORTUNUS_RTC_CANDIDATE_USABLE;

  if (++self->n_candidates > MAX_CANDIDATES)
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                   "The peer has too many candidates");
      return FALSE;
    }
  if (candidate[0] != '\0' && !portunus_rtc_candidate_check (candidate, &use, error))
    return FALSE;

  if (use == PORTUNUS_RTC_CANDIDATE_USABLE)
    add_candidate (self, candidate);
  else if (use == PORTUNUS_RTC_CANDIDATE_HIDDEN && self->n_hidden++ < MAX_HIDDEN)
    portunus_rtc_resolver_resolve_async (candidate, self->cancellable, resolved_cb, g_rc_box_acquire (self));
  return TRUE;
}
