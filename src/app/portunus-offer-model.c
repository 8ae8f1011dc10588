/* portunus-offer-model.c: the entries of an offer as a list model
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-model.h"

#include "portunus-offer-entry.h"

struct _PortunusOfferModel
{
  GObject           parent_instance;

  /* Owned */
  PortunusManifest *manifest;
};

static GType
get_item_type (GListModel *model)
{
  return PORTUNUS_TYPE_OFFER_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return portunus_manifest_get_n_entries (PORTUNUS_OFFER_MODEL (model)->manifest);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  if (position >= get_n_items (model))
    return NULL;
  return portunus_offer_entry_new (PORTUNUS_OFFER_MODEL (model)->manifest, position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusOfferModel, portunus_offer_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
portunus_offer_model_finalize (GObject *object)
{
  PortunusOfferModel *self = PORTUNUS_OFFER_MODEL (object);

  g_clear_pointer (&self->manifest, portunus_manifest_unref);

  G_OBJECT_CLASS (portunus_offer_model_parent_class)->finalize (object);
}

static void
portunus_offer_model_class_init (PortunusOfferModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_offer_model_finalize;
}

static void
portunus_offer_model_init (PortunusOfferModel *self)
{
}

/**
 * portunus_offer_model_new:
 * @manifest: the manifest of an offer
 *
 * Returns: (transfer full): a model of its entries
 */
GListModel *
portunus_offer_model_new (PortunusManifest *manifest)
{
  PortunusOfferModel *self;

  g_return_val_if_fail (manifest != NULL, NULL);

  self = g_object_new (PORTUNUS_TYPE_OFFER_MODEL, NULL);
  self->manifest = portunus_manifest_ref (manifest);
  return G_LIST_MODEL (self);
}
