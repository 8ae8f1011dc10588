/* party.c: somebody in a room who opens sessions with the others
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "party.h"

#include <string.h>

#include "portunus-json.h"
#include "portunus-session-private.h"
#include "portunus-test.h"

static void
party_link_free (gpointer data)
{
  PartyLink *link = data;

  portunus_session_close (link->session);
  g_signal_handlers_disconnect_by_data (link->session, link);
  party_settle ();
  g_assert_finalize_object (link->session);
  g_ptr_array_unref (link->controls);
  g_clear_error (&link->error);
  g_free (link);
}

static void
authenticated_cb (PortunusSession *session,
                  PartyLink       *link)
{
  g_assert_false (link->is_authenticated || link->is_closed);
  link->is_authenticated = TRUE;
}

static void
words_ready_cb (PortunusSession *session,
                PartyLink       *link)
{
  g_assert_true (link->is_authenticated && !link->has_words && !link->is_closed);
  g_assert_nonnull (portunus_session_get_words (session));
  link->has_words = TRUE;
}

static void
opened_cb (PortunusSession *session,
           PartyLink       *link)
{
  g_assert_true (link->is_authenticated && !link->is_open && !link->is_closed);
  g_assert_true (portunus_session_is_open (session));
  link->is_open = TRUE;
}

static void
control_cb (PortunusSession *session,
            JsonObject      *message,
            PartyLink       *link)
{
  g_assert_true (link->is_open && !link->is_closed);
  g_ptr_array_add (link->controls, portunus_json_to_text (message));
}

static void
closed_cb (PortunusSession *session,
           GError          *error,
           PartyLink       *link)
{
  g_assert_false (link->is_closed);
  link->is_closed = TRUE;
  link->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
meet (Party      *self,
      const char *peer_id,
      gboolean    is_initiator)
{
  g_autoptr (PortunusSecret) link_secret = NULL;
  g_autoptr (PortunusSecret) code_secret = NULL;
  PartyLink *link = g_new0 (PartyLink, 1);
  PortunusSessionConfig config = {
    .signaling = self->signaling,
    .peer_id = peer_id,
    .room = HANDSHAKE_ROOM,
    .identity = self->identity,
    .name = self->name,
    .role = self->role,
    .lane_factories = self->factories,
  };

  if (self->secrets & HANDSHAKE_LINK)
    config.link_secret = link_secret = handshake_dup_secret (HANDSHAKE_LINK);
  if (self->secrets & HANDSHAKE_OTHER_LINK)
    config.link_secret = link_secret = handshake_dup_secret (HANDSHAKE_OTHER_LINK);
  if (self->secrets & HANDSHAKE_CODE)
    config.code_secret = code_secret = handshake_dup_secret (HANDSHAKE_CODE);

  link->party = self;
  link->controls = g_ptr_array_new_with_free_func (g_free);
  link->session = portunus_session_new (&config, is_initiator);
  g_ptr_array_add (self->links, link);
  g_signal_connect (link->session, "authenticated", G_CALLBACK (authenticated_cb), link);
  g_signal_connect (link->session, "words-ready", G_CALLBACK (words_ready_cb), link);
  g_signal_connect (link->session, "opened", G_CALLBACK (opened_cb), link);
  g_signal_connect (link->session, "control", G_CALLBACK (control_cb), link);
  g_signal_connect (link->session, "closed", G_CALLBACK (closed_cb), link);
  if (self->connect_timeout_ms > 0)
    _portunus_session_set_connect_timeout (link->session, self->connect_timeout_ms);
  if (self->race_ms > 0)
    _portunus_session_set_race_time (link->session, self->race_ms);
  if (self->move_ms > 0)
    _portunus_session_set_move_time (link->session, self->move_ms);
  portunus_session_start (link->session);
}

static void
joined_cb (PortunusSignaling  *signaling,
           const char         *own_id,
           char              **peer_ids,
           Party              *self)
{
  self->id = g_strdup (own_id);
  for (guint i = 0; peer_ids[i] != NULL; i++)
    if (strcmp (peer_ids[i], PARTY_HOST) == 0)
      meet (self, peer_ids[i], TRUE);
}

static void
peer_joined_cb (PortunusSignaling *signaling,
                const char        *peer_id,
                Party             *self)
{
  if (g_strcmp0 (self->id, PARTY_HOST) == 0)
    meet (self, peer_id, FALSE);
}

static void
peer_left_cb (PortunusSignaling *signaling,
              const char        *peer_id,
              Party             *self)
{
  PartyLink *link = party_find (self, peer_id);

  if (link != NULL)
    portunus_session_handle_peer_left (link->session);
}

static void
message_cb (PortunusSignaling *signaling,
            const char        *peer_id,
            GBytes            *message,
            Party             *self)
{
  PartyLink *link = party_find (self, peer_id);

  if (link != NULL)
    portunus_session_handle_message (link->session, message);
}

Party *
party_new (PortunusTestRoom    *room,
           PortunusTestWire    *wire,
           PortunusSessionRole  role,
           HandshakeSecrets     secrets)
{
  Party *self = g_new0 (Party, 1);
  g_autoptr (GError) error = NULL;

  self->signaling = portunus_test_signaling_new (room);
  self->identity = portunus_identity_new_random (&error);
  g_assert_no_error (error);
  self->owns_identity = TRUE;
  self->factories = g_ptr_array_new_with_free_func (g_object_unref);
  if (wire != NULL)
    g_ptr_array_add (self->factories, portunus_test_lane_factory_new (wire));
  self->links = g_ptr_array_new_with_free_func (party_link_free);
  self->name = g_strdup (role == PORTUNUS_SESSION_SENDS ? "Sender" : "Receiver");
  self->role = role;
  self->secrets = secrets;
  g_signal_connect (self->signaling, "joined", G_CALLBACK (joined_cb), self);
  g_signal_connect (self->signaling, "peer-joined", G_CALLBACK (peer_joined_cb), self);
  g_signal_connect (self->signaling, "peer-left", G_CALLBACK (peer_left_cb), self);
  g_signal_connect (self->signaling, "message", G_CALLBACK (message_cb), self);
  return self;
}

void
party_set_identity (Party            *self,
                    PortunusIdentity *identity)
{
  g_set_object (&self->identity, identity);
  self->owns_identity = FALSE;
}

void
party_free (Party *self)
{
  g_signal_handlers_disconnect_by_data (self->signaling, self);
  g_ptr_array_unref (self->links);
  portunus_signaling_close (self->signaling);
  party_settle ();
  g_assert_finalize_object (self->signaling);
  for (guint i = 0; i < self->factories->len; i++)
    g_assert_cmpuint (G_OBJECT (g_ptr_array_index (self->factories, i))->ref_count, ==, 1);
  g_ptr_array_unref (self->factories);
  if (self->owns_identity)
    g_assert_finalize_object (self->identity);
  else
    g_object_unref (self->identity);
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

void
party_join (Party *self)
{
  portunus_signaling_start (self->signaling);
}

PartyLink *
party_find (Party      *self,
            const char *peer_id)
{
  for (guint i = 0; i < self->links->len; i++)
    {
      PartyLink *link = g_ptr_array_index (self->links, i);

      if (strcmp (portunus_session_get_peer_id (link->session), peer_id) == 0)
        return link;
    }
  return NULL;
}

void
party_say (PartyLink  *link,
           const char *what)
{
  g_autoptr (JsonObject) message = json_object_new ();

  json_object_set_string_member (message, "t", what);
  portunus_session_send_control (link->session, message);
}

void
party_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
is_open (gpointer user_data)
{
  PartyLink *link = user_data;

  return link->is_open || link->is_closed;
}

void
party_wait_open (PartyLink *link)
{
  portunus_test_wait (is_open, link, 10000);
  g_assert_no_error (link->error);
  g_assert_true (link->is_open);
}

static gboolean
is_closed (gpointer user_data)
{
  PartyLink *link = user_data;

  return link->is_closed;
}

void
party_wait_closed (PartyLink *link)
{
  portunus_test_wait (is_closed, link, 10000);
}
