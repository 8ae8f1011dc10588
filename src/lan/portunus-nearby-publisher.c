/* portunus-nearby-publisher.c: announcing this device on the local network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-nearby-publisher.h"

#include <string.h>

#include "portunus-avahi-object.h"

/* The daemon's AvahiEntryGroupState. */
enum
{
  GROUP_ESTABLISHED = 2,
  GROUP_COLLISION = 3,
  GROUP_FAILURE = 4,
};

struct _PortunusNearbyPublisher
{
  GObject              parent_instance;

  /* Owned */
  char                *id;
  GVariant            *strings;
  PortunusAvahi       *avahi;
  PortunusAvahiObject *group;

  guint16              port;
};

enum
{
  PUBLISHED,
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusNearbyPublisher, portunus_nearby_publisher, G_TYPE_OBJECT)

static void
emit_problem (PortunusNearbyPublisher *self,
              const char              *why)
{
  g_autoptr (GError) problem = NULL;

  g_set_error (&problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               "Devices on the local network cannot find this one (%s): install or start avahi-daemon, "
               "or pass on the link", why);
  g_signal_emit (self, signals[PROBLEM], 0, problem);
}

static void
group_ready_cb (gpointer user_data)
{
  PortunusNearbyPublisher *self = user_data;

  portunus_avahi_object_call (self->group, "AddService",
                              g_variant_new ("(iiussssq@aay)", PORTUNUS_AVAHI_ANY, PORTUNUS_AVAHI_ANY, 0, self->id,
                                             PORTUNUS_NEARBY_SERVICE_TYPE, "", "", self->port, self->strings));
  portunus_avahi_object_call (self->group, "Commit", NULL);
}

static void
group_signal_cb (const char *name,
                 GVariant   *parameters,
                 gpointer    user_data)
{
  PortunusNearbyPublisher *self = user_data;
  const char *why;
  gint32 state;

  if (strcmp (name, "StateChanged") != 0 || !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(is)")))
    return;
  g_variant_get (parameters, "(i&s)", &state, &why);
  if (state == GROUP_ESTABLISHED)
    g_signal_emit (self, signals[PUBLISHED], 0);
  else if (state == GROUP_COLLISION || state == GROUP_FAILURE)
    emit_problem (self, why);
}

static void
group_failed_cb (const GError *error,
                 gpointer      user_data)
{
  emit_problem (user_data, error->message);
}

static const PortunusAvahiObjectClass group_class = {
  .interface = "EntryGroup",
  .method = "EntryGroupNew",
  .ready = group_ready_cb,
  .signal = group_signal_cb,
  .failed = group_failed_cb,
};

static void
appeared_cb (PortunusAvahi           *avahi,
             PortunusNearbyPublisher *self)
{
  g_clear_pointer (&self->group, portunus_avahi_object_free);
  self->group = portunus_avahi_object_new (avahi, &group_class, NULL, self);
}

static void
vanished_cb (PortunusAvahi           *avahi,
             const GError            *error,
             PortunusNearbyPublisher *self)
{
  g_clear_pointer (&self->group, portunus_avahi_object_free);
  emit_problem (self, error->message);
}

static void
portunus_nearby_publisher_dispose (GObject *object)
{
  portunus_nearby_publisher_stop (PORTUNUS_NEARBY_PUBLISHER (object));

  G_OBJECT_CLASS (portunus_nearby_publisher_parent_class)->dispose (object);
}

static void
portunus_nearby_publisher_finalize (GObject *object)
{
  PortunusNearbyPublisher *self = PORTUNUS_NEARBY_PUBLISHER (object);

  g_free (self->id);
  g_variant_unref (self->strings);
  g_object_unref (self->avahi);

  G_OBJECT_CLASS (portunus_nearby_publisher_parent_class)->finalize (object);
}

static void
portunus_nearby_publisher_class_init (PortunusNearbyPublisherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_nearby_publisher_dispose;
  object_class->finalize = portunus_nearby_publisher_finalize;

  signals[PUBLISHED] = g_signal_new ("published", PORTUNUS_TYPE_NEARBY_PUBLISHER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", PORTUNUS_TYPE_NEARBY_PUBLISHER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_nearby_publisher_init (PortunusNearbyPublisher *self)
{
  self->avahi = portunus_avahi_new ();
  g_signal_connect_object (self->avahi, "appeared", G_CALLBACK (appeared_cb), self, 0);
  g_signal_connect_object (self->avahi, "vanished", G_CALLBACK (vanished_cb), self, 0);
}

PortunusNearbyPublisher *
portunus_nearby_publisher_new (const char               *id,
                               guint16                   port,
                               const PortunusNearbyText *text)
{
  PortunusNearbyPublisher *self = g_object_new (PORTUNUS_TYPE_NEARBY_PUBLISHER, NULL);

  self->id = g_strdup (id);
  self->port = port;
  self->strings = g_variant_ref_sink (portunus_nearby_text_format (text));
  return self;
}

void
portunus_nearby_publisher_start (PortunusNearbyPublisher *self)
{
  portunus_avahi_start (self->avahi);
}

void
portunus_nearby_publisher_stop (PortunusNearbyPublisher *self)
{
  g_clear_pointer (&self->group, portunus_avahi_object_free);
  portunus_avahi_stop (self->avahi);
}
