/* portunus-cli-door.c: asking whether somebody may come into the room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-door.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "portunus-cli-json.h"
#include "portunus-cli-prompt.h"

#define TERMINAL "/dev/tty"

struct _PortunusCliDoor
{
  GObject              parent_instance;

  /* Owned */
  PortunusShare       *share;
  PortunusCliOutput   *output;
  GQueue               waiting;       /* Guest; the first one is the question that is open */
  PortunusCliPrompt   *prompt;
  GCancellable        *question;      /* while somebody is asked */
  GDataInputStream    *answers;
  GCancellable        *cancellable;

  PortunusCliDoorMode  mode;
};

typedef struct
{
  char *id;
  char *name;
} Guest;

G_DEFINE_FINAL_TYPE (PortunusCliDoor, portunus_cli_door, G_TYPE_OBJECT)

static void ask_next (PortunusCliDoor *self);

static void
guest_free (gpointer data)
{
  Guest *guest = data;

  g_free (guest->id);
  g_free (guest->name);
  g_free (guest);
}

static gboolean
is_yes (const char *answer)
{
  /* Translators: the letter for "yes" in "Let … in? [y/N]" */
  return g_ascii_strcasecmp (answer, "y") == 0 || g_ascii_strcasecmp (answer, "yes") == 0
         || g_strcmp0 (answer, C_("answer", "y")) == 0;
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PortunusCliDoor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = portunus_cli_prompt_ask_finish (PORTUNUS_CLI_PROMPT (source), result, &error);
  Guest *guest = g_queue_peek_head (&self->waiting);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || guest == NULL)
    return;
  g_clear_object (&self->question);
  g_queue_pop_head (&self->waiting);
  portunus_share_answer (self->share, guest->id, answer != NULL && is_yes (answer));
  guest_free (guest);
  ask_next (self);
}

static void
ask (PortunusCliDoor *self,
     const Guest     *guest)
{
  /* Translators: %s is what somebody calls itself who wants to come into the room. y is yes, N is no and what an empty
   * line means. */
  g_autofree char *question = g_strdup_printf (_("Somebody who says to be “%s” wants to come in. Let them in? [y/N] "),
                                               guest->name);

  self->question = g_cancellable_new ();
  portunus_cli_prompt_ask_async (self->prompt, question, self->question, answered_cb, g_object_ref (self));
}

/* A prompt that still ends an earlier question cannot take another. Where nobody can be asked, nobody comes in. */
static void
ask_next (PortunusCliDoor *self)
{
  Guest *guest;

  while (self->question == NULL && (guest = g_queue_peek_head (&self->waiting)) != NULL)
    {
      g_clear_object (&self->prompt);
      self->prompt = portunus_cli_prompt_new (TERMINAL, NULL);
      if (self->prompt != NULL)
        {
          ask (self, guest);
          return;
        }
      g_queue_pop_head (&self->waiting);
      portunus_cli_output_notice (self->output, _("Somebody wants to come in, and there is no terminal to ask at"));
      portunus_share_answer (self->share, guest->id, FALSE);
      guest_free (guest);
    }
}

/* For a program the event is enough. */
static void
explain (PortunusCliDoor *self,
         const char      *peer_id,
         const char      *name)
{
  g_autofree char *text = NULL;

  if (self->mode != PORTUNUS_CLI_DOOR_ORDERS || PORTUNUS_IS_CLI_JSON (self->output))
    return;
  /* Translators: what somebody calls itself, and twice its id; "yes" and "no" are typed as they are */
  text = g_strdup_printf (_("Somebody who says to be “%s” wants to come in: say “yes %s” or “no %s”."), name, peer_id,
                          peer_id);
  portunus_cli_output_notice (self->output, text);
}

static void
asked_cb (PortunusShare   *share,
          const char      *peer_id,
          const char      *name,
          PortunusCliDoor *self)
{
  Guest *guest;

  portunus_cli_output_asked (self->output, peer_id, name);
  explain (self, peer_id, name);
  if (self->mode == PORTUNUS_CLI_DOOR_YES)
    portunus_share_answer (share, peer_id, TRUE);
  if (self->mode != PORTUNUS_CLI_DOOR_TERMINAL)
    return;
  guest = g_new0 (Guest, 1);
  guest->id = g_strdup (peer_id);
  guest->name = g_strdup (name);
  g_queue_push_tail (&self->waiting, guest);
  ask_next (self);
}

