/* portunus-offer-outlook.c: follows what receiving an offer would do to a folder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-outlook.h"

#include "portunus-forecast-format.h"

struct _PortunusOfferOutlook
{
  GObject                 parent_instance;

  /* Owned */
  PortunusOffer          *offer;
  char                   *journal_path;
  char                   *directory;
  GCancellable           *cancellable;    /* while it looks */
  PortunusForecast       *forecast;

  PortunusConflictChoice  choice;
  gboolean                has_failed;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusOfferOutlook, portunus_offer_outlook, G_TYPE_OBJECT)

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PortunusOfferOutlook) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusForecast) forecast = portunus_forecast_new_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  g_set_object (&self->forecast, forecast);
  self->has_failed = forecast == NULL;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
stop_looking (PortunusOfferOutlook *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
forget (PortunusOfferOutlook *self)
{
  stop_looking (self);
  g_clear_object (&self->forecast);
  self->has_failed = FALSE;
}

static void
ask (PortunusOfferOutlook *self)
{
  const PortunusForecastQuestion question = {
    .offer = self->offer,
    .directory = self->directory,
    .policy = self->choice.policy,
    .journal_path = self->journal_path,
  };

  self->cancellable = g_cancellable_new ();
  portunus_forecast_new_async (&question, self->cancellable, looked_cb, g_object_ref (self));
}

static void
look (PortunusOfferOutlook *self)
{
  forget (self);
  if (self->offer != NULL && self->directory != NULL)
    ask (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
portunus_offer_outlook_dispose (GObject *object)
{
  PortunusOfferOutlook *self = PORTUNUS_OFFER_OUTLOOK (object);

  forget (self);
  g_clear_object (&self->offer);

  G_OBJECT_CLASS (portunus_offer_outlook_parent_class)->dispose (object);
}

static void
portunus_offer_outlook_finalize (GObject *object)
{
  g_free (PORTUNUS_OFFER_OUTLOOK (object)->directory);
  g_free (PORTUNUS_OFFER_OUTLOOK (object)->journal_path);

  G_OBJECT_CLASS (portunus_offer_outlook_parent_class)->finalize (object);
}

static void
portunus_offer_outlook_class_init (PortunusOfferOutlookClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_offer_outlook_dispose;
  G_OBJECT_CLASS (klass)->finalize = portunus_offer_outlook_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
portunus_offer_outlook_init (PortunusOfferOutlook *self)
{
}

/**
 * portunus_offer_outlook_new:
 *
 * Returns: (transfer full): an outlook on nothing
 */
PortunusOfferOutlook *
portunus_offer_outlook_new (void)
{
  return g_object_new (PORTUNUS_TYPE_OFFER_OUTLOOK, NULL);
}

/**
 * portunus_offer_outlook_set_offer:
 * @self: an outlook
 * @offer: what is offered; the folder is forgotten
 * @transfer: who offers it
 */
void
portunus_offer_outlook_set_offer (PortunusOfferOutlook *self,
                                  PortunusOffer        *offer,
                                  PortunusTransfer     *transfer)
{
  g_return_if_fail (PORTUNUS_IS_OFFER_OUTLOOK (self));
  g_return_if_fail (PORTUNUS_IS_OFFER (offer));
  g_return_if_fail (PORTUNUS_IS_TRANSFER (transfer));

  g_set_object (&self->offer, offer);
  g_free (self->journal_path);
  self->journal_path = g_strdup (portunus_transfer_get_journal_path (transfer));
  g_clear_pointer (&self->directory, g_free);
  look (self);
}

/**
 * portunus_offer_outlook_set_directory:
 * @self: an outlook
 * @path: (type filename) (nullable): where it would go; %NULL when nobody knows
 */
void
portunus_offer_outlook_set_directory (PortunusOfferOutlook *self,
                                      const char           *path)
{
  char *copy = g_strdup (path);

  g_return_if_fail (PORTUNUS_IS_OFFER_OUTLOOK (self));

  g_free (self->directory);
  self->directory = copy;
  look (self);
}

/**
 * portunus_offer_outlook_set_choice:
 * @self: an outlook
 * @choice: what would be done where a file exists; at first that both are kept
 *
 * Until it is known what that means, the old forecast stands.
 */
void
portunus_offer_outlook_set_choice (PortunusOfferOutlook         *self,
                                   const PortunusConflictChoice *choice)
{
  g_return_if_fail (PORTUNUS_IS_OFFER_OUTLOOK (self));

  if (self->choice.policy == choice->policy && self->choice.is_asked == choice->is_asked)
    return;
  self->choice = *choice;
  stop_looking (self);
  portunus_offer_outlook_look_again (self);
}

/**
 * portunus_offer_outlook_look_again:
 * @self: an outlook
 *
 * Looks whether the folder is another one by now. Until it is known, the old forecast stands.
 */
void
portunus_offer_outlook_look_again (PortunusOfferOutlook *self)
{
  g_return_if_fail (PORTUNUS_IS_OFFER_OUTLOOK (self));

  if (self->offer != NULL && self->directory != NULL && self->cancellable == NULL)
    ask (self);
}

/**
 * portunus_offer_outlook_get_forecast:
 * @self: an outlook
 *
 * Returns: (transfer none) (nullable): what would happen, if it is known
 */
PortunusForecast *
portunus_offer_outlook_get_forecast (PortunusOfferOutlook *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_OUTLOOK (self), NULL);

  return self->forecast;
}

/**
 * portunus_offer_outlook_is_looking:
 * @self: an outlook
 *
 * Returns: whether a forecast, or a failure, is to be expected
 */
gboolean
portunus_offer_outlook_is_looking (PortunusOfferOutlook *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_OUTLOOK (self), FALSE);

  return self->cancellable != NULL;
}

/**
 * portunus_offer_outlook_has_failed:
 * @self: an outlook
 *
 * Returns: whether the folder cannot be looked at
 */
gboolean
portunus_offer_outlook_has_failed (PortunusOfferOutlook *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_OUTLOOK (self), FALSE);

  return self->has_failed;
}

/**
 * portunus_offer_outlook_dup_fate:
 * @self: an outlook
 * @index: number of an entry
 *
 * Returns: (transfer full) (nullable): what is in the way of the entry and what will happen, if anything is
 */
char *
portunus_offer_outlook_dup_fate (PortunusOfferOutlook *self,
                                 guint                 index)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_OUTLOOK (self), NULL);

  if (self->forecast == NULL)
    return NULL;
  return portunus_forecast_format_fate (self->forecast, portunus_offer_get_manifest (self->offer), index,
                                        !self->choice.is_asked);
}

/**
 * portunus_offer_outlook_has_room:
 * @self: an outlook
 * @wanted: one byte for each entry, not 0 where wanted
 *
 * Returns: %FALSE where it is known not to fit
 */
gboolean
portunus_offer_outlook_has_room (PortunusOfferOutlook *self,
                                 const guint8         *wanted)
{
  PortunusForecastSummary summary;

  g_return_val_if_fail (PORTUNUS_IS_OFFER_OUTLOOK (self), TRUE);

  if (self->forecast == NULL)
    return TRUE;
  portunus_forecast_sum (self->forecast, wanted, &summary);
  return portunus_forecast_has_room (self->forecast, summary.needed_bytes);
}
