/* fuzz-gate-head.c: any bytes as the head of a request: the same in pieces, and the same when written anew
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stddef.h>
#include <stdint.h>

#include "portunus-gate-answer.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static gsize
find_in_steps (const char *text,
               gsize       length)
{
  gsize n_scanned = 0;
  gsize end = 0;

  for (gsize n = 0; n <= length && end == 0; n++)
    end = portunus_gate_head_find_end (text, n, &n_scanned);
  return end;
}

/* What goes to the library must leave nothing to guess. */
static void
check_written (const PortunusGateHead *head)
{
  g_autoptr (GString) text = g_string_new (NULL);
  PortunusGateHead again;

  portunus_gate_head_write (head, text);
  g_assert (find_in_steps (text->str, text->len) == text->len);
  /* Our own Connection and Upgrade may be two fields more than a head may have. */
  if (head->n_fields + 2 > PORTUNUS_GATE_MAX_FIELDS)
    return;
  g_assert (portunus_gate_head_parse (&again, text->str, text->len) == 0);
  g_assert (again.content_length == head->content_length);
  g_assert (again.is_chunked == head->is_chunked);
  g_assert (again.is_upgrade == head->is_upgrade);
  g_assert (again.has_expectation == head->has_expectation);
  g_assert (again.target.length == head->target.length);
}

static void
check_answer (const char *text,
              gsize       length)
{
  static const PortunusGateAsk ask = { FALSE, 1, TRUE };
  g_autoptr (GString) rewritten = g_string_new (NULL);
  PortunusGateAnswer answer;

  if (portunus_gate_answer_rewrite (&answer, &ask, text, length, rewritten))
    g_assert (g_str_has_suffix (rewritten->str, "\r\n\r\n"));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const char *text = (const char *) data;
  gsize n_scanned = 0;
  gsize end = portunus_gate_head_find_end (text, size, &n_scanned);
  PortunusGateHead head;

  g_assert (end == find_in_steps (text, size));
  if (end > 0 && portunus_gate_head_parse (&head, text, end) == 0)
    check_written (&head);
  check_answer (text, size);
  return 0;
}
