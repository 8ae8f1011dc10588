/* portunus-notifier.c: tells a person who does not look at the window what happens
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-notifier.h"

#include "portunus-conflict-choice.h"
#include "portunus-forecast-text.h"
#include "portunus-format.h"
#include "portunus-notification.h"
#include "portunus-settings.h"

struct _PortunusNotifier
{
  GObject            parent_instance;

  /* Owned */
  PortunusOfferDesk *desk;
  GPtrArray         *told;         /* ids of what only says how something ended */
  PortunusSettings  *settings;
  GCancellable      *cancellable;  /* of what is about to be told */

  /* Borrowed */
  GtkApplication    *application;

  guint              n_ended;
};

typedef struct
{
  /* Borrowed: gone where the look was cancelled */
  PortunusNotifier     *notifier;

  /* Owned */
  PortunusWaitingOffer *offer;
} Look;

G_DEFINE_FINAL_TYPE (PortunusNotifier, portunus_notifier, G_TYPE_OBJECT)

static void
look_free (Look *self)
{
  g_object_unref (self->offer);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

static gboolean
is_looked_at (PortunusNotifier *self)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (gtk_widget_get_mapped (l->data) && gtk_window_is_active (l->data))
      return TRUE;
  return FALSE;
}

/* Nothing that is here is replaced by a yes; who wants to be asked is asked if that changes before they say it. */
static gboolean
is_harmless (PortunusNotifier *self,
             PortunusForecast *forecast)
{
  PortunusConflictChoice choice;

  portunus_conflict_choice_read (self->settings, &choice);
  if (choice.is_asked)
    return portunus_conflict_choice_is_moot (forecast);
  return choice.policy == PORTUNUS_CONFLICT_RENAME || choice.policy == PORTUNUS_CONFLICT_SKIP;
}

static gboolean
is_verified (PortunusWaitingOffer *offer)
{
  PortunusTransfer *transfer = portunus_waiting_offer_get_transfer (offer);

  return g_strcmp0 (portunus_transfer_get_peer_label (transfer), "verified") == 0;
}

static char *
dup_offer_id (PortunusWaitingOffer *offer)
{
  return g_strconcat ("offer-", portunus_waiting_offer_get_id (offer), NULL);
}

/* @forecast: (nullable): %NULL where the folder cannot be looked at */
static void
send_offer (PortunusNotifier     *self,
            PortunusWaitingOffer *offer,
            PortunusForecast     *forecast)
{
  PortunusForecastSummary summary = { .has_unknown_size = TRUE };
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *hindrance = NULL;
  g_autofree char *id = dup_offer_id (offer);

  if (forecast != NULL)
    portunus_forecast_sum (forecast, NULL, &summary);
  if (forecast != NULL && !portunus_forecast_has_room (forecast, summary.needed_bytes))
    hindrance = portunus_forecast_text_dup_room (forecast, &summary, portunus_format_size);
  notification = portunus_notification_new_offer (offer,
                                                  hindrance == NULL && !summary.has_unknown_size
                                                  && is_verified (offer) && is_harmless (self, forecast),
                                                  hindrance);
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Look) look = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusForecast) forecast = portunus_forecast_new_finish (result, &error);
  const char *id = portunus_waiting_offer_get_id (look->offer);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (portunus_offer_desk_find (look->notifier->desk, id) == look->offer)
    send_offer (look->notifier, look->offer, forecast);
}

/* Whether it fits is known before anybody may say yes to it unseen. */
static void
tell_offer (PortunusNotifier     *self,
            PortunusWaitingOffer *offer)
{
  g_autofree char *known = portunus_waiting_offer_dup_directory (offer);
  g_autofree char *usual = portunus_settings_dup_download_folder (self->settings);
  PortunusConflictChoice choice;
  PortunusForecastQuestion question = {
    .offer = portunus_waiting_offer_get_offer (offer),
    .directory = known != NULL ? known : usual,
    .journal_path = portunus_transfer_get_journal_path (portunus_waiting_offer_get_transfer (offer)),
  };
  Look *look = g_new0 (Look, 1);

  look->notifier = self;
  look->offer = g_object_ref (offer);
  portunus_conflict_choice_read (self->settings, &choice);
  question.policy = choice.policy;
  portunus_forecast_new_async (&question, self->cancellable, looked_cb, look);
}

