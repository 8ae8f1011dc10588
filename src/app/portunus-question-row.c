/* portunus-question-row.c: something that waits for a yes or a no
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-question-row.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-format.h"

/* The buttons stay in sight whatever a peer calls itself or its files. */
#define MAX_LINES 2

struct _PortunusQuestionRow
{
  AdwActionRow  parent_instance;

  GtkLabel     *trust_label;
};

enum { SIGNAL_ANSWERED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusQuestionRow, portunus_question_row, ADW_TYPE_ACTION_ROW)

static void
yes_cb (PortunusQuestionRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, TRUE);
}

static void
no_cb (PortunusQuestionRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, FALSE);
}

static void
add_button (PortunusQuestionRow *self,
            const char          *icon_name,
            const char          *answer,
            GCallback            callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);
  g_autofree char *name = g_strdup_printf ("%s: %s", answer,
                                           adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, answer);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
}

static void
portunus_question_row_class_init (PortunusQuestionRowClass *klass)
{
  signals[SIGNAL_ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
portunus_question_row_init (PortunusQuestionRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), MAX_LINES);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), MAX_LINES);
  self->trust_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_visible (GTK_WIDGET (self->trust_label), FALSE);
  gtk_widget_set_valign (GTK_WIDGET (self->trust_label), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->trust_label), "portunus-badge");
  gtk_widget_add_css_class (GTK_WIDGET (self->trust_label), "caption");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->trust_label));
}

/**
 * portunus_question_row_new:
 * @title: plain text, of a peer
 * @subtitle: plain text: what is asked
 * @yes: the one answer
 * @no: the other answer
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
portunus_question_row_new (const char *title,
                           const char *subtitle,
                           const char *yes,
                           const char *no)
{
  PortunusQuestionRow *self = g_object_new (PORTUNUS_TYPE_QUESTION_ROW, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  add_button (self, "window-close-symbolic", no, G_CALLBACK (no_cb));
  add_button (self, "emblem-ok-symbolic", yes, G_CALLBACK (yes_cb));
  return GTK_WIDGET (self);
}

/**
 * portunus_question_row_new_offer:
 * @offer: what somebody wants to send
 * @transfer: who
 *
 * Returns: (transfer floating): a row that can be activated to see more of it
 */
GtkWidget *
portunus_question_row_new_offer (PortunusOffer    *offer,
                                 PortunusTransfer *transfer)
{
  PortunusManifest *manifest = portunus_offer_get_manifest (offer);
  guint64 n_bytes = portunus_manifest_has_unknown_size (manifest) ? G_MAXUINT64
                                                                  : portunus_manifest_get_total_bytes (manifest);
  g_autofree char *name = portunus_peer_dup_name (portunus_transfer_get_peer_name (transfer));
  g_autofree char *contents = portunus_format_contents (portunus_manifest_get_n_files (manifest), n_bytes);
  /* Translators: who sends what: "3 files, 1 MB, from Anna’s laptop" */
  g_autofree char *subtitle = g_strdup_printf (_("%s, from %s"), contents, name);
  GtkWidget *row = portunus_question_row_new (portunus_offer_get_title (offer), subtitle, _("Accept"), _("Decline"));

  portunus_badge_show_trust (PORTUNUS_QUESTION_ROW (row)->trust_label, portunus_transfer_get_peer_label (transfer));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _("Show the files"));
  return row;
}
