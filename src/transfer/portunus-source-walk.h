/* portunus-source-walk.h: lists what is below the paths that a person sends
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-manifest.h"

G_BEGIN_DECLS

/**
 * PortunusSourceWalk:
 * @builder: takes the entries
 * @local_paths: (element-type guint filename): takes the paths of those entries whose names had to be changed
 * @problems: (element-type utf8): takes a sentence for each thing that cannot be sent
 * @cancellable: (nullable): stops the walk
 *
 * Where a walk puts what it finds; all borrowed.
 */
typedef struct
{
  PortunusManifestBuilder *builder;
  GHashTable              *local_paths;
  GPtrArray               *problems;
  GCancellable            *cancellable;
} PortunusSourceWalk;

gboolean portunus_source_walk_add (PortunusSourceWalk  *walk,
                                   const char          *local_path,
                                   const char          *name,
                                   GError             **error);

G_END_DECLS
