/* portunus-avahi.c: the Avahi daemon of this machine, which speaks multicast DNS for its programs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-avahi.h"

#define BUS_NAME "org.freedesktop.Avahi"

struct _PortunusAvahi
{
  GObject          parent_instance;

  /* Owned; NULL while the daemon is not there */
  GDBusConnection *connection;
  char            *owner;

  guint            watch;
};

enum
{
  APPEARED,
  VANISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusAvahi, portunus_avahi, G_TYPE_OBJECT)

static void
appeared_cb (GDBusConnection *connection,
             const char      *name,
             const char      *owner,
             gpointer         user_data)
{
  PortunusAvahi *self = user_data;

  g_set_object (&self->connection, connection);
  g_free (self->owner);
  self->owner = g_strdup (owner);
  g_signal_emit (self, signals[APPEARED], 0);
}

static void
vanished_cb (GDBusConnection *connection,
             const char      *name,
             gpointer         user_data)
{
  PortunusAvahi *self = user_data;
  g_autoptr (GError) error = NULL;

  if (connection == NULL)
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no system bus where the Avahi service could be");
  else
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The Avahi service does not run");
  g_clear_object (&self->connection);
  g_clear_pointer (&self->owner, g_free);
  g_signal_emit (self, signals[VANISHED], 0, error);
}

static void
portunus_avahi_dispose (GObject *object)
{
  portunus_avahi_stop (PORTUNUS_AVAHI (object));

  G_OBJECT_CLASS (portunus_avahi_parent_class)->dispose (object);
}

static void
portunus_avahi_class_init (PortunusAvahiClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_avahi_dispose;

  signals[APPEARED] = g_signal_new ("appeared", PORTUNUS_TYPE_AVAHI, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
  signals[VANISHED] = g_signal_new ("vanished", PORTUNUS_TYPE_AVAHI, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_avahi_init (PortunusAvahi *self)
{
}

/**
 * portunus_avahi_new:
 *
 * Returns: (transfer full): the daemon, not looked for yet
 */
PortunusAvahi *
portunus_avahi_new (void)
{
  return g_object_new (PORTUNUS_TYPE_AVAHI, NULL);
}

void
portunus_avahi_start (PortunusAvahi *self)
{
  g_return_if_fail (self->watch == 0);

  self->watch = g_bus_watch_name (G_BUS_TYPE_SYSTEM, BUS_NAME, G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                  appeared_cb, vanished_cb, self, NULL);
}

void
portunus_avahi_stop (PortunusAvahi *self)
{
  if (self->watch != 0)
    g_bus_unwatch_name (self->watch);
  self->watch = 0;
  g_clear_object (&self->connection);
  g_clear_pointer (&self->owner, g_free);
}

GDBusConnection *
portunus_avahi_get_connection (PortunusAvahi *self)
{
  return self->owner != NULL ? self->connection : NULL;
}

const char *
portunus_avahi_get_owner (PortunusAvahi *self)
{
  return self->owner;
}
