/* portunus-spake2.c: SPAKE2 over P-256 with SHA-256, HKDF and HMAC (RFC 9382)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-spake2.h"
#include "portunus-spake2-private.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <string.h>

#include "portunus-crypto-error-private.h"
#include "portunus-kdf-private.h"

#define SCALAR_SIZE    32
#define STRETCHED_SIZE 40
#define POINT_SIZE     PORTUNUS_SPAKE2_SHARE_SIZE
#define IDENTITY_A     "portunus-a"
#define IDENTITY_B     "portunus-b"

/* RFC 9382 §4, compressed points. */
static const guint8 point_m[] = {
  0x02, 0x88, 0x6e, 0x2f, 0x97, 0xac, 0xe4, 0x6e, 0x55, 0xba, 0x9d, 0xd7, 0x24, 0x25, 0x79, 0xf2, 0x99,
  0x3b, 0x64, 0xe1, 0x6e, 0xf3, 0xdc, 0xab, 0x95, 0xaf, 0xd4, 0x97, 0x33, 0x3d, 0x8f, 0xa1, 0x2f,
};
static const guint8 point_n[] = {
  0x03, 0xd8, 0xbb, 0xd6, 0xc6, 0x39, 0xc6, 0x29, 0x37, 0xb0, 0x4d, 0x99, 0x7f, 0x38, 0xc3, 0x77, 0x07,
  0x19, 0xc6, 0x29, 0xd7, 0x01, 0x4d, 0x49, 0xa2, 0x4b, 0x4f, 0x98, 0xba, 0xa1, 0x29, 0x2b, 0x49,
};

struct _PortunusSpake2
{
  /* Owned */
  EC_GROUP *group;
  BN_CTX   *context;
  BIGNUM   *w;
  BIGNUM   *secret;
  char     *identity_a;
  char     *identity_b;

  gboolean  is_party_a;
  guint8    share[POINT_SIZE];
};

/**
 * portunus_spake2_free:
 * @self: (transfer full) (nullable): a run
 */
void
portunus_spake2_free (PortunusSpake2 *self)
{
  if (self == NULL)
    return;
  BN_clear_free (self->w);
  BN_clear_free (self->secret);
  BN_CTX_free (self->context);
  EC_GROUP_free (self->group);
  g_free (self->identity_a);
  g_free (self->identity_b);
  g_free (self);
}

static gboolean
fail (GError **error)
{
  _portunus_crypto_set_failed (error, "SPAKE2");
  return FALSE;
}

/* M belongs to the share of party A, N to that of party B. */
static EC_POINT *
decode_constant (PortunusSpake2 *self,
                 gboolean        is_of_a)
{
  EC_POINT *point = EC_POINT_new (self->group);

  if (point != NULL && EC_POINT_oct2point (self->group, point, is_of_a ? point_m : point_n, sizeof point_m,
                                           self->context) != 1)
    g_clear_pointer (&point, EC_POINT_free);
  return point;
}

/* share = secret·P + w·(M or N) */
static gboolean
compute_share (PortunusSpake2 *self)
{
  EC_POINT *constant = decode_constant (self, self->is_party_a);
  EC_POINT *blinded = EC_POINT_new (self->group);
  EC_POINT *share = EC_POINT_new (self->group);
  gboolean is_done;

  is_done = constant != NULL && blinded != NULL && share != NULL
            && EC_POINT_mul (self->group, share, self->secret, NULL, NULL, self->context) == 1
            && EC_POINT_mul (self->group, blinded, NULL, constant, self->w, self->context) == 1
            && EC_POINT_add (self->group, share, share, blinded, self->context) == 1
            && EC_POINT_point2oct (self->group, share, POINT_CONVERSION_UNCOMPRESSED, self->share, POINT_SIZE,
                                   self->context) == POINT_SIZE;
  EC_POINT_free (constant);
  EC_POINT_clear_free (blinded);
  EC_POINT_free (share);
  return is_done;
}

static gboolean
set_up (PortunusSpake2            *self,
        const PortunusSpake2Input *input)
{
  const BIGNUM *order;

  self->group = EC_GROUP_new_by_curve_name (NID_X9_62_prime256v1);
  self->context = BN_CTX_secure_new ();
  self->w = BN_secure_new ();
  self->secret = BN_secure_new ();
  if (self->group == NULL || self->context == NULL || self->w == NULL || self->secret == NULL)
    return FALSE;
  order = EC_GROUP_get0_order (self->group);
  BN_set_flags (self->w, BN_FLG_CONSTTIME);
  BN_set_flags (self->secret, BN_FLG_CONSTTIME);
  if (BN_bin2bn (input->w, SCALAR_SIZE, self->w) == NULL)
    return FALSE;
  if (input->secret != NULL)
    return BN_bin2bn (input->secret, SCALAR_SIZE, self->secret) != NULL;
  return BN_priv_rand_range (self->secret, order) == 1;
}

