/* portunus-cli-inbox.c: what others bring, and asking about one after the other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-inbox.h"

#include <glib/gi18n.h>

#include "portunus-cli-consent.h"
#include "portunus-cli-watch.h"

#define TERMINAL "/dev/tty"

/* An offer that waits for its answer. */
typedef struct
{
  PortunusArrival *arrival;
  PortunusOffer   *offer;
} Question;

struct _PortunusCliInbox
{
  GObject            parent_instance;

  /* Owned */
  char              *directory;
  PortunusCliOutput *output;
  GPtrArray         *watches;
  PortunusCliPrompt *prompt;
  GCancellable      *asking;       /* while somebody is asked about the first question */
  GQueue             questions;    /* Question */

  PortunusConflictPolicy policy;
  gboolean           asks_policy;
  gboolean           is_accepting;
  gboolean           is_closed;
};

enum
{
  UNANSWERABLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusCliInbox, portunus_cli_inbox, G_TYPE_OBJECT)

static void ask_next (PortunusCliInbox *self);

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->arrival);
  g_object_unref (question->offer);
  g_free (question);
}

static void
accept (PortunusCliInbox *self,
        PortunusArrival  *arrival,
        GArray           *wanted)
{
  portunus_cli_output_accepted (self->output);
  portunus_arrival_accept (arrival, wanted);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PortunusCliInbox) self = user_data;
  Question *question;
  g_autoptr (GArray) wanted = NULL;
  g_autoptr (GError) error = NULL;
  PortunusConflictPolicy policy;
  gboolean is_yes = portunus_cli_consent_ask_finish (result, &wanted, &policy, &error);

  /* The question was taken back. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->is_closed)
    return;
  g_clear_object (&self->asking);
  question = g_queue_pop_head (&self->questions);
  if (is_yes)
    {
      portunus_arrival_set_policy (question->arrival, policy);
      accept (self, question->arrival, wanted);
    }
  else
    portunus_arrival_decline (question->arrival);
  question_free (question);
  ask_next (self);
}

/* Nobody can say yes, which is an error of the command line; the sender learns that it is a no. */
static void
refuse_all (PortunusCliInbox *self)
{
  g_autoptr (PortunusCliInbox) guard = g_object_ref (self);
  g_autoptr (GError) error = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                                                  _("There is nobody to ask at this terminal: accept with --yes"));

  while (!g_queue_is_empty (&self->questions))
    {
      Question *question = g_queue_pop_head (&self->questions);

      portunus_arrival_decline (question->arrival);
      question_free (question);
    }
  g_signal_emit (self, signals[UNANSWERABLE], 0, error);
}

/* Who has the name of somebody we know, and is somebody else, means no good or was set up anew. */
static void
warn_of_namesake (PortunusCliInbox *self,
                  PortunusArrival  *arrival)
{
  PortunusKnownDevice *namesake = portunus_arrival_find_namesake (arrival);
  g_autofree char *text = NULL;

  if (namesake == NULL)
    return;
  /* Translators: the name of a device that was met before */
  text = g_strdup_printf (_("This is not the \"%s\" that you know: its key is another one. Compare the four words."),
                          portunus_known_device_get_name (namesake));
  portunus_cli_output_notice (self->output, text);
}

/* What holds for as long as the offer and who made it. */
static PortunusForecastQuestion
get_question (PortunusCliInbox *self,
              PortunusArrival  *arrival,
              PortunusOffer    *offer)
{
  return (PortunusForecastQuestion) {
    .offer = offer,
    .directory = portunus_arrival_get_directory (arrival),
    .policy = self->policy,
    .journal_path = portunus_transfer_get_journal_path (portunus_arrival_get_transfer (arrival)),
  };
}

static void
show (PortunusCliInbox *self,
      PortunusArrival  *arrival,
      PortunusOffer    *offer)
{
  const PortunusForecastQuestion question = get_question (self, arrival, offer);

  warn_of_namesake (self, arrival);
  portunus_cli_output_offer (self->output, &question);
}

static void
ask (PortunusCliInbox *self,
     const Question   *question)
{
  const PortunusCliConsentQuestion asked = {
    .forecast = get_question (self, question->arrival, question->offer),
    .asks_policy = self->asks_policy,
  };

  self->asking = g_cancellable_new ();
  portunus_cli_consent_ask_async (self->prompt, &asked, self->asking, answered_cb, g_object_ref (self));
}

