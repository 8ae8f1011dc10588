/* portunus-offer-dialog.c: what somebody in our room wants to send, in full
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-dialog.h"

struct _PortunusOfferDialog
{
  AdwWindow               parent_instance;

  /* Template children */
  PortunusOfferPage      *offer_page;

  /* Owned */
  GSimpleActionGroup     *actions;

  PortunusConflictPolicy  policy;
};

enum { SIGNAL_DECIDED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusOfferDialog, portunus_offer_dialog, ADW_TYPE_WINDOW)

static void
decide (PortunusOfferDialog *self,
        gboolean             is_yes)
{
  /* Once it is closed nobody else may hold it. */
  g_autoptr (PortunusOfferDialog) guard = g_object_ref (self);
  g_autoptr (GArray) wanted = is_yes ? portunus_offer_page_dup_wanted (self->offer_page) : NULL;

  self->policy = portunus_offer_page_get_policy (self->offer_page);
  gtk_window_close (GTK_WINDOW (self));
  g_signal_emit (self, signals[SIGNAL_DECIDED], 0, is_yes, wanted);
}

static void
accept_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  decide (PORTUNUS_OFFER_DIALOG (user_data), TRUE);
}

static void
decline_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  decide (PORTUNUS_OFFER_DIALOG (user_data), FALSE);
}

/* The page speaks to the window around it. */
static const GActionEntry actions[] = {
  { "accept", accept_cb },
  { "decline", decline_cb },
};

static void
changed_cb (PortunusOfferDialog *self)
{
  GAction *accept = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "accept");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (accept), portunus_offer_page_can_accept (self->offer_page));
}

static void
portunus_offer_dialog_dispose (GObject *object)
{
  PortunusOfferDialog *self = PORTUNUS_OFFER_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_OFFER_DIALOG);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (portunus_offer_dialog_parent_class)->dispose (object);
}

static void
portunus_offer_dialog_class_init (PortunusOfferDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_offer_dialog_dispose;

  signals[SIGNAL_DECIDED] = g_signal_new ("decided", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_BOOLEAN, G_TYPE_ARRAY);

  g_type_ensure (PORTUNUS_TYPE_OFFER_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-offer-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferDialog, offer_page);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
portunus_offer_dialog_init (PortunusOfferDialog *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "win", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_offer_dialog_new:
 * @parent: the window to stay above
 * @offer: what is offered
 * @transfer: who offers it
 * @directory: (type filename): where the files will go
 *
 * Returns: (transfer none): a window to present
 */
GtkWidget *
portunus_offer_dialog_new (GtkWindow        *parent,
                           PortunusOffer    *offer,
                           PortunusTransfer *transfer,
                           const char       *directory)
{
  PortunusOfferDialog *self = g_object_new (PORTUNUS_TYPE_OFFER_DIALOG, "transient-for", parent, NULL);

  portunus_offer_page_set_offer (self->offer_page, offer, transfer);
  portunus_offer_page_set_directory (self->offer_page, directory);
  portunus_offer_page_fix_directory (self->offer_page);
  changed_cb (self);
  portunus_offer_page_focus (self->offer_page);
  return GTK_WIDGET (self);
}

/**
 * portunus_offer_dialog_get_policy:
 * @self: a dialog that decided
 *
 * Returns: what to do where a file exists, as chosen
 */
PortunusConflictPolicy
portunus_offer_dialog_get_policy (PortunusOfferDialog *self)
{
  g_return_val_if_fail (PORTUNUS_IS_OFFER_DIALOG (self), PORTUNUS_CONFLICT_RENAME);

  return self->policy;
}
