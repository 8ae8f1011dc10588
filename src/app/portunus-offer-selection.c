/* portunus-offer-selection.c: which entries of an offer are wanted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-selection.h"

struct _PortunusOfferSelection
{
  GObject           parent_instance;

  /* Owned */
  PortunusManifest *manifest;
  guint8           *wanted;       /* for each entry; never set where the entry cannot be made */

  guint             n_entries;
  guint             n_possible;
  guint             n_wanted;
  guint             n_files;      /* of the wanted entries */
  guint64           n_bytes;
  guint             n_unknown;    /* of them, those whose size nobody knows */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusOfferSelection, portunus_offer_selection, G_TYPE_OBJECT)

static void
count (PortunusOfferSelection *self,
       const PortunusEntry    *entry,
       int                     sign)
{
  self->n_wanted += sign;
  if (entry->type != PORTUNUS_ENTRY_FILE && entry->type != PORTUNUS_ENTRY_TEXT)
    return;

  self->n_files += sign;
  if (entry->size == PORTUNUS_SIZE_UNKNOWN)
    self->n_unknown += sign;
  else if (sign > 0)
    self->n_bytes += entry->size;
  else
    self->n_bytes -= entry->size;
}

static void
set_one (PortunusOfferSelection *self,
         guint                   index,
         gboolean                is_wanted)
{
  PortunusEntry entry;

  if (self->wanted[index] == is_wanted)
    return;

  portunus_manifest_get_entry (self->manifest, index, &entry);
  if (entry.problem != NULL)
    return;
  self->wanted[index] = is_wanted;
  count (self, &entry, is_wanted ? 1 : -1);
}

static gboolean
is_beneath (const char *path,
            const char *folder)
{
  gsize length = strlen (folder);

  return strncmp (path, folder, length) == 0 && path[length] == '/';
}

/* What lies in a folder goes with it; the folders that something lies in come with it. */
static void
set_relatives (PortunusOfferSelection *self,
               const PortunusEntry    *changed,
               gboolean                is_wanted)
{
  for (guint i = 0; i < self->n_entries; i++)
    {
      PortunusEntry entry;

      portunus_manifest_get_entry (self->manifest, i, &entry);
      if (changed->type == PORTUNUS_ENTRY_DIRECTORY && is_beneath (entry.path, changed->path))
        set_one (self, i, is_wanted);
      else if (is_wanted && entry.type == PORTUNUS_ENTRY_DIRECTORY && is_beneath (changed->path, entry.path))
        set_one (self, i, TRUE);
    }
}

static void
portunus_offer_selection_finalize (GObject *object)
{
  PortunusOfferSelection *self = PORTUNUS_OFFER_SELECTION (object);

  g_clear_pointer (&self->manifest, portunus_manifest_unref);
  g_free (self->wanted);

  G_OBJECT_CLASS (portunus_offer_selection_parent_class)->finalize (object);
}

static void
portunus_offer_selection_class_init (PortunusOfferSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_offer_selection_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
portunus_offer_selection_init (PortunusOfferSelection *self)
{
}

/**
 * portunus_offer_selection_new:
 * @manifest: the manifest of an offer
 *
 * Returns: (transfer full): a selection of all that the receiver can make
 */
PortunusOfferSelection *
portunus_offer_selection_new (PortunusManifest *manifest)
{
  PortunusOfferSelection *self;

  g_return_val_if_fail (manifest != NULL, NULL);

  self = g_object_new (PORTUNUS_TYPE_OFFER_SELECTION, NULL);
  self->manifest = portunus_manifest_ref (manifest);
  self->n_entries = portunus_manifest_get_n_entries (manifest);
  self->wanted = g_new0 (guint8, self->n_entries);
  for (guint i = 0; i < self->n_entries; i++)
    set_one (self, i, TRUE);
  self->n_possible = self->n_wanted;
  return self;
}

/**
 * portunus_offer_selection_is_wanted:
 * @self: a selection
 * @index: number of an entry
 */
gboolean
portunus_offer_selection_is_wanted (PortunusOfferSelection *self,
                                    guint                   index)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_SELECTION (self), FALSE);
  g_return_val_if_fail (index < self->n_entries, FALSE);

  return self->wanted[index] != 0;
}

