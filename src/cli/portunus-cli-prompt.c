/* portunus-cli-prompt.c: asking the person at the terminal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <termios.h>

#include "portunus-cli-text.h"

struct _PortunusCliPrompt
{
  GObject           parent_instance;

  /* Owned */
  GDataInputStream *input;
  FILE             *output;
};

G_DEFINE_FINAL_TYPE (PortunusCliPrompt, portunus_cli_prompt, G_TYPE_OBJECT)

static void
portunus_cli_prompt_finalize (GObject *object)
{
  PortunusCliPrompt *self = PORTUNUS_CLI_PROMPT (object);

  g_clear_object (&self->input);
  g_clear_pointer (&self->output, fclose);

  G_OBJECT_CLASS (portunus_cli_prompt_parent_class)->finalize (object);
}

static void
portunus_cli_prompt_class_init (PortunusCliPromptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = portunus_cli_prompt_finalize;
}

static void
portunus_cli_prompt_init (PortunusCliPrompt *self)
{
}

/**
 * portunus_cli_prompt_new:
 * @terminal: (type filename): usually "/dev/tty"
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: (transfer full) (nullable): a prompt; %NULL where the terminal cannot be opened
 */
PortunusCliPrompt *
portunus_cli_prompt_new (const char  *terminal,
                         GError     **error)
{
  g_autoptr (PortunusCliPrompt) self = g_object_new (PORTUNUS_TYPE_CLI_PROMPT, NULL);
  g_autoptr (GInputStream) stream = NULL;
  int fd = open (terminal, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

  if (fd >= 0)
    {
      stream = g_unix_input_stream_new (fd, TRUE);
      self->input = g_data_input_stream_new (stream);
      self->output = fopen (terminal, "we");
    }
  if (self->output == NULL)
    {
      int saved_errno = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "There is no terminal to ask on: %s",
                   g_strerror (saved_errno));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * portunus_cli_prompt_say:
 * @self: a prompt
 * @text: UTF-8, fit for a terminal
 *
 * Prints @text where the questions are.
 */
void
portunus_cli_prompt_say (PortunusCliPrompt *self,
                         const char        *text)
{
  portunus_cli_write (self->output, text);
}

/**
 * portunus_cli_prompt_forget:
 * @self: a prompt whose question is taken back
 *
 * Ends the line of the question, and forgets what was typed for it, which would answer the next one.
 */
void
portunus_cli_prompt_forget (PortunusCliPrompt *self)
{
  GInputStream *stream = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self->input));

  if (tcflush (g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (stream)), TCIFLUSH) != 0)
    g_debug ("Cannot forget what was typed");
  portunus_cli_prompt_say (self, "\n");
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusCliPrompt *self = g_task_get_source_object (task);
  GError *error = NULL;
  char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);

  if (line != NULL)
    {
      g_task_return_pointer (task, g_strstrip (line), g_free);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }
  /* The cursor stands behind the question. */
  portunus_cli_prompt_say (self, "\n");
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The terminal gave no answer");
}

/**
 * portunus_cli_prompt_ask_async:
 * @self: a prompt with no other question open
 * @question: what to print before the cursor
 * @cancellable: (nullable): takes the question back
 * @callback: (scope async): called once
 * @user_data: for @callback
 */
void
portunus_cli_prompt_ask_async (PortunusCliPrompt   *self,
                               const char          *question,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PORTUNUS_IS_CLI_PROMPT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_cli_prompt_ask_async);
  portunus_cli_prompt_say (self, question);
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, cancellable, read_cb,
                                       g_steal_pointer (&task));
}

/**
 * portunus_cli_prompt_ask_finish:
 * @self: a prompt
 * @result: the result
 * @error: return location for a #GIOErrorEnum; %G_IO_ERROR_CLOSED at the end of input
 *
 * Returns: (transfer full) (nullable): the answer without blanks around it
 */
char *
portunus_cli_prompt_ask_finish (PortunusCliPrompt  *self,
                                GAsyncResult       *result,
                                GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
