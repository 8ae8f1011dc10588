/* portunus-cli-consent.c: the question whether to accept an offer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-consent.h"

#include <glib/gi18n.h>

#include "portunus-cli-forecast.h"
#include "portunus-cli-offer-list.h"
#include "portunus-conflict-choice.h"
#include "portunus-wanted.h"

#define MAX_LISTED_ENTRIES 1000

typedef struct
{
  PortunusOffer          *offer;
  PortunusForecast       *forecast;     /* NULL where nobody can look */
  GArray                 *wanted;
  PortunusConflictPolicy  policy;
  gboolean                asks_policy;
} Consent;

static void
consent_free (gpointer data)
{
  Consent *consent = data;

  g_object_unref (consent->offer);
  g_clear_object (&consent->forecast);
  g_clear_pointer (&consent->wanted, g_array_unref);
  g_free (consent);
}

static void ask (GTask               *task,
                 const char          *question,
                 GAsyncReadyCallback  callback);

/* Both the translated and the English letter count, whatever language the question was in. */
static gboolean
is_answer (const char *answer,
           const char *letter,
           const char *translated_letter)
{
  g_autofree char *folded = g_utf8_strdown (answer, -1);

  return g_str_has_prefix (folded, letter) || g_str_has_prefix (folded, translated_letter);
}

static char *
finish_question (GTask        *task,
                 GAsyncResult *result)
{
  GError *error = NULL;
  char *answer = portunus_cli_prompt_ask_finish (g_task_get_source_object (task), result, &error);

  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return NULL;
    }
  if (!g_utf8_validate (answer, -1, NULL))
    *answer = '\0';
  return answer;
}

static gboolean
is_policy_needed (const Consent *consent)
{
  PortunusForecastSummary summary;
  g_autoptr (GByteArray) wanted = NULL;

  if (!consent->asks_policy || consent->forecast == NULL || !portunus_forecast_is_complete (consent->forecast))
    return consent->asks_policy;
  wanted = portunus_wanted_new (consent->offer, consent->wanted);
  portunus_forecast_sum (consent->forecast, wanted != NULL ? wanted->data : NULL, &summary);
  return portunus_conflict_choice_is_needed (&summary);
}

/* By its number in the list, or by its name on the command line. */
static gboolean
read_policy (const char             *answer,
             PortunusConflictPolicy *policy)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (answer, 10, 1, PORTUNUS_CONFLICT_NEWER + 1, &number, NULL))
    return portunus_conflict_policy_from_name (answer, policy);
  *policy = (PortunusConflictPolicy) (number - 1);
  return TRUE;
}

static void
policy_chosen_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Consent *consent = g_task_get_task_data (task);
  g_autofree char *answer = finish_question (task, result);

  if (answer == NULL)
    return;
  if (*answer == '\0')
    g_task_return_boolean (task, FALSE);
  else if (read_policy (answer, &consent->policy))
    g_task_return_boolean (task, TRUE);
  else
    ask (task, _("A number from 1 to 4, please: "), policy_chosen_cb);
}

/* As the numbers of the policies go. */
static void
ask_policy (GTask *task)
{
  const char * const words[] = {
    _("Keep both"), _("Skip identical files, else keep both"), _("Replace"), _("Replace by newer files only"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *line = g_strdup_printf ("%6u  %s\n", i + 1, words[i]);

      portunus_cli_prompt_say (g_task_get_source_object (task), line);
    }
  ask (task, _("What to do where a file exists? (1 to 4; nothing declines) "), policy_chosen_cb);
}

static void
say_yes (GTask *task)
{
  if (is_policy_needed (g_task_get_task_data (task)))
    ask_policy (task);
  else
    g_task_return_boolean (task, TRUE);
}

static void
selected_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Consent *consent = g_task_get_task_data (task);
  g_autofree char *answer = finish_question (task, result);
  g_autoptr (GError) error = NULL;

  if (answer == NULL)
    return;
  if (*answer == '\0')
    {
      g_task_return_boolean (task, FALSE);
      return;
    }
  consent->wanted = portunus_cli_offer_list_select (portunus_offer_get_manifest (consent->offer), answer, &error);
  if (consent->wanted == NULL)
    {
      g_autofree char *again = g_strdup_printf ("%s: ", error->message);

      ask (task, again, selected_cb);
      return;
    }
  if (consent->wanted->len > 0)
    say_yes (task);
  else
    g_task_return_boolean (task, FALSE);
}

