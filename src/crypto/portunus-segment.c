/* portunus-segment.c: sealing a byte stream in segments (Tink AES-GCM-HKDF streaming)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-segment-private.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

#include "portunus-crypto-error-private.h"
#include "portunus-gcm-private.h"
#include "portunus-kdf-private.h"

/*
 * The stream, as Tink's "AES-GCM-HKDF streaming AEAD" wire format describes it, with a 32-byte derived key,
 * HKDF-SHA256 and ciphertext segments of 64,528 bytes:
 *
 *   header  = u8 40 ‖ salt[32] ‖ prefix[7]
 *   key     = HKDF-SHA256 (ikm: key, salt: salt, info: associated data, 32)
 *   nonce i = prefix ‖ u32 big-endian i ‖ u8 (1 for the last segment, else 0)
 *   stream  = header ‖ AES-256-GCM (segment 0) ‖ AES-256-GCM (segment 1) ‖ …, without associated data
 *
 * The header takes its 40 bytes from the first segment's plaintext.
 */
#define SALT_OFFSET   1
#define SALT_SIZE     32
#define PREFIX_OFFSET (SALT_OFFSET + SALT_SIZE)
#define PREFIX_SIZE   7

typedef struct
{
  EVP_CIPHER_CTX *context;
  guint8          header[PORTUNUS_SEGMENT_HEADER];
  guint64         counter;
  gboolean        is_over;
} Stream;

struct _PortunusSegmentSealer
{
  Stream stream;
};

struct _PortunusSegmentOpener
{
  Stream          stream;
  PortunusSecret *key;
  GBytes         *associated_data;
};

static gboolean
stream_begin (Stream                *stream,
              const PortunusSecret  *key,
              GBytes                *associated_data,
              const guint8          *header,
              GError               **error)
{
  PortunusKdfInput input = { .salt = header + SALT_OFFSET, .n_salt = SALT_SIZE };
  guint8 derived[PORTUNUS_GCM_KEY_SIZE];
  gboolean is_derived;

  input.key = portunus_secret_get_data (key, &input.n_key);
  if (associated_data != NULL)
    input.info = g_bytes_get_data (associated_data, &input.n_info);

  is_derived = _portunus_hkdf_raw (&input, derived, sizeof derived, error);
  if (is_derived)
    stream->context = _portunus_gcm_new (derived, error);
  OPENSSL_cleanse (derived, sizeof derived);
  if (stream->context == NULL)
    return FALSE;

  memcpy (stream->header, header, PORTUNUS_SEGMENT_HEADER);
  return TRUE;
}

static gsize
stream_get_header_size (Stream *stream)
{
  return stream->counter == 0 ? PORTUNUS_SEGMENT_HEADER : 0;
}

static gboolean
stream_make_nonce (Stream    *stream,
                   gboolean   is_last,
                   guint8     nonce[PORTUNUS_GCM_NONCE_SIZE],
                   GError   **error)
{
  guint32 counter = GUINT32_TO_BE ((guint32) stream->counter);

  if (stream->counter > G_MAXUINT32)
    {
      _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_EXHAUSTED, "A stream has no more segments than 2^32");
      return FALSE;
    }
  memcpy (nonce, stream->header + PREFIX_OFFSET, PREFIX_SIZE);
  memcpy (nonce + PREFIX_SIZE, &counter, sizeof counter);
  nonce[PORTUNUS_GCM_NONCE_SIZE - 1] = is_last ? 1 : 0;
  return TRUE;
}

/**
 * portunus_segment_sealer_new:
 * @key: the key all streams of this purpose share, 16 bytes at least
 * @associated_data: (nullable): binds the stream to its place; the opener must give the same
 * @error: return location
 *
 * Begins a stream with a salt and a nonce prefix of its own.
 *
 * Returns: (transfer full): a sealer, or %NULL with %PORTUNUS_CRYPTO_ERROR_FAILED
 */
PortunusSegmentSealer *
portunus_segment_sealer_new (const PortunusSecret  *key,
                             GBytes                *associated_data,
                             GError               **error)
{
  guint8 header[PORTUNUS_SEGMENT_HEADER] = { PORTUNUS_SEGMENT_HEADER };

  if (RAND_bytes_ex (NULL, header + SALT_OFFSET, sizeof header - SALT_OFFSET, 0) != 1)
    {
      _portunus_crypto_set_failed (error, "Random salt");
      return NULL;
    }
  return _portunus_segment_sealer_new_with_header (key, associated_data, header, error);
}

