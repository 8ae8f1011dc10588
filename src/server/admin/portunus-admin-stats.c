/* portunus-admin-stats.c: the figures, rooms and warnings that the portal shows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-stats.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "portunus-health.h"
#include "portunus-known-holes.h"

/* A page shows no more than this at once; the rest is counted. */
#define MAX_LISTED_MEMBERS 1000
#define MAX_LISTED_ROOMS 500

static gint64
get_memory_bytes (void)
{
  g_autofree char *text = NULL;
  long n_pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*d %ld", &n_pages);
  return (gint64) n_pages * sysconf (_SC_PAGESIZE);
}

static void
set_sum (JsonObject      *object,
         const char      *name,
         PortunusMetrics *metrics,
         PortunusMetric   metric)
{
  json_object_set_int_member (object, name, portunus_metrics_sum (metrics, metric));
}

static void
set_bytes (JsonObject      *object,
           PortunusMetrics *metrics)
{
  double relayed = portunus_metrics_sum (metrics, PORTUNUS_METRIC_RELAY_BYTES);
  double in = portunus_metrics_get (metrics, PORTUNUS_METRIC_HOST_BYTES, PORTUNUS_LABELS ("in"));
  double out = portunus_metrics_get (metrics, PORTUNUS_METRIC_HOST_BYTES, PORTUNUS_LABELS ("out"));

  json_object_set_int_member (object, "bytes_in", in + relayed);
  json_object_set_int_member (object, "bytes_out", out + relayed);
}

/**
 * portunus_admin_stats_take:
 * @services: the server's
 *
 * Takes the figures of this moment; what only grows is counted from the start of the server.
 *
 * Returns: (transfer full): the figures
 */
JsonObject *
portunus_admin_stats_take (PortunusServices *services)
{
  JsonObject *object = json_object_new ();
  PortunusMetrics *metrics = services->metrics;

  portunus_health_update (services);
  json_object_set_int_member (object, "time", g_get_real_time () / 1000);
  json_object_set_int_member (object, "rooms", portunus_room_table_get_n_rooms (services->rooms));
  json_object_set_int_member (object, "memory", get_memory_bytes ());
  json_object_set_int_member (object, "errors",
                              portunus_metrics_get (metrics, PORTUNUS_METRIC_LOG_MESSAGES, PORTUNUS_LABELS ("error"))
                              + portunus_metrics_get (metrics, PORTUNUS_METRIC_LOG_MESSAGES,
                                                      PORTUNUS_LABELS ("warning")));
  set_sum (object, "connections", metrics, PORTUNUS_METRIC_CONNECTIONS);
  set_sum (object, "web_sockets", metrics, PORTUNUS_METRIC_WEB_SOCKETS);
  set_sum (object, "members", metrics, PORTUNUS_METRIC_MEMBERS);
  set_sum (object, "relays", metrics, PORTUNUS_METRIC_RELAYS);
  set_sum (object, "transfers", metrics, PORTUNUS_METRIC_HOST_TRANSFERS);
  set_sum (object, "requests", metrics, PORTUNUS_METRIC_REQUESTS);
  set_sum (object, "refused", metrics, PORTUNUS_METRIC_CONNECTIONS_REFUSED);
  set_sum (object, "limited", metrics, PORTUNUS_METRIC_RATE_LIMITED);
  set_sum (object, "auth_failures", metrics, PORTUNUS_METRIC_AUTH_FAILURES);
  set_bytes (object, metrics);
  return object;
}

static int
compare_rooms (gconstpointer a,
               gconstpointer b)
{
  PortunusRoom *first = *(PortunusRoom * const *) a;
  PortunusRoom *second = *(PortunusRoom * const *) b;

  return strcmp (portunus_room_get_id (first), portunus_room_get_id (second));
}

/* The name is the peer's own word. */
static JsonObject *
describe_member (PortunusMember *member)
{
  JsonObject *object = json_object_new ();
  const char *name = portunus_member_get_name (member);

  json_object_set_string_member (object, "id", portunus_member_get_id (member));
  json_object_set_string_member (object, "name", name != NULL ? name : "");
  json_object_set_boolean_member (object, "is_host", portunus_member_is_host (member));
  return object;
}

static JsonObject *
describe_room (PortunusRoom *room,
               guint        *n_listed)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();
  g_autoptr (GPtrArray) members = portunus_room_list_members (room);

  for (guint i = 0; i < members->len && *n_listed < MAX_LISTED_MEMBERS; i++)
    {
      json_array_add_object_element (array, describe_member (g_ptr_array_index (members, i)));
      *n_listed += 1;
    }
  json_object_set_string_member (object, "id", portunus_room_get_id (room));
  json_object_set_int_member (object, "expires", portunus_room_get_expires (room));
  json_object_set_int_member (object, "n_members", members->len);
  json_object_set_boolean_member (object, "has_code", portunus_room_get_code_number (room) != 0);
  json_object_set_array_member (object, "members", array);
  return object;
}

/**
 * portunus_admin_stats_list_rooms:
 * @services: the server's
 *
 * Returns: (transfer full): `n_rooms`, and as many `list`ed as a page can take
 */
JsonObject *
portunus_admin_stats_list_rooms (PortunusServices *services)
{
  g_autoptr (GPtrArray) rooms = portunus_room_table_list (services->rooms);
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();
  guint n_listed = 0;

  g_ptr_array_sort (rooms, compare_rooms);
  for (guint i = 0; i < MIN (rooms->len, MAX_LISTED_ROOMS); i++)
    json_array_add_object_element (array, describe_room (g_ptr_array_index (rooms, i), &n_listed));
  json_object_set_int_member (object, "n_rooms", rooms->len);
  json_object_set_array_member (object, "list", array);
  return object;
}

/**
 * portunus_admin_stats_list_warnings:
 *
 * Returns: (transfer full): sentences about libraries with known holes
 */
JsonArray *
portunus_admin_stats_list_warnings (void)
{
  g_auto (GStrv) warnings = portunus_known_holes_list ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; warnings[i] != NULL; i++)
    json_array_add_string_element (array, warnings[i]);
  return array;
}
