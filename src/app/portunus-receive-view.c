/* portunus-receive-view.c: the Receive tab: a link or code, the offer, progress, done
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-receive-view.h"

#include <glib/gi18n.h>

#include "portunus-download-folder.h"
#include "portunus-folder-question.h"
#include "portunus-page-watch.h"
#include "portunus-receive-view-private.h"
#include "portunus-spinner.h"
#include "portunus-toast.h"

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusReceiveView, portunus_receive_view, ADW_TYPE_BIN)

static void
emit_changed (PortunusReceiveView *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
_portunus_receive_view_show_page (PortunusReceiveView *self,
                                  const char          *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  emit_changed (self);
}

static void
portunus_receive_view_dispose (GObject *object)
{
  PortunusReceiveView *self = PORTUNUS_RECEIVE_VIEW (object);

  if (self->pickup != NULL)
    g_signal_handlers_disconnect_by_data (self->pickup, self);
  /* Both the template and the bin would let go of a bound child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_RECEIVE_VIEW);
  if (self->waiting != NULL)
    portunus_waiting_offer_withdraw (self->waiting);
  g_clear_object (&self->waiting);
  g_clear_object (&self->desk);
  g_clear_object (&self->pickup);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_receive_view_parent_class)->dispose (object);
}

static void
portunus_receive_view_finalize (GObject *object)
{
  PortunusReceiveView *self = PORTUNUS_RECEIVE_VIEW (object);

  g_ptr_array_unref (self->retired);
  g_clear_object (&self->settings);
  g_free (self->directory);
  g_free (self->text);
  g_clear_pointer (&self->password, portunus_secret_unref);

  G_OBJECT_CLASS (portunus_receive_view_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-receive-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusReceiveView, stack);
  gtk_widget_class_bind_template_child (widget_class, PortunusReceiveView, link_page);
  gtk_widget_class_bind_template_child (widget_class, PortunusReceiveView, connecting_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusReceiveView, asked_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusReceiveView, password_page);
  gtk_widget_class_bind_template_child (widget_class, PortunusReceiveView, offer_page);
  gtk_widget_class_bind_template_child (widget_class, PortunusReceiveView, progress_title_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusReceiveView, progress_box);
  gtk_widget_class_bind_template_child (widget_class, PortunusReceiveView, done_page);
  gtk_widget_class_bind_template_child (widget_class, PortunusReceiveView, text_view);
  gtk_widget_class_bind_template_child (widget_class, PortunusReceiveView, error_page);
  gtk_widget_class_bind_template_callback (widget_class, portunus_receive_view_retry);
  gtk_widget_class_bind_template_callback (widget_class, portunus_receive_view_stop);
  gtk_widget_class_bind_template_callback (widget_class, _portunus_receive_view_use_password);
}

static void
portunus_receive_view_class_init (PortunusReceiveViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_receive_view_dispose;
  object_class->finalize = portunus_receive_view_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (PORTUNUS_TYPE_ERROR_PAGE);
  g_type_ensure (PORTUNUS_TYPE_LINK_PAGE);
  g_type_ensure (PORTUNUS_TYPE_OFFER_PAGE);
  g_type_ensure (PORTUNUS_TYPE_PASSWORD_PAGE);
  g_type_ensure (PORTUNUS_TYPE_SPINNER);
  bind_template (GTK_WIDGET_CLASS (klass));
}

/* What was accepted stays where it was to go. */
static void
settings_changed_cb (PortunusReceiveView *self)
{
  if (!portunus_receive_view_is_receiving (self))
    _portunus_receive_view_read_directory (self);
}

static void
portunus_receive_view_init (PortunusReceiveView *self)
{
  self->retired = g_ptr_array_new_with_free_func (g_object_unref);
  self->settings = portunus_settings_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  _portunus_receive_view_read_directory (self);
  portunus_page_watch (GTK_WIDGET (self->stack));
  g_signal_connect_object (self->link_page, "changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->offer_page, "changed", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * portunus_receive_view_set_engine:
 * @self: a view
 * @engine: an engine that started
 *
 * A link that came before is fetched now.
 */
void
portunus_receive_view_set_engine (PortunusReceiveView *self,
                                  PortunusEngine      *engine)
{
  g_return_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self));
  g_return_if_fail (PORTUNUS_IS_ENGINE (engine));

  g_set_object (&self->engine, engine);
  if (self->is_waiting)
    _portunus_receive_view_start_pickup (self);
}