/**
 * portunus_offer_selection_is_possible:
 * @self: a selection
 * @index: number of an entry
 *
 * Returns: whether the entry can be wanted at all
 */
gboolean
portunus_offer_selection_is_possible (PortunusOfferSelection *self,
                                      guint                   index)
{
  PortunusEntry entry;

  g_return_val_if_fail (PORTUNUS_IS_OFFER_SELECTION (self), FALSE);
  g_return_val_if_fail (index < self->n_entries, FALSE);

  portunus_manifest_get_entry (self->manifest, index, &entry);
  return entry.problem == NULL;
}

/**
 * portunus_offer_selection_is_all:
 * @self: a selection
 *
 * Returns: whether everything that can be made is wanted
 */
gboolean
portunus_offer_selection_is_all (PortunusOfferSelection *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_SELECTION (self), FALSE);

  return self->n_wanted == self->n_possible;
}

/**
 * portunus_offer_selection_is_none:
 * @self: a selection
 *
 * Returns: whether entries could be wanted and none is
 */
gboolean
portunus_offer_selection_is_none (PortunusOfferSelection *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_SELECTION (self), FALSE);

  return self->n_wanted == 0 && self->n_possible > 0;
}

/**
 * portunus_offer_selection_set_wanted:
 * @self: a selection
 * @index: number of an entry
 * @is_wanted: whether to receive it
 *
 * A folder takes what is in it along, and what is wanted wants the folders it is in.
 */
void
portunus_offer_selection_set_wanted (PortunusOfferSelection *self,
                                     guint                   index,
                                     gboolean                is_wanted)
{
  PortunusEntry entry;

  g_return_if_fail (PORTUNUS_IS_OFFER_SELECTION (self));
  g_return_if_fail (index < self->n_entries);

  if (self->wanted[index] == !!is_wanted || !portunus_offer_selection_is_possible (self, index))
    return;

  portunus_manifest_get_entry (self->manifest, index, &entry);
  set_one (self, index, !!is_wanted);
  set_relatives (self, &entry, !!is_wanted);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * portunus_offer_selection_set_all:
 * @self: a selection
 * @is_wanted: whether to receive everything, or nothing
 */
void
portunus_offer_selection_set_all (PortunusOfferSelection *self,
                                  gboolean                is_wanted)
{
  g_return_if_fail (PORTUNUS_IS_OFFER_SELECTION (self));

  for (guint i = 0; i < self->n_entries; i++)
    set_one (self, i, !!is_wanted);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * portunus_offer_selection_get_n_files:
 * @self: a selection
 *
 * Returns: how many files and texts are wanted
 */
guint
portunus_offer_selection_get_n_files (PortunusOfferSelection *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_SELECTION (self), 0);

  return self->n_files;
}

/**
 * portunus_offer_selection_get_n_bytes:
 * @self: a selection
 *
 * Returns: size of what is wanted in bytes, %PORTUNUS_SIZE_UNKNOWN where it is not known
 */
guint64
portunus_offer_selection_get_n_bytes (PortunusOfferSelection *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_SELECTION (self), 0);

  return self->n_unknown > 0 ? PORTUNUS_SIZE_UNKNOWN : self->n_bytes;
}

/**
 * portunus_offer_selection_get_wanted:
 * @self: a selection
 *
 * Returns: (transfer none): one byte for each entry, not 0 where it is wanted
 */
const guint8 *
portunus_offer_selection_get_wanted (PortunusOfferSelection *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_SELECTION (self), NULL);

  return self->wanted;
}

/**
 * portunus_offer_selection_dup_indexes:
 * @self: a selection
 *
 * Returns: (transfer full) (nullable) (element-type guint): numbers of the wanted entries; %NULL for all
 */
GArray *
portunus_offer_selection_dup_indexes (PortunusOfferSelection *self)
{
  g_autoptr (GArray) indexes = NULL;

  g_return_val_if_fail (PORTUNUS_IS_OFFER_SELECTION (self), NULL);

  if (portunus_offer_selection_is_all (self))
    return NULL;

  indexes = g_array_sized_new (FALSE, FALSE, sizeof (guint), self->n_wanted);
  for (guint i = 0; i < self->n_entries; i++)
    if (self->wanted[i] != 0)
      g_array_append_val (indexes, i);
  return g_steal_pointer (&indexes);
}
