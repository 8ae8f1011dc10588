/* visitor.c: a browser in a hosted room, as far as its host can tell
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "visitor.h"

#include <string.h>

#include "portunus-engine-private.h"
#include "portunus-https-lane-factory.h"
#include "portunus-link.h"
#include "portunus-room-client.h"
#include "portunus-test.h"

#define PATIENCE_MS 30000

static void
control_cb (PortunusSession *session,
            JsonObject      *message,
            Visitor         *self)
{
  g_ptr_array_add (self->heard, json_object_ref (message));
  if (self->id == NULL && json_object_has_member (message, "id"))
    self->id = g_strdup (json_object_get_string_member (message, "id"));
}

/* Other visitors are in the room for the same. */
static void
authenticated_cb (PortunusMeeting *meeting,
                  PortunusSession *session,
                  Visitor         *self)
{
  if (portunus_session_get_peer_role (session) == self->role)
    return;
  g_set_object (&self->session, session);
  g_signal_connect (session, "control", G_CALLBACK (control_cb), self);
}

static void
session_closed_cb (PortunusMeeting *meeting,
                   PortunusSession *session,
                   GError          *error,
                   Visitor         *self)
{
  self->n_closed++;
}

static gboolean
is_open (gpointer user_data)
{
  Visitor *self = user_data;

  return self->session != NULL && portunus_session_is_open (self->session);
}

static PortunusMeeting *
make_meeting (Visitor      *self,
              PortunusLink *link)
{
  g_autoptr (PortunusSignaling) signaling = PORTUNUS_SIGNALING (portunus_room_client_new (link, FALSE));
  g_autoptr (GPtrArray) factories = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (PortunusTickets) tickets = portunus_tickets_new ();
  g_autoptr (PortunusSecret) secret = portunus_secret_new (g_bytes_get_data (link->secret, NULL),
                                                           g_bytes_get_size (link->secret));
  const PortunusMeetingConfig config = {
    .signaling = signaling,
    .room = link->room,
    .identity = portunus_engine_get_identity (self->device->engine),
    .name = "Browser",
    .role = self->role,
    .link_secret = secret,
    .lane_factories = factories,
  };

  g_ptr_array_add (factories, portunus_https_lane_factory_new (tickets));
  return portunus_meeting_new (&config);
}

/* Comes in, and waits for the lane. */
Visitor *
visitor_new (Device              *device,
             const char          *text,
             PortunusSessionRole  role)
{
  Visitor *self = g_new0 (Visitor, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusLink) link = portunus_link_parse (text, &error);

  g_assert_no_error (error);
  self->device = device;
  self->role = role;
  self->heard = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->base = g_strdup_printf ("https://127.0.0.1:%u", link->port);
  g_free (link->host);
  link->host = g_strdup ("127.0.0.1");
  self->meeting = make_meeting (self, link);
  g_signal_connect (self->meeting, "authenticated", G_CALLBACK (authenticated_cb), self);
  g_signal_connect (self->meeting, "session-closed", G_CALLBACK (session_closed_cb), self);
  portunus_meeting_start (self->meeting);
  portunus_test_wait (is_open, self, PATIENCE_MS);
  return self;
}

/* Goes as a tab goes that is closed. */
void
visitor_free (Visitor *self)
{
  g_signal_handlers_disconnect_by_data (self->meeting, self);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      portunus_session_close (self->session);
    }
  portunus_meeting_leave (self->meeting);
  g_clear_object (&self->session);
  g_object_unref (self->meeting);
  g_ptr_array_unref (self->heard);
  g_free (self->base);
  g_free (self->id);
  g_free (self);
}

typedef struct
{
  Visitor    *visitor;
  const char *type;
  JsonObject *found;
} Search;

static gboolean
has_heard (gpointer user_data)
{
  Search *search = user_data;

  for (guint i = 0; i < search->visitor->heard->len; i++)
    {
      JsonObject *message = g_ptr_array_index (search->visitor->heard, i);

      if (strcmp (json_object_get_string_member (message, "t"), search->type) == 0)
        search->found = message;
    }
  return search->found != NULL;
}

JsonObject *
visitor_wait_heard (Visitor    *self,
                    const char *type)
{
  Search search = { self, type, NULL };

  portunus_test_wait (has_heard, &search, PATIENCE_MS);
  return search.found;
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Visitor *) user_data)->n_closed > 0;
}

void
visitor_wait_closed (Visitor *self)
{
  portunus_test_wait (is_closed, self, PATIENCE_MS);
}

void
visitor_say (Visitor    *self,
             const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  if (self->id != NULL)
    json_object_set_string_member (json_node_get_object (node), "id", self->id);
  portunus_session_send_control (self->session, json_node_get_object (node));
}

char *
visitor_run_curl (Visitor            *self,
                  const char         *path,
                  const char * const *arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *url = g_strconcat (self->base, path, NULL);
  g_auto (GStrv) command = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_strv_builder_add_many (builder, "curl", "-ks", "--max-time", "30", NULL);
  g_strv_builder_addv (builder, (const char **) arguments);
  g_strv_builder_add (builder, url);
  command = g_strv_builder_end (builder);
  process = g_subprocess_newv ((const char * const *) command, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, portunus_test_store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_subprocess_communicate_utf8_finish (process, result, &output, NULL, &error);
  g_assert_no_error (error);
  return output;
}