/*
 * Begins a stream with a chosen header. Never twice with the same: that would repeat a nonce.
 */
PortunusSegmentSealer *
_portunus_segment_sealer_new_with_header (const PortunusSecret  *key,
                                          GBytes                *associated_data,
                                          const guint8          *header,
                                          GError               **error)
{
  g_autoptr (PortunusSegmentSealer) self = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  self = g_new0 (PortunusSegmentSealer, 1);
  if (!stream_begin (&self->stream, key, associated_data, header, error))
    return NULL;
  return g_steal_pointer (&self);
}

/*
 * Jumps to segment @counter.
 */
void
_portunus_segment_sealer_set_counter (PortunusSegmentSealer *self,
                                      guint64                counter)
{
  self->stream.counter = counter;
}

/**
 * portunus_segment_sealer_free:
 * @self: (transfer full): a sealer; its key is wiped
 */
void
portunus_segment_sealer_free (PortunusSegmentSealer *self)
{
  g_return_if_fail (self != NULL);

  EVP_CIPHER_CTX_free (self->stream.context);
  g_free (self);
}

/**
 * portunus_segment_sealer_get_capacity:
 * @self: a sealer
 *
 * Returns: plaintext bytes that fit the next segment: 64,472 for the first, 64,512 for all others
 */
gsize
portunus_segment_sealer_get_capacity (PortunusSegmentSealer *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return PORTUNUS_SEGMENT_PLAINTEXT - stream_get_header_size (&self->stream);
}

/**
 * portunus_segment_sealer_seal:
 * @self: a sealer
 * @plaintext: (array length=n_plaintext) (nullable): the next bytes of the stream
 * @n_plaintext: how many: exactly the capacity, or any number up to it for the last segment
 * @is_last: whether the stream ends here
 * @sealed: (out caller-allocated): place for %PORTUNUS_SEGMENT_SEALED bytes, apart from @plaintext
 * @n_sealed: (out): bytes written
 * @error: return location
 *
 * Seals the next segment. Give the last bytes of a stream with @is_last, also where they fill the segment: a further
 * empty segment opens as well, but other writers of this format make none. Allocates nothing.
 *
 * Returns: %TRUE, or %FALSE with %PORTUNUS_CRYPTO_ERROR_EXHAUSTED after 2³² segments or %PORTUNUS_CRYPTO_ERROR_FAILED
 */
gboolean
portunus_segment_sealer_seal (PortunusSegmentSealer *self,
                              const guint8          *plaintext,
                              gsize                  n_plaintext,
                              gboolean               is_last,
                              guint8                *sealed,
                              gsize                 *n_sealed,
                              GError               **error)
{
  guint8 nonce[PORTUNUS_GCM_NONCE_SIZE];
  PortunusGcm job = { .nonce = nonce, .input = plaintext, .n_input = n_plaintext };
  gsize capacity, n_header;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (!self->stream.is_over, FALSE);
  g_return_val_if_fail (plaintext != NULL || n_plaintext == 0, FALSE);
  g_return_val_if_fail (sealed != NULL && n_sealed != NULL, FALSE);
  capacity = portunus_segment_sealer_get_capacity (self);
  g_return_val_if_fail (n_plaintext == capacity || (is_last && n_plaintext < capacity), FALSE);

  if (!stream_make_nonce (&self->stream, is_last, nonce, error))
    return FALSE;
  n_header = stream_get_header_size (&self->stream);
  memcpy (sealed, self->stream.header, n_header);
  job.output = sealed + n_header;
  if (!_portunus_gcm_seal (self->stream.context, &job, error))
    return FALSE;

  *n_sealed = n_header + n_plaintext + PORTUNUS_SEGMENT_TAG;
  self->stream.counter++;
  self->stream.is_over = is_last;
  return TRUE;
}

/**
 * portunus_segment_opener_new:
 * @key: the key the stream was sealed with
 * @associated_data: (nullable): what the sealer gave
 *
 * Returns: (transfer full): an opener that waits for the first segment
 */
PortunusSegmentOpener *
portunus_segment_opener_new (const PortunusSecret *key,
                             GBytes               *associated_data)
{
  PortunusSegmentOpener *self;

  g_return_val_if_fail (key != NULL, NULL);

  self = g_new0 (PortunusSegmentOpener, 1);
  self->key = portunus_secret_ref ((PortunusSecret *) key);
  if (associated_data != NULL)
    self->associated_data = g_bytes_ref (associated_data);
  return self;
}

