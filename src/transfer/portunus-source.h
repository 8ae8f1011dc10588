/* portunus-source.h: the files, folders and texts that a person sends
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-manifest.h"

G_BEGIN_DECLS

/**
 * PortunusSourceSet:
 *
 * What was there when it was made: a manifest and where each entry is on this machine. Immutable with an atomic
 * reference count: any thread may use it, several transfers may read from it at once. Making one walks folders and
 * blocks: do it on a worker.
 */
typedef struct _PortunusSourceSet PortunusSourceSet;

#define PORTUNUS_TYPE_SOURCE_SET (portunus_source_set_get_type ())

GType               portunus_source_set_get_type       (void);
PortunusSourceSet  *portunus_source_set_new            (const char * const  *paths,
                                                        const char          *text,
                                                        GCancellable        *cancellable,
                                                        GError             **error);
PortunusSourceSet  *portunus_source_set_ref            (PortunusSourceSet   *self);
void                portunus_source_set_unref          (PortunusSourceSet   *self);
PortunusManifest   *portunus_source_set_get_manifest   (PortunusSourceSet   *self);
/* One sentence for each entry that could not be taken, naming it; empty when all is well. */
const char * const *portunus_source_set_get_problems   (PortunusSourceSet   *self);
/* The same as it is now; what cannot be read any more gets a byte other than 0 in @gone. */
PortunusSourceSet  *portunus_source_set_look_again     (PortunusSourceSet   *self,
                                                        const guint8        *wanted,
                                                        guint8              *gone);
/* (type filename) (nullable): NULL for standard input and for texts. */
char               *portunus_source_set_dup_local_path (PortunusSourceSet   *self,
                                                        guint                index);
/* (transfer none) (nullable): the content of a text. */
GBytes             *portunus_source_set_get_text       (PortunusSourceSet   *self,
                                                        guint                index);
/* TRUE for the first caller only: what was read from standard input cannot be read again. */
gboolean            portunus_source_set_take_stdin     (PortunusSourceSet   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusSourceSet, portunus_source_set_unref)

G_END_DECLS
