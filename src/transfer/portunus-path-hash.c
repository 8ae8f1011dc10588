/* portunus-path-hash.c: a hash for tables whose keys a peer chooses
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-path-hash-private.h"

#include <string.h>

#include "portunus-encoding.h"

typedef struct
{
  guint64 v0;
  guint64 v1;
  guint64 v2;
  guint64 v3;
} State;

static guint64
rotate_left (guint64 value,
             guint   n_bits)
{
  return value << n_bits | value >> (64 - n_bits);
}

static void
run_rounds (State *s,
            guint  n_rounds)
{
  for (guint i = 0; i < n_rounds; i++)
    {
      s->v0 += s->v1;
      s->v1 = rotate_left (s->v1, 13) ^ s->v0;
      s->v0 = rotate_left (s->v0, 32);
      s->v2 += s->v3;
      s->v3 = rotate_left (s->v3, 16) ^ s->v2;
      s->v0 += s->v3;
      s->v3 = rotate_left (s->v3, 21) ^ s->v0;
      s->v2 += s->v1;
      s->v1 = rotate_left (s->v1, 17) ^ s->v2;
      s->v2 = rotate_left (s->v2, 32);
    }
}

static void
absorb (State   *s,
        guint64  word)
{
  s->v3 ^= word;
  run_rounds (s, 2);
  s->v0 ^= word;
}

static guint64
read_word (const guint8 *data,
           gsize         n_bytes)
{
  guint64 word = 0;

  memcpy (&word, data, n_bytes);
  return GUINT64_FROM_LE (word);
}

/*
 * SipHash-2-4 (Aumasson and Bernstein, INDOCRYPT 2012).
 */
guint64
_portunus_siphash (const guint64  key[2],
                   const guint8  *data,
                   gsize          n_bytes)
{
  State s = {
    key[0] ^ G_GUINT64_CONSTANT (0x736f6d6570736575),
    key[1] ^ G_GUINT64_CONSTANT (0x646f72616e646f6d),
    key[0] ^ G_GUINT64_CONSTANT (0x6c7967656e657261),
    key[1] ^ G_GUINT64_CONSTANT (0x7465646279746573),
  };
  gsize n_whole = n_bytes - n_bytes % 8;

  for (gsize i = 0; i < n_whole; i += 8)
    absorb (&s, read_word (data + i, 8));
  absorb (&s, read_word (data + n_whole, n_bytes % 8) | (guint64) (n_bytes & 0xff) << 56);
  s.v2 ^= 0xff;
  run_rounds (&s, 4);
  return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

/* The same for the life of the process, and different in the next. */
static const guint64 *
get_key (void)
{
  static guint64 key[2];
  static gsize is_ready;

  if (g_once_init_enter (&is_ready))
    {
      portunus_fill_random (key, sizeof key);
      g_once_init_leave (&is_ready, 1);
    }
  return key;
}

/**
 * portunus_path_hash:
 * @path: a text
 *
 * With g_str_hash() a peer could choose a million names that all get the same place in a table, which would then take
 * hours to fill. Any thread.
 *
 * Returns: its hash
 */
guint
portunus_path_hash (gconstpointer path)
{
  return (guint) _portunus_siphash (get_key (), path, strlen (path));
}

/**
 * portunus_path_hash_below:
 * @folder: what this function gave for the folder, 0 for none
 * @name: a name in it
 *
 * Returns: a number that other names share as seldom as chance has it
 */
guint64
portunus_path_hash_below (guint64     folder,
                          const char *name)
{
  const guint64 *key = get_key ();
  const guint64 own_key[2] = { key[0] ^ folder, key[1] };

  return _portunus_siphash (own_key, (const guint8 *) name, strlen (name));
}