static void
take_question_back (PortunusCliDoor *self)
{
  if (self->question == NULL)
    return;
  g_cancellable_cancel (self->question);
  g_clear_object (&self->question);
  portunus_cli_prompt_forget (self->prompt);
  portunus_cli_output_notice (self->output, _("They do not want to come in any more."));
}

static void
gone_cb (PortunusShare   *share,
         const char      *peer_id,
         PortunusCliDoor *self)
{
  for (GList *l = self->waiting.head; l != NULL; l = l->next)
    {
      Guest *guest = l->data;

      if (!g_str_equal (guest->id, peer_id))
        continue;
      if (l == self->waiting.head)
        take_question_back (self);
      g_queue_delete_link (&self->waiting, l);
      guest_free (guest);
      ask_next (self);
      return;
    }
}

static void read_answer (PortunusCliDoor *self);

/* What is not understood is not an answer; the one it was meant for goes on to wait. */
static void
take_answer (PortunusCliDoor *self,
             const char      *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);

  if (g_strv_length (words) == 2 && (g_str_equal (words[0], "yes") || g_str_equal (words[0], "no")))
    portunus_share_answer (self->share, words[1], g_str_equal (words[0], "yes"));
}

static void
line_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusCliDoor) self = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL)
    return;
  take_answer (self, g_strstrip (line));
  read_answer (self);
}

static void
read_answer (PortunusCliDoor *self)
{
  g_data_input_stream_read_line_async (self->answers, G_PRIORITY_DEFAULT, self->cancellable, line_read_cb,
                                       g_object_ref (self));
}

static void
portunus_cli_door_dispose (GObject *object)
{
  PortunusCliDoor *self = PORTUNUS_CLI_DOOR (object);

  g_cancellable_cancel (self->cancellable);
  if (self->question != NULL && !g_cancellable_is_cancelled (self->question))
    portunus_cli_prompt_forget (self->prompt);
  g_cancellable_cancel (self->question);
  if (self->share != NULL)
    g_signal_handlers_disconnect_by_data (self->share, self);
  g_clear_object (&self->share);
  g_clear_object (&self->prompt);
  g_queue_clear_full (&self->waiting, guest_free);

  G_OBJECT_CLASS (portunus_cli_door_parent_class)->dispose (object);
}

static void
portunus_cli_door_finalize (GObject *object)
{
  PortunusCliDoor *self = PORTUNUS_CLI_DOOR (object);

  g_clear_object (&self->output);
  g_clear_object (&self->question);
  g_clear_object (&self->answers);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (portunus_cli_door_parent_class)->finalize (object);
}

static void
portunus_cli_door_class_init (PortunusCliDoorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_cli_door_dispose;
  object_class->finalize = portunus_cli_door_finalize;
}

static void
portunus_cli_door_init (PortunusCliDoor *self)
{
  g_queue_init (&self->waiting);
  self->cancellable = g_cancellable_new ();
}

/**
 * portunus_cli_door_new:
 * @share: what people come for
 * @output: where to report
 * @mode: who decides
 *
 * Run dispose (g_object_run_dispose()) to end it: an open question holds a reference.
 *
 * Returns: (transfer full): a door
 */
PortunusCliDoor *
portunus_cli_door_new (PortunusShare       *share,
                       PortunusCliOutput   *output,
                       PortunusCliDoorMode  mode)
{
  PortunusCliDoor *self = g_object_new (PORTUNUS_TYPE_CLI_DOOR, NULL);

  self->share = g_object_ref (share);
  self->output = g_object_ref (output);
  self->mode = mode;
  g_signal_connect (share, "asked", G_CALLBACK (asked_cb), self);
  g_signal_connect (share, "answered", G_CALLBACK (gone_cb), self);
  if (mode == PORTUNUS_CLI_DOOR_STDIN)
    {
      g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);

      self->answers = g_data_input_stream_new (stream);
      read_answer (self);
    }
  return self;
}
