/* portunus-conflict-policy.h: what to do where a file exists
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PortunusConflictPolicy:
 * @PORTUNUS_CONFLICT_RENAME: what comes gets another name: "a (1).txt", "photos (1)"
 * @PORTUNUS_CONFLICT_SKIP: what is identical is not sent; what differs gets another name
 * @PORTUNUS_CONFLICT_OVERWRITE: what comes replaces what is there
 * @PORTUNUS_CONFLICT_NEWER: as above where what comes was changed later; else it is not sent
 *
 * What to do where a file exists. Only regular files are ever replaced.
 */
typedef enum
{
  PORTUNUS_CONFLICT_RENAME,
  PORTUNUS_CONFLICT_SKIP,
  PORTUNUS_CONFLICT_OVERWRITE,
  PORTUNUS_CONFLICT_NEWER,
} PortunusConflictPolicy;

const char *portunus_conflict_policy_to_name   (PortunusConflictPolicy  policy);
/* "rename", "skip", "overwrite", "newer" */
gboolean    portunus_conflict_policy_from_name (const char             *name,
                                                PortunusConflictPolicy *policy);

G_END_DECLS
