/* portunus-cli-host.c: "receive --host": opens a room and takes what others bring there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-verbs.h"

#include <glib/gi18n.h>

#include "portunus-cli-command.h"
#include "portunus-cli-consent.h"
#include "portunus-cli-runner.h"
#include "portunus-cli-watch.h"
#include "portunus-reception.h"

#define TERMINAL "/dev/tty"

/* An offer that waits for its answer. */
typedef struct
{
  PortunusArrival *arrival;
  PortunusOffer   *offer;
} Question;

typedef struct
{
  /* Owned */
  PortunusReception               *reception;
  GPtrArray                       *watches;
  PortunusCliPrompt               *prompt;
  GCancellable                    *asking;       /* while somebody is asked about the first question */
  GQueue                           questions;    /* Question */
  GError                          *refusal;      /* why we declined, where nobody could be asked */

  /* Borrowed */
  const PortunusCliReceiveOptions *options;
  PortunusCliRunner               *runner;
  PortunusCliOutput               *output;
} Host;

static void ask_next (Host *self);

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->arrival);
  g_object_unref (question->offer);
  g_free (question);
}

static void
show_link (Host     *self,
           gboolean  is_changed)
{
  const char *url = portunus_reception_get_link (self->reception);
  g_autofree char *command = portunus_cli_command_for_room (url);
  const PortunusCliLink link = {
    .url = url,
    .command = command,
    .has_qr = !self->options->is_without_qr,
    .is_changed = is_changed,
  };

  portunus_cli_output_link (self->output, &link);
}

static void
ready_cb (PortunusReception *reception,
          Host              *self)
{
  show_link (self, FALSE);
}

static void
link_changed_cb (PortunusReception *reception,
                 Host              *self)
{
  show_link (self, TRUE);
}

