/* fuzz-gate-chunks.c: any bytes as a body in chunks: the same contents and the same end, whole or byte by byte
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "portunus-gate-body.h"

#define MAX_TOTAL 1000

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static PortunusGateBodyEvent
read_all (const char *text,
          gsize       size,
          gsize       piece,
          GString    *contents,
          gsize      *n_used)
{
  PortunusGateBodyEvent event = PORTUNUS_GATE_BODY_MORE;
  PortunusGateBody body;

  portunus_gate_body_init_chunked (&body, MAX_TOTAL);
  *n_used = 0;
  while (*n_used < size && event < PORTUNUS_GATE_BODY_END)
    {
      gsize n_framing, n_contents;

      event = portunus_gate_body_next (&body, text + *n_used, MIN (piece, size - *n_used), &n_framing, &n_contents);
      *n_used += n_framing;
      g_assert (*n_used + n_contents <= size);
      if (event == PORTUNUS_GATE_BODY_DATA)
        {
          g_string_append_len (contents, text + *n_used, n_contents);
          portunus_gate_body_take (&body, n_contents);
          *n_used += n_contents;
        }
    }
  return event == PORTUNUS_GATE_BODY_DATA ? PORTUNUS_GATE_BODY_MORE : event;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GString) whole = g_string_new (NULL);
  g_autoptr (GString) bytewise = g_string_new (NULL);
  gsize n_whole, n_bytewise;

  g_assert (read_all ((const char *) data, size, size, whole, &n_whole)
            == read_all ((const char *) data, size, 1, bytewise, &n_bytewise));
  g_assert (n_whole == n_bytewise);
  g_assert (g_string_equal (whole, bytewise));
  g_assert (whole->len <= MAX_TOTAL);
  return 0;
}
