/* portunus-conflict-policy.c: what to do where a file exists
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-conflict-policy.h"

#include <string.h>

static const char * const policy_names[] = {
  [PORTUNUS_CONFLICT_RENAME] = "rename",
  [PORTUNUS_CONFLICT_SKIP] = "skip",
  [PORTUNUS_CONFLICT_OVERWRITE] = "overwrite",
  [PORTUNUS_CONFLICT_NEWER] = "newer",
};

/**
 * portunus_conflict_policy_to_name:
 * @policy: a policy
 *
 * Returns: its name on the command line and in the journal
 */
const char *
portunus_conflict_policy_to_name (PortunusConflictPolicy policy)
{
  g_return_val_if_fail ((gsize) policy < G_N_ELEMENTS (policy_names), NULL);

  return policy_names[policy];
}

/**
 * portunus_conflict_policy_from_name:
 * @name: text of any origin
 * @policy: (out): the policy of that name
 *
 * Returns: whether there is one
 */
gboolean
portunus_conflict_policy_from_name (const char             *name,
                                    PortunusConflictPolicy *policy)
{
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (policy != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (policy_names); i++)
    {
      if (strcmp (policy_names[i], name) == 0)
        {
          *policy = (PortunusConflictPolicy) i;
          return TRUE;
        }
    }
  return FALSE;
}
