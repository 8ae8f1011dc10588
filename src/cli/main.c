/* main.c: the portunus-cli process: locale, log, signals, and arguments nobody else may read
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <string.h>

#include "portunus-cli-interrupt.h"
#include "portunus-cli.h"
#include "portunus-process.h"

/* People at a terminal see warnings; the rest is for who asked with G_MESSAGES_DEBUG, and never on standard output. */
static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  const GLogLevelFlags quiet = G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG;

  if ((level & quiet) != 0 && g_getenv ("G_MESSAGES_DEBUG") == NULL)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

/* A link, a room or a text in an argument is a secret, and anybody on this machine may list arguments. */
static char **
take_arguments (int    argc,
                char **argv)
{
  char **copy = g_strdupv (argv);

  for (int i = 2; i < argc; i++)
    memset (argv[i], 0, strlen (argv[i]));
  return copy;
}

int
main (int    argc,
      char **argv)
{
  g_auto (GStrv) arguments = take_arguments (argc, argv);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, PORTUNUS_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_prgname ("portunus-cli");
  /* First of all: standard output is for events. */
  g_log_writer_default_set_use_stderr (TRUE);
  g_log_set_writer_func (write_log, NULL, NULL);
  portunus_process_set_up ();
  portunus_cli_interrupt_set_up ();

  return portunus_cli_run ((const char * const *) arguments + (argc > 0 ? 1 : 0));
}
