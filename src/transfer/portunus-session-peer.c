/* portunus-session-peer.c: who the two ends of a session are
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-session-private.h"

#include <string.h>

#include "portunus-json.h"
#include "portunus-name.h"

#define MAX_NAME_CHARS 64

static const char * const role_names[] = {
  [PORTUNUS_SESSION_SENDS] = "send",
  [PORTUNUS_SESSION_RECEIVES] = "receive",
};

static JsonArray *
list_lanes (GPtrArray *factories)
{
  JsonArray *kinds = json_array_new ();

  for (guint i = 0; i < factories->len; i++)
    json_array_add_string_element (kinds, portunus_lane_factory_get_kind (g_ptr_array_index (factories, i)));
  return kinds;
}

JsonObject *
_portunus_session_make_hello (const PortunusSessionConfig *config)
{
  JsonObject *hello = json_object_new ();
  g_autofree char *name = portunus_text_for_display (config->name, MAX_NAME_CHARS);

  json_object_set_string_member (hello, "name", name);
  json_object_set_string_member (hello, "role", role_names[config->role]);
  json_object_set_string_member (hello, "kind", "native");
  json_object_set_string_member (hello, "version", PORTUNUS_VERSION);
  json_object_set_array_member (hello, "lanes", list_lanes (config->lane_factories));
  return hello;
}

/* A host is one in the room's word, a browser in its own: neither says that it is who it seems to be. */
static const char *
choose_label (PortunusSession *self,
              JsonObject      *hello)
{
  const char *kind = "";

  if (portunus_signaling_is_host (self->signaling, self->peer_id))
    return "host";
  if (portunus_json_get_string (hello, "kind", 16, &kind, NULL) && strcmp (kind, "browser") == 0)
    return "browser";
  return "not verified";
}

void
_portunus_session_take_hello (PortunusSession *self)
{
  JsonObject *hello = portunus_handshake_get_hello (self->handshake);
  const char *name = "";
  const char *role = "";

  if (!portunus_json_get_string (hello, "name", 256, &name, NULL)
      || !portunus_json_get_string (hello, "role", 16, &role, NULL)
      || (strcmp (role, "send") != 0 && strcmp (role, "receive") != 0)
      || !_portunus_session_begin_race (self, hello))
    {
      _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                                      "The peer did not introduce itself properly");
      return;
    }
  self->peer_name = portunus_text_for_display (name, MAX_NAME_CHARS);
  self->peer_role = strcmp (role, "send") == 0 ? PORTUNUS_SESSION_SENDS : PORTUNUS_SESSION_RECEIVES;
  self->peer_device = portunus_handshake_dup_device (self->handshake);
  self->peer_label = choose_label (self, hello);
  g_signal_emit_by_name (self, "authenticated");
  if (!self->is_closed && self->is_initiator)
    _portunus_session_open_lane (self);
}

/**
 * portunus_session_get_peer_id:
 * @self: a session
 *
 * Returns: the peer's id in the room
 */
const char *
portunus_session_get_peer_id (PortunusSession *self)
{
  return self->peer_id;
}

/**
 * portunus_session_is_initiator:
 * @self: a session
 *
 * Returns: whether we speak first
 */
gboolean
portunus_session_is_initiator (PortunusSession *self)
{
  return self->is_initiator;
}

/**
 * portunus_session_is_open:
 * @self: a session
 *
 * Returns: whether control messages and data flow
 */
gboolean
portunus_session_is_open (PortunusSession *self)
{
  return self->is_open;
}

/**
 * portunus_session_uses_code:
 * @self: a session
 *
 * Returns: whether the peer came with a short code
 */
gboolean
portunus_session_uses_code (PortunusSession *self)
{
  return portunus_handshake_uses_code (self->handshake);
}

/**
 * portunus_session_get_peer_name:
 * @self: a session
 *
 * Returns: (nullable): the name the peer gives itself, made inert for display
 */
const char *
portunus_session_get_peer_name (PortunusSession *self)
{
  return self->peer_name;
}

/**
 * portunus_session_get_peer_device:
 * @self: a session
 *
 * Returns: (nullable): the peer's device id, proved by the handshake
 */
const char *
portunus_session_get_peer_device (PortunusSession *self)
{
  return self->peer_device;
}

/**
 * portunus_session_get_peer_role:
 * @self: an authenticated session
 *
 * Returns: what the peer is here for
 */
PortunusSessionRole
portunus_session_get_peer_role (PortunusSession *self)
{
  return self->peer_role;
}

/**
 * portunus_session_get_peer_label:
 * @self: an authenticated session
 *
 * Returns: what is known of the peer: "host", "browser" or "not verified"
 */
const char *
portunus_session_get_peer_label (PortunusSession *self)
{
  return self->peer_label;
}

/**
 * portunus_session_dup_pass_secret:
 * @self: an authenticated session
 *
 * Gives what these two devices may use later in the same room as others use the link's secret (PROTOCOL.md §3). The
 * initiator must not rely on it before "opened": only then it is sure that the other side has it too.
 *
 * Returns: (transfer full) (nullable): 32 bytes, the same on both sides
 */
PortunusSecret *
portunus_session_dup_pass_secret (PortunusSession *self)
{
  return portunus_handshake_export (self->handshake, "pass", NULL);
}

/**
 * portunus_session_get_words:
 * @self: a session
 *
 * Returns: (nullable): the four words
 */
const char * const *
portunus_session_get_words (PortunusSession *self)
{
  return portunus_handshake_get_words (self->handshake);
}
