/* portunus-sealed-file.h: named secrets in one file, encrypted under a passphrase
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

/**
 * PortunusSealedFile:
 *
 * The content of one encrypted file and the key to it. Every call blocks: use it on one worker at a time.
 */
typedef struct _PortunusSealedFile PortunusSealedFile;

PortunusSealedFile *portunus_sealed_file_new    (const char          *path,
                                                 PortunusSecret      *passphrase);
void                portunus_sealed_file_free   (PortunusSealedFile  *self);
/* Sets @secret, (transfer full), to NULL where there is none of that name. */
gboolean            portunus_sealed_file_lookup (PortunusSealedFile  *self,
                                                 const char          *name,
                                                 PortunusSecret     **secret,
                                                 GError             **error);
/* A NULL @secret removes the name. */
gboolean            portunus_sealed_file_store  (PortunusSealedFile  *self,
                                                 const char          *name,
                                                 PortunusSecret      *secret,
                                                 GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusSealedFile, portunus_sealed_file_free)

G_END_DECLS
