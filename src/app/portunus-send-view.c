/* portunus-send-view.c: the Send tab: choose something, share it, watch it go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-send-view.h"

#include <glib/gi18n.h>

#include "portunus-error-page.h"
#include "portunus-page-watch.h"
#include "portunus-share-page.h"
#include "portunus-spinner.h"
#include "portunus-toast.h"

struct _PortunusSendView
{
  AdwBin             parent_instance;

  /* Template children */
  GtkStack          *stack;
  AdwStatusPage     *home_page;
  GtkWidget         *anyone_button;
  PortunusSharePage *share_page;
  PortunusErrorPage *error_page;

  /* Owned */
  PortunusEngine    *engine;    /* NULL until it started */
  PortunusShare     *share;
  PortunusRecipient *recipient; /* (nullable): whom it is for; NULL for whoever has the link */
  GPtrArray         *retired;   /* shares that were told to stop and have not finished */
  char             **paths;     /* what is shared now, for another try */
  char              *text;

  gboolean           is_ready;
  gboolean           is_over;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusSendView, portunus_send_view, ADW_TYPE_BIN)

static void
show_page (PortunusSendView *self,
           const char       *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
retired_finished_cb (PortunusShare    *share,
                     const GError     *error,
                     PortunusSendView *self)
{
  g_ptr_array_remove (self->retired, share);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Peers are told in the background while the view moves on. */
static void
drop_share (PortunusSendView *self)
{
  g_autoptr (PortunusShare) share = g_steal_pointer (&self->share);

  self->is_ready = FALSE;
  portunus_share_page_set_share (self->share_page, NULL, NULL);
  if (share == NULL)
    return;

  g_signal_handlers_disconnect_by_data (share, self);
  if (self->is_over)
    return;
  g_ptr_array_add (self->retired, g_object_ref (share));
  g_signal_connect_object (share, "finished", G_CALLBACK (retired_finished_cb), self, 0);
  portunus_share_cancel (share);
}

static void
ready_cb (PortunusSendView *self)
{
  self->is_ready = TRUE;
  portunus_share_page_update (self->share_page);
  show_page (self, "share");
}

static void
link_changed_cb (PortunusSendView *self)
{
  if (!self->is_ready)
    return;

  portunus_share_page_update (self->share_page);
  portunus_toast (GTK_WIDGET (self), _("The link changed: those who do not have the files yet need the new one"));
}

static void
problem_cb (PortunusSendView *self,
            const char       *message)
{
  portunus_share_page_add_problem (self->share_page, message);
}

static void
emit_changed (PortunusSendView *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
transfers_changed_cb (GListModel       *transfers,
                      guint             position,
                      guint             n_removed,
                      guint             n_added,
                      PortunusSendView *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (transfers, i);

      g_signal_connect_object (transfer, "notify::state", G_CALLBACK (emit_changed), self, G_CONNECT_SWAPPED);
    }
  emit_changed (self);
}

static void
finished_cb (PortunusShare    *share,
             const GError     *error,
             PortunusSendView *self)
{
  self->is_over = TRUE;
  if (error == NULL)
    {
      portunus_share_page_set_over (self->share_page, TRUE);
      show_page (self, "share");
      return;
    }

  portunus_error_page_show (self->error_page, error, "win.retry-sharing", "win.send-another");
  drop_share (self);
  show_page (self, "failed");
}

static void
start_share (PortunusSendView *self)
{
  PortunusShareOptions options = {
    .paths = (const char * const *) self->paths,
    .text = self->text,
    .with_code = self->recipient == NULL,
    .target = self->recipient != NULL ? portunus_recipient_get_target (self->recipient) : NULL,
  };

  self->is_ready = self->is_over = FALSE;
  self->share = portunus_share_new (self->engine, &options);
  portunus_share_page_set_share (self->share_page, self->share, self->recipient);
  g_signal_connect_object (self->share, "ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->share, "link-changed", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->share, "problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->share, "finished", G_CALLBACK (finished_cb), self, 0);
  g_signal_connect_object (portunus_share_get_transfers (self->share), "items-changed",
                           G_CALLBACK (transfers_changed_cb), self, 0);
  /* There is no link to wait for where a device is looked for. */
  show_page (self, self->recipient != NULL ? "share" : "preparing");
  portunus_share_start (self->share);
}

static void
update_home (PortunusSendView *self)
{
  g_autofree char *title = NULL;

  if (self->recipient != NULL)
    title = g_strdup_printf (_("Send to %s"), portunus_recipient_get_name (self->recipient));
  adw_status_page_set_title (self->home_page, title != NULL ? title : _("Send Files"));
  gtk_widget_set_visible (self->anyone_button, self->recipient != NULL);
}

/* The same things, for one device instead of whoever has the link. */
static void
chosen_cb (PortunusSendView  *self,
           PortunusRecipient *recipient)
{
  drop_share (self);
  g_set_object (&self->recipient, recipient);
  update_home (self);
  start_share (self);
}

static gboolean
has_something (PortunusSendView *self)
{
  return self->paths != NULL || self->text != NULL;
}

static void
send (PortunusSendView   *self,
      const char * const *paths,
      const char         *text)
{
  g_auto (GStrv) new_paths = g_strdupv ((char **) paths);
  g_autofree char *new_text = g_strdup (text);
  g_autoptr (PortunusRecipient) recipient = self->share == NULL ? g_steal_pointer (&self->recipient) : NULL;

  portunus_send_view_stop (self);
  portunus_send_view_set_recipient (self, recipient);
  self->paths = g_steal_pointer (&new_paths);
  self->text = g_steal_pointer (&new_text);
  portunus_send_view_retry (self);
}

static void
portunus_send_view_dispose (GObject *object)
{
  PortunusSendView *self = PORTUNUS_SEND_VIEW (object);

  if (self->share != NULL)
    g_signal_handlers_disconnect_by_data (self->share, self);
  /* Both the template and the bin would let go of a bound child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_SEND_VIEW);
  g_clear_object (&self->share);
  g_clear_object (&self->recipient);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_send_view_parent_class)->dispose (object);
}

static void
portunus_send_view_finalize (GObject *object)
{
  PortunusSendView *self = PORTUNUS_SEND_VIEW (object);

  g_ptr_array_unref (self->retired);
  g_strfreev (self->paths);
  g_free (self->text);

  G_OBJECT_CLASS (portunus_send_view_parent_class)->finalize (object);
}

static void
portunus_send_view_class_init (PortunusSendViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_send_view_dispose;
  object_class->finalize = portunus_send_view_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (PORTUNUS_TYPE_ERROR_PAGE);
  g_type_ensure (PORTUNUS_TYPE_SHARE_PAGE);
  g_type_ensure (PORTUNUS_TYPE_SPINNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-send-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusSendView, stack);
  gtk_widget_class_bind_template_child (widget_class, PortunusSendView, home_page);
  gtk_widget_class_bind_template_child (widget_class, PortunusSendView, anyone_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusSendView, share_page);
  gtk_widget_class_bind_template_child (widget_class, PortunusSendView, error_page);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
portunus_send_view_init (PortunusSendView *self)
{
  self->retired = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  portunus_page_watch (GTK_WIDGET (self->stack));
}

/**
 * portunus_send_view_set_engine:
 * @self: a view
 * @engine: an engine that started
 *
 * What was to be sent before is shared now.
 */
void
portunus_send_view_set_engine (PortunusSendView *self,
                               PortunusEngine   *engine)
{
  g_return_if_fail (PORTUNUS_IS_SEND_VIEW (self));
  g_return_if_fail (PORTUNUS_IS_ENGINE (engine));

  g_set_object (&self->engine, engine);
  portunus_share_page_set_engine (self->share_page, engine);
  if (has_something (self) && self->share == NULL)
    start_share (self);
}

/**
 * portunus_send_view_set_recipient:
 * @self: a view
 * @recipient: (nullable): whom the next thing is for; %NULL for whoever has the link
 *
 * Ends what runs, and shows the beginning.
 */
void
portunus_send_view_set_recipient (PortunusSendView  *self,
                                  PortunusRecipient *recipient)
{
  g_return_if_fail (PORTUNUS_IS_SEND_VIEW (self));

  portunus_send_view_stop (self);
  g_set_object (&self->recipient, recipient);
  update_home (self);
}

/**
 * portunus_send_view_send_paths:
 * @self: a view
 * @paths: (array zero-terminated=1) (element-type filename): files and folders
 *
 * Shares @paths instead of what was shared before, or as soon as there is an engine.
 */
void
portunus_send_view_send_paths (PortunusSendView   *self,
                               const char * const *paths)
{
  g_return_if_fail (PORTUNUS_IS_SEND_VIEW (self));
  g_return_if_fail (paths != NULL && paths[0] != NULL);

  send (self, paths, NULL);
}

/**
 * portunus_send_view_send_text:
 * @self: a view
 * @text: what to send
 *
 * Like [method@SendView.send_paths] for a text.
 */
void
portunus_send_view_send_text (PortunusSendView *self,
                              const char       *text)
{
  g_return_if_fail (PORTUNUS_IS_SEND_VIEW (self));
  g_return_if_fail (text != NULL);

  send (self, NULL, text);
}

/**
 * portunus_send_view_retry:
 * @self: a view that knows what to send
 *
 * Shares the same things once more.
 */
void
portunus_send_view_retry (PortunusSendView *self)
{
  g_return_if_fail (PORTUNUS_IS_SEND_VIEW (self));

  if (!has_something (self) || self->share != NULL)
    return;

  if (self->engine != NULL)
    start_share (self);
  else
    show_page (self, "preparing");
}

/**
 * portunus_send_view_stop:
 * @self: a view
 *
 * Stops sharing and shows the beginning again.
 */
void
portunus_send_view_stop (PortunusSendView *self)
{
  g_return_if_fail (PORTUNUS_IS_SEND_VIEW (self));

  drop_share (self);
  g_clear_pointer (&self->paths, g_strfreev);
  g_clear_pointer (&self->text, g_free);
  g_clear_object (&self->recipient);
  update_home (self);
  self->is_over = FALSE;
  show_page (self, "home");
}

/**
 * portunus_send_view_get_link:
 * @self: a view
 *
 * Returns: (nullable): the link of what is shared; it holds a secret
 */
const char *
portunus_send_view_get_link (PortunusSendView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SEND_VIEW (self), NULL);

  return self->is_ready && !self->is_over ? portunus_share_get_link (self->share) : NULL;
}

/**
 * portunus_send_view_get_code:
 * @self: a view
 *
 * Returns: (nullable): the short code of what is shared
 */
const char *
portunus_send_view_get_code (PortunusSendView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SEND_VIEW (self), NULL);

  return self->is_ready && !self->is_over ? portunus_share_get_code (self->share) : NULL;
}

/**
 * portunus_send_view_is_sharing:
 * @self: a view
 *
 * Returns: whether something is shared, or about to be
 */
gboolean
portunus_send_view_is_sharing (PortunusSendView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SEND_VIEW (self), FALSE);

  return (self->share != NULL && !self->is_over) || (self->engine == NULL && has_something (self));
}

