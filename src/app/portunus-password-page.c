/* portunus-password-page.c: asks for the password of a room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-password-page.h"

#include <glib/gi18n.h>
#include <string.h>

struct _PortunusPasswordPage
{
  AdwBin       parent_instance;

  /* Template children */
  GtkEditable *password_entry;
  GtkLabel    *problem_label;
  GtkWidget   *enter_button;
};

enum { SIGNAL_PASSWORD, SIGNAL_CANCELLED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusPasswordPage, portunus_password_page, ADW_TYPE_BIN)

static void
changed_cb (PortunusPasswordPage *self)
{
  gtk_widget_set_sensitive (self->enter_button, *gtk_editable_get_text (self->password_entry) != '\0');
}

static void
enter_cb (PortunusPasswordPage *self)
{
  const char *text = gtk_editable_get_text (self->password_entry);
  g_autoptr (PortunusSecret) password = NULL;

  if (*text == '\0')
    return;
  password = portunus_secret_new (text, strlen (text));
  gtk_editable_set_text (self->password_entry, "");
  g_signal_emit (self, signals[SIGNAL_PASSWORD], 0, password);
}

static void
cancel_cb (PortunusPasswordPage *self)
{
  gtk_editable_set_text (self->password_entry, "");
  g_signal_emit (self, signals[SIGNAL_CANCELLED], 0);
}

static void
portunus_password_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_PASSWORD_PAGE);

  G_OBJECT_CLASS (portunus_password_page_parent_class)->dispose (object);
}

static void
portunus_password_page_class_init (PortunusPasswordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_password_page_dispose;

  signals[SIGNAL_PASSWORD] = g_signal_new ("password", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_CANCELLED] = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-password-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusPasswordPage, password_entry);
  gtk_widget_class_bind_template_child (widget_class, PortunusPasswordPage, problem_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusPasswordPage, enter_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
portunus_password_page_init (PortunusPasswordPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_password_page_ask:
 * @self: a page that is shown
 * @n_left: how many tries are left after a wrong one; -1 where there was none
 *
 * Says what was wrong, and waits for another password.
 */
void
portunus_password_page_ask (PortunusPasswordPage *self,
                            int                   n_left)
{
  g_autofree char *problem = NULL;

  g_return_if_fail (PORTUNUS_IS_PASSWORD_PAGE (self));

  if (n_left >= 0)
    problem = g_strdup_printf (ngettext ("That password is wrong. %d try is left.",
                                         "That password is wrong. %d tries are left.", (gulong) n_left), n_left);
  gtk_label_set_text (self->problem_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), problem != NULL);
  gtk_editable_set_text (self->password_entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->password_entry));
}
