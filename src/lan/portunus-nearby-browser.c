/* portunus-nearby-browser.c: the devices that announce themselves on the local network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-nearby-browser.h"

#include <string.h>

#include "portunus-avahi-object.h"
#include "portunus-nearby-id.h"

/* One for each device, interface and version of IP; a network that has more is playing with us. */
#define MAX_SIGHTINGS 512

struct _PortunusNearbyBrowser
{
  GObject              parent_instance;

  /* Owned */
  char                *own_id;
  PortunusAvahi       *avahi;
  PortunusAvahiObject *browser;
  GHashTable          *sightings;    /* key → Sighting */
  GListStore          *devices;
};

/* A device as it is seen on one interface by one version of IP. */
typedef struct
{
  char                  *id;
  PortunusAvahiObject   *resolver;
  PortunusNearbyDevice  *device;     /* NULL until it was resolved */
  PortunusNearbyBrowser *owner;
} Sighting;

enum
{
  SETTLED,
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusNearbyBrowser, portunus_nearby_browser, G_TYPE_OBJECT)

static void
sighting_free (gpointer data)
{
  Sighting *sighting = data;

  portunus_avahi_object_free (sighting->resolver);
  g_clear_object (&sighting->device);
  g_free (sighting->id);
  g_free (sighting);
}

/* Version 4 works wherever there is any; of several the choice does not matter. */
static PortunusNearbyDevice *
find_best (PortunusNearbyBrowser *self,
           const char            *id)
{
  PortunusNearbyDevice *best = NULL;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->sightings);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Sighting *sighting = value;

      if (sighting->device == NULL || strcmp (sighting->id, id) != 0)
        continue;
      if (best == NULL || strchr (portunus_nearby_device_get_address (best), ':') != NULL)
        best = sighting->device;
    }
  return best;
}

static guint
find_position (PortunusNearbyBrowser *self,
               const char            *id)
{
  guint n_devices = g_list_model_get_n_items (G_LIST_MODEL (self->devices));
  guint position;

  for (position = 0; position < n_devices; position++)
    {
      g_autoptr (PortunusNearbyDevice) device = g_list_model_get_item (G_LIST_MODEL (self->devices), position);

      if (strcmp (portunus_nearby_device_get_id (device), id) == 0)
        break;
    }
  return position;
}

static void
update_device (PortunusNearbyBrowser *self,
               const char            *id)
{
  g_autoptr (PortunusNearbyDevice) best = find_best (self, id);
  guint position = find_position (self, id);
  gboolean is_listed = position < g_list_model_get_n_items (G_LIST_MODEL (self->devices));
  g_autoptr (PortunusNearbyDevice) listed = NULL;

  if (best != NULL)
    g_object_ref (best);
  if (is_listed)
    listed = g_list_model_get_item (G_LIST_MODEL (self->devices), position);
  if (listed != best)
    g_list_store_splice (self->devices, position, is_listed ? 1 : 0, (gpointer *) &best, best != NULL ? 1 : 0);
}

/* A link-local address means something only together with an interface, which a link cannot name. */
static gboolean
is_usable (const char *address)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  return inet != NULL && !g_inet_address_get_is_any (inet) && !g_inet_address_get_is_multicast (inet)
         && !(g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6 && g_inet_address_get_is_link_local (inet));
}

static void
take_found (Sighting *sighting,
            GVariant *parameters)
{
  g_autoptr (GVariant) strings = NULL;
  g_autoptr (PortunusNearbyText) text = NULL;
  g_autoptr (GError) error = NULL;
  const char *address;
  guint16 port;

  g_clear_object (&sighting->device);
  g_variant_get (parameters, "(iissssi&sq@aayu)", NULL, NULL, NULL, NULL, NULL, NULL, NULL, &address, &port, &strings,
                 NULL);
  text = portunus_nearby_text_parse (strings, &error);
  if (text == NULL)
    g_debug ("%s", error->message);
  else if (port != 0 && is_usable (address))
    sighting->device = portunus_nearby_device_new (sighting->id, address, port, g_steal_pointer (&text));
  update_device (sighting->owner, sighting->id);
}