/*
 * Jumps to segment @counter, after the first was opened.
 */
void
_portunus_segment_opener_set_counter (PortunusSegmentOpener *self,
                                      guint64                counter)
{
  self->stream.counter = counter;
}

/**
 * portunus_segment_opener_free:
 * @self: (transfer full): an opener; its key is wiped
 */
void
portunus_segment_opener_free (PortunusSegmentOpener *self)
{
  g_return_if_fail (self != NULL);

  EVP_CIPHER_CTX_free (self->stream.context);
  g_clear_pointer (&self->key, portunus_secret_unref);
  g_clear_pointer (&self->associated_data, g_bytes_unref);
  g_free (self);
}

static gboolean
has_right_length (PortunusSegmentOpener *self,
                  gsize                  n_sealed,
                  gboolean               is_last)
{
  gsize least = stream_get_header_size (&self->stream) + PORTUNUS_SEGMENT_TAG;

  if (is_last)
    return n_sealed >= least && n_sealed <= PORTUNUS_SEGMENT_SEALED;
  return n_sealed == PORTUNUS_SEGMENT_SEALED;
}

static gboolean
check_segment (PortunusSegmentOpener  *self,
               const guint8           *sealed,
               gsize                   n_sealed,
               gboolean                is_last,
               GError                **error)
{
  const char *problem = NULL;

  if (self->stream.is_over)
    problem = "A segment comes after the end or after an error";
  else if (!has_right_length (self, n_sealed, is_last))
    problem = "A segment has the wrong length";
  else if (self->stream.counter == 0 && sealed[0] != PORTUNUS_SEGMENT_HEADER)
    problem = "The stream does not begin with its header";

  if (problem != NULL)
    _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, problem);
  return problem == NULL;
}

static gboolean
open_segment (PortunusSegmentOpener  *self,
              PortunusGcm            *job,
              gboolean                is_last,
              GError                **error)
{
  guint8 nonce[PORTUNUS_GCM_NONCE_SIZE];
  gsize n_header = stream_get_header_size (&self->stream);

  if (!check_segment (self, job->input, job->n_input, is_last, error))
    return FALSE;
  if (n_header > 0 && !stream_begin (&self->stream, self->key, self->associated_data, job->input, error))
    return FALSE;
  if (!stream_make_nonce (&self->stream, is_last, nonce, error))
    return FALSE;

  job->nonce = nonce;
  job->input += n_header;
  job->n_input -= n_header;
  return _portunus_gcm_open (self->stream.context, job, error);
}

/**
 * portunus_segment_opener_open:
 * @self: an opener
 * @sealed: (array length=n_sealed): the next sealed segment, whole; the first with its header
 * @n_sealed: its length
 * @is_last: whether the stream ends here; a lie does not open
 * @plaintext: (out caller-allocated): place for @n_sealed bytes; %PORTUNUS_SEGMENT_PLAINTEXT is always enough
 * @n_plaintext: (out): bytes written
 * @error: return location
 *
 * Opens the next segment. Allocates nothing after the first one. After an error the opener refuses all further ones.
 *
 * Returns: %TRUE, or %FALSE with %PORTUNUS_CRYPTO_ERROR_MALFORMED, %PORTUNUS_CRYPTO_ERROR_AUTHENTICATION,
 *   %PORTUNUS_CRYPTO_ERROR_EXHAUSTED or %PORTUNUS_CRYPTO_ERROR_FAILED
 */
gboolean
portunus_segment_opener_open (PortunusSegmentOpener *self,
                              const guint8          *sealed,
                              gsize                  n_sealed,
                              gboolean               is_last,
                              guint8                *plaintext,
                              gsize                 *n_plaintext,
                              GError               **error)
{
  PortunusGcm job = { .input = sealed, .n_input = n_sealed, .output = plaintext };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sealed != NULL || n_sealed == 0, FALSE);
  g_return_val_if_fail (plaintext != NULL && n_plaintext != NULL, FALSE);

  if (!open_segment (self, &job, is_last, error))
    {
      self->stream.is_over = TRUE;
      return FALSE;
    }
  *n_plaintext = job.n_input - PORTUNUS_SEGMENT_TAG;
  self->stream.counter++;
  self->stream.is_over = is_last;
  return TRUE;
}