/**
 * portunus_receive_view_set_desk:
 * @self: a view
 * @desk: where it puts up offers from now on
 */
void
portunus_receive_view_set_desk (PortunusReceiveView *self,
                                PortunusOfferDesk   *desk)
{
  g_return_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self));
  g_return_if_fail (PORTUNUS_IS_OFFER_DESK (desk));

  g_set_object (&self->desk, desk);
}

/**
 * portunus_receive_view_receive:
 * @self: a view that does not receive
 * @link_or_code: a link or a code, not checked
 *
 * Fetches what @link_or_code stands for, or as soon as there is an engine.
 */
void
portunus_receive_view_receive (PortunusReceiveView *self,
                               const char          *link_or_code)
{
  g_return_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self));
  g_return_if_fail (link_or_code != NULL);
  g_return_if_fail (!portunus_receive_view_is_receiving (self));

  portunus_receive_view_stop (self);
  portunus_link_page_set_link (self->link_page, link_or_code);
  portunus_receive_view_retry (self);
}

/**
 * portunus_receive_view_retry:
 * @self: a view
 *
 * Fetches what the entry says.
 */
void
portunus_receive_view_retry (PortunusReceiveView *self)
{
  g_return_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self));

  if (self->pickup != NULL)
    return;

  g_clear_pointer (&self->password, portunus_secret_unref);
  if (self->engine != NULL)
    {
      _portunus_receive_view_start_pickup (self);
      return;
    }
  self->is_waiting = TRUE;
  _portunus_receive_view_show_page (self, "connecting");
}

static void
folder_chosen_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  PortunusReceiveView *self = PORTUNUS_RECEIVE_VIEW (source);
  g_autofree char *folder = portunus_folder_question_ask_finish (GTK_WIDGET (self), result, NULL);

  if (folder == NULL)
    return;
  portunus_receive_view_set_directory (self, folder);
  portunus_receive_view_accept (self);
}

/**
 * portunus_receive_view_accept:
 * @self: a view
 *
 * Says yes to what is chosen of the offer, if there is one. Asks first where the files go, if nobody knows.
 */
void
portunus_receive_view_accept (PortunusReceiveView *self)
{
  g_autoptr (PortunusWaitingOffer) waiting = NULL;
  g_autoptr (GArray) wanted = NULL;

  g_return_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self));

  if (!portunus_receive_view_can_accept (self))
    return;

  if (!portunus_download_folder_is_chosen (self->settings))
    {
      portunus_folder_question_ask_async (GTK_WIDGET (self), self->settings, folder_chosen_cb, NULL);
      return;
    }
  waiting = g_object_ref (self->waiting);
  wanted = portunus_offer_page_dup_wanted (self->offer_page);
  portunus_waiting_offer_set_policy (waiting, portunus_offer_page_get_policy (self->offer_page));
  portunus_waiting_offer_answer (waiting, TRUE, wanted);
}

/**
 * portunus_receive_view_decline:
 * @self: a view
 *
 * Says no to the offer, if there is one.
 */
void
portunus_receive_view_decline (PortunusReceiveView *self)
{
  g_autoptr (PortunusWaitingOffer) waiting = NULL;

  g_return_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self));

  if (!self->has_offer)
    return;

  waiting = g_object_ref (self->waiting);
  portunus_waiting_offer_answer (waiting, FALSE, NULL);
}

/**
 * portunus_receive_view_stop:
 * @self: a view
 *
 * Stops receiving and shows the beginning again. What arrived is kept for another try.
 */
void
portunus_receive_view_stop (PortunusReceiveView *self)
{
  g_return_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self));

  _portunus_receive_view_drop_pickup (self);
  self->is_waiting = FALSE;
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->password, portunus_secret_unref);
  portunus_link_page_set_link (self->link_page, "");
  _portunus_receive_view_show_page (self, "start");
}

/**
 * portunus_receive_view_set_directory:
 * @self: a view
 * @path: (type filename): where files go from now on; what was accepted stays where it was to go
 */
