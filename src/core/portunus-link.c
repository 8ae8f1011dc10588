/* portunus-link.c: the links and short codes people pass to each other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-link.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-error.h"

#define MAX_LINK_LENGTH 2048
#define MAX_TOKEN_LENGTH 512
#define MAX_CODE_NUMBER 999999
#define MAX_CODE_LENGTH 64

/**
 * portunus_link_free:
 * @link: (transfer full) (nullable): a link
 */
void
portunus_link_free (PortunusLink *link)
{
  if (link == NULL)
    return;
  g_free (link->host);
  g_free (link->room);
  g_clear_pointer (&link->secret, g_bytes_unref);
  g_clear_pointer (&link->fingerprint, g_bytes_unref);
  g_free (link->token);
  g_free (link);
}

/**
 * portunus_link_copy:
 * @link: a link
 *
 * Returns: (transfer full): a copy
 */
PortunusLink *
portunus_link_copy (const PortunusLink *link)
{
  PortunusLink *copy = g_new0 (PortunusLink, 1);

  *copy = *link;
  copy->host = g_strdup (link->host);
  copy->room = g_strdup (link->room);
  copy->secret = link->secret != NULL ? g_bytes_ref (link->secret) : NULL;
  copy->fingerprint = link->fingerprint != NULL ? g_bytes_ref (link->fingerprint) : NULL;
  copy->token = g_strdup (link->token);
  return copy;
}

static gboolean
fail_link (GError     **error,
           const char  *what)
{
  g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK,
               "This is not a Portunus link: %s. Copy the whole link, from “https” to its last character.", what);
  return FALSE;
}

static gboolean
is_loopback_host (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address) : g_strcmp0 (host, "localhost") == 0;
}

/* A host goes into requests, certificates and labels, so nothing but names and addresses may pass for one. */
static gboolean
is_host (const char *host)
{
  gsize length = strspn (host, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

  return host[length] == '\0' ? length > 0 : g_hostname_is_ip_address (host);
}

static gboolean
take_server (PortunusLink  *link,
             GUri          *uri,
             GError       **error)
{
  const char *scheme = g_uri_get_scheme (uri);
  int port = g_uri_get_port (uri);

  link->is_plain = strcmp (scheme, "http") == 0;
  if (!link->is_plain && strcmp (scheme, "https") != 0 && strcmp (scheme, "portunus") != 0)
    return fail_link (error, "it does not begin with “https://”");
  if (g_uri_get_host (uri) == NULL || !is_host (g_uri_get_host (uri)) || g_uri_get_userinfo (uri) != NULL || port == 0)
    return fail_link (error, "it names no host");
  link->host = g_strdup (g_uri_get_host (uri));
  if (link->is_plain && !is_loopback_host (link->host))
    return fail_link (error, "plain “http://” is only for this machine itself");
  link->port = port > 0 ? port : link->is_plain ? 80 : 443;
  return TRUE;
}

static gboolean
take_room (PortunusLink  *link,
           const char    *path,
           GError       **error)
{
  g_autoptr (GBytes) id = NULL;

  if (!g_str_has_prefix (path, "/r/"))
    return fail_link (error, "it names no room");
  id = portunus_decode_hex (path + strlen ("/r/"), PORTUNUS_ROOM_ID_BYTES, NULL);
  if (id == NULL)
    return fail_link (error, "the room’s id is damaged");
  link->room = g_ascii_strdown (path + strlen ("/r/"), -1);
  return TRUE;
}

static gboolean
take_bytes (GBytes     **place,
            const char  *text,
            gsize        length)
{
  if (*place != NULL)
    return FALSE;
  *place = portunus_decode_base64url (text, length, NULL);
  return *place != NULL && g_bytes_get_size (*place) == length;
}

/* Whether it is any good is for the server to say. */
static gboolean
take_token (PortunusLink *link,
            const char   *text)
{
  gsize length = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

  if (link->token != NULL || text[length] != '\0' || length == 0 || length > MAX_TOKEN_LENGTH)
    return FALSE;
  link->token = g_strdup (text);
  return TRUE;
}

/* Members we do not know are left alone: a later version may add some. */
static gboolean
take_fragment (PortunusLink  *link,
               const char    *fragment,
               GError       **error)
{
  g_auto (GStrv) members = g_strsplit (fragment != NULL ? fragment : "", "&", 16);

  for (guint i = 0; members[i] != NULL; i++)
    {
      if (g_str_has_prefix (members[i], "k=")
          && !take_bytes (&link->secret, members[i] + 2, PORTUNUS_ROOM_SECRET_BYTES))
        return fail_link (error, "its secret part is damaged");
      if (g_str_has_prefix (members[i], "f=")
          && !take_bytes (&link->fingerprint, members[i] + 2, PORTUNUS_FINGERPRINT_BYTES))
        return fail_link (error, "its fingerprint is damaged");
      if (g_str_has_prefix (members[i], "t=") && !take_token (link, members[i] + 2))
        return fail_link (error, "its invitation is damaged");
    }
  return TRUE;
}

/**
 * portunus_link_parse:
 * @text: what somebody pasted; `portunus:` in place of `https:` means the same
 * @error: return location for %PORTUNUS_CORE_ERROR_BAD_LINK, with a sentence for a person
 *
 * Returns: (transfer full): the link
 */
PortunusLink *
portunus_link_parse (const char  *text,
                     GError     **error)
{
  g_autoptr (PortunusLink) link = g_new0 (PortunusLink, 1);
  g_autoptr (GUri) uri = NULL;
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > MAX_LINK_LENGTH)
    {
      fail_link (error, "it is too long");
      return NULL;
    }
  stripped = g_strstrip (g_strdup (text));
  uri = g_uri_parse (stripped, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL)
    {
      fail_link (error, "it is not an address");
      return NULL;
    }
  if (!take_server (link, uri, error)
      || !take_room (link, g_uri_get_path (uri), error)
      || !take_fragment (link, g_uri_get_fragment (uri), error))
    return NULL;
  return g_steal_pointer (&link);
}

