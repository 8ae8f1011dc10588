/* portunus-recipient.c: a device that something can be sent to, as a person sees it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-recipient.h"

#include <glib/gi18n.h>

struct _PortunusRecipient
{
  GObject              parent_instance;

  /* Owned */
  PortunusTarget      *target;
  PortunusKnownDevice *namesake;   /* (nullable): of our book, and perhaps this one */
};

G_DEFINE_FINAL_TYPE (PortunusRecipient, portunus_recipient, G_TYPE_OBJECT)

/* An announcement tells a name and no key; a name that several have tells nothing. */
static PortunusKnownDevice *
find_namesake (PortunusDeviceBook *book,
               const char         *name)
{
  PortunusKnownDevice *namesake = NULL;

  for (guint i = 0; name != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (book)); i++)
    {
      g_autoptr (PortunusKnownDevice) known = g_list_model_get_item (G_LIST_MODEL (book), i);

      if (g_strcmp0 (portunus_known_device_get_said_name (known), name) != 0)
        continue;
      if (namesake != NULL)
        return NULL;
      namesake = known;
    }
  return namesake;
}

static PortunusDeviceTrust
get_trust (PortunusRecipient *self)
{
  return self->namesake != NULL ? portunus_known_device_get_trust (self->namesake) : PORTUNUS_DEVICE_MET;
}

static void
portunus_recipient_finalize (GObject *object)
{
  PortunusRecipient *self = PORTUNUS_RECIPIENT (object);

  portunus_target_free (self->target);
  g_clear_object (&self->namesake);

  G_OBJECT_CLASS (portunus_recipient_parent_class)->finalize (object);
}

static void
portunus_recipient_class_init (PortunusRecipientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_recipient_finalize;
}

static void
portunus_recipient_init (PortunusRecipient *self)
{
}

static PortunusRecipient *
create (const PortunusTarget *target,
        PortunusKnownDevice  *namesake)
{
  PortunusRecipient *self = g_object_new (PORTUNUS_TYPE_RECIPIENT, NULL);

  self->target = portunus_target_copy (target);
  g_set_object (&self->namesake, namesake);
  return self;
}

/**
 * portunus_recipient_new_nearby:
 * @nearby: a device that announces itself
 * @book: the devices that were met
 *
 * Where @nearby goes by the name of a device that a person vouches for, what is sent is for that one and no other.
 *
 * Returns: (transfer full): a recipient
 */
PortunusRecipient *
portunus_recipient_new_nearby (PortunusNearbyDevice *nearby,
                               PortunusDeviceBook   *book)
{
  PortunusKnownDevice *namesake = find_namesake (book, portunus_nearby_device_get_name (nearby));
  PortunusTarget target = { .nearby = nearby };

  if (namesake != NULL && portunus_known_device_get_trust (namesake) == PORTUNUS_DEVICE_VERIFIED)
    target.known = namesake;
  return create (&target, namesake);
}

/**
 * portunus_recipient_new_known:
 * @known: a device of the book
 *
 * Returns: (transfer full): a recipient, wherever it is
 */
PortunusRecipient *
portunus_recipient_new_known (PortunusKnownDevice *known)
{
  const PortunusTarget target = { .known = known };

  return create (&target, known);
}

/**
 * portunus_recipient_new_address:
 * @address: HOST:PORT, see portunus_target_is_address()
 *
 * Returns: (transfer full): a recipient
 */
PortunusRecipient *
portunus_recipient_new_address (const char *address)
{
  const PortunusTarget target = { .address = address };

  return create (&target, NULL);
}

const PortunusTarget *
portunus_recipient_get_target (PortunusRecipient *self)
{
  return self->target;
}

const char *
portunus_recipient_get_name (PortunusRecipient *self)
{
  if (self->target->known != NULL)
    return portunus_known_device_get_name (self->target->known);
  if (self->target->address != NULL)
    return self->target->address;
  if (portunus_nearby_device_get_name (self->target->nearby) != NULL)
    return portunus_nearby_device_get_name (self->target->nearby);
  return _("Device Without a Name");
}

/**
 * portunus_recipient_get_detail:
 * @self: a recipient
 *
 * Returns: (nullable): the address of a device nearby
 */
const char *
portunus_recipient_get_detail (PortunusRecipient *self)
{
  return self->target->nearby != NULL ? portunus_nearby_device_get_address (self->target->nearby) : NULL;
}

const char *
portunus_recipient_get_label (PortunusRecipient *self)
{
  static const char * const labels[] = { "known", "verified", "blocked" };

  return self->namesake != NULL ? labels[get_trust (self)] : "not verified";
}

gboolean
portunus_recipient_is_blocked (PortunusRecipient *self)
{
  return get_trust (self) == PORTUNUS_DEVICE_BLOCKED;
}
