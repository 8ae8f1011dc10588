/* portunus-resume.h: finds out what is there already when a transfer begins or goes on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-have.h"
#include "portunus-journal.h"
#include "portunus-offer.h"
#include "portunus-sink.h"

G_BEGIN_DECLS

/**
 * PortunusResume:
 * @wanted: (element-type guint8): what is still to be sent, one byte for each entry
 * @have: (element-type guint PortunusHave): beginnings of wanted files that are there, by index
 * @part_paths: (element-type guint utf8): the part files those beginnings are in; none for a whole file to compare
 * @n_done: files that are in place already
 * @done_bytes: their bytes
 * @partial_bytes: bytes in part files
 */
typedef struct
{
  GByteArray *wanted;
  GHashTable *have;
  GHashTable *part_paths;
  guint       n_done;
  guint64     done_bytes;
  guint64     partial_bytes;
} PortunusResume;

PortunusResume *portunus_resume_new  (PortunusSink      *sink,
                                      PortunusJournal   *journal,
                                      PortunusOffer     *offer,
                                      GByteArray        *wanted,
                                      const char        *directory,
                                      GError           **error);
void            portunus_resume_free (PortunusResume    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusResume, portunus_resume_free)

G_END_DECLS
