/* portunus-offer.c: what a sender would like to send
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer.h"

#include <string.h>

#include "portunus-name.h"

struct _PortunusOffer
{
  GObject           parent_instance;

  /* Owned */
  char             *title;
  PortunusManifest *manifest;

  guint8            id[PORTUNUS_TRANSFER_ID_SIZE];
};

G_DEFINE_FINAL_TYPE (PortunusOffer, portunus_offer, G_TYPE_OBJECT)

static void
portunus_offer_finalize (GObject *object)
{
  PortunusOffer *self = PORTUNUS_OFFER (object);

  g_free (self->title);
  g_clear_pointer (&self->manifest, portunus_manifest_unref);

  G_OBJECT_CLASS (portunus_offer_parent_class)->finalize (object);
}

static void
portunus_offer_class_init (PortunusOfferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_offer_finalize;
}

static void
portunus_offer_init (PortunusOffer *self)
{
}

/**
 * portunus_offer_new:
 * @id: the transfer's id
 * @title: what it is about; made inert for display
 * @manifest: what it consists of
 *
 * Returns: (transfer full): an offer
 */
PortunusOffer *
portunus_offer_new (const guint8      id[PORTUNUS_TRANSFER_ID_SIZE],
                    const char       *title,
                    PortunusManifest *manifest)
{
  PortunusOffer *self = g_object_new (PORTUNUS_TYPE_OFFER, NULL);

  memcpy (self->id, id, PORTUNUS_TRANSFER_ID_SIZE);
  self->title = portunus_text_for_display (title, PORTUNUS_OFFER_MAX_TITLE / 4);
  self->manifest = portunus_manifest_ref (manifest);
  return self;
}

/**
 * portunus_offer_get_id:
 * @self: an offer
 *
 * Returns: 16 bytes
 */
const guint8 *
portunus_offer_get_id (PortunusOffer *self)
{
  return self->id;
}

/**
 * portunus_offer_get_title:
 * @self: an offer
 *
 * Returns: the title, fit for display
 */
const char *
portunus_offer_get_title (PortunusOffer *self)
{
  return self->title;
}

/**
 * portunus_offer_get_manifest:
 * @self: an offer
 *
 * Returns: (transfer none): the manifest
 */
PortunusManifest *
portunus_offer_get_manifest (PortunusOffer *self)
{
  return self->manifest;
}

static gboolean
is_same_entry (const PortunusManifest *one,
               const PortunusManifest *other,
               guint                   index)
{
  PortunusEntry a, b;

  portunus_manifest_get_entry (one, index, &a);
  portunus_manifest_get_entry (other, index, &b);
  return a.type == b.type && a.size == b.size && strcmp (a.path, b.path) == 0 && g_strcmp0 (a.target, b.target) == 0;
}

/**
 * portunus_offer_is_same:
 * @self: an offer
 * @other: a later one, hostile
 *
 * Tells whether what was accepted of @self is accepted of @other as well: the id alone is no more than a sender's word.
 *
 * Returns: whether both have the same id and the same entries, apart from modes and times
 */
gboolean
portunus_offer_is_same (PortunusOffer *self,
                        PortunusOffer *other)
{
  guint n_entries = portunus_manifest_get_n_entries (self->manifest);

  if (memcmp (self->id, other->id, sizeof self->id) != 0
      || portunus_manifest_get_n_entries (other->manifest) != n_entries)
    return FALSE;
  for (guint i = 0; i < n_entries; i++)
    if (!is_same_entry (self->manifest, other->manifest, i))
      return FALSE;
  return TRUE;
}