/**
 * portunus_link_format:
 * @link: a link
 *
 * Returns: (transfer full): the text to pass on, with the secret in its fragment
 */
char *
portunus_link_format (const PortunusLink *link)
{
  GString *text = g_string_new (link->is_plain ? "http://" : "https://");
  const char *separator = "#";

  g_string_append_printf (text, strchr (link->host, ':') != NULL ? "[%s]:%u/r/%s" : "%s:%u/r/%s", link->host,
                          link->port, link->room);
  if (link->secret != NULL)
    {
      g_autofree char *secret = portunus_encode_base64url (g_bytes_get_data (link->secret, NULL),
                                                           g_bytes_get_size (link->secret));

      g_string_append_printf (text, "%sk=%s", separator, secret);
      separator = "&";
    }
  if (link->fingerprint != NULL)
    {
      g_autofree char *fingerprint = portunus_encode_base64url (g_bytes_get_data (link->fingerprint, NULL),
                                                                g_bytes_get_size (link->fingerprint));

      g_string_append_printf (text, "%sf=%s", separator, fingerprint);
      separator = "&";
    }
  if (link->token != NULL)
    g_string_append_printf (text, "%st=%s", separator, link->token);
  return g_string_free (text, FALSE);
}

/**
 * portunus_code_free:
 * @code: (transfer full) (nullable): a code
 */
void
portunus_code_free (PortunusCode *code)
{
  if (code == NULL)
    return;
  g_free (code->password);
  g_free (code);
}

static gboolean
is_word (const char *text)
{
  return *text != '\0' && text[strspn (text, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

/**
 * portunus_code_parse:
 * @text: what somebody typed: `NUMBER-word-word`, in any case, spaces for hyphens allowed
 * @error: return location for %PORTUNUS_CORE_ERROR_BAD_LINK, with a sentence for a person
 *
 * Returns: (transfer full): the code
 */
PortunusCode *
portunus_code_parse (const char  *text,
                     GError     **error)
{
  g_autofree char *clean = NULL;
  g_auto (GStrv) parts = NULL;
  guint64 number = 0;
  PortunusCode *code;

  g_return_val_if_fail (text != NULL, NULL);

  clean = g_strstrip (g_ascii_strdown (text, strnlen (text, MAX_CODE_LENGTH)));
  g_strdelimit (clean, " ", '-');
  parts = g_strsplit (clean, "-", 4);
  if (strlen (text) >= MAX_CODE_LENGTH || g_strv_length (parts) != 3 || !is_word (parts[1]) || !is_word (parts[2])
      || !g_ascii_string_to_unsigned (parts[0], 10, 1, MAX_CODE_NUMBER, &number, NULL))
    {
      g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK,
                   "This is not a Portunus code: a code is a number and two words, like 7-cedar-lantern.");
      return NULL;
    }
  code = g_new0 (PortunusCode, 1);
  code->number = number;
  code->password = g_strconcat (parts[1], "-", parts[2], NULL);
  return code;
}

/**
 * portunus_code_format:
 * @code: a code
 *
 * Returns: (transfer full): `NUMBER-word-word`
 */
char *
portunus_code_format (const PortunusCode *code)
{
  return g_strdup_printf ("%u-%s", code->number, code->password);
}
