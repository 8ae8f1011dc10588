/* portunus-cli-prompt.h: asking the person at the terminal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_CLI_PROMPT (portunus_cli_prompt_get_type ())

/**
 * PortunusCliPrompt:
 *
 * Questions on a terminal, answered by a line each, while the main loop goes on. Belongs to the context it was made in.
 */
G_DECLARE_FINAL_TYPE (PortunusCliPrompt, portunus_cli_prompt, PORTUNUS, CLI_PROMPT, GObject)

/* (nullable): NULL where there is nobody to ask. */
PortunusCliPrompt *portunus_cli_prompt_new        (const char           *terminal,
                                                   GError              **error);
void               portunus_cli_prompt_say        (PortunusCliPrompt    *self,
                                                   const char           *text);
/* For a question that is taken back: what was typed for it is no answer to the next one. */
void               portunus_cli_prompt_forget     (PortunusCliPrompt    *self);
void               portunus_cli_prompt_ask_async  (PortunusCliPrompt    *self,
                                                   const char           *question,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
char              *portunus_cli_prompt_ask_finish (PortunusCliPrompt    *self,
                                                   GAsyncResult         *result,
                                                   GError              **error);

G_END_DECLS
