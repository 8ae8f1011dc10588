/* portunus-handout-part.c: the files of a handout, and the archive of all of them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-handout-private.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-name.h"

#define ETAG_BYTES 16

/**
 * portunus_handout_part_free:
 * @part: (transfer full): a part
 */
void
portunus_handout_part_free (PortunusHandoutPart *part)
{
  g_free (part->name);
  g_free (part->etag);
  g_free (part);
}

static char *
make_etag (PortunusHandout *self,
           guint            index)
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  guint32 number = GUINT32_TO_BE (index);
  guint8 digest[PORTUNUS_HASH_SIZE];

  portunus_hasher_update (hasher, self->digest, sizeof self->digest);
  portunus_hasher_update (hasher, &number, sizeof number);
  portunus_hasher_finish (hasher, digest);
  return portunus_encode_hex (digest, ETAG_BYTES);
}

static char *
make_name (const char *name,
           const char *suffix)
{
  g_autofree char *safe = portunus_name_sanitize (name, NULL);

  return g_strconcat (safe != NULL ? safe : "Portunus", suffix, NULL);
}

static PortunusHandoutPart *
make_part (PortunusHandout *self,
           guint            index,
           guint64          size,
           char            *name)
{
  PortunusHandoutPart *part = g_new0 (PortunusHandoutPart, 1);

  part->index = index;
  part->size = size;
  part->name = name;
  part->etag = make_etag (self, index);
  return part;
}

/**
 * portunus_handout_find_part:
 * @self: a handout
 * @index: of a wanted file or text, or %PORTUNUS_HANDOUT_ALL: then it is the file itself where only one is wanted, and
 *   no folder
 *
 * On any thread.
 *
 * Returns: (transfer full) (nullable): what there is to fetch; %NULL where there is nothing
 */
PortunusHandoutPart *
portunus_handout_find_part (PortunusHandout *self,
                            guint            index)
{
  PortunusEntry entry;

  if (index == PORTUNUS_HANDOUT_ALL && self->single == PORTUNUS_HANDOUT_ALL)
    return self->archive == NULL ? NULL : make_part (self, index, portunus_archive_get_size (self->archive),
                                                     make_name (self->title, ".zip"));
  if (index == PORTUNUS_HANDOUT_ALL)
    index = self->single;
  if (index >= self->wanted->len || self->wanted->data[index] == 0)
    return NULL;
  portunus_manifest_get_entry (portunus_source_set_get_manifest (self->sources), index, &entry);
  if (entry.type == PORTUNUS_ENTRY_TEXT)
    return make_part (self, index, entry.size, g_strdup ("text.txt"));
  if (entry.type != PORTUNUS_ENTRY_FILE)
    return NULL;
  return make_part (self, index, entry.size, make_name (strrchr (entry.path, '/') != NULL
                                                        ? strrchr (entry.path, '/') + 1 : entry.path, ""));
}
