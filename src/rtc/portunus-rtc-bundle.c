/* portunus-rtc-bundle.c: the associations of one lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-bundle.h"

#include "portunus-rtc-agreement.h"

struct _PortunusRtcBundle
{
  GObject               parent_instance;

  /* Owned */
  PortunusRtcFlow      *flow;
  PortunusRtcReaper    *reaper;
  GPtrArray            *associations;  /* NULL once it is closed */

  PortunusRtcOptions    options;
  PortunusRtcAgreement  agreement;
  gboolean              is_offerer;
  gboolean              is_frozen;
  guint                 n_ready;
};

enum
{
  NEGOTIATION,
  READY,
  CONTROL,
  GOODBYE,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRtcBundle, portunus_rtc_bundle, G_TYPE_OBJECT)

static void
association_free (gpointer association)
{
  portunus_rtc_association_close (association);
  g_object_unref (association);
}

static void
association_negotiation_cb (PortunusRtcBundle      *self,
                            JsonObject             *message,
                            PortunusRtcAssociation *association)
{
  g_signal_emit (self, signals[NEGOTIATION], 0, message);
}

static void
association_ready_cb (PortunusRtcBundle      *self,
                      PortunusRtcAssociation *association)
{
  self->n_ready++;
  if (!self->is_frozen && self->agreement.n_agreed > 0 && self->n_ready == self->associations->len)
    g_signal_emit (self, signals[READY], 0);
}

static void
association_control_cb (PortunusRtcBundle      *self,
                        GBytes                 *message,
                        PortunusRtcAssociation *association)
{
  g_signal_emit (self, signals[CONTROL], 0, message);
}

static void
association_goodbye_cb (PortunusRtcBundle      *self,
                        PortunusRtcAssociation *association)
{
  g_signal_emit (self, signals[GOODBYE], 0);
}

static void
association_failed_cb (PortunusRtcBundle      *self,
                       const GError           *error,
                       PortunusRtcAssociation *association)
{
  g_signal_emit (self, signals[FAILED], 0, error);
}

