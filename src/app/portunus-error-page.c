/* portunus-error-page.c: says what went wrong and what to do about it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-error-page.h"

#include "portunus-crypto-error.h"
#include "portunus-error-text.h"

struct _PortunusErrorPage
{
  AdwBin         parent_instance;

  /* Template children */
  AdwStatusPage *status_page;
  GtkWidget     *retry_button;
  GtkWidget     *passphrase_button;
  GtkWidget     *without_button;
  GtkWidget     *leave_button;
  GtkLabel      *detail_label;
};

G_DEFINE_FINAL_TYPE (PortunusErrorPage, portunus_error_page, ADW_TYPE_BIN)

static void
portunus_error_page_dispose (GObject *object)
{
  /* Both the template and the bin would let go of a bound child. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_ERROR_PAGE);

  G_OBJECT_CLASS (portunus_error_page_parent_class)->dispose (object);
}

static void
portunus_error_page_class_init (PortunusErrorPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_error_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-error-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusErrorPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, PortunusErrorPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusErrorPage, passphrase_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusErrorPage, without_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusErrorPage, leave_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusErrorPage, detail_label);
}

static void
portunus_error_page_init (PortunusErrorPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static gboolean
is_about_keyring (const GError *error)
{
  return g_error_matches (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_LOCKED)
         || g_error_matches (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE);
}

static void
set_suggested (GtkWidget *button,
               gboolean   is_suggested)
{
  if (is_suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  else
    gtk_widget_remove_css_class (button, "suggested-action");
}

/* Where there is no keyring at all, trying again is not what helps. */
static void
suggest (PortunusErrorPage *self,
         gboolean           is_passphrase)
{
  GtkWidget *box = gtk_widget_get_parent (self->retry_button);

  gtk_box_reorder_child_after (GTK_BOX (box), self->retry_button, is_passphrase ? self->without_button : NULL);
  set_suggested (self->retry_button, !is_passphrase);
  set_suggested (self->passphrase_button, is_passphrase);
}

/**
 * portunus_error_page_show:
 * @self: a page
 * @error: what happened
 * @retry_action: the action that tries again
 * @leave_action: (nullable): the action that gives up; %NULL where there is nowhere to go back to
 */
void
portunus_error_page_show (PortunusErrorPage *self,
                          const GError      *error,
                          const char        *retry_action,
                          const char        *leave_action)
{
  /* Only at the start another place can be chosen, and there is nothing to go back to. */
  gboolean is_choice = leave_action == NULL && is_about_keyring (error);
  g_autofree char *detail = NULL;

  g_return_if_fail (PORTUNUS_IS_ERROR_PAGE (self));
  g_return_if_fail (error != NULL);
  g_return_if_fail (retry_action != NULL);

  detail = portunus_error_text_dup_detail (error);
  adw_status_page_set_title (self->status_page, portunus_error_text_get_title (error));
  adw_status_page_set_description (self->status_page, portunus_error_text_get_advice (error));
  gtk_label_set_text (self->detail_label, detail);
  /* What the keyring lacks is said above, and the way out there is one of the buttons. */
  gtk_widget_set_visible (GTK_WIDGET (self->detail_label), !is_choice);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->retry_button), retry_action);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->leave_button), leave_action);
  gtk_widget_set_visible (self->leave_button, leave_action != NULL);
  gtk_widget_set_visible (self->passphrase_button, is_choice);
  gtk_widget_set_visible (self->without_button, is_choice);
  suggest (self, is_choice && g_error_matches (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE));
}

/**
 * portunus_error_page_set_advice:
 * @self: a page that shows an error
 * @title: translated
 * @advice: translated plain text, which knows more than portunus_error_text_get_advice()
 */
void
portunus_error_page_set_advice (PortunusErrorPage *self,
                                const char        *title,
                                const char        *advice)
{
  g_autofree char *markup = g_markup_escape_text (advice, -1);

  g_return_if_fail (PORTUNUS_IS_ERROR_PAGE (self));

  adw_status_page_set_title (self->status_page, title);
  adw_status_page_set_description (self->status_page, markup);
  gtk_widget_set_visible (GTK_WIDGET (self->detail_label), FALSE);
}
