/* ui-service.c: names on the bus that a test answers for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "ui-service.h"

#define TIMEOUT_US (20 * G_TIME_SPAN_SECOND)

struct _UiService
{
  const UiServicePlace       *places;
  guint                       n_places;
  const GDBusInterfaceVTable *table;
  gpointer                    user_data;

  GThread                    *thread;
  GMainContext               *context;
  GMainLoop                  *loop;
  GDBusConnection            *bus;
  GArray                     *names;

  GMutex                      mutex;
  GCond                       changed;
  guint                       n_owned;   /* guarded by mutex */
};

static void
owned_cb (GDBusConnection *bus,
          const char      *name,
          gpointer         user_data)
{
  UiService *self = user_data;

  g_mutex_lock (&self->mutex);
  self->n_owned++;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);
}

static void
play (UiService            *self,
      const UiServicePlace *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (place->interfaces, &error);
  guint name;

  g_assert_no_error (error);
  for (guint i = 0; info->interfaces[i] != NULL; i++)
    {
      g_dbus_connection_register_object (self->bus, place->path, info->interfaces[i], self->table, self->user_data,
                                         NULL, &error);
      g_assert_no_error (error);
    }
  name = g_bus_own_name_on_connection (self->bus, place->name, G_BUS_NAME_OWNER_FLAGS_REPLACE, owned_cb, NULL, self,
                                       NULL);
  g_array_append_val (self->names, name);
}

static gpointer
run_on_thread (gpointer user_data)
{
  UiService *self = user_data;

  g_main_context_push_thread_default (self->context);
  for (guint i = 0; i < self->n_places; i++)
    play (self, &self->places[i]);
  g_main_loop_run (self->loop);
  for (guint i = 0; i < self->names->len; i++)
    g_bus_unown_name (g_array_index (self->names, guint, i));
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static GDBusConnection *
connect_to_bus (void)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus;

  bus = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);
  return bus;
}

static void
wait_for_names (UiService *self)
{
  gint64 deadline = g_get_monotonic_time () + TIMEOUT_US;

  g_mutex_lock (&self->mutex);
  while (self->n_owned < self->n_places)
    if (!g_cond_wait_until (&self->changed, &self->mutex, deadline))
      g_error ("The bus did not give the name %s in time", self->places[0].name);
  g_mutex_unlock (&self->mutex);
}

/**
 * ui_service_new:
 * @places: what to be; must outlive the service
 * @n_places: how many
 * @table: answers; called on the thread of the service, perhaps before this returns
 * @user_data: for @table
 *
 * Returns: (transfer full): a service that is there already
 */
UiService *
ui_service_new (const UiServicePlace       *places,
                guint                       n_places,
                const GDBusInterfaceVTable *table,
                gpointer                    user_data)
{
  UiService *self = g_new0 (UiService, 1);

  self->places = places;
  self->n_places = n_places;
  self->table = table;
  self->user_data = user_data;
  self->names = g_array_new (FALSE, FALSE, sizeof (guint));
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->bus = connect_to_bus ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("service", run_on_thread, self);
  wait_for_names (self);
  return self;
}

/**
 * ui_service_free:
 * @self: (transfer full): a service, which leaves the bus
 */
void
ui_service_free (UiService *self)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_array_unref (self->names);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}

/**
 * ui_service_get_bus:
 * @self: a service
 *
 * Returns: (transfer none): its connection; any thread
 */
GDBusConnection *
ui_service_get_bus (UiService *self)
{
  return self->bus;
}
