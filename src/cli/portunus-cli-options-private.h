/* portunus-cli-options-private.h: what the option parsers of the verbs share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cli-options.h"

G_BEGIN_DECLS

/**
 * PortunusCliSyntax:
 * @verb: its name
 * @arguments: what follows the options, for the help
 * @summary: what it does
 * @examples: lines for the end of the help
 * @entries: its own options, without the common ones
 */
typedef struct
{
  const char         *verb;
  const char         *arguments;
  const char         *summary;
  const char         *examples;
  const GOptionEntry *entries;
} PortunusCliSyntax;

gboolean _portunus_cli_options_parse (const PortunusCliSyntax   *syntax,
                                      const char * const        *arguments,
                                      PortunusCliCommonOptions  *common,
                                      GError                   **error);
void     _portunus_cli_options_clear (PortunusCliCommonOptions  *common);

G_END_DECLS
