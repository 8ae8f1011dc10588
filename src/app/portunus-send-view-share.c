/* portunus-send-view-share.c: the Send tab follows a share from its start to its end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-send-view-private.h"

#include <glib/gi18n.h>

#include "portunus-toast.h"
#include "portunus-transfer-error.h"

static void
emit_changed (PortunusSendView *self)
{
  g_signal_emit_by_name (self, "changed");
}

static void
retired_finished_cb (PortunusShare    *share,
                     const GError     *error,
                     PortunusSendView *self)
{
  g_ptr_array_remove (self->retired, share);
  g_signal_emit_by_name (self, "changed");
}

/* Peers are told in the background while the view moves on. */
void
_portunus_send_view_drop_share (PortunusSendView *self)
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

/* Who looks for a room meanwhile is left alone. */
static void
ready_cb (PortunusSendView *self)
{
  self->is_ready = TRUE;
  portunus_share_page_update (self->share_page);
  if (!portunus_send_view_asks_room (self))
    _portunus_send_view_show_page (self, "share");
  else
    emit_changed (self);
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

static PortunusSecret *
get_password (PortunusSendView *self)
{
  return self->recipient != NULL ? portunus_recipient_get_password (self->recipient) : NULL;
}

/* Where the room takes no more of them, or does not say how many more, another question would lead nowhere. */
static gboolean
can_try_password (PortunusSendView *self,
                  const GError     *error)
{
  return g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD)
         && (get_password (self) == NULL || portunus_share_get_n_tries_left (self->share) > 0);
}

static void
ask_password (PortunusSendView *self)
{
  int n_left = get_password (self) != NULL ? portunus_share_get_n_tries_left (self->share) : -1;

  _portunus_send_view_drop_share (self);
  _portunus_send_view_show_page (self, "password");
  portunus_password_page_ask (self->password_page, n_left);
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
      _portunus_send_view_show_page (self, "share");
      return;
    }

  if (can_try_password (self, error))
    {
      ask_password (self);
      return;
    }
  if (g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD))
    portunus_recipient_set_password (self->recipient, NULL);
  portunus_error_page_show (self->error_page, error, "win.retry-sharing", "win.send-another");
  _portunus_send_view_drop_share (self);
  _portunus_send_view_show_page (self, "failed");
}

void
_portunus_send_view_start_share (PortunusSendView *self)
{
  PortunusShareOptions options = {
    .paths = (const char * const *) self->paths,
    .text = self->text,
    .with_code = self->recipient == NULL,
  };

  if (self->recipient != NULL)
    {
      options.target = portunus_recipient_get_target (self->recipient);
      options.room = portunus_recipient_get_room (self->recipient);
      options.server = portunus_recipient_get_server (self->recipient);
      options.rules.password = portunus_recipient_get_password (self->recipient);
    }
  self->is_ready = self->is_over = FALSE;
  self->share = portunus_share_new (self->engine, &options);
  portunus_share_page_set_share (self->share_page, self->share, self->recipient);
  g_signal_connect_object (self->share, "ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->share, "link-changed", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->share, "problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->share, "finished", G_CALLBACK (finished_cb), self, 0);
  g_signal_connect_object (portunus_share_get_transfers (self->share), "items-changed",
                           G_CALLBACK (transfers_changed_cb), self, 0);
  /* There is no link to wait for where a device is looked for, or a room. */
  _portunus_send_view_show_page (self, self->recipient != NULL ? "share" : "preparing");
  portunus_share_start (self->share);
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

  return self->recipient == NULL && self->is_ready && !self->is_over ? portunus_share_get_link (self->share) : NULL;
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

  return self->recipient == NULL && self->is_ready && !self->is_over ? portunus_share_get_code (self->share) : NULL;
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

  return (self->share != NULL && !self->is_over) || (self->engine == NULL && _portunus_send_view_has_something (self));
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

/* The reason of a failure with its way to try again, and the question for a password. */
static gboolean
is_unseen (PortunusSendView *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->stack);

  return g_strcmp0 (page, "failed") == 0 || g_strcmp0 (page, "password") == 0;
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

  if (is_unseen (self))
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
