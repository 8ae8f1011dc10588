/* portunus-send-view.c: the Send tab: choose something, share it, watch it go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-send-view.h"

#include <glib/gi18n.h>

#include "portunus-page-watch.h"
#include "portunus-send-view-private.h"
#include "portunus-spinner.h"

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusSendView, portunus_send_view, ADW_TYPE_BIN)

void
_portunus_send_view_show_page (PortunusSendView *self,
                               const char       *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
describe_home (PortunusSendView *self)
{
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  if (self->recipient != NULL && portunus_recipient_get_room (self->recipient) != NULL)
    /* Translators: %s is the name or address of a computer */
    text = g_strdup_printf (_("Drop files or folders here. Whoever takes files in the room at %s is offered them, "
                              "encrypted all the way."), portunus_recipient_get_name (self->recipient));
  else
    text = g_strdup (_("Drop files or folders here. They go straight to the other person, encrypted all the way."));
  markup = g_markup_escape_text (text, -1);
  adw_status_page_set_description (self->home_page, markup);
}

static void
update_home (PortunusSendView *self)
{
  g_autofree char *title = NULL;

  if (self->recipient != NULL && portunus_recipient_get_room (self->recipient) != NULL)
    title = g_strdup (_("Send to a Room"));
  else if (self->recipient != NULL)
    title = g_strdup_printf (_("Send to %s"), portunus_recipient_get_name (self->recipient));
  adw_status_page_set_title (self->home_page, title != NULL ? title : _("Send Files"));
  describe_home (self);
  gtk_widget_set_visible (self->anyone_button, self->recipient != NULL);
}

/* The same things, for one device or one room instead of whoever has the link. */
static void
chosen_cb (PortunusSendView  *self,
           PortunusRecipient *recipient)
{
  _portunus_send_view_drop_share (self);
  g_set_object (&self->recipient, recipient);
  update_home (self);
  _portunus_send_view_start_share (self);
}

static void
room_wanted_cb (PortunusSendView *self)
{
  portunus_link_page_set_link (self->room_page, "");
  _portunus_send_view_show_page (self, "room");
  portunus_link_page_focus (self->room_page);
}

static void
room_chosen_cb (PortunusSendView *self)
{
  g_autofree char *link = portunus_link_page_dup_link (self->room_page);
  g_autofree char *server = portunus_link_page_dup_server (self->room_page);
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusRecipient) recipient = portunus_recipient_new_room (link, server, &error);

  portunus_link_page_show_problem (self->room_page, error);
  if (recipient == NULL)
    return;
  portunus_link_page_set_link (self->room_page, "");
  chosen_cb (self, recipient);
}

static void
room_cancelled_cb (PortunusSendView *self)
{
  portunus_link_page_set_link (self->room_page, "");
  _portunus_send_view_show_page (self, self->is_ready || self->is_over ? "share" : "preparing");
}

static void
password_cb (PortunusSendView *self,
             PortunusSecret   *password)
{
  portunus_recipient_set_password (self->recipient, password);
  _portunus_send_view_start_share (self);
}

gboolean
_portunus_send_view_has_something (PortunusSendView *self)
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
  g_clear_object (&self->picture);
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
  g_type_ensure (PORTUNUS_TYPE_LINK_PAGE);
  g_type_ensure (PORTUNUS_TYPE_PASSWORD_PAGE);
  g_type_ensure (PORTUNUS_TYPE_SHARE_PAGE);
  g_type_ensure (PORTUNUS_TYPE_SPINNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-send-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusSendView, stack);
  gtk_widget_class_bind_template_child (widget_class, PortunusSendView, home_page);
  gtk_widget_class_bind_template_child (widget_class, PortunusSendView, anyone_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusSendView, room_page);
  gtk_widget_class_bind_template_child (widget_class, PortunusSendView, password_page);
  gtk_widget_class_bind_template_child (widget_class, PortunusSendView, share_page);
  gtk_widget_class_bind_template_child (widget_class, PortunusSendView, error_page);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, room_wanted_cb);
  gtk_widget_class_bind_template_callback (widget_class, room_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, room_cancelled_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_cb);
  gtk_widget_class_bind_template_callback (widget_class, portunus_send_view_stop);
}

static void
portunus_send_view_init (PortunusSendView *self)
{
  self->retired = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  portunus_page_watch (GTK_WIDGET (self->stack));
  portunus_link_page_ask_room (self->room_page);
  update_home (self);
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
  if (_portunus_send_view_has_something (self) && self->share == NULL)
    _portunus_send_view_start_share (self);
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
 * portunus_send_view_send_picture:
 * @self: a view
 * @picture: what was pasted; it is held until something else is sent, or nothing
 *
 * Like [method@SendView.send_paths] for a picture.
 */
void
portunus_send_view_send_picture (PortunusSendView *self,
                                 PortunusPicture  *picture)
{
  const char * const paths[] = { portunus_picture_get_path (picture), NULL };

  g_return_if_fail (PORTUNUS_IS_SEND_VIEW (self));

  send (self, paths, NULL);
  g_set_object (&self->picture, picture);
}

/**
 * portunus_send_view_asks_room:
 * @self: a view
 *
 * Returns: whether it asks for the link of a room to send to
 */
gboolean
portunus_send_view_asks_room (PortunusSendView *self)
{
  g_return_val_if_fail (PORTUNUS_IS_SEND_VIEW (self), FALSE);

  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "room") == 0;
}

/**
 * portunus_send_view_use_link:
 * @self: a view
 * @link_or_code: what was pasted or read from a QR code
 *
 * Returns: whether the view asked for the link of a room, and has it now
 */
gboolean
portunus_send_view_use_link (PortunusSendView *self,
                             const char       *link_or_code)
{
  g_return_val_if_fail (PORTUNUS_IS_SEND_VIEW (self), FALSE);

  if (!portunus_send_view_asks_room (self))
    return FALSE;
  portunus_link_page_set_link (self->room_page, link_or_code);
  return TRUE;
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

  if (!_portunus_send_view_has_something (self) || self->share != NULL)
    return;

  if (self->engine != NULL)
    _portunus_send_view_start_share (self);
  else
    _portunus_send_view_show_page (self, "preparing");
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

  _portunus_send_view_drop_share (self);
  g_clear_pointer (&self->paths, g_strfreev);
  g_clear_pointer (&self->text, g_free);
  g_clear_object (&self->picture);
  g_clear_object (&self->recipient);
  update_home (self);
  self->is_over = FALSE;
  _portunus_send_view_show_page (self, "home");
}
