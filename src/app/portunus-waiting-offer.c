/* portunus-waiting-offer.c: an offer that waits for a person's answer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-waiting-offer.h"

#include "portunus-conflict-choice.h"
#include "portunus-download-folder.h"

struct _PortunusWaitingOffer
{
  GObject                parent_instance;

  /* Owned */
  char                  *id;
  PortunusOffer         *offer;
  PortunusTransfer      *transfer;
  char                  *directory;    /* NULL for what the settings say */

  PortunusConflictPolicy policy;
  gboolean               has_policy;
  gboolean               is_over;
};

enum { SIGNAL_ANSWERED, SIGNAL_GONE, SIGNAL_SHOW, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusWaitingOffer, portunus_waiting_offer, G_TYPE_OBJECT)

static void
state_cb (PortunusWaitingOffer *self)
{
  if (portunus_transfer_is_over (self->transfer))
    portunus_waiting_offer_withdraw (self);
}

static void
portunus_waiting_offer_finalize (GObject *object)
{
  PortunusWaitingOffer *self = PORTUNUS_WAITING_OFFER (object);

  g_free (self->id);
  g_free (self->directory);
  g_clear_object (&self->offer);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (portunus_waiting_offer_parent_class)->finalize (object);
}

static void
portunus_waiting_offer_class_init (PortunusWaitingOfferClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_waiting_offer_finalize;

  signals[SIGNAL_ANSWERED] = g_signal_new ("answered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                           2, G_TYPE_BOOLEAN, G_TYPE_ARRAY);
  signals[SIGNAL_SHOW] = g_signal_new ("show", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_GONE] = g_signal_new ("gone", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
portunus_waiting_offer_init (PortunusWaitingOffer *self)
{
  self->id = g_uuid_string_random ();
}

/**
 * portunus_waiting_offer_new:
 * @offer: what is offered
 * @transfer: who offers it; when it is over, nobody can answer any more
 *
 * Returns: (transfer full): the offer, waiting
 */
PortunusWaitingOffer *
portunus_waiting_offer_new (PortunusOffer    *offer,
                            PortunusTransfer *transfer)
{
  PortunusWaitingOffer *self;

  g_return_val_if_fail (PORTUNUS_IS_OFFER (offer), NULL);
  g_return_val_if_fail (PORTUNUS_IS_TRANSFER (transfer), NULL);

  self = g_object_new (PORTUNUS_TYPE_WAITING_OFFER, NULL);
  self->offer = g_object_ref (offer);
  self->transfer = g_object_ref (transfer);
  g_signal_connect_object (transfer, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * portunus_waiting_offer_answer:
 * @self: an offer; where it was answered or is gone nothing happens
 * @is_yes: whether the person wants it
 * @wanted: (nullable) (element-type guint): indexes of manifest entries; %NULL for all
 */
void
portunus_waiting_offer_answer (PortunusWaitingOffer *self,
                               gboolean              is_yes,
                               GArray               *wanted)
{
  g_return_if_fail (PORTUNUS_IS_WAITING_OFFER (self));

  if (self->is_over)
    return;
  self->is_over = TRUE;
  g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, is_yes, wanted);
}

/**
 * portunus_waiting_offer_set_policy:
 * @self: an offer
 * @policy: what the person chose for files that exist, before the answer
 */
void
portunus_waiting_offer_set_policy (PortunusWaitingOffer   *self,
                                   PortunusConflictPolicy  policy)
{
  g_return_if_fail (PORTUNUS_IS_WAITING_OFFER (self));

  self->policy = policy;
  self->has_policy = TRUE;
}

/**
 * portunus_waiting_offer_get_policy:
 * @self: an offer
 *
 * Returns: what to do where a file exists: what was chosen for this offer, else what the settings say
 */
PortunusConflictPolicy
portunus_waiting_offer_get_policy (PortunusWaitingOffer *self)
{
  g_autoptr (PortunusSettings) settings = NULL;
  PortunusConflictChoice choice;

  g_return_val_if_fail (PORTUNUS_IS_WAITING_OFFER (self), PORTUNUS_CONFLICT_RENAME);

  if (self->has_policy)
    return self->policy;
  settings = portunus_settings_new ();
  portunus_conflict_choice_read (settings, &choice);
  return choice.policy;
}

/**
 * portunus_waiting_offer_set_directory:
 * @self: an offer
 * @directory: (type filename) (nullable): where this one goes; %NULL for what the settings say
 */
void
portunus_waiting_offer_set_directory (PortunusWaitingOffer *self,
                                      const char           *directory)
{
  g_return_if_fail (PORTUNUS_IS_WAITING_OFFER (self));

  g_free (self->directory);
  self->directory = g_strdup (directory);
}

/**
 * portunus_waiting_offer_dup_directory:
 * @self: an offer
 *
 * Returns: (transfer full) (nullable) (type filename): where it goes: what was said of this offer, else what the
 *   settings say; %NULL where the person has yet to choose a folder
 */
char *
portunus_waiting_offer_dup_directory (PortunusWaitingOffer *self)
{
  g_autoptr (PortunusSettings) settings = NULL;

  g_return_val_if_fail (PORTUNUS_IS_WAITING_OFFER (self), NULL);

  if (self->directory != NULL)
    return g_strdup (self->directory);
  settings = portunus_settings_new ();
  return portunus_download_folder_is_chosen (settings) ? portunus_settings_dup_download_folder (settings) : NULL;
}

/**
 * portunus_waiting_offer_is_over:
 * @self: an offer
 *
 * Returns: whether it was answered or is gone
 */
gboolean
portunus_waiting_offer_is_over (PortunusWaitingOffer *self)
{
  g_return_val_if_fail (PORTUNUS_IS_WAITING_OFFER (self), TRUE);

  return self->is_over;
}

/**
 * portunus_waiting_offer_withdraw:
 * @self: an offer; where it was answered or is gone nothing happens
 */
void
portunus_waiting_offer_withdraw (PortunusWaitingOffer *self)
{
  g_return_if_fail (PORTUNUS_IS_WAITING_OFFER (self));

  if (self->is_over)
    return;
  self->is_over = TRUE;
  g_signal_emit (self, signals[SIGNAL_GONE], 0);
}

/**
 * portunus_waiting_offer_show:
 * @self: an offer; where it was answered or is gone nothing happens
 *
 * Asks whoever put it up to show it in full.
 */
void
portunus_waiting_offer_show (PortunusWaitingOffer *self)
{
  g_return_if_fail (PORTUNUS_IS_WAITING_OFFER (self));

  if (!self->is_over)
    g_signal_emit (self, signals[SIGNAL_SHOW], 0);
}

/**
 * portunus_waiting_offer_get_id:
 * @self: an offer
 *
 * Returns: what actions and notifications call it
 */
const char *
portunus_waiting_offer_get_id (PortunusWaitingOffer *self)
{
  g_return_val_if_fail (PORTUNUS_IS_WAITING_OFFER (self), NULL);

  return self->id;
}

/**
 * portunus_waiting_offer_get_offer:
 * @self: an offer
 *
 * Returns: (transfer none): what is offered
 */
PortunusOffer *
portunus_waiting_offer_get_offer (PortunusWaitingOffer *self)
{
  g_return_val_if_fail (PORTUNUS_IS_WAITING_OFFER (self), NULL);

  return self->offer;
}

/**
 * portunus_waiting_offer_get_transfer:
 * @self: an offer
 *
 * Returns: (transfer none): who offers it
 */
PortunusTransfer *
portunus_waiting_offer_get_transfer (PortunusWaitingOffer *self)
{
  g_return_val_if_fail (PORTUNUS_IS_WAITING_OFFER (self), NULL);

  return self->transfer;
}