void
portunus_receive_view_set_directory (PortunusReceiveView *self,
                                     const char          *path)
{
  g_autofree char *copy = g_strdup (path);

  g_return_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self));
  g_return_if_fail (path != NULL);

  g_free (self->directory);
  self->directory = g_steal_pointer (&copy);
  portunus_settings_set_text (self->settings, PORTUNUS_SETTING_DOWNLOAD_FOLDER, self->directory);
  portunus_offer_page_set_directory (self->offer_page, self->directory);
  if (self->waiting != NULL)
    portunus_waiting_offer_set_directory (self->waiting, self->directory);
}

/**
 * portunus_receive_view_get_directory:
 * @self: a view
 *
 * Returns: (type filename): where files go
 */
const char *
portunus_receive_view_get_directory (PortunusReceiveView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self), NULL);

  return self->directory;
}

/**
 * portunus_receive_view_get_text:
 * @self: a view
 *
 * Returns: (nullable): the text that arrived
 */
const char *
portunus_receive_view_get_text (PortunusReceiveView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self), NULL);

  return self->text;
}

/**
 * portunus_receive_view_has_offer:
 * @self: a view
 *
 * Returns: whether an offer waits for an answer
 */
gboolean
portunus_receive_view_has_offer (PortunusReceiveView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self), FALSE);

  return self->has_offer;
}

/**
 * portunus_receive_view_can_accept:
 * @self: a view
 *
 * Returns: whether an offer waits for an answer and something of it is chosen
 */
gboolean
portunus_receive_view_can_accept (PortunusReceiveView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self), FALSE);

  return self->has_offer && portunus_offer_page_can_accept (self->offer_page);
}

/**
 * portunus_receive_view_is_receiving:
 * @self: a view
 *
 * Returns: whether something is fetched, or about to be
 */
gboolean
portunus_receive_view_is_receiving (PortunusReceiveView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self), FALSE);

  return self->is_waiting || (self->pickup != NULL && !self->is_over);
}

/**
 * portunus_receive_view_dup_recipient:
 * @self: a view
 *
 * While nothing was offered, what a link leads to may as well be a room to send something to.
 *
 * Returns: (transfer full) (nullable): that room, where it is known and nothing is received from there yet
 */
PortunusRecipient *
portunus_receive_view_dup_recipient (PortunusReceiveView *self)
{
  const char *page;
  PortunusRecipient *recipient;

  g_return_val_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self), NULL);

  page = gtk_stack_get_visible_child_name (self->stack);
  if (g_strcmp0 (page, "start") != 0 && g_strcmp0 (page, "connecting") != 0 && g_strcmp0 (page, "password") != 0)
    return NULL;
  recipient = portunus_link_page_dup_recipient (self->link_page);
  if (recipient != NULL && self->password != NULL)
    portunus_recipient_set_password (recipient, self->password);
  return recipient;
}

/* What a person would miss: the reason of a failure with its way to try again, the question for a password, and a text,
 * which is nowhere else. */
static gboolean
is_unseen (PortunusReceiveView *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  return g_strcmp0 (page, "failed") == 0 || g_strcmp0 (page, "password") == 0 || g_strcmp0 (page, "text") == 0;
}

/**
 * portunus_receive_view_get_activity:
 * @self: a view
 *
 * Returns: what it is busy with
 */
PortunusActivity
portunus_receive_view_get_activity (PortunusReceiveView *self)
{
  PortunusActivity activity = PORTUNUS_ACTIVITY_NONE;

  g_return_val_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self), PORTUNUS_ACTIVITY_NONE);

  if (is_unseen (self))
    activity |= PORTUNUS_ACTIVITY_UNSEEN;
  if (!portunus_receive_view_is_receiving (self))
    return activity;
  activity |= PORTUNUS_ACTIVITY_RECEIVING;
  if (self->pickup != NULL && portunus_activity_is_flowing (portunus_pickup_get_transfer (self->pickup)))
    activity |= PORTUNUS_ACTIVITY_FLOWING;
  return activity;
}

/**
 * portunus_receive_view_is_idle:
 * @self: a view
 *
 * Returns: whether every pickup ended, also those that were told to stop
 */
gboolean
portunus_receive_view_is_idle (PortunusReceiveView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_RECEIVE_VIEW (self), FALSE);

  return !portunus_receive_view_is_receiving (self) && self->retired->len == 0;
}
