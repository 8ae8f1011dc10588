/* portunus-admin-live.c: what the open pages of the portal are told all the time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-live.h"

#include "portunus-admin-private.h"
#include "portunus-admin-socket.h"
#include "portunus-admin-stats.h"
#include "portunus-gate-web-socket.h"
#include "portunus-json.h"

#define HISTORY_SECONDS 300
#define MAX_SOCKETS 16

struct _PortunusAdminLive
{
  /* Owned */
  GPtrArray     *sockets;     /* PortunusAdminSocket */
  GQueue         history;     /* JsonObject, oldest first */
  GSource       *tick;

  /* Borrowed */
  PortunusAdmin *admin;

  gint64         started_us;
};

/* What is done to one may change the list. */
static GPtrArray *
list_sockets (PortunusAdminLive *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->sockets->len; i++)
    g_ptr_array_add (list, g_object_ref (g_ptr_array_index (self->sockets, i)));
  return list;
}

static void
tell_all (PortunusAdminLive *self,
          const char        *text)
{
  g_autoptr (GPtrArray) sockets = list_sockets (self);

  for (guint i = 0; i < sockets->len; i++)
    portunus_admin_socket_send (g_ptr_array_index (sockets, i), text);
}

static void
remember (PortunusAdminLive *self,
          JsonObject        *figures)
{
  g_queue_push_tail (&self->history, json_object_ref (figures));
  if (g_queue_get_length (&self->history) > HISTORY_SECONDS)
    json_object_unref (g_queue_pop_head (&self->history));
}

/* A page whose session ended, in whatever way, learns nothing more. */
static void
drop_ended (PortunusAdminLive *self)
{
  g_autoptr (GPtrArray) sockets = list_sockets (self);

  for (guint i = 0; i < sockets->len; i++)
    portunus_admin_socket_check (g_ptr_array_index (sockets, i));
}

static gboolean
tick_cb (gpointer user_data)
{
  PortunusAdminLive *self = user_data;
  g_autoptr (JsonObject) figures = NULL;
  g_autoptr (JsonObject) message = NULL;
  g_autofree char *text = NULL;

  if (self->admin->services == NULL)
    return G_SOURCE_CONTINUE;
  figures = portunus_admin_stats_take (self->admin->services);
  json_object_set_int_member (figures, "uptime", (g_get_monotonic_time () - self->started_us) / G_USEC_PER_SEC);
  remember (self, figures);
  drop_ended (self);
  if (self->sockets->len == 0)
    return G_SOURCE_CONTINUE;
  message = json_object_new ();
  json_object_set_string_member (message, "type", "stats");
  json_object_set_object_member (message, "figures", json_object_ref (figures));
  json_object_set_object_member (message, "rooms", portunus_admin_stats_list_rooms (self->admin->services));
  text = portunus_json_to_text (message);
  tell_all (self, text);
  return G_SOURCE_CONTINUE;
}

/**
 * portunus_admin_live_new:
 * @admin: the portal, which outlives it
 *
 * Returns: (transfer full): a teller in the thread-default context
 */
PortunusAdminLive *
portunus_admin_live_new (PortunusAdmin *admin)
{
  PortunusAdminLive *self = g_new0 (PortunusAdminLive, 1);

  self->admin = admin;
  self->started_us = g_get_monotonic_time ();
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_init (&self->history);
  self->tick = g_timeout_source_new_seconds (1);
  g_source_set_callback (self->tick, tick_cb, self, NULL);
  g_source_attach (self->tick, g_main_context_get_thread_default ());
  return self;
}

/**
 * portunus_admin_live_stop:
 * @self: a teller
 *
 * Closes the pages' connections.
 */
void
portunus_admin_live_stop (PortunusAdminLive *self)
{
  g_autoptr (GPtrArray) sockets = list_sockets (self);

  g_source_destroy (self->tick);
  for (guint i = 0; i < sockets->len; i++)
    portunus_admin_socket_close (g_ptr_array_index (sockets, i), PORTUNUS_ADMIN_SOCKET_GOING_AWAY);
}

/**
 * portunus_admin_live_free:
 * @self: (transfer full): a teller
 */
void
portunus_admin_live_free (PortunusAdminLive *self)
{
  g_source_destroy (self->tick);
  g_source_unref (self->tick);
  g_queue_clear_full (&self->history, (GDestroyNotify) json_object_unref);
  g_ptr_array_unref (self->sockets);
  g_free (self);
}

static void
send_history (PortunusAdminLive   *self,
              PortunusAdminSocket *socket)
{
  g_autoptr (JsonObject) message = json_object_new ();
  JsonArray *array = json_array_new ();
  g_autofree char *text = NULL;

  for (GList *item = self->history.head; item != NULL; item = item->next)
    json_array_add_object_element (array, json_object_ref (item->data));
  json_object_set_string_member (message, "type", "history");
  json_object_set_array_member (message, "figures", array);
  json_object_set_array_member (message, "warnings", portunus_admin_stats_list_warnings ());
  text = portunus_json_to_text (message);
  portunus_admin_socket_send (socket, text);
}

static void
ready_cb (PortunusAdminSocket *socket,
          PortunusAdminLive   *self)
{
  send_history (self, socket);
}

static void
gone_cb (PortunusAdminSocket *socket,
         PortunusAdminLive   *self)
{
  g_signal_handlers_disconnect_by_data (socket, self);
  g_ptr_array_remove (self->sockets, socket);
}

static void
upgraded_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  PortunusAdmin *admin = ((PortunusServices *) user_data)->admin;
  PortunusAdminSession *session = _portunus_admin_find_session (admin, message);
  g_autoptr (PortunusAdminSocket) socket = portunus_admin_socket_new (admin, message, session);

  if (session == NULL)
    portunus_admin_socket_close (socket, PORTUNUS_ADMIN_SOCKET_NO_SESSION);
  else if (admin->live->sockets->len >= MAX_SOCKETS)
    portunus_admin_socket_close (socket, PORTUNUS_ADMIN_SOCKET_TOO_MANY);
  else
    {
      g_signal_connect (socket, "ready", G_CALLBACK (ready_cb), admin->live);
      g_signal_connect (socket, "gone", G_CALLBACK (gone_cb), admin->live);
      g_ptr_array_add (admin->live->sockets, g_steal_pointer (&socket));
    }
}

/**
 * portunus_admin_handle_live:
 * @request: for a WebSocket, of a session
 * @user_data: the #PortunusServices
 *
 * Opens the connection by which a page stays up to date.
 */
void
portunus_admin_handle_live (PortunusRequest *request,
                            gpointer         user_data)
{
  if (portunus_gate_web_socket_accept (request->message))
    g_signal_connect (request->message, "wrote-informational", G_CALLBACK (upgraded_cb), user_data);
}
