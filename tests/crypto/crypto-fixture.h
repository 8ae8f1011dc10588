/* crypto-fixture.h: test vectors as bytes, and comparing bytes with them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "portunus-secret.h"

G_BEGIN_DECLS

/* The digits must be in pairs; "" gives no bytes. */
GBytes         *fixture_bytes            (const char           *hex);
PortunusSecret *fixture_secret           (const char           *hex);
GBytes         *fixture_text             (const char           *text);
/* A copy of @bytes whose byte at @position has @mask toggled. */
GBytes         *fixture_flip             (GBytes               *bytes,
                                          gsize                 position,
                                          guint8                mask);
/* 0, 1, 2 … 250, 0, 1 …: no two neighbouring blocks of a cipher are the same. */
GBytes         *fixture_pattern          (gsize                 length);
void            fixture_assert_bytes     (GBytes               *bytes,
                                          const char           *hex);
void            fixture_assert_data      (gconstpointer         data,
                                          gsize                 length,
                                          const char           *hex);
void            fixture_assert_secret    (const PortunusSecret *secret,
                                          const char           *hex);
/* The array "vectors" of a file in tests/crypto/data. */
JsonArray      *fixture_load_vectors     (const char           *name);
GBytes         *fixture_get_bytes        (JsonObject           *vector,
                                          const char           *member);
PortunusSecret *fixture_get_secret       (JsonObject           *vector,
                                          const char           *member);

G_END_DECLS