static void
withdraw_offer (PortunusNotifier     *self,
                PortunusWaitingOffer *offer)
{
  g_autofree char *id = dup_offer_id (offer);

  g_application_withdraw_notification (G_APPLICATION (self->application), id);
}

static void
answered_cb (PortunusWaitingOffer *offer,
             gboolean              is_yes,
             GArray               *wanted,
             PortunusNotifier     *self)
{
  withdraw_offer (self, offer);
}

static void
gone_cb (PortunusWaitingOffer *offer,
         PortunusNotifier     *self)
{
  withdraw_offer (self, offer);
}

static void
offers_changed_cb (GListModel       *offers,
                   guint             position,
                   guint             n_removed,
                   guint             n_added,
                   PortunusNotifier *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (PortunusWaitingOffer) offer = g_list_model_get_item (offers, i);

      g_signal_connect_object (offer, "answered", G_CALLBACK (answered_cb), self, 0);
      g_signal_connect_object (offer, "gone", G_CALLBACK (gone_cb), self, 0);
      if (!is_looked_at (self))
        tell_offer (self, offer);
    }
}

static char *
dup_guest_id (PortunusWaitingGuest *guest)
{
  return g_strconcat ("guest-", portunus_waiting_guest_get_id (guest), NULL);
}

static void
tell_guest (PortunusNotifier     *self,
            PortunusWaitingGuest *guest)
{
  g_autoptr (GNotification) notification = portunus_notification_new_guest (guest);
  g_autofree char *id = dup_guest_id (guest);

  g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

static void
guest_gone_cb (PortunusWaitingGuest *guest,
               PortunusNotifier     *self)
{
  g_autofree char *id = dup_guest_id (guest);

  g_application_withdraw_notification (G_APPLICATION (self->application), id);
}

static void
guest_answered_cb (PortunusWaitingGuest *guest,
                   gboolean              is_yes,
                   PortunusNotifier     *self)
{
  guest_gone_cb (guest, self);
}

static void
guests_changed_cb (GListModel       *guests,
                   guint             position,
                   guint             n_removed,
                   guint             n_added,
                   PortunusNotifier *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (PortunusWaitingGuest) guest = g_list_model_get_item (guests, i);

      g_signal_connect_object (guest, "answered", G_CALLBACK (guest_answered_cb), self, 0);
      g_signal_connect_object (guest, "gone", G_CALLBACK (guest_gone_cb), self, 0);
      if (!is_looked_at (self))
        tell_guest (self, guest);
    }
}

static void
ended_cb (PortunusTransfer *transfer,
          GParamSpec       *pspec,
          PortunusNotifier *self)
{
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *id = NULL;

  if (!portunus_transfer_is_over (transfer))
    return;
  g_signal_handlers_disconnect_by_func (transfer, ended_cb, self);
  notification = portunus_notification_new_ending (transfer);
  if (notification == NULL || is_looked_at (self))
    return;
  id = g_strdup_printf ("ended-%u", self->n_ended++);
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
  g_ptr_array_add (self->told, g_steal_pointer (&id));
}

static void
running_changed_cb (GListModel       *running,
                    guint             position,
                    guint             n_removed,
                    guint             n_added,
                    PortunusNotifier *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (running, i);

      g_signal_handlers_disconnect_by_func (transfer, ended_cb, self);
      g_signal_connect_object (transfer, "notify::state", G_CALLBACK (ended_cb), self, 0);
    }
}

static void
withdraw_waiting (PortunusNotifier *self)
{
  GListModel *offers = portunus_offer_desk_get_offers (self->desk);
  GListModel *guests = portunus_offer_desk_get_guests (self->desk);

  for (guint i = 0; i < g_list_model_get_n_items (offers); i++)
    {
      g_autoptr (PortunusWaitingOffer) offer = g_list_model_get_item (offers, i);

      withdraw_offer (self, offer);
    }
  for (guint i = 0; i < g_list_model_get_n_items (guests); i++)
    {
      g_autoptr (PortunusWaitingGuest) guest = g_list_model_get_item (guests, i);

      guest_gone_cb (guest, self);
    }
}