static void
accept (Host            *self,
        PortunusArrival *arrival,
        GArray          *wanted)
{
  portunus_cli_output_accepted (self->output);
  portunus_arrival_accept (arrival, wanted);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Host *self = user_data;
  Question *question;
  g_autoptr (GArray) wanted = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_yes = portunus_cli_consent_ask_finish (result, &wanted, &error);

  /* The question was taken back: @self may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  question = g_queue_pop_head (&self->questions);
  if (is_yes)
    accept (self, question->arrival, wanted);
  else
    portunus_arrival_decline (question->arrival);
  question_free (question);
  ask_next (self);
}

/* Nobody can say yes, which is an error of the command line; the sender learns that it is a no. */
static void
refuse_all (Host *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                                                  _("There is nobody to ask at this terminal: accept with --yes"));

  g_set_error (&self->refusal, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s", error->message);
  while (!g_queue_is_empty (&self->questions))
    {
      Question *question = g_queue_pop_head (&self->questions);

      portunus_arrival_decline (question->arrival);
      question_free (question);
    }
  portunus_reception_cancel (self->reception);
}

static void
ask_next (Host *self)
{
  Question *question = g_queue_peek_head (&self->questions);
  g_autoptr (GError) error = NULL;

  if (question == NULL || self->asking != NULL)
    return;
  g_clear_object (&self->prompt);
  self->prompt = portunus_cli_prompt_new (TERMINAL, &error);
  if (self->prompt == NULL)
    {
      g_debug ("%s", error->message);
      refuse_all (self);
      return;
    }
  portunus_cli_output_offer (self->output, question->offer, self->options->output);
  self->asking = g_cancellable_new ();
  portunus_cli_consent_ask_async (self->prompt, question->offer, self->asking, answered_cb, self);
}

static void
take_question_back (Host *self)
{
  if (self->asking != NULL)
    portunus_cli_prompt_forget (self->prompt);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
take_questions_back (Host *self)
{
  take_question_back (self);
  g_queue_clear_full (&self->questions, question_free);
}

static void
offer_cb (PortunusArrival *arrival,
          PortunusOffer   *offer,
          Host            *self)
{
  Question *question;

  if (self->options->is_accepted)
    {
      portunus_cli_output_offer (self->output, offer, self->options->output);
      accept (self, arrival, NULL);
      return;
    }
  question = g_new0 (Question, 1);
  question->arrival = g_object_ref (arrival);
  question->offer = g_object_ref (offer);
  g_queue_push_tail (&self->questions, question);
  ask_next (self);
}

/* Whoever left waits for no answer. */
static void
ended_cb (PortunusArrival *arrival,
          GError          *error,
          Host            *self)
{
  Question *first = g_queue_peek_head (&self->questions);

  if (first != NULL && first->arrival == arrival)
    take_question_back (self);
  for (GList *l = self->questions.head; l != NULL;)
    {
      GList *next = l->next;

      if (((Question *) l->data)->arrival == arrival)
        {
          question_free (l->data);
          g_queue_delete_link (&self->questions, l);
        }
      l = next;
    }
  ask_next (self);
}

static void
text_cb (PortunusArrival *arrival,
         const char      *text,
         Host            *self)
{
  portunus_cli_output_text (self->output, text);
}

static void
arrival_cb (PortunusReception *reception,
            PortunusArrival   *arrival,
            Host              *self)
{
  g_ptr_array_add (self->watches, portunus_cli_watch_new (portunus_arrival_get_transfer (arrival),
                                                          self->watches->len + 1, self->output));
  g_signal_connect (arrival, "offer", G_CALLBACK (offer_cb), self);
  g_signal_connect (arrival, "text", G_CALLBACK (text_cb), self);
  g_signal_connect (arrival, "ended", G_CALLBACK (ended_cb), self);
}

static void
finished_cb (PortunusReception *reception,
             GError            *error,
             Host              *self)
{
  take_questions_back (self);
  portunus_cli_runner_finish (self->runner, self->refusal != NULL ? self->refusal : error);
}

static void
start (PortunusCliRunner *runner,
       gpointer           data)
{
  Host *self = data;
  PortunusSecret *password = self->options->password;
  const PortunusReceptionOptions options = {
    .directory = self->options->output,
    .policy = self->options->policy,
    .server = self->options->common.server,
    .is_once = self->options->is_once,
    .lane = self->options->common.lane,
    .rules = {
      .entry = password != NULL ? PORTUNUS_ROOM_ENTRY_PASSWORD : PORTUNUS_ROOM_ENTRY_LINK,
      .password = password,
    },
  };

  self->runner = runner;
  self->reception = portunus_reception_new (portunus_cli_runner_get_engine (runner), &options);
  g_signal_connect (self->reception, "ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (self->reception, "link-changed", G_CALLBACK (link_changed_cb), self);
  g_signal_connect (self->reception, "arrival", G_CALLBACK (arrival_cb), self);
  g_signal_connect (self->reception, "finished", G_CALLBACK (finished_cb), self);
  portunus_reception_start (self->reception);
}

static void
cancel (gpointer data)
{
  Host *self = data;

  portunus_reception_cancel (self->reception);
}

static void
stop (gpointer data)
{
  Host *self = data;

  take_questions_back (self);
  g_ptr_array_set_size (self->watches, 0);
  g_clear_object (&self->prompt);
  if (self->reception != NULL)
    g_signal_handlers_disconnect_by_data (self->reception, self);
  g_clear_object (&self->reception);
  g_clear_error (&self->refusal);
}

/**
 * portunus_cli_host:
 * @options: the command line, with "--host"
 * @output: where to report
 *
 * Takes what others bring until it is stopped, or once.
 *
 * Returns: the exit status of the process
 */
int
portunus_cli_host (const PortunusCliReceiveOptions *options,
                   PortunusCliOutput               *output)
{
  g_autoptr (GPtrArray) watches = g_ptr_array_new_with_free_func (g_object_unref);
  Host self = { .options = options, .output = output, .watches = watches, .questions = G_QUEUE_INIT };
  const PortunusCliVerb verb = { .start = start, .cancel = cancel, .stop = stop, .data = &self };

  return portunus_cli_runner_run (&options->common, output, &verb);
}
