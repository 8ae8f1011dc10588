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
  json_object_set_boolean_member (hello, "moves", TRUE);
  return hello;
}

static gboolean
is_browser (JsonObject *hello)
{
  const char *kind = "";

  return portunus_json_get_string (hello, "kind", 16, &kind, NULL) && strcmp (kind, "browser") == 0;
}

/* A host is one in the room's word, a browser in its own: neither says that it is who it seems to be. What our book
 * says goes by the key that the handshake proved. */
static const char *
choose_label (PortunusSession *self)
{
  PortunusKnownDevice *known = portunus_session_get_known_device (self);

  if (known != NULL && !self->is_browser && portunus_known_device_get_trust (known) == PORTUNUS_DEVICE_VERIFIED)
    return "verified";
  /* A device nearby is the host of a room that is nothing but itself. */
  if (portunus_signaling_is_host (self->signaling, self->peer_id) && !self->is_nearby)
    return "host";
  return self->is_browser ? "browser" : "not verified";
}

static gboolean
is_blocked (PortunusSession *self)
{
  PortunusKnownDevice *known = portunus_session_get_known_device (self);

  return known != NULL && portunus_known_device_get_trust (known) == PORTUNUS_DEVICE_BLOCKED;
}

void
_portunus_session_take_hello (PortunusSession *self)
{
  JsonObject *hello = portunus_handshake_get_hello (self->handshake);
  const char *name = "";
  const char *role = "";

  if (is_blocked (self))
    {
      _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_DECLINED, "A device that is blocked came");
      return;
    }
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
  self->is_browser = is_browser (hello);
  self->peer_label = choose_label (self);
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
 * Returns: what is known of the peer: "verified", "host", "browser" or "not verified"
 */
const char *
portunus_session_get_peer_label (PortunusSession *self)
{
  return self->peer_label;
}

/**
 * portunus_session_get_peer_key:
 * @self: an authenticated session
 *
 * Returns: (transfer none): the peer's public key, %PORTUNUS_DEVICE_KEY_SIZE bytes
 */
const guint8 *
portunus_session_get_peer_key (PortunusSession *self)
{
  return portunus_handshake_get_peer_key (self->handshake);
}

/**
 * portunus_session_get_known_device:
 * @self: an authenticated session
 *
 * Returns: (transfer none) (nullable): the peer's entry in our book
 */
PortunusKnownDevice *
portunus_session_get_known_device (PortunusSession *self)
{
  if (self->book == NULL)
    return NULL;
  return portunus_device_book_lookup_key (self->book, portunus_session_get_peer_key (self));
}

/**
 * portunus_session_find_namesake:
 * @self: an authenticated session
 *
 * Returns: (transfer none) (nullable): a device in our book that goes by the peer's name and has another key
 */
PortunusKnownDevice *
portunus_session_find_namesake (PortunusSession *self)
{
  if (self->book == NULL || self->is_browser)
    return NULL;
  return portunus_device_book_find_namesake (self->book, portunus_session_get_peer_key (self), self->peer_name);
}

/**
 * portunus_session_note_peer:
 * @self: an authenticated session
 *
 * Notes the peer in our book: for when a person agreed to deal with it. The key of a browser lasts no longer than its
 * page, so none is noted.
 */
void
portunus_session_note_peer (PortunusSession *self)
{
  if (self->book != NULL && !self->is_browser)
    portunus_device_book_note (self->book, portunus_session_get_peer_key (self), self->peer_name);
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
