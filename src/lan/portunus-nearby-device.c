/* portunus-nearby-device.c: a device that announces itself on the local network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-nearby-device.h"

#include "portunus-name.h"

#define MAX_NAME_CHARS 64

struct _PortunusNearbyDevice
{
  GObject             parent_instance;

  /* Owned */
  char               *id;
  char               *address;
  char               *name;
  PortunusNearbyText *text;

  guint16             port;
};

G_DEFINE_FINAL_TYPE (PortunusNearbyDevice, portunus_nearby_device, G_TYPE_OBJECT)

static void
portunus_nearby_device_finalize (GObject *object)
{
  PortunusNearbyDevice *self = PORTUNUS_NEARBY_DEVICE (object);

  g_free (self->id);
  g_free (self->address);
  g_free (self->name);
  portunus_nearby_text_free (self->text);

  G_OBJECT_CLASS (portunus_nearby_device_parent_class)->finalize (object);
}

static void
portunus_nearby_device_class_init (PortunusNearbyDeviceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_nearby_device_finalize;
}

static void
portunus_nearby_device_init (PortunusNearbyDevice *self)
{
}

PortunusNearbyDevice *
portunus_nearby_device_new (const char         *id,
                            const char         *address,
                            guint16             port,
                            PortunusNearbyText *text)
{
  PortunusNearbyDevice *self = g_object_new (PORTUNUS_TYPE_NEARBY_DEVICE, NULL);

  self->id = g_strdup (id);
  self->address = g_strdup (address);
  self->port = port;
  self->text = text;
  self->name = text->name != NULL ? portunus_text_for_display (text->name, MAX_NAME_CHARS) : NULL;
  return self;
}

const char *
portunus_nearby_device_get_id (PortunusNearbyDevice *self)
{
  return self->id;
}

const char *
portunus_nearby_device_get_name (PortunusNearbyDevice *self)
{
  return self->name;
}

const char *
portunus_nearby_device_get_address (PortunusNearbyDevice *self)
{
  return self->address;
}

PortunusLink *
portunus_nearby_device_make_link (PortunusNearbyDevice *self)
{
  PortunusLink *link = g_new0 (PortunusLink, 1);

  link->host = g_strdup (self->address);
  link->port = self->port;
  link->room = g_strdup (self->text->room);
  link->fingerprint = g_bytes_ref (self->text->fingerprint);
  return link;
}
