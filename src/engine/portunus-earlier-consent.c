/* portunus-earlier-consent.c: whether a person said yes to an offer before we were interrupted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-earlier-consent.h"

#include "portunus-journal-consent.h"
#include "portunus-transfer-error.h"

#define CONSIDERED   "portunus-earlier-consent-considered"
#define JOURNAL_PATH "portunus-earlier-consent-journal-path"

/* What a worker needs to know. */
typedef struct
{
  char          *journal_path;
  char          *device;
  PortunusOffer *offer;
} Case;

static void
case_free (gpointer data)
{
  Case *self = data;

  g_free (self->journal_path);
  g_free (self->device);
  g_object_unref (self->offer);
  g_free (self);
}

static Case *
case_new (PortunusArrival *arrival,
          PortunusOffer   *offer)
{
  Case *self = g_new0 (Case, 1);

  self->journal_path = g_strdup (g_object_get_data (G_OBJECT (arrival), JOURNAL_PATH));
  self->device = g_strdup (portunus_arrival_get_device (arrival));
  self->offer = g_object_ref (offer);
  return self;
}

/* A journal that cannot be read remembers nothing, and says so when a transfer begins. */
static PortunusJournal *
open_on_worker (const Case *self)
{
  if (!g_file_test (self->journal_path, G_FILE_TEST_EXISTS))
    return NULL;
  return portunus_journal_open (self->journal_path, NULL);
}

static void
find_on_worker (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  const Case *self = data;
  g_autoptr (PortunusJournal) journal = open_on_worker (self);
  g_autoptr (PortunusConsent) consent = NULL;

  if (journal != NULL)
    consent = portunus_journal_find_consent (journal, self->offer, self->device);
  if (consent != NULL && !g_file_test (consent->directory, G_FILE_TEST_IS_DIR))
    g_clear_pointer (&consent, portunus_consent_free);
  g_task_return_pointer (task, g_steal_pointer (&consent), (GDestroyNotify) portunus_consent_free);
}

static void
withdraw_on_worker (GTask        *task,
                    gpointer      source,
                    gpointer      data,
                    GCancellable *cancellable)
{
  const Case *self = data;
  g_autoptr (PortunusJournal) journal = open_on_worker (self);

  if (journal != NULL)
    portunus_journal_withdraw_consent (journal, portunus_offer_get_id (self->offer), self->device);
  g_task_return_boolean (task, TRUE);
}

/* In the meantime the offer may be gone, or the device unknown or blocked. */
static gboolean
still_counts (PortunusArrival *arrival)
{
  PortunusKnownDevice *device = portunus_arrival_get_known_device (arrival);

  return device != NULL && portunus_known_device_get_trust (device) != PORTUNUS_DEVICE_BLOCKED;
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  PortunusArrival *arrival = PORTUNUS_ARRIVAL (source);
  const Case *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (PortunusConsent) consent = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Where the same was offered again meanwhile, the look at that one answers. */
  if (g_object_get_data (source, CONSIDERED) != self->offer || !portunus_arrival_has_offer (arrival, self->offer)
      || portunus_arrival_is_accepted (arrival))
    return;
  if (consent == NULL || !still_counts (arrival))
    {
      g_signal_emit_by_name (arrival, "offer", self->offer);
      return;
    }
  portunus_arrival_set_directory (arrival, consent->directory);
  portunus_arrival_set_policy (arrival, consent->policy);
  portunus_arrival_set_max_bytes (arrival, consent->max_bytes);
  portunus_arrival_accept_again (arrival, consent->wanted);
  g_signal_emit_by_name (arrival, "auto-accepted", self->offer);
}

/**
 * portunus_earlier_consent_consider:
 * @arrival: an arrival that emits "offer", and that portunus_earlier_consent_follow() was told of
 * @offer: what it offers
 *
 * What was accepted goes on by itself after our own end as well, be it a crash or a power cut: if the same known
 * device, by its key, offers the same again, and something of it is there. Each offer is considered once. Those who are
 * to be asked otherwise must be connected after the caller.
 *
 * Returns: whether that is looked into, and the emission ended
 */
gboolean
portunus_earlier_consent_consider (PortunusArrival *arrival,
                                   PortunusOffer   *offer)
{
  g_autoptr (GTask) task = NULL;

  if (g_object_get_data (G_OBJECT (arrival), CONSIDERED) == offer
      || portunus_arrival_get_known_device (arrival) == NULL)
    return FALSE;
  g_signal_stop_emission_by_name (arrival, "offer");
  g_object_set_data_full (G_OBJECT (arrival), CONSIDERED, g_object_ref (offer), g_object_unref);
  task = g_task_new (arrival, NULL, found_cb, NULL);
  g_task_set_source_tag (task, portunus_earlier_consent_consider);
  g_task_set_task_data (task, case_new (arrival, offer), case_free);
  g_task_run_in_thread (task, find_on_worker);
  return TRUE;
}

/* Only what was cut off is not asked about again. */
static void
state_cb (PortunusArrival  *arrival,
          GParamSpec       *pspec,
          PortunusTransfer *transfer)
{
  PortunusOffer *offer = portunus_transfer_get_offer (transfer);
  g_autoptr (GTask) task = NULL;

  if (!portunus_transfer_is_over (transfer) || offer == NULL
      || g_error_matches (portunus_transfer_get_error (transfer), PORTUNUS_TRANSFER_ERROR,
                          PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST))
    return;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, portunus_earlier_consent_follow);
  g_task_set_task_data (task, case_new (arrival, offer), case_free);
  g_task_run_in_thread (task, withdraw_on_worker);
}

/**
 * portunus_earlier_consent_follow:
 * @arrival: an arrival that nothing was offered to
 * @journal_path: (type filename): where it is remembered how far its files are
 *
 * What comes to an end, be it good or by a person's will, is asked about when it is offered again, also by another run
 * of the program.
 */
void
portunus_earlier_consent_follow (PortunusArrival *arrival,
                                 const char      *journal_path)
{
  g_object_set_data_full (G_OBJECT (arrival), JOURNAL_PATH, g_strdup (journal_path), g_free);
  g_signal_connect_object (portunus_arrival_get_transfer (arrival), "notify::state", G_CALLBACK (state_cb), arrival,
                           G_CONNECT_SWAPPED);
}
