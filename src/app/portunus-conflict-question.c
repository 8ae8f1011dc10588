/* portunus-conflict-question.c: a yes that was given without a look at what is in the way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-conflict-question.h"

#include "portunus-conflict-choice.h"
#include "portunus-offer-dialog.h"

typedef struct
{
  GtkWindow            *parent;       /* NULL where there may be no window */
  GActionGroup         *actions;      /* used in its place */
  PortunusWaitingOffer *waiting;
  char                 *directory;
} Question;

static void
question_free (Question *self)
{
  g_clear_object (&self->parent);
  g_clear_object (&self->actions);
  g_object_unref (self->waiting);
  g_free (self->directory);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
decided_cb (PortunusOfferDialog  *dialog,
            gboolean              is_yes,
            GArray               *wanted,
            PortunusWaitingOffer *waiting)
{
  portunus_waiting_offer_set_policy (waiting, portunus_offer_dialog_get_policy (dialog));
  portunus_waiting_offer_answer (waiting, is_yes, wanted);
}

static void
show (const Question *self)
{
  g_action_group_activate_action (self->actions, "show-offer",
                                  g_variant_new_string (portunus_waiting_offer_get_id (self->waiting)));
}

static void
ask (const Question *self)
{
  GtkWidget *dialog = portunus_offer_dialog_new (self->parent, portunus_waiting_offer_get_offer (self->waiting),
                                                 portunus_waiting_offer_get_transfer (self->waiting),
                                                 self->directory);

  g_signal_connect_object (dialog, "decided", G_CALLBACK (decided_cb), self->waiting, 0);
  g_signal_connect_object (self->waiting, "gone", G_CALLBACK (gtk_window_destroy), dialog, G_CONNECT_SWAPPED);
  /* It may be answered elsewhere, such as from its notification. */
  g_signal_connect_object (self->waiting, "answered", G_CALLBACK (gtk_window_destroy), dialog, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
is_wanted (void)
{
  g_autoptr (PortunusSettings) settings = portunus_settings_new ();
  PortunusConflictChoice choice;

  portunus_conflict_choice_read (settings, &choice);
  return choice.is_asked;
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Question) self = user_data;
  g_autoptr (PortunusForecast) forecast = portunus_forecast_new_finish (result, NULL);

  if (portunus_waiting_offer_is_over (self->waiting))
    return;
  if (portunus_conflict_choice_is_moot (forecast))
    portunus_waiting_offer_answer (self->waiting, TRUE, NULL);
  else
    (self->parent != NULL ? ask : show) (self);
}

/* @self: (transfer full) */
static void
look (Question *self)
{
  const PortunusForecastQuestion question = {
    .offer = portunus_waiting_offer_get_offer (self->waiting),
    .directory = self->directory,
    .policy = PORTUNUS_CONFLICT_RENAME,
    .journal_path = portunus_transfer_get_journal_path (portunus_waiting_offer_get_transfer (self->waiting)),
  };

  if (is_wanted ())
    {
      portunus_forecast_new_async (&question, NULL, looked_cb, self);
      return;
    }
  portunus_waiting_offer_answer (self->waiting, TRUE, NULL);
  question_free (self);
}

static Question *
question_new (PortunusWaitingOffer *waiting,
              const char           *directory)
{
  Question *self = g_new0 (Question, 1);

  self->waiting = g_object_ref (waiting);
  self->directory = g_strdup (directory);
  return self;
}

/**
 * portunus_conflict_question_accept:
 * @parent: the window to ask above
 * @waiting: what the person says yes to
 * @directory: (type filename): where it goes
 *
 * Accepts it, or shows it in full where the settings say to ask and something is in the way.
 */
void
portunus_conflict_question_accept (GtkWindow            *parent,
                                   PortunusWaitingOffer *waiting,
                                   const char           *directory)
{
  Question *self = question_new (waiting, directory);

  self->parent = g_object_ref (parent);
  look (self);
}

/**
 * portunus_conflict_question_accept_unseen:
 * @actions: those of the application; "show-offer" brings the window
 * @waiting: what the person says yes to, with or without a window
 * @directory: (type filename): where it goes
 *
 * Accepts it, or brings it to the person where the settings say to ask and something is in the way.
 */
void
portunus_conflict_question_accept_unseen (GActionGroup         *actions,
                                          PortunusWaitingOffer *waiting,
                                          const char           *directory)
{
  Question *self = question_new (waiting, directory);

  self->actions = g_object_ref (actions);
  look (self);
}