static gboolean
add_association (PortunusRtcBundle  *self,
                 GError            **error)
{
  PortunusRtcAssociation *association = portunus_rtc_association_new (&self->options, self->flow, self->reaper,
                                                                      self->associations->len);

  g_ptr_array_add (self->associations, association);
  g_signal_connect_object (association, "negotiation", G_CALLBACK (association_negotiation_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (association, "ready", G_CALLBACK (association_ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (association, "control", G_CALLBACK (association_control_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (association, "goodbye", G_CALLBACK (association_goodbye_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (association, "failed", G_CALLBACK (association_failed_cb), self, G_CONNECT_SWAPPED);
  return portunus_rtc_association_start (association, self->is_offerer, error);
}

/* Who hears of the number may have had enough. */
static gboolean
announce_and_add (PortunusRtcBundle  *self,
                  guint               n,
                  GError            **error)
{
  g_autoptr (JsonObject) message = portunus_rtc_message_new_open (n);

  g_signal_emit (self, signals[NEGOTIATION], 0, message);
  for (guint i = 0; i < n && !self->is_frozen; i++)
    if (!add_association (self, error))
      return FALSE;
  return TRUE;
}

/* The offerer proposes and has its associations already; the answerer decides how many there are. */
static gboolean
take_open (PortunusRtcBundle  *self,
           guint               n,
           GError            **error)
{
  if (!portunus_rtc_agreement_take_open (&self->agreement, n, error))
    return FALSE;

  portunus_rtc_flow_set_count (self->flow, self->agreement.n_agreed);
  if (!self->is_offerer)
    return announce_and_add (self, self->agreement.n_agreed, error);
  g_ptr_array_set_size (self->associations, n);
  return TRUE;
}

static gboolean
take_for_association (PortunusRtcBundle         *self,
                      const PortunusRtcMessage  *message,
                      GError                   **error)
{
  PortunusRtcAssociation *association;
  gboolean is_declined;

  if (!portunus_rtc_agreement_check (&self->agreement, message->association, &is_declined, error))
    return FALSE;
  if (is_declined)
    return TRUE;

  association = self->associations->pdata[message->association];
  if (message->type == PORTUNUS_RTC_MESSAGE_CANDIDATE)
    return portunus_rtc_association_take_candidate (association, message->text, error);
  return portunus_rtc_association_take_sdp (association, message->type == PORTUNUS_RTC_MESSAGE_OFFER, message->text,
                                            error);
}

static void
portunus_rtc_bundle_dispose (GObject *object)
{
  portunus_rtc_bundle_close (PORTUNUS_RTC_BUNDLE (object));

  G_OBJECT_CLASS (portunus_rtc_bundle_parent_class)->dispose (object);
}

static void
portunus_rtc_bundle_finalize (GObject *object)
{
  PortunusRtcBundle *self = PORTUNUS_RTC_BUNDLE (object);

  portunus_rtc_options_clear (&self->options);
  portunus_rtc_flow_unref (self->flow);
  portunus_rtc_reaper_unref (self->reaper);

  G_OBJECT_CLASS (portunus_rtc_bundle_parent_class)->finalize (object);
}

static guint
add_signal (const char *name,
            GType       type)
{
  return g_signal_new (name, PORTUNUS_TYPE_RTC_BUNDLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       type != G_TYPE_NONE, type);
}

static void
portunus_rtc_bundle_class_init (PortunusRtcBundleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_rtc_bundle_dispose;
  object_class->finalize = portunus_rtc_bundle_finalize;

  signals[NEGOTIATION] = add_signal ("negotiation", JSON_TYPE_OBJECT);
  signals[READY] = add_signal ("ready", G_TYPE_NONE);
  signals[CONTROL] = add_signal ("control", G_TYPE_BYTES);
  signals[GOODBYE] = add_signal ("goodbye", G_TYPE_NONE);
  signals[FAILED] = add_signal ("failed", G_TYPE_ERROR);
}

static void
portunus_rtc_bundle_init (PortunusRtcBundle *self)
{
  self->associations = g_ptr_array_new_with_free_func (association_free);
}

/**
 * portunus_rtc_bundle_new:
 * @options: settings, which are copied
 * @flow: where frames of all associations go and come from
 * @reaper: who takes the connections down in the end
 * @is_offerer: whether we speak first
 *
 * Returns: (transfer full): a bundle without associations
 */
PortunusRtcBundle *
portunus_rtc_bundle_new (const PortunusRtcOptions *options,
                         PortunusRtcFlow          *flow,
                         PortunusRtcReaper        *reaper,
                         gboolean                  is_offerer)
{
  PortunusRtcBundle *self = g_object_new (PORTUNUS_TYPE_RTC_BUNDLE, NULL);

  portunus_rtc_options_copy (&self->options, options);
  self->flow = portunus_rtc_flow_ref (flow);
  self->reaper = portunus_rtc_reaper_ref (reaper);
  self->is_offerer = is_offerer;
  portunus_rtc_agreement_init (&self->agreement, is_offerer, options->n_connections);
  return self;
}

/**
 * portunus_rtc_bundle_propose:
 * @self: a new bundle of the offerer
 * @error: return location for an error
 *
 * Tells the peer how many associations we want, and starts them.
 *
 * Returns: whether they could be built
 */
gboolean
portunus_rtc_bundle_propose (PortunusRtcBundle  *self,
                             GError            **error)
{
  g_return_val_if_fail (PORTUNUS_IS_RTC_BUNDLE (self) && self->is_offerer, FALSE);

  return announce_and_add (self, self->agreement.n_proposed, error);
}

/**
 * portunus_rtc_bundle_take:
 * @self: a bundle that is not closed
 * @message: what the peer says
 * @error: return location for a #PortunusTransferError
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if @message was not in turn, or the error of the association
 *   that it was for
 */
gboolean
portunus_rtc_bundle_take (PortunusRtcBundle         *self,
                          const PortunusRtcMessage  *message,
                          GError                   **error)
{
  g_return_val_if_fail (PORTUNUS_IS_RTC_BUNDLE (self) && self->associations != NULL, FALSE);

  if (message->type == PORTUNUS_RTC_MESSAGE_OPEN)
    return take_open (self, message->n_associations, error);
  return take_for_association (self, message, error);
}

/**
 * portunus_rtc_bundle_check_alive:
 * @self: a bundle that is not closed
 * @error: return location for an error
 *
 * Returns: whether the peer was heard lately over each association
 */
gboolean
portunus_rtc_bundle_check_alive (PortunusRtcBundle  *self,
                                 GError            **error)
{
  for (guint i = 0; i < self->associations->len; i++)
    if (!portunus_rtc_association_check_alive (self->associations->pdata[i], error))
      return FALSE;
  return TRUE;
}

/**
 * portunus_rtc_bundle_get_association:
 * @self: a bundle that is not closed
 * @number: which one
 *
 * Returns: (transfer none): an association; number 0 carries what is said about the lane as a whole
 */
PortunusRtcAssociation *
portunus_rtc_bundle_get_association (PortunusRtcBundle *self,
                                     guint              number)
{
  return self->associations->pdata[number];
}

/**
 * portunus_rtc_bundle_freeze:
 * @self: a bundle
 *
 * From now on no association is added, and "ready" is not emitted; those there are stay.
 */
void
portunus_rtc_bundle_freeze (PortunusRtcBundle *self)
{
  self->is_frozen = TRUE;
}

/**
 * portunus_rtc_bundle_close:
 * @self: a bundle
 *
 * Lets go of the connections. A second call does nothing.
 */
void
portunus_rtc_bundle_close (PortunusRtcBundle *self)
{
  portunus_rtc_bundle_freeze (self);
  g_clear_pointer (&self->associations, g_ptr_array_unref);
}
