/* main.c: the portunusd process: arguments and log
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "portunus-daemon.h"
#include "portunus-process.h"

#define EXIT_USAGE 2

int
main (int    argc,
      char **argv)
{
  g_autoptr (PortunusDaemonOptions) options = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  g_set_prgname ("portunusd");
  g_log_writer_default_set_use_stderr (TRUE);
  portunus_process_set_up ();

  options = portunus_daemon_options_parse ((const char * const *) argv, &error);
  if (options == NULL)
    {
      g_printerr ("portunusd: %s\n", error->message);
      return EXIT_USAGE;
    }
  if (options->help != NULL)
    {
      fputs (options->help, stdout);
      return EXIT_SUCCESS;
    }
  return portunus_daemon_run (options);
}
