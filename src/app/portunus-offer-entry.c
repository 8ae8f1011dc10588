/* portunus-offer-entry.c: one line in the list of what is offered
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-entry.h"

#include <glib/gi18n.h>

#include "portunus-format.h"
#include "portunus-name.h"

#define MAX_NAME_CHARACTERS 500

struct _PortunusOfferEntry
{
  GObject            parent_instance;

  /* Owned */
  char              *name;
  char              *size;
  PortunusEntryType  type;
  guint              index;
};

G_DEFINE_FINAL_TYPE (PortunusOfferEntry, portunus_offer_entry, G_TYPE_OBJECT)

static char *
describe_size (const PortunusEntry *entry)
{
  if (entry->problem != NULL)
    return g_strdup (_("will not be made"));

  switch (entry->type)
    {
    case PORTUNUS_ENTRY_DIRECTORY:
      return g_strdup (_("folder"));
    case PORTUNUS_ENTRY_SYMLINK:
      return g_strdup (_("symbolic link"));
    case PORTUNUS_ENTRY_FILE:
    case PORTUNUS_ENTRY_TEXT:
    default:
      return portunus_format_size (entry->size);
    }
}

static void
portunus_offer_entry_finalize (GObject *object)
{
  PortunusOfferEntry *self = PORTUNUS_OFFER_ENTRY (object);

  g_free (self->name);
  g_free (self->size);

  G_OBJECT_CLASS (portunus_offer_entry_parent_class)->finalize (object);
}

static void
portunus_offer_entry_class_init (PortunusOfferEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_offer_entry_finalize;
}

static void
portunus_offer_entry_init (PortunusOfferEntry *self)
{
}

/**
 * portunus_offer_entry_new:
 * @manifest: the manifest of an offer
 * @index: number of the entry
 *
 * Returns: (transfer full): the entry as plain text for labels; keeps nothing of @manifest
 */
PortunusOfferEntry *
portunus_offer_entry_new (PortunusManifest *manifest,
                          guint             index)
{
  PortunusOfferEntry *self;
  PortunusEntry entry;

  g_return_val_if_fail (manifest != NULL, NULL);
  g_return_val_if_fail (index < portunus_manifest_get_n_entries (manifest), NULL);

  portunus_manifest_get_entry (manifest, index, &entry);
  self = g_object_new (PORTUNUS_TYPE_OFFER_ENTRY, NULL);
  self->type = entry.type;
  self->index = index;
  self->name = entry.type == PORTUNUS_ENTRY_TEXT ? g_strdup (_("A text"))
                                                 : portunus_text_for_display (entry.path, MAX_NAME_CHARACTERS);
  self->size = describe_size (&entry);
  return self;
}

/**
 * portunus_offer_entry_get_index:
 * @self: an entry
 *
 * Returns: its number in the manifest
 */
guint
portunus_offer_entry_get_index (PortunusOfferEntry *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_ENTRY (self), 0);

  return self->index;
}

/**
 * portunus_offer_entry_get_name:
 * @self: an entry
 *
 * Returns: its path as plain text
 */
const char *
portunus_offer_entry_get_name (PortunusOfferEntry *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_ENTRY (self), NULL);

  return self->name;
}

/**
 * portunus_offer_entry_get_size:
 * @self: an entry
 *
 * Returns: its size, or what it is instead of a file, translated
 */
const char *
portunus_offer_entry_get_size (PortunusOfferEntry *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_ENTRY (self), NULL);

  return self->size;
}

/**
 * portunus_offer_entry_get_icon_name:
 * @self: an entry
 *
 * Returns: the name of a symbolic icon
 */
const char *
portunus_offer_entry_get_icon_name (PortunusOfferEntry *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_ENTRY (self), NULL);

  switch (self->type)
    {
    case PORTUNUS_ENTRY_DIRECTORY:
      return "folder-symbolic";
    case PORTUNUS_ENTRY_SYMLINK:
      return "emblem-symbolic-link";
    case PORTUNUS_ENTRY_FILE:
    case PORTUNUS_ENTRY_TEXT:
    default:
      return "text-x-generic-symbolic";
    }
}
