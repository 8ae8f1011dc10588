/* portunus-admin-enrol.c: a second factor that is shown, confirmed and kept
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-enrol.h"

#include <string.h>

#include "portunus-admin-check.h"
#include "portunus-admin-private.h"
#include "portunus-recovery-codes.h"
#include "portunus-totp.h"

#define ISSUER "Portunus"
#define ACCOUNT "admin"

/**
 * portunus_admin_enrol_show:
 * @admin: a portal with an enrolment
 *
 * Returns: (transfer full): the secret as text and as an address for a QR code
 */
JsonObject *
portunus_admin_enrol_show (PortunusAdmin *admin)
{
  JsonObject *object = json_object_new ();
  g_autofree char *text = portunus_totp_dup_text (admin->enrolment.totp);
  g_autofree char *uri = portunus_totp_dup_uri (admin->enrolment.totp, ISSUER, ACCOUNT);

  json_object_set_string_member (object, "secret", text);
  json_object_set_string_member (object, "uri", uri);
  explicit_bzero (text, strlen (text));
  explicit_bzero (uri, strlen (uri));
  return object;
}

/**
 * portunus_admin_enrol_is_right:
 * @admin: a portal
 * @code: (nullable): what somebody read off the authenticator
 * @step: (out): the time step of the code
 *
 * Returns: whether there is an enrolment that is not too old, and this is its code
 */
gboolean
portunus_admin_enrol_is_right (PortunusAdmin *admin,
                               const char    *code,
                               guint64       *step)
{
  return code != NULL && _portunus_admin_has_enrolment (admin)
         && portunus_totp_check (admin->enrolment.totp, code, g_get_real_time () / G_USEC_PER_SEC, step);
}

/**
 * portunus_admin_enrol_hash_codes:
 * @codes: recovery codes
 *
 * Returns: (transfer full): what is kept of them
 */
char **
portunus_admin_enrol_hash_codes (char **codes)
{
  guint n_codes = g_strv_length (codes);
  char **hashes = g_new0 (char *, n_codes + 1);

  for (guint i = 0; i < n_codes; i++)
    hashes[i] = portunus_recovery_codes_hash (codes[i]);
  return hashes;
}

/**
 * portunus_admin_enrol_list_codes:
 * @codes: recovery codes
 *
 * Returns: (transfer full): the codes, to be shown once
 */
JsonArray *
portunus_admin_enrol_list_codes (char **codes)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; codes[i] != NULL; i++)
    json_array_add_string_element (array, codes[i]);
  return array;
}