/*
 * Begins a run with everything given. Gives %PORTUNUS_CRYPTO_ERROR_FAILED.
 */
PortunusSpake2 *
_portunus_spake2_new (const PortunusSpake2Input  *input,
                      GError                    **error)
{
  g_autoptr (PortunusSpake2) self = g_new0 (PortunusSpake2, 1);

  self->is_party_a = input->is_party_a;
  self->identity_a = g_strdup (input->identity_a);
  self->identity_b = g_strdup (input->identity_b);
  if (!set_up (self, input) || !compute_share (self))
    {
      fail (error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* A scalar below the group's order, from more bytes than it has, so that it is all but uniform. */
static gboolean
reduce (const guint8 *bytes,
        gsize         length,
        guint8        scalar[SCALAR_SIZE])
{
  EC_GROUP *group = EC_GROUP_new_by_curve_name (NID_X9_62_prime256v1);
  BN_CTX *context = BN_CTX_secure_new ();
  BIGNUM *value = BN_secure_new ();
  gboolean is_done;

  is_done = group != NULL && context != NULL && value != NULL
            && BN_bin2bn (bytes, (int) length, value) != NULL
            && BN_nnmod (value, value, EC_GROUP_get0_order (group), context) == 1
            && BN_bn2binpad (value, scalar, SCALAR_SIZE) == SCALAR_SIZE;
  BN_clear_free (value);
  BN_CTX_free (context);
  EC_GROUP_free (group);
  return is_done;
}

/**
 * portunus_spake2_stretch:
 * @password: what both sides know
 * @salt: bytes that make the same password another one elsewhere: the room's id
 * @error: return location
 *
 * Makes @password dear to guess: scrypt (RFC 7914) with N = 2¹⁵, r = 8, p = 1 to 40 bytes. Takes some 40 ms and 32 MiB:
 * call it on a worker.
 *
 * Returns: (transfer full): what portunus_spake2_new() takes, or %NULL with %PORTUNUS_CRYPTO_ERROR_FAILED
 */
PortunusSecret *
portunus_spake2_stretch (const char  *password,
                         GBytes      *salt,
                         GError     **error)
{
  g_return_val_if_fail (password != NULL && salt != NULL, NULL);

  return _portunus_scrypt ((const guint8 *) password, strlen (password), salt, STRETCHED_SIZE, error);
}

/**
 * portunus_spake2_new:
 * @is_party_a: whether we write the first message
 * @stretched: what portunus_spake2_stretch() gave
 * @error: return location
 *
 * Begins a run. The password's scalar is @stretched modulo the order of the group; the identities are "portunus-a" and
 * "portunus-b".
 *
 * Returns: (transfer full): a run, or %NULL with %PORTUNUS_CRYPTO_ERROR_FAILED
 */
PortunusSpake2 *
portunus_spake2_new (gboolean               is_party_a,
                     const PortunusSecret  *stretched,
                     GError               **error)
{
  guint8 w[SCALAR_SIZE];
  gsize length;
  const guint8 *bytes;
  const PortunusSpake2Input input = {
    .is_party_a = is_party_a,
    .identity_a = IDENTITY_A,
    .identity_b = IDENTITY_B,
    .w = w,
  };
  PortunusSpake2 *self = NULL;

  g_return_val_if_fail (stretched != NULL, NULL);

  bytes = portunus_secret_get_data (stretched, &length);
  if (reduce (bytes, length, w))
    self = _portunus_spake2_new (&input, error);
  else
    fail (error);
  OPENSSL_cleanse (w, sizeof w);
  return self;
}

/**
 * portunus_spake2_get_share:
 * @self: a run
 *
 * Returns: (transfer full): what the peer must get: an uncompressed point, %PORTUNUS_SPAKE2_SHARE_SIZE bytes
 */
GBytes *
portunus_spake2_get_share (PortunusSpake2 *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_bytes_new (self->share, sizeof self->share);
}

static gboolean
refuse_share (GError **error)
{
  _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "The peer's SPAKE2 share is not usable");
  return FALSE;
}

/* Decoding checks that the point is on the curve; the cofactor is 1, so nothing but infinity is left to refuse. */
static EC_POINT *
decode_share (PortunusSpake2  *self,
              GBytes          *share,
              GError         **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (share, &length);
  EC_POINT *point = EC_POINT_new (self->group);

  if (point != NULL && length == POINT_SIZE && bytes[0] == POINT_CONVERSION_UNCOMPRESSED
      && EC_POINT_oct2point (self->group, point, bytes, length, self->context) == 1
      && EC_POINT_is_at_infinity (self->group, point) == 0)
    return point;

  EC_POINT_free (point);
  refuse_share (error);
  return NULL;
}

static EC_POINT *
subtract_constant (PortunusSpake2 *self,
                   EC_POINT       *share)
{
  EC_POINT *constant = decode_constant (self, !self->is_party_a);
  EC_POINT *result = EC_POINT_new (self->group);
  gboolean is_done;

  is_done = constant != NULL && result != NULL
            && EC_POINT_mul (self->group, result, NULL, constant, self->w, self->context) == 1
            && EC_POINT_invert (self->group, result, self->context) == 1
            && EC_POINT_add (self->group, result, share, result, self->context) == 1;
  EC_POINT_free (constant);
  if (!is_done)
    g_clear_pointer (&result, EC_POINT_clear_free);
  return result;
}

/* K = secret·(share − w·(N or M)). A peer that knows the code can choose its share so that K would be infinity. */
static gboolean
compute_point (PortunusSpake2  *self,
               EC_POINT        *share,
               guint8           point[POINT_SIZE],
               GError         **error)
{
  EC_POINT *result = subtract_constant (self, share);
  gboolean is_done;

  if (result == NULL)
    return fail (error);
  if (EC_POINT_is_at_infinity (self->group, result) == 1)
    {
      EC_POINT_clear_free (result);
      return refuse_share (error);
    }
  is_done = EC_POINT_mul (self->group, result, NULL, result, self->secret, self->context) == 1
            && EC_POINT_point2oct (self->group, result, POINT_CONVERSION_UNCOMPRESSED, point, POINT_SIZE,
                                   self->context) == POINT_SIZE;
  EC_POINT_clear_free (result);
  return is_done || fail (error);
}

static void
add_to_transcript (PortunusHasher *hasher,
                   gconstpointer   data,
                   gsize           length)
{
  guint64 n_bytes = GUINT64_TO_LE (length);

  portunus_hasher_update (hasher, &n_bytes, sizeof n_bytes);
  portunus_hasher_update (hasher, data, length);
}

/* RFC 9382 §4: each part led by its length in eight bytes, little-endian. */
static void
hash_transcript (PortunusSpake2 *self,
                 const guint8   *peer_share,
                 const guint8   *point,
                 guint8          keys[32])
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  guint8 w[SCALAR_SIZE];

  BN_bn2binpad (self->w, w, sizeof w);
  add_to_transcript (hasher, self->identity_a, strlen (self->identity_a));
  add_to_transcript (hasher, self->identity_b, strlen (self->identity_b));
  add_to_transcript (hasher, self->is_party_a ? self->share : peer_share, POINT_SIZE);
  add_to_transcript (hasher, self->is_party_a ? peer_share : self->share, POINT_SIZE);
  add_to_transcript (hasher, point, POINT_SIZE);
  add_to_transcript (hasher, w, sizeof w);
  portunus_hasher_finish (hasher, keys);
  OPENSSL_cleanse (w, sizeof w);
}

/*
 * Finishes the run and gives Ke and Ka (RFC 9382 §4). Gives %PORTUNUS_CRYPTO_ERROR_MALFORMED for a share that is no
 * point of the curve or leads to infinity, %PORTUNUS_CRYPTO_ERROR_FAILED.
 */
gboolean
_portunus_spake2_get_keys (PortunusSpake2  *self,
                           GBytes          *peer_share,
                           guint8           keys[32],
                           GError         **error)
{
  EC_POINT *share = decode_share (self, peer_share, error);
  guint8 point[POINT_SIZE];
  gboolean is_done;

  if (share == NULL)
    return FALSE;
  is_done = compute_point (self, share, point, error);
  EC_POINT_free (share);
  if (is_done)
    hash_transcript (self, g_bytes_get_data (peer_share, NULL), point, keys);
  OPENSSL_cleanse (point, sizeof point);
  return is_done;
}

/**
 * portunus_spake2_finish:
 * @self: a run
 * @peer_share: what the peer sent; hostile
 * @error: return location
 *
 * Finishes the run. The result is HKDF of Ke with info "portunus/1 code psk"; it equals the peer's if and only if the
 * passwords are equal, which nothing here tells.
 *
 * Returns: (transfer full): 32 bytes, or %NULL with %PORTUNUS_CRYPTO_ERROR_MALFORMED if @peer_share is no point of the
 *   curve, or %PORTUNUS_CRYPTO_ERROR_FAILED
 */
PortunusSecret *
portunus_spake2_finish (PortunusSpake2  *self,
                        GBytes          *peer_share,
                        GError         **error)
{
  guint8 keys[32];
  g_autoptr (PortunusSecret) ke = NULL;

  g_return_val_if_fail (self != NULL && peer_share != NULL, NULL);

  if (!_portunus_spake2_get_keys (self, peer_share, keys, error))
    return NULL;
  ke = portunus_secret_new (keys, 16);
  OPENSSL_cleanse (keys, sizeof keys);
  return portunus_hkdf_label (ke, "code psk", PORTUNUS_HASH_SIZE, error);
}
