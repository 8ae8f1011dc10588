/* portunus-process.c: what is so for a whole process
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-process.h"

#include "portunus-trust.h"

/**
 * portunus_process_set_up:
 *
 * To be called first in main(), before there is another thread or a connection.
 */
void
portunus_process_set_up (void)
{
  /* The library would speak HTTP/2 as well, which nobody looked over for strangers. */
  g_unsetenv ("SOUP_SERVER_HTTP2");
  portunus_trust_set_up ();
}
