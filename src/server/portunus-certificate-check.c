/* portunus-certificate-check.c: which server certificates a client accepts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-certificate-check.h"

#include <string.h>

#include "portunus-kdf.h"

static GBytes *
hash_certificate (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  guint8 digest[PORTUNUS_HASH_SIZE];

  g_object_get (certificate, "certificate", &der, NULL);
  portunus_hasher_update (hasher, der->data, der->len);
  portunus_hasher_finish (hasher, digest);
  return g_bytes_new (digest, sizeof digest);
}

static gboolean
accepts (PortunusCertificateCheck *check,
         GBytes                   *digest)
{
  if (check->fingerprint == NULL)
    return check->accepts_any;
  return g_bytes_get_size (check->fingerprint) == PORTUNUS_HASH_SIZE
         && portunus_constant_time_equal (g_bytes_get_data (check->fingerprint, NULL), g_bytes_get_data (digest, NULL),
                                          PORTUNUS_HASH_SIZE);
}

/* Called for certificates that the system does not trust, as self-signed ones are not. */
static gboolean
accept_certificate_cb (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  errors,
                       gpointer              user_data)
{
  PortunusCertificateCheck *check = user_data;
  g_autoptr (GBytes) digest = hash_certificate (certificate);
  gboolean is_accepted = accepts (check, digest);

  g_clear_pointer (&check->seen, g_bytes_unref);
  check->seen = g_steal_pointer (&digest);
  check->is_refused = !is_accepted;
  return is_accepted;
}

/**
 * portunus_certificate_check_watch:
 * @check: must outlive @message
 * @message: a message that was not sent
 *
 * Decides on the certificate before anything is said on the connection.
 */
void
portunus_certificate_check_watch (PortunusCertificateCheck *check,
                                  SoupMessage              *message)
{
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), check);
}

/**
 * portunus_certificate_check_is_met:
 * @check: a check
 * @message: a message whose connection stands
 *
 * Looks again, at the certificate of the connection that stands, and notes whether the system trusts it.
 *
 * Returns: whether the connection is with the right server
 */
gboolean
portunus_certificate_check_is_met (PortunusCertificateCheck *check,
                                   SoupMessage              *message)
{
  GTlsCertificate *certificate = soup_message_get_tls_peer_certificate (message);
  g_autoptr (GBytes) digest = NULL;

  if (certificate == NULL)
    return check->fingerprint == NULL;
  digest = hash_certificate (certificate);
  g_clear_pointer (&check->seen, g_bytes_unref);
  check->seen = g_bytes_ref (digest);
  check->is_trusted = soup_message_get_tls_peer_certificate_errors (message) == 0;
  return check->fingerprint == NULL || accepts (check, digest);
}

/**
 * portunus_certificate_check_clear:
 * @check: a check that nothing uses any more
 */
void
portunus_certificate_check_clear (PortunusCertificateCheck *check)
{
  g_clear_pointer (&check->fingerprint, g_bytes_unref);
  g_clear_pointer (&check->seen, g_bytes_unref);
}

static gboolean
is_near (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address == NULL)
    return strchr (host, '.') == NULL || g_str_has_suffix (host, ".local");
  return g_inet_address_get_is_loopback (address) || g_inet_address_get_is_site_local (address)
         || g_inet_address_get_is_link_local (address);
}

/**
 * portunus_room_session_new:
 * @host: host name or address
 * @is_pinned: whether only a fingerprint decides on the certificate
 *
 * Returns: (transfer full): a session in the thread-default context
 */
SoupSession *
portunus_room_session_new (const char *host,
                           gboolean    is_pinned)
{
  SoupSession *session = soup_session_new ();

  /* Neither passwords for whoever asks, nor a short answer that swells. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  /* Without authorities no certificate is trusted unasked. */
  if (is_pinned)
    soup_session_set_tls_database (session, NULL);
  if (is_near (host))
    soup_session_set_proxy_resolver (session, NULL);
  return session;
}
