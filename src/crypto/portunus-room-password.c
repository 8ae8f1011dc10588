/* portunus-room-password.c: what the password of a room gives (SIGNALING.md)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-password.h"

#include <string.h>

#include "portunus-crypto-error.h"
#include "portunus-kdf-private.h"
#include "portunus-secret-private.h"

#define ROUNDS      600000
#define HALF        PORTUNUS_ROOM_PROOF_SIZE
#define SECRET_SIZE 16
#define SALT        "portunus/1 room password "
#define PROOF_INFO  "portunus/1 room entry"
#define SECRET_INFO "portunus/1 link secret with password"

/**
 * portunus_room_password_free:
 * @self: (transfer full) (nullable): what a password gave
 */
void
portunus_room_password_free (PortunusRoomPassword *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->proof, portunus_secret_unref);
  g_clear_pointer (&self->secret, portunus_secret_unref);
  g_free (self);
}

/* The same password may be typed in more than one form of Unicode. */
static PortunusSecret *
normalise (const PortunusSecret  *password,
           GError               **error)
{
  gsize length;
  const char *text = (const char *) portunus_secret_get_data (password, &length);
  char *normal = length > 0 ? g_utf8_normalize (text, length, G_NORMALIZE_NFC) : NULL;
  PortunusSecret *result;

  if (normal == NULL)
    {
      g_set_error_literal (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED,
                           "A password is empty, or not UTF-8");
      return NULL;
    }
  result = portunus_secret_new (normal, strlen (normal));
  explicit_bzero (normal, strlen (normal));
  g_free (normal);
  return result;
}

static PortunusSecret *
derive (const PortunusKdfInput  *input,
        gsize                    length,
        GError                 **error)
{
  g_autoptr (PortunusSecret) result = NULL;
  guint8 *place;

  result = _portunus_secret_new_to_fill (length, &place);
  return _portunus_hkdf_raw (input, place, length, error) ? g_steal_pointer (&result) : NULL;
}

static gboolean
split (PortunusRoomPassword  *self,
       const guint8          *stretched,
       const PortunusSecret  *link_secret,
       GError               **error)
{
  gsize n_link;
  const guint8 *link = portunus_secret_get_data (link_secret, &n_link);
  const PortunusKdfInput proof = {
    .key = stretched, .n_key = HALF,
    .salt = link, .n_salt = n_link,
    .info = (const guint8 *) PROOF_INFO, .n_info = strlen (PROOF_INFO),
  };
  const PortunusKdfInput secret = {
    .key = link, .n_key = n_link,
    .salt = stretched + HALF, .n_salt = HALF,
    .info = (const guint8 *) SECRET_INFO, .n_info = strlen (SECRET_INFO),
  };

  self->proof = derive (&proof, PORTUNUS_ROOM_PROOF_SIZE, error);
  if (self->proof == NULL)
    return FALSE;
  self->secret = derive (&secret, SECRET_SIZE, error);
  return self->secret != NULL;
}

/**
 * portunus_room_password_stretch:
 * @password: UTF-8, not empty
 * @room: the room's id
 * @link_secret: from the link
 * @error: return location for %PORTUNUS_CRYPTO_ERROR_MALFORMED and %PORTUNUS_CRYPTO_ERROR_FAILED
 *
 * PBKDF2-HMAC-SHA256 with 600,000 rounds and then HKDF, as SIGNALING.md says. About 200 ms: call it on a worker.
 *
 * Returns: (transfer full): what the password gives
 */
PortunusRoomPassword *
portunus_room_password_stretch (const PortunusSecret  *password,
                                const char            *room,
                                const PortunusSecret  *link_secret,
                                GError               **error)
{
  g_autoptr (PortunusRoomPassword) self = g_new0 (PortunusRoomPassword, 1);
  g_autoptr (PortunusSecret) normal = NULL;
  g_autoptr (PortunusSecret) stretched = NULL;
  g_autofree char *salt = g_strconcat (SALT, room, NULL);
  PortunusKdfInput input = { 0 };
  guint8 *place;

  g_return_val_if_fail (password != NULL && link_secret != NULL, NULL);

  normal = normalise (password, error);
  if (normal == NULL)
    return NULL;
  input.key = portunus_secret_get_data (normal, &input.n_key);
  input.salt = (const guint8 *) salt;
  input.n_salt = strlen (salt);
  stretched = _portunus_secret_new_to_fill (2 * HALF, &place);
  if (!_portunus_pbkdf2 (&input, ROUNDS, place, 2 * HALF, error) || !split (self, place, link_secret, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * portunus_room_password_verifier:
 * @proof: what shows that somebody knows the password
 * @verifier: (out caller-allocated): its SHA-256, which is all that a server keeps
 */
void
portunus_room_password_verifier (const guint8 proof[PORTUNUS_ROOM_PROOF_SIZE],
                                 guint8       verifier[PORTUNUS_ROOM_PROOF_SIZE])
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();

  portunus_hasher_update (hasher, proof, PORTUNUS_ROOM_PROOF_SIZE);
  portunus_hasher_finish (hasher, verifier);
}