static void
ask_which (GTask *task)
{
  PortunusCliPrompt *prompt = g_task_get_source_object (task);
  Consent *consent = g_task_get_task_data (task);
  g_autofree char *list = portunus_cli_offer_list_format (portunus_offer_get_manifest (consent->offer),
                                                          MAX_LISTED_ENTRIES);

  portunus_cli_prompt_say (prompt, list);
  ask (task, _("Which ones? (such as 1,3-5; nothing declines) "), selected_cb);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *answer = finish_question (task, result);

  if (answer == NULL)
    return;
  /* Translators: the letter for "select" in "Accept? [y/N/s]" */
  if (is_answer (answer, "s", C_("answer", "s")))
    ask_which (task);
  /* Translators: the letter for "yes" in "Accept? [y/N/s]" */
  else if (is_answer (answer, "y", C_("answer", "y")))
    say_yes (task);
  else
    g_task_return_boolean (task, FALSE);
}

static void
ask (GTask               *task,
     const char          *question,
     GAsyncReadyCallback  callback)
{
  portunus_cli_prompt_ask_async (g_task_get_source_object (task), question, g_task_get_cancellable (task), callback,
                                 g_object_ref (task));
}

static void
ask_whether (GTask *task)
{
  /* Translators: y is yes, N is no and what an empty line means, s is to select some */
  ask (task, _("Accept? [y/N/s(elect)] "), answered_cb);
}

/* A folder that cannot be looked at fails with its reason when it is written to. */
static void
foreseen_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Consent *consent = g_task_get_task_data (task);
  g_autofree char *lines = NULL;

  consent->forecast = portunus_forecast_new_finish (result, NULL);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (consent->forecast != NULL)
    {
      lines = portunus_cli_forecast_format (consent->forecast);
      portunus_cli_prompt_say (g_task_get_source_object (task), lines);
    }
  ask_whether (task);
}

/**
 * portunus_cli_consent_ask_async:
 * @prompt: where to ask
 * @question: what to ask about
 * @cancellable: (nullable): takes the question back
 * @callback: (scope async): called once
 * @user_data: for @callback
 *
 * Says what is in the folder already and what room there is, and asks whether to accept all, nothing, or some entries.
 */
void
portunus_cli_consent_ask_async (PortunusCliPrompt                *prompt,
                                const PortunusCliConsentQuestion *question,
                                GCancellable                     *cancellable,
                                GAsyncReadyCallback               callback,
                                gpointer                          user_data)
{
  g_autoptr (GTask) task = g_task_new (prompt, cancellable, callback, user_data);
  Consent *consent = g_new0 (Consent, 1);
  gboolean is_seen = !g_str_equal (question->forecast.directory, "-");

  consent->offer = g_object_ref (question->forecast.offer);
  consent->policy = question->forecast.policy;
  consent->asks_policy = question->asks_policy && is_seen;
  g_task_set_source_tag (task, portunus_cli_consent_ask_async);
  g_task_set_task_data (task, consent, consent_free);
  if (!is_seen)
    ask_whether (task);
  else
    portunus_forecast_new_async (&question->forecast, cancellable, foreseen_cb, g_object_ref (task));
}

/**
 * portunus_cli_consent_ask_finish:
 * @result: the result
 * @wanted: (out) (transfer full) (nullable) (element-type guint): indexes of entries; %NULL for all
 * @policy: (out): what to do where a file exists
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: whether the answer is yes; %FALSE without an error means no
 */
gboolean
portunus_cli_consent_ask_finish (GAsyncResult            *result,
                                 GArray                 **wanted,
                                 PortunusConflictPolicy  *policy,
                                 GError                 **error)
{
  Consent *consent = g_task_get_task_data (G_TASK (result));

  *wanted = g_steal_pointer (&consent->wanted);
  *policy = consent->policy;
  return g_task_propagate_boolean (G_TASK (result), error);
}