static void
ask_next (PortunusCliInbox *self)
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
  show (self, question->arrival, question->offer);
  ask (self, question);
}

static void
take_question_back (PortunusCliInbox *self)
{
  if (self->asking != NULL)
    portunus_cli_prompt_forget (self->prompt);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
offer_cb (PortunusArrival  *arrival,
          PortunusOffer    *offer,
          PortunusCliInbox *self)
{
  Question *question;

  if (self->is_accepting)
    {
      show (self, arrival, offer);
      accept (self, arrival, NULL);
      return;
    }
  question = g_new0 (Question, 1);
  question->arrival = g_object_ref (arrival);
  question->offer = g_object_ref (offer);
  g_queue_push_tail (&self->questions, question);
  ask_next (self);
}

static void
auto_accepted_cb (PortunusArrival  *arrival,
                  PortunusOffer    *offer,
                  PortunusCliInbox *self)
{
  const PortunusForecastQuestion question = get_question (self, arrival, offer);

  portunus_cli_output_offer (self->output, &question);
  portunus_cli_output_accepted (self->output);
}

/* Whoever left waits for no answer. */
static void
ended_cb (PortunusArrival  *arrival,
          GError           *error,
          PortunusCliInbox *self)
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
text_cb (PortunusArrival  *arrival,
         const char       *text,
         PortunusCliInbox *self)
{
  portunus_cli_output_text (self->output, text);
}

/**
 * portunus_cli_inbox_take:
 * @self: an inbox
 * @arrival: what somebody is about to offer
 *
 * Reports it from here on.
 */
void
portunus_cli_inbox_take (PortunusCliInbox *self,
                         PortunusArrival  *arrival)
{
  g_ptr_array_add (self->watches, portunus_cli_watch_new (portunus_arrival_get_transfer (arrival),
                                                          self->watches->len + 1, self->output));
  g_signal_connect_object (arrival, "offer", G_CALLBACK (offer_cb), self, 0);
  g_signal_connect_object (arrival, "auto-accepted", G_CALLBACK (auto_accepted_cb), self, 0);
  g_signal_connect_object (arrival, "text", G_CALLBACK (text_cb), self, 0);
  g_signal_connect_object (arrival, "ended", G_CALLBACK (ended_cb), self, 0);
}

/**
 * portunus_cli_inbox_close:
 * @self: an inbox
 *
 * Takes open questions back. A second call does nothing.
 */
void
portunus_cli_inbox_close (PortunusCliInbox *self)
{
  self->is_closed = TRUE;
  take_question_back (self);
  g_queue_clear_full (&self->questions, question_free);
  g_ptr_array_set_size (self->watches, 0);
}

static void
portunus_cli_inbox_dispose (GObject *object)
{
  PortunusCliInbox *self = PORTUNUS_CLI_INBOX (object);

  portunus_cli_inbox_close (self);
  g_clear_object (&self->prompt);
  g_clear_object (&self->output);

  G_OBJECT_CLASS (portunus_cli_inbox_parent_class)->dispose (object);
}

static void
portunus_cli_inbox_finalize (GObject *object)
{
  PortunusCliInbox *self = PORTUNUS_CLI_INBOX (object);

  g_free (self->directory);
  g_ptr_array_unref (self->watches);

  G_OBJECT_CLASS (portunus_cli_inbox_parent_class)->finalize (object);
}

static void
portunus_cli_inbox_class_init (PortunusCliInboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_cli_inbox_dispose;
  object_class->finalize = portunus_cli_inbox_finalize;

  signals[UNANSWERABLE] = g_signal_new ("unanswerable", PORTUNUS_TYPE_CLI_INBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_cli_inbox_init (PortunusCliInbox *self)
{
  g_queue_init (&self->questions);
  self->watches = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * portunus_cli_inbox_new:
 * @options: the command line
 * @output: where to report
 *
 * Returns: (transfer full): an inbox
 */
PortunusCliInbox *
portunus_cli_inbox_new (const PortunusCliReceiveOptions *options,
                        PortunusCliOutput               *output)
{
  PortunusCliInbox *self = g_object_new (PORTUNUS_TYPE_CLI_INBOX, NULL);

  self->directory = g_strdup (options->output);
  self->policy = options->policy;
  self->asks_policy = options->asks_policy;
  self->is_accepting = options->is_accepted;
  self->output = g_object_ref (output);
  return self;
}
