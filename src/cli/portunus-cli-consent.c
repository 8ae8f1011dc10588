/* portunus-cli-consent.c: the question whether to accept an offer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-consent.h"

#include <glib/gi18n.h>

#include "portunus-cli-offer-list.h"

#define MAX_LISTED_ENTRIES 1000

typedef struct
{
  PortunusOffer *offer;
  GArray        *wanted;
} Consent;

static void
consent_free (gpointer data)
{
  Consent *consent = data;

  g_object_unref (consent->offer);
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
  g_task_return_boolean (task, consent->wanted->len > 0);
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
  else
    /* Translators: the letter for "yes" in "Accept? [y/N/s]" */
    g_task_return_boolean (task, is_answer (answer, "y", C_("answer", "y")));
}

static void
ask (GTask               *task,
     const char          *question,
     GAsyncReadyCallback  callback)
{
  portunus_cli_prompt_ask_async (g_task_get_source_object (task), question, g_task_get_cancellable (task), callback,
                                 g_object_ref (task));
}

/**
 * portunus_cli_consent_ask_async:
 * @prompt: where to ask
 * @offer: what it is about; it was shown already
 * @cancellable: (nullable): takes the question back
 * @callback: (scope async): called once
 * @user_data: for @callback
 *
 * Asks whether to accept all, nothing, or some entries.
 */
void
portunus_cli_consent_ask_async (PortunusCliPrompt   *prompt,
                                PortunusOffer       *offer,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (prompt, cancellable, callback, user_data);
  Consent *consent = g_new0 (Consent, 1);

  consent->offer = g_object_ref (offer);
  g_task_set_source_tag (task, portunus_cli_consent_ask_async);
  g_task_set_task_data (task, consent, consent_free);
  /* Translators: y is yes, N is no and what an empty line means, s is to select some */
  ask (task, _("Accept? [y/N/s(elect)] "), answered_cb);
}

/**
 * portunus_cli_consent_ask_finish:
 * @result: the result
 * @wanted: (out) (transfer full) (nullable) (element-type guint): indexes of entries; %NULL for all
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: whether the answer is yes; %FALSE without an error means no
 */
gboolean
portunus_cli_consent_ask_finish (GAsyncResult  *result,
                                 GArray       **wanted,
                                 GError       **error)
{
  Consent *consent = g_task_get_task_data (G_TASK (result));

  *wanted = g_steal_pointer (&consent->wanted);
  return g_task_propagate_boolean (G_TASK (result), error);
}