static void
portunus_notifier_dispose (GObject *object)
{
  PortunusNotifier *self = PORTUNUS_NOTIFIER (object);

  g_cancellable_cancel (self->cancellable);
  if (self->desk != NULL)
    withdraw_waiting (self);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (portunus_notifier_parent_class)->dispose (object);
}

static void
portunus_notifier_finalize (GObject *object)
{
  PortunusNotifier *self = PORTUNUS_NOTIFIER (object);

  g_ptr_array_unref (self->told);
  g_object_unref (self->settings);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (portunus_notifier_parent_class)->finalize (object);
}

static void
portunus_notifier_class_init (PortunusNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_notifier_dispose;
  object_class->finalize = portunus_notifier_finalize;
}

static void
portunus_notifier_init (PortunusNotifier *self)
{
  self->told = g_ptr_array_new_with_free_func (g_free);
  self->settings = portunus_settings_new ();
  self->cancellable = g_cancellable_new ();
}

/**
 * portunus_notifier_new:
 * @application: the application, which must outlive the result
 * @desk: where offers wait
 *
 * Returns: (transfer full): a notifier
 */
PortunusNotifier *
portunus_notifier_new (GtkApplication    *application,
                       PortunusOfferDesk *desk)
{
  PortunusNotifier *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (PORTUNUS_IS_OFFER_DESK (desk), NULL);

  self = g_object_new (PORTUNUS_TYPE_NOTIFIER, NULL);
  self->application = application;
  self->desk = g_object_ref (desk);
  g_signal_connect_object (portunus_offer_desk_get_offers (desk), "items-changed", G_CALLBACK (offers_changed_cb),
                           self, 0);
  g_signal_connect_object (portunus_offer_desk_get_guests (desk), "items-changed", G_CALLBACK (guests_changed_cb),
                           self, 0);
  return self;
}

/**
 * portunus_notifier_follow_ledger:
 * @self: a notifier
 * @ledger: what knows all transfers
 */
void
portunus_notifier_follow_ledger (PortunusNotifier *self,
                                 PortunusLedger   *ledger)
{
  GListModel *running;

  g_return_if_fail (PORTUNUS_IS_NOTIFIER (self));
  g_return_if_fail (PORTUNUS_IS_LEDGER (ledger));

  running = portunus_ledger_get_running (ledger);
  g_signal_connect_object (running, "items-changed", G_CALLBACK (running_changed_cb), self, 0);
  running_changed_cb (running, 0, 0, g_list_model_get_n_items (running), self);
}

/**
 * portunus_notifier_tell_waiting:
 * @self: a notifier
 *
 * Tells of all offers and guests that wait, also those that the person has seen in the window.
 */
void
portunus_notifier_tell_waiting (PortunusNotifier *self)
{
  GListModel *offers, *guests;

  g_return_if_fail (PORTUNUS_IS_NOTIFIER (self));

  offers = portunus_offer_desk_get_offers (self->desk);
  for (guint i = 0; i < g_list_model_get_n_items (offers); i++)
    {
      g_autoptr (PortunusWaitingOffer) offer = g_list_model_get_item (offers, i);

      tell_offer (self, offer);
    }
  guests = portunus_offer_desk_get_guests (self->desk);
  for (guint i = 0; i < g_list_model_get_n_items (guests); i++)
    {
      g_autoptr (PortunusWaitingGuest) guest = g_list_model_get_item (guests, i);

      tell_guest (self, guest);
    }
}

/**
 * portunus_notifier_clear:
 * @self: a notifier
 *
 * Withdraws what only says how something ended.
 */
void
portunus_notifier_clear (PortunusNotifier *self)
{
  g_return_if_fail (PORTUNUS_IS_NOTIFIER (self));

  for (guint i = 0; i < self->told->len; i++)
    g_application_withdraw_notification (G_APPLICATION (self->application), g_ptr_array_index (self->told, i));
  g_ptr_array_set_size (self->told, 0);
}
