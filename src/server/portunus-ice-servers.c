/* portunus-ice-servers.c: STUN and TURN servers that members of a room are told of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-ice-servers.h"

#include <string.h>

#define MAX_URI_LENGTH 256
/* RFC 7064 §3.1 and RFC 7065 §3.1; hosts are checked by who looks them up. */
#define URI_PATTERN \
  "^(?:stuns?|turns?):(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{1,5})?(?:\\?transport=(?:udp|tcp))?$"

struct _PortunusIceServers
{
  /* Owned */
  char           **uris;
  PortunusSecret  *turn_secret;

  guint            seconds;
};

static gboolean
is_turn (const char *uri)
{
  return g_str_has_prefix (uri, "turn");
}

static gboolean
check (const char * const  *uris,
       PortunusSecret      *turn_secret,
       GError             **error)
{
  for (guint i = 0; uris[i] != NULL; i++)
    if (i >= PORTUNUS_ICE_MAX_SERVERS || strlen (uris[i]) > MAX_URI_LENGTH
        || !g_regex_match_simple (URI_PATTERN, uris[i], G_REGEX_DOLLAR_ENDONLY, 0)
        || (!is_turn (uris[i]) && strchr (uris[i], '?') != NULL))
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     "An ICE server is stun:HOST:PORT or turn:HOST:PORT?transport=udp, and there are %u at most",
                     PORTUNUS_ICE_MAX_SERVERS);
        return FALSE;
      }
    else if (is_turn (uris[i]) && turn_secret == NULL)
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                     "A TURN server needs the secret that it shares with this server");
        return FALSE;
      }
  return TRUE;
}

static void
clear (gpointer data)
{
  PortunusIceServers *self = data;

  g_strfreev (self->uris);
  g_clear_pointer (&self->turn_secret, portunus_secret_unref);
}

/**
 * portunus_ice_servers_new:
 * @uris: (array zero-terminated=1): "stun:HOST:PORT", "turn:HOST:PORT?transport=udp" and the like (RFC 7064, RFC 7065)
 * @turn_secret: (nullable): what the TURN servers share with us
 * @seconds: for how long a member may use them by what it was told, 1 to %PORTUNUS_ICE_MAX_SECONDS
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: (transfer full): the servers
 */
PortunusIceServers *
portunus_ice_servers_new (const char * const  *uris,
                          PortunusSecret      *turn_secret,
                          guint                seconds,
                          GError             **error)
{
  PortunusIceServers *self;

  g_return_val_if_fail (seconds > 0 && seconds <= PORTUNUS_ICE_MAX_SECONDS, NULL);

  if (!check (uris, turn_secret, error))
    return NULL;
  self = g_atomic_rc_box_new0 (PortunusIceServers);
  self->uris = g_strdupv ((char **) uris);
  self->turn_secret = turn_secret != NULL ? portunus_secret_ref (turn_secret) : NULL;
  self->seconds = seconds;
  return self;
}

/**
 * portunus_ice_servers_ref:
 * @self: servers
 *
 * Returns: (transfer full): @self
 */
PortunusIceServers *
portunus_ice_servers_ref (PortunusIceServers *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * portunus_ice_servers_unref:
 * @self: (transfer full): servers
 */
void
portunus_ice_servers_unref (PortunusIceServers *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static char *
make_credential (const PortunusIceServers *self,
                 const char               *username)
{
  gsize length;
  const guint8 *secret = portunus_secret_get_data (self->turn_secret, &length);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, secret, length);
  guint8 digest[20];
  gsize n_bytes = sizeof digest;

  g_hmac_update (hmac, (const guint8 *) username, strlen (username));
  g_hmac_get_digest (hmac, digest, &n_bytes);
  return g_base64_encode (digest, n_bytes);
}

/**
 * portunus_ice_servers_get_seconds:
 * @self: servers
 *
 * Returns: for how long what portunus_ice_servers_describe() says is good
 */
guint
portunus_ice_servers_get_seconds (const PortunusIceServers *self)
{
  return self->seconds;
}

/**
 * portunus_ice_servers_describe:
 * @self: servers
 * @user: for whom, as the TURN server's log has it
 * @now: Unix time in seconds
 *
 * Names and passwords for TURN are those of draft-uberti-behave-turn-rest-00 §2.2: they end by themselves, and tell
 * nothing of the shared secret.
 *
 * Returns: (transfer full): as the "ice" of a welcome (SIGNALING.md) and as RTCConfiguration.iceServers
 */
JsonArray *
portunus_ice_servers_describe (const PortunusIceServers *self,
                               const char               *user,
                               gint64                    now)
{
  g_autofree char *username = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", now + self->seconds, user);
  g_autofree char *credential = self->turn_secret != NULL ? make_credential (self, username) : NULL;
  JsonArray *array = json_array_new ();

  for (guint i = 0; self->uris[i] != NULL; i++)
    {
      JsonObject *server = json_object_new ();

      json_object_set_string_member (server, "urls", self->uris[i]);
      if (is_turn (self->uris[i]))
        {
          json_object_set_string_member (server, "username", username);
          json_object_set_string_member (server, "credential", credential);
        }
      json_array_add_object_element (array, server);
    }
  return array;
}
