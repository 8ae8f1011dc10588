/* portunus-admin-settings.c: the limits of the server that the portal shows and changes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-settings.h"

#include "portunus-admin-call.h"
#include "portunus-admin-private.h"
#include "portunus-json.h"
#include "portunus-store-settings.h"

#define STORE_PREFIX "limits."

static const struct
{
  const char          *name;
  PortunusServerLimit  limit;
  guint                min;
  guint                max;
} settings[] = {
  { "max_rooms", PORTUNUS_SERVER_LIMIT_ROOMS, 1, 100000 },
  { "max_connections", PORTUNUS_SERVER_LIMIT_CONNECTIONS, 16, 60000 },
  { "max_per_client", PORTUNUS_SERVER_LIMIT_PER_CLIENT, 4, 60000 },
  { "joins_per_minute", PORTUNUS_SERVER_LIMIT_JOINS, 1, 60000 },
  { "rooms_per_minute", PORTUNUS_SERVER_LIMIT_CREATIONS, 1, 60000 },
  { "room_hours", PORTUNUS_SERVER_LIMIT_ROOM_HOURS, 1, 24 * 365 },
  { "room_empty_minutes", PORTUNUS_SERVER_LIMIT_ROOM_EMPTY_MINUTES, 1, 60 * 24 * 365 },
  { "room_peers", PORTUNUS_SERVER_LIMIT_ROOM_PEERS, 2, 256 },
};

/* Settings on their way to the store. */
typedef struct
{
  PortunusAdminCall *call;
  GError            *error;
  guint              n_pending;
} Saving;

/* A limit of 0 is none at all: behind a proxy all connections are one client's. */
static gboolean
applies (PortunusServices *services,
         gsize             setting)
{
  return services->limits[settings[setting].limit] != 0;
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  PortunusServices *services = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) stored = portunus_server_store_list_settings_finish (PORTUNUS_SERVER_STORE (source), result,
                                                                              &error);

  /* The services are gone by the time a cancelled call comes back. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (stored == NULL)
    g_warning ("The stored limits cannot be read: %s", error->message);
  for (gsize i = 0; stored != NULL && i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *key = g_strconcat (STORE_PREFIX, settings[i].name, NULL);
      const char *text = g_hash_table_lookup (stored, key);
      guint64 value;

      if (text != NULL && applies (services, i)
          && g_ascii_string_to_unsigned (text, 10, settings[i].min, settings[i].max, &value, NULL))
        portunus_services_set_limit (services, settings[i].limit, value);
    }
}

/**
 * portunus_admin_settings_load:
 * @store: where the settings are
 * @services: where they count
 * @cancellable: to be cancelled before @services end
 *
 * Applies what was set in an earlier run.
 */
void
portunus_admin_settings_load (PortunusServerStore *store,
                              PortunusServices    *services,
                              GCancellable        *cancellable)
{
  portunus_server_store_list_settings_async (store, cancellable, loaded_cb, services);
}

/**
 * portunus_admin_handle_settings:
 * @request: of a session
 * @user_data: the #PortunusServices
 *
 * Lists the limits that apply: value, least and most.
 */
void
portunus_admin_handle_settings (PortunusRequest *request,
                                gpointer         user_data)
{
  PortunusServices *services = user_data;
  g_autoptr (JsonObject) answer = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      JsonObject *object;

      if (!applies (services, i))
        continue;
      object = json_object_new ();
      json_object_set_int_member (object, "value", services->limits[settings[i].limit]);
      json_object_set_int_member (object, "min", settings[i].min);
      json_object_set_int_member (object, "max", settings[i].max);
      json_object_set_object_member (answer, settings[i].name, object);
    }
  portunus_request_respond_json (request, SOUP_STATUS_OK, answer);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Saving *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!portunus_server_store_set_setting_finish (PORTUNUS_SERVER_STORE (source), result, &error) && self->error == NULL)
    self->error = g_steal_pointer (&error);
  if (--self->n_pending > 0)
    return;
  if (self->error == NULL)
    portunus_admin_call_answer (self->call, NULL);
  else
    portunus_admin_call_fail (self->call, self->error);
  g_clear_error (&self->error);
  g_free (self);
}

static void
apply_all (PortunusServices  *services,
           PortunusAdminCall *call,
           const guint64     *values)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->call = call;
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *key = g_strconcat (STORE_PREFIX, settings[i].name, NULL);
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, values[i]);

      if (!applies (services, i))
        continue;
      if (values[i] != services->limits[settings[i].limit])
        portunus_services_set_limit (services, settings[i].limit, values[i]);
      saving->n_pending++;
      portunus_server_store_set_setting_async (call->admin->store, key, text, NULL, stored_cb, saving);
    }
}

/**
 * portunus_admin_handle_settings_set:
 * @request: of a session, with a number for each limit that applies
 * @user_data: the #PortunusServices
 *
 * Changes the limits at once, all of them or none, and keeps them.
 */
void
portunus_admin_handle_settings_set (PortunusRequest *request,
                                    gpointer         user_data)
{
  PortunusServices *services = user_data;
  PortunusAdminCall *call = portunus_admin_call_new (services->admin, request);
  guint64 values[G_N_ELEMENTS (settings)] = { 0 };

  if (call == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (applies (services, i)
        && (!portunus_json_get_uint64 (call->input, settings[i].name, settings[i].max, &values[i], NULL)
            || values[i] < settings[i].min))
      {
        g_autofree char *sentence = g_strdup_printf ("“%s” must be a number from %u to %u.", settings[i].name,
                                                     settings[i].min, settings[i].max);

        portunus_admin_call_refuse (call, SOUP_STATUS_BAD_REQUEST, sentence);
        return;
      }
  g_message ("The limits of the server were changed");
  apply_all (services, call, values);
}
