/* portunus-cli-receive.c: "receive": fetches what a link or a code stands for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-verbs.h"

#include <glib/gi18n.h>

#include "portunus-cli-consent.h"
#include "portunus-cli-runner.h"
#include "portunus-cli-watch.h"
#include "portunus-pickup.h"

#define TERMINAL "/dev/tty"

typedef struct
{
  /* Owned */
  PortunusPickup                  *pickup;
  PortunusCliWatch                *watch;
  PortunusCliPrompt               *prompt;
  GCancellable                    *question;     /* while somebody is asked */
  GError                          *refusal;      /* why we declined, where nobody could be asked */

  /* Borrowed */
  const PortunusCliReceiveOptions *options;
  PortunusCliRunner               *runner;
  PortunusCliOutput               *output;
} Receive;

static void
accept (Receive *self,
        GArray  *wanted)
{
  portunus_cli_output_accepted (self->output);
  portunus_pickup_accept (self->pickup, wanted);
}

/* Nobody can say yes, which is an error of the command line; the sender learns that it is a no. */
static void
refuse (Receive *self)
{
  self->refusal = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                                       _("There is nobody to ask at this terminal: accept with --yes"));
  portunus_pickup_decline (self->pickup);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Receive *self = user_data;
  g_autoptr (GArray) wanted = NULL;
  g_autoptr (GError) error = NULL;
  PortunusConflictPolicy policy;
  gboolean is_yes = portunus_cli_consent_ask_finish (result, &wanted, &policy, &error);

  /* The question was taken back: @self may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->question);
  if (is_yes)
    {
      portunus_pickup_set_policy (self->pickup, policy);
      accept (self, wanted);
    }
  else if (error != NULL)
    refuse (self);
  else
    portunus_pickup_decline (self->pickup);
}

static void
take_question_back (Receive *self)
{
  if (self->question != NULL)
    portunus_cli_prompt_forget (self->prompt);
  g_cancellable_cancel (self->question);
  g_clear_object (&self->question);
}

static void
ask (Receive                        *self,
     const PortunusForecastQuestion *forecast)
{
  const PortunusCliConsentQuestion question = { *forecast, self->options->asks_policy };
  g_autoptr (GError) error = NULL;

  /* A prompt that still ends an earlier question cannot take another. */
  take_question_back (self);
  g_clear_object (&self->prompt);
  self->prompt = portunus_cli_prompt_new (TERMINAL, &error);
  if (self->prompt == NULL)
    {
      g_debug ("%s", error->message);
      refuse (self);
      return;
    }
  self->question = g_cancellable_new ();
  portunus_cli_consent_ask_async (self->prompt, &question, self->question, answered_cb, self);
}

static void
offer_cb (PortunusPickup *pickup,
          PortunusOffer  *offer,
          Receive        *self)
{
  const PortunusForecastQuestion question = {
    .offer = offer,
    .directory = self->options->output,
    .policy = self->options->policy,
    .journal_path = portunus_transfer_get_journal_path (portunus_pickup_get_transfer (self->pickup)),
  };

  portunus_cli_output_offer (self->output, &question);
  if (self->options->is_accepted)
    accept (self, NULL);
  else
    ask (self, &question);
}

static void
text_cb (PortunusPickup *pickup,
         const char     *text,
         Receive        *self)
{
  portunus_cli_output_text (self->output, text);
}

static void
waiting_cb (PortunusPickup *pickup,
            Receive        *self)
{
  portunus_cli_output_waiting (self->output);
}

static void
finished_cb (PortunusPickup *pickup,
             GError         *error,
             Receive        *self)
{
  take_question_back (self);
  portunus_cli_runner_finish (self->runner, error != NULL && self->refusal != NULL ? self->refusal : error);
}

static void
start (PortunusCliRunner *runner,
       gpointer           data)
{
  Receive *self = data;
  g_autoptr (GError) error = NULL;
  const PortunusPickupOptions options = {
    .link_or_code = self->options->link_or_code,
    .server = self->options->common.server,
    .directory = self->options->output,
    .policy = self->options->policy,
    .lane = self->options->common.lane,
    .password = self->options->password,
  };

  self->runner = runner;
  self->pickup = portunus_pickup_new (portunus_cli_runner_get_engine (runner), &options, &error);
  if (self->pickup == NULL)
    {
      portunus_cli_runner_finish (runner, error);
      return;
    }
  self->watch = portunus_cli_watch_new (portunus_pickup_get_transfer (self->pickup), 1, self->output);
  g_signal_connect (self->pickup, "offer", G_CALLBACK (offer_cb), self);
  g_signal_connect (self->pickup, "text", G_CALLBACK (text_cb), self);
  g_signal_connect (self->pickup, "waiting", G_CALLBACK (waiting_cb), self);
  g_signal_connect (self->pickup, "finished", G_CALLBACK (finished_cb), self);
  portunus_pickup_start (self->pickup);
}

static void
cancel (gpointer data)
{
  Receive *self = data;

  if (self->pickup != NULL)
    portunus_pickup_cancel (self->pickup);
}

static void
stop (gpointer data)
{
  Receive *self = data;

  take_question_back (self);
  g_clear_object (&self->watch);
  g_clear_object (&self->prompt);
  if (self->pickup != NULL)
    g_signal_handlers_disconnect_by_data (self->pickup, self);
  g_clear_object (&self->pickup);
  g_clear_error (&self->refusal);
}

/**
 * portunus_cli_receive:
 * @options: the command line
 * @output: where to report
 *
 * Receives; runs the main context until it is over.
 *
 * Returns: the exit status
 */
int
portunus_cli_receive (const PortunusCliReceiveOptions *options,
                      PortunusCliOutput               *output)
{
  Receive self = { .options = options, .output = output };
  const PortunusCliVerb verb = { .start = start, .cancel = cancel, .stop = stop, .data = &self };

  return portunus_cli_runner_run (&options->common, output, &verb);
}