static gboolean
has_transfer (PortunusSendView  *self,
              gboolean         (*is_meant) (PortunusTransfer *transfer))
{
  GListModel *transfers = self->share != NULL ? portunus_share_get_transfers (self->share) : NULL;

  for (guint i = 0; transfers != NULL && i < g_list_model_get_n_items (transfers); i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (transfers, i);

      if (is_meant (transfer))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_running (PortunusTransfer *transfer)
{
  return !portunus_transfer_is_over (transfer);
}

/**
 * portunus_send_view_is_moving:
 * @self: a view
 *
 * Returns: whether a peer is fetching right now
 */
gboolean
portunus_send_view_is_moving (PortunusSendView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SEND_VIEW (self), FALSE);

  return !self->is_over && has_transfer (self, is_running);
}

/**
 * portunus_send_view_get_activity:
 * @self: a view
 *
 * Returns: what it is busy with
 */
PortunusActivity
portunus_send_view_get_activity (PortunusSendView *self)
{
  PortunusActivity activity = PORTUNUS_ACTIVITY_NONE;

  g_return_val_if_fail (PORTUNUS_IS_SEND_VIEW (self), PORTUNUS_ACTIVITY_NONE);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "failed") == 0)
    activity |= PORTUNUS_ACTIVITY_UNSEEN;
  if (!portunus_send_view_is_sharing (self))
    return activity;
  activity |= PORTUNUS_ACTIVITY_SHARING;
  if (has_transfer (self, portunus_activity_is_flowing))
    activity |= PORTUNUS_ACTIVITY_FLOWING;
  return activity;
}

/**
 * portunus_send_view_is_idle:
 * @self: a view
 *
 * Returns: whether every share ended, also those that were told to stop
 */
gboolean
portunus_send_view_is_idle (PortunusSendView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SEND_VIEW (self), FALSE);

  return (self->share == NULL || self->is_over) && self->retired->len == 0;
}
