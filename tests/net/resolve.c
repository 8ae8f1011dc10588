/* resolve.c: puts an address into a candidate that names a host, as the lane does, and prints it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-rtc-candidate.h"
#include "portunus-rtc-resolver.h"

static void
resolved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *candidate = NULL;
  PortunusRtcCandidateUse use;

  if (argc != 2 || !portunus_rtc_candidate_check (argv[1], &use, NULL) || use != PORTUNUS_RTC_CANDIDATE_HIDDEN)
    return 2;

  portunus_rtc_resolver_resolve_async (argv[1], NULL, resolved_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  candidate = portunus_rtc_resolver_resolve_finish (result, &error);
  if (candidate == NULL)
    g_printerr ("%s\n", error->message);
  else
    g_print ("%s\n", candidate);
  return candidate != NULL ? 0 : 1;
}
