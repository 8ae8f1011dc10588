/* portunus-rtc-resolver.c: looks up the host names behind which browsers hide their addresses
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-resolver.h"

#include "portunus-rtc-candidate.h"

static void
lookup_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autolist (GInetAddress) addresses = NULL;
  char *candidate = NULL;
  GError *error = NULL;

  addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);
  if (addresses != NULL)
    candidate = portunus_rtc_candidate_with_address (g_task_get_task_data (task), addresses->data);
  if (candidate != NULL)
    g_task_return_pointer (task, candidate, g_free);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "The name is nobody's address");
}

/**
 * portunus_rtc_resolver_resolve_async:
 * @candidate: a candidate that is %PORTUNUS_RTC_CANDIDATE_HIDDEN
 * @cancellable: (nullable): gives the look-up up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Looks the candidate's name up with the system's resolver, which knows multicast DNS where it is set up. Nobody should
 * wait for it: where it is not, the answer takes seconds and is no.
 */
void
portunus_rtc_resolver_resolve_async (const char          *candidate,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autofree char *host = portunus_rtc_candidate_dup_host (candidate);

  g_task_set_source_tag (task, portunus_rtc_resolver_resolve_async);
  g_task_set_task_data (task, g_strdup (candidate), g_free);
  g_resolver_lookup_by_name_async (resolver, host, cancellable, lookup_cb, g_steal_pointer (&task));
}

/**
 * portunus_rtc_resolver_resolve_finish:
 * @result: what the callback got
 * @error: return location for a #GResolverError
 *
 * Returns: (transfer full) (nullable): the candidate with an address, or %NULL if the name is not known
 */
char *
portunus_rtc_resolver_resolve_finish (GAsyncResult  *result,
                                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