static void
resolver_signal_cb (const char *name,
                    GVariant   *parameters,
                    gpointer    user_data)
{
  if (strcmp (name, "Found") == 0 && g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(iissssisqaayu)")))
    take_found (user_data, parameters);
}

/* Others go on; a device that cannot be resolved is just not there. */
static void
resolver_failed_cb (const GError *error,
                    gpointer      user_data)
{
}

static const PortunusAvahiObjectClass resolver_class = {
  .interface = "ServiceResolver",
  .method = "ServiceResolverPrepare",
  .has_start = TRUE,
  .signal = resolver_signal_cb,
  .failed = resolver_failed_cb,
};

static void
add_sighting (PortunusNearbyBrowser *self,
              char                  *key,
              GVariant              *parameters)
{
  g_autofree char *owned_key = key;
  Sighting *sighting;
  const char *id;
  const char *type;
  const char *domain;
  gint32 interface;
  gint32 protocol;

  g_variant_get (parameters, "(ii&s&s&su)", &interface, &protocol, &id, &type, &domain, NULL);
  if (g_hash_table_contains (self->sightings, key) || g_hash_table_size (self->sightings) == MAX_SIGHTINGS
      || !portunus_nearby_is_id (id) || g_strcmp0 (id, self->own_id) == 0)
    return;
  sighting = g_new0 (Sighting, 1);
  sighting->id = g_strdup (id);
  sighting->owner = self;
  sighting->resolver = portunus_avahi_object_new (self->avahi, &resolver_class,
                                                  g_variant_new ("(iisssiu)", interface, protocol, id, type, domain,
                                                                 protocol, 0),
                                                  sighting);
  g_hash_table_insert (self->sightings, g_steal_pointer (&owned_key), sighting);
}

static void
remove_sighting (PortunusNearbyBrowser *self,
                 const char            *key)
{
  Sighting *sighting = g_hash_table_lookup (self->sightings, key);
  g_autofree char *id = NULL;

  if (sighting == NULL)
    return;
  id = g_strdup (sighting->id);
  g_hash_table_remove (self->sightings, key);
  update_device (self, id);
}

static void
take_item (PortunusNearbyBrowser *self,
           const char            *name,
           GVariant              *parameters)
{
  g_autofree char *key = NULL;
  const char *id;
  gint32 interface;
  gint32 protocol;

  g_variant_get (parameters, "(ii&sssu)", &interface, &protocol, &id, NULL, NULL, NULL);
  key = g_strdup_printf ("%d %d %s", interface, protocol, id);
  if (strcmp (name, "ItemNew") == 0)
    add_sighting (self, g_steal_pointer (&key), parameters);
  else if (strcmp (name, "ItemRemove") == 0)
    remove_sighting (self, key);
}

static void
emit_problem (PortunusNearbyBrowser *self,
              const GError          *cause)
{
  g_autoptr (GError) problem = NULL;

  g_set_error (&problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               "Devices on the local network cannot be found (%s): "
               "install or start avahi-daemon, or use a link or code",
               cause->message);
  g_signal_emit (self, signals[PROBLEM], 0, problem);
}

static void
browser_signal_cb (const char *name,
                   GVariant   *parameters,
                   gpointer    user_data)
{
  PortunusNearbyBrowser *self = user_data;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(iisssu)")))
    take_item (self, name, parameters);
  else if (strcmp (name, "AllForNow") == 0)
    g_signal_emit (self, signals[SETTLED], 0);
}

static void
browser_failed_cb (const GError *error,
                   gpointer      user_data)
{
  emit_problem (user_data, error);
}

static const PortunusAvahiObjectClass browser_class = {
  .interface = "ServiceBrowser",
  .method = "ServiceBrowserPrepare",
  .has_start = TRUE,
  .signal = browser_signal_cb,
  .failed = browser_failed_cb,
};

static void
forget_all (PortunusNearbyBrowser *self)
{
  g_clear_pointer (&self->browser, portunus_avahi_object_free);
  g_hash_table_remove_all (self->sightings);
  g_list_store_remove_all (self->devices);
}

static void
appeared_cb (PortunusAvahi         *avahi,
             PortunusNearbyBrowser *self)
{
  forget_all (self);
  self->browser = portunus_avahi_object_new (avahi, &browser_class,
                                             g_variant_new ("(iissu)", PORTUNUS_AVAHI_ANY, PORTUNUS_AVAHI_ANY,
                                                            PORTUNUS_NEARBY_SERVICE_TYPE, "local", 0),
                                             self);
  g_signal_emit (self, signals[PROBLEM], 0, NULL);
}

static void
vanished_cb (PortunusAvahi         *avahi,
             const GError          *error,
             PortunusNearbyBrowser *self)
{
  forget_all (self);
  emit_problem (self, error);
}

static void
portunus_nearby_browser_dispose (GObject *object)
{
  portunus_nearby_browser_stop (PORTUNUS_NEARBY_BROWSER (object));

  G_OBJECT_CLASS (portunus_nearby_browser_parent_class)->dispose (object);
}

static void
portunus_nearby_browser_finalize (GObject *object)
{
  PortunusNearbyBrowser *self = PORTUNUS_NEARBY_BROWSER (object);

  g_free (self->own_id);
  g_object_unref (self->avahi);
  g_hash_table_unref (self->sightings);
  g_object_unref (self->devices);

  G_OBJECT_CLASS (portunus_nearby_browser_parent_class)->finalize (object);
}

static void
portunus_nearby_browser_class_init (PortunusNearbyBrowserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_nearby_browser_dispose;
  object_class->finalize = portunus_nearby_browser_finalize;

  signals[SETTLED] = g_signal_new ("settled", PORTUNUS_TYPE_NEARBY_BROWSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", PORTUNUS_TYPE_NEARBY_BROWSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_nearby_browser_init (PortunusNearbyBrowser *self)
{
  self->avahi = portunus_avahi_new ();
  self->sightings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sighting_free);
  self->devices = g_list_store_new (PORTUNUS_TYPE_NEARBY_DEVICE);
  g_signal_connect_object (self->avahi, "appeared", G_CALLBACK (appeared_cb), self, 0);
  g_signal_connect_object (self->avahi, "vanished", G_CALLBACK (vanished_cb), self, 0);
}

PortunusNearbyBrowser *
portunus_nearby_browser_new (const char *own_id)
{
  PortunusNearbyBrowser *self = g_object_new (PORTUNUS_TYPE_NEARBY_BROWSER, NULL);

  self->own_id = g_strdup (own_id);
  return self;
}

void
portunus_nearby_browser_start (PortunusNearbyBrowser *self)
{
  portunus_avahi_start (self->avahi);
}

void
portunus_nearby_browser_stop (PortunusNearbyBrowser *self)
{
  forget_all (self);
  portunus_avahi_stop (self->avahi);
}

GListModel *
portunus_nearby_browser_get_devices (PortunusNearbyBrowser *self)
{
  return G_LIST_MODEL (self->devices);
}
