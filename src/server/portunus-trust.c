/* portunus-trust.c: the authorities of the system, read when a certificate is to be judged by them and not before
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-trust.h"

#define PORTUNUS_TYPE_TRUST (portunus_trust_get_type ())

G_DECLARE_FINAL_TYPE (PortunusTrust, portunus_trust, PORTUNUS, TRUST, GTlsDatabase)

struct _PortunusTrust
{
  GTlsDatabase parent_instance;
};

G_DEFINE_FINAL_TYPE (PortunusTrust, portunus_trust, G_TYPE_TLS_DATABASE)

/* The backend reads them once and keeps them. */
static GTlsDatabase *
dup_system (void)
{
  GTlsBackend *backend = g_tls_backend_get_default ();

  return G_TLS_BACKEND_GET_INTERFACE (backend)->get_default_database (backend);
}

static GTlsCertificateFlags
portunus_trust_verify_chain (GTlsDatabase             *database,
                             GTlsCertificate          *chain,
                             const char               *purpose,
                             GSocketConnectable       *identity,
                             GTlsInteraction          *interaction,
                             GTlsDatabaseVerifyFlags   flags,
                             GCancellable             *cancellable,
                             GError                  **error)
{
  g_autoptr (GTlsDatabase) system = dup_system ();

  return g_tls_database_verify_chain (system, chain, purpose, identity, interaction, flags, cancellable, error);
}

static GTlsCertificate *
portunus_trust_lookup_certificate_issuer (GTlsDatabase             *database,
                                          GTlsCertificate          *certificate,
                                          GTlsInteraction          *interaction,
                                          GTlsDatabaseLookupFlags   flags,
                                          GCancellable             *cancellable,
                                          GError                  **error)
{
  g_autoptr (GTlsDatabase) system = dup_system ();

  return g_tls_database_lookup_certificate_issuer (system, certificate, interaction, flags, cancellable, error);
}

static void
portunus_trust_class_init (PortunusTrustClass *klass)
{
  GTlsDatabaseClass *database_class = G_TLS_DATABASE_CLASS (klass);

  database_class->verify_chain = portunus_trust_verify_chain;
  database_class->lookup_certificate_issuer = portunus_trust_lookup_certificate_issuer;
}

static void
portunus_trust_init (PortunusTrust *self)
{
}

/**
 * portunus_trust_set_up:
 *
 * Puts itself before the authorities of the system, for the whole process. GLib's backend reads all of them for every
 * connection as it is made, even for one that trusts a fingerprint alone, and the HTTP library has no way to say so in
 * time. To be called by main(), before there is a connection.
 */
void
portunus_trust_set_up (void)
{
  g_autoptr (GTlsDatabase) trust = g_object_new (PORTUNUS_TYPE_TRUST, NULL);

  g_tls_backend_set_default_database (g_tls_backend_get_default (), trust);
}
