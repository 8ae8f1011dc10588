/* portunus-secret.c: secret bytes that wipe themselves
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-secret-private.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

#include "portunus-kdf.h"

struct _PortunusSecret
{
  gatomicrefcount ref_count;
  gsize           length;
  guint8          data[];
};

G_DEFINE_BOXED_TYPE (PortunusSecret, portunus_secret, portunus_secret_ref, portunus_secret_unref)

/*
 * Gives a secret of zero bytes whose creator may fill @data before anybody else sees it.
 */
PortunusSecret *
_portunus_secret_new_to_fill (gsize    length,
                              guint8 **data)
{
  PortunusSecret *self = g_malloc0 (sizeof (PortunusSecret) + length);

  g_atomic_ref_count_init (&self->ref_count);
  self->length = length;
  *data = self->data;
  return self;
}

/**
 * portunus_secret_new:
 * @data: (array length=length) (nullable): bytes to copy; the caller still has to wipe its own
 * @length: number of bytes, may be 0
 *
 * Returns: (transfer full): a secret
 */
PortunusSecret *
portunus_secret_new (gconstpointer data,
                     gsize         length)
{
  PortunusSecret *self;
  guint8 *place;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  self = _portunus_secret_new_to_fill (length, &place);
  if (length > 0)
    memcpy (place, data, length);
  return self;
}

/**
 * portunus_secret_new_random:
 * @length: number of bytes
 *
 * Takes @length bytes from libcrypto's generator for private values. Ends the process where there is no randomness:
 * nothing sound can be done without it.
 *
 * Returns: (transfer full): a secret
 */
PortunusSecret *
portunus_secret_new_random (gsize length)
{
  guint8 *place;
  PortunusSecret *self = _portunus_secret_new_to_fill (length, &place);

  if (RAND_priv_bytes_ex (NULL, place, length, 0) != 1)
    g_error ("No random bytes to be had");
  return self;
}

/**
 * portunus_secret_ref:
 * @self: a secret
 *
 * Thread-safe.
 *
 * Returns: (transfer full): @self
 */
PortunusSecret *
portunus_secret_ref (PortunusSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * portunus_secret_unref:
 * @self: (transfer full): a secret
 *
 * Drops one reference; the last one wipes the bytes. Thread-safe.
 */
void
portunus_secret_unref (PortunusSecret *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  OPENSSL_cleanse (self->data, self->length);
  g_free (self);
}

/**
 * portunus_secret_get_data:
 * @self: a secret
 * @length: (out) (optional): number of bytes
 *
 * Returns: (transfer none) (array length=length): the bytes, never %NULL, valid as long as @self
 */
const guint8 *
portunus_secret_get_data (const PortunusSecret *self,
                          gsize                *length)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (length != NULL)
    *length = self->length;
  return self->data;
}

/**
 * portunus_secret_equal:
 * @self: a secret
 * @other: another secret
 *
 * Compares in a time that depends on the lengths only.
 *
 * Returns: %TRUE where length and bytes are the same
 */
gboolean
portunus_secret_equal (const PortunusSecret *self,
                       const PortunusSecret *other)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  return self->length == other->length && portunus_constant_time_equal (self->data, other->data, self->length);
}
