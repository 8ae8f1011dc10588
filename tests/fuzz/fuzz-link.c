/* fuzz-link.c: a link or code that we accept is written and read again unchanged
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-link.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

static gboolean
is_same_bytes (GBytes *a,
               GBytes *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a, b));
}

static void
check_link (const char *text)
{
  g_autoptr (PortunusLink) link = portunus_link_parse (text, NULL);
  g_autoptr (PortunusLink) again = NULL;
  g_autofree char *written = NULL;

  if (link == NULL)
    return;

  written = portunus_link_format (link);
  again = portunus_link_parse (written, NULL);
  g_assert_nonnull (again);
  g_assert_cmpstr (again->host, ==, link->host);
  g_assert_cmpuint (again->port, ==, link->port);
  g_assert_cmpint (again->is_plain, ==, link->is_plain);
  g_assert_cmpstr (again->room, ==, link->room);
  g_assert_true (is_same_bytes (again->secret, link->secret));
  g_assert_true (is_same_bytes (again->fingerprint, link->fingerprint));
  g_assert_cmpstr (again->token, ==, link->token);
}

static void
check_code (const char *text)
{
  g_autoptr (PortunusCode) code = portunus_code_parse (text, NULL);
  g_autoptr (PortunusCode) again = NULL;
  g_autofree char *written = NULL;

  if (code == NULL)
    return;

  written = portunus_code_format (code);
  again = portunus_code_parse (written, NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->number, ==, code->number);
  g_assert_cmpstr (again->password, ==, code->password);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  check_link (text);
  check_code (text);
  return 0;
}
