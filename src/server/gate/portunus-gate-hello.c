/* portunus-gate-hello.c: whether the first record of a TLS client is there as a whole
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-hello.h"

#define HANDSHAKE_RECORD 22
#define CLIENT_HELLO 1

/**
 * portunus_gate_hello_measure:
 * @data: what came so far
 * @length: how much that is
 *
 * Looks at the head of a TLS record (RFC 8446 §5.1) that ought to hold a ClientHello.
 *
 * Returns: how many bytes have to be there for the next look; @length or less when the record is whole; -1 if this is
 *   no client of TLS
 */
gssize
portunus_gate_hello_measure (const guint8 *data,
                             gsize         length)
{
  gsize n_record;

  if ((length > 0 && data[0] != HANDSHAKE_RECORD) || (length > 1 && data[1] != 3))
    return -1;
  if (length < PORTUNUS_GATE_HELLO_HEAD)
    return PORTUNUS_GATE_HELLO_HEAD;
  n_record = data[3] << 8 | data[4];
  if (n_record == 0 || PORTUNUS_GATE_HELLO_HEAD + n_record > PORTUNUS_GATE_MAX_HELLO)
    return -1;
  if (length > PORTUNUS_GATE_HELLO_HEAD && data[PORTUNUS_GATE_HELLO_HEAD] != CLIENT_HELLO)
    return -1;
  return PORTUNUS_GATE_HELLO_HEAD + n_record;
}
