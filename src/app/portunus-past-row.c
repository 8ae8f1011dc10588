/* portunus-past-row.c: a transfer that is over, in a list
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-past-row.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-format.h"
#include "portunus-name.h"
#include "portunus-transfer-text.h"
#include "portunus-transfers-line.h"

#define MAX_TITLE_CHARACTERS 200
#define MAX_RESULT_LINES     4

struct _PortunusPastRow
{
  GtkBox                parent_instance;

  /* Children */
  GtkImage             *icon;
  GtkLabel             *title_label;
  GtkLabel             *result_label;
  GtkLabel             *detail_label;
  GtkWidget            *menu_button;
  GtkWidget            *menu;          /* NULL before somebody asked for it */

  /* Owned, while bound */
  PortunusHistoryEntry *entry;
};

G_DEFINE_FINAL_TYPE (PortunusPastRow, portunus_past_row, GTK_TYPE_BOX)

static void
add_item (GMenu      *menu,
          const char *label,
          const char *action,
          gint64      id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

static GMenuModel *
create_menu (const PortunusHistoryRecord *record)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) files = g_menu_new ();
  g_autoptr (GMenu) history = g_menu_new ();

  if (record->is_incoming && record->folder != NULL && record->files_done > 0)
    {
      add_item (files, _("_Open"), "transfers.open", record->id);
      add_item (files, _("_Show in Folder"), "transfers.show", record->id);
    }
  if (record->is_incoming && record->result != PORTUNUS_HISTORY_DONE)
    add_item (files, _("_Receive Again…"), "transfers.receive-again", record->id);
  if (!record->is_incoming && record->sources != NULL)
    add_item (files, _("Send _Again"), "transfers.send-again", record->id);
  add_item (history, _("_Remove From History"), "transfers.remove", record->id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (history));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

/**
 * portunus_past_row_popup_menu:
 * @self: a row that shows an entry
 *
 * Shows what can be done with it.
 */
void
portunus_past_row_popup_menu (PortunusPastRow *self)
{
  g_autoptr (GMenuModel) model = NULL;

  g_return_if_fail (PORTUNUS_IS_PAST_ROW (self));

  if (self->entry == NULL)
    return;
  model = create_menu (portunus_history_entry_get_record (self->entry));
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_widget_set_parent (self->menu, self->menu_button);
    }
  else
    {
      gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
    }
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            PortunusPastRow *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  portunus_past_row_popup_menu (self);
}

static GtkLabel *
add_label (GtkWidget  *box,
           const char *first_class,
           const char *second_class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, NULL);

  gtk_widget_add_css_class (label, first_class);
  if (second_class != NULL)
    gtk_widget_add_css_class (label, second_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

/* Text that wraps is measured again and again, which two hundred lines at once cannot afford: only what tells more than
 * a word does. */
static GtkWidget *
create_texts (PortunusPastRow *self)
{
  GtkWidget *texts = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "hexpand", TRUE, "spacing", 2,
                                   NULL);

  self->title_label = add_label (texts, "heading", NULL);
  gtk_label_set_ellipsize (self->title_label, PANGO_ELLIPSIZE_MIDDLE);
  self->detail_label = add_label (texts, "caption", "dim-label");
  gtk_label_set_ellipsize (self->detail_label, PANGO_ELLIPSIZE_END);
  self->result_label = add_label (texts, "caption", NULL);
  gtk_label_set_ellipsize (self->result_label, PANGO_ELLIPSIZE_END);
  return texts;
}

static GtkWidget *
create_menu_button (PortunusPastRow *self)
{
  const char *text = _("More Actions");
  GtkWidget *button = gtk_button_new_from_icon_name ("view-more-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  /* Lines with something else to focus are passed over by the keyboard, which has the Menu key. */
  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (portunus_past_row_popup_menu), self);
  return button;
}

static void
portunus_past_row_dispose (GObject *object)
{
  PortunusPastRow *self = PORTUNUS_PAST_ROW (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->entry);

  G_OBJECT_CLASS (portunus_past_row_parent_class)->dispose (object);
}

static void
portunus_past_row_class_init (PortunusPastRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_past_row_dispose;
}

static void
portunus_past_row_init (PortunusPastRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "portunus-past");
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->menu_button = create_menu_button (self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (self), create_texts (self));
  gtk_box_append (GTK_BOX (self), self->menu_button);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
show_details (PortunusPastRow             *self,
              const PortunusHistoryRecord *record)
{
  g_autofree char *peer = portunus_transfer_text_dup_peer (self->entry);
  g_autofree char *contents = portunus_format_contents (record->n_files, record->total_bytes);
  g_autofree char *time = portunus_transfer_text_dup_time (record->started);
  const char *lane = portunus_badge_get_lane (record->lane);
  g_autofree char *detail = g_strjoin (" · ", peer, contents, time, lane, NULL);

  gtk_label_set_text (self->detail_label, detail);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->detail_label), detail);
}

static gboolean
has_advice (const PortunusHistoryRecord *record)
{
  return record->is_unconfirmed || record->result == PORTUNUS_HISTORY_INTERRUPTED
         || record->result == PORTUNUS_HISTORY_FAILED || record->result == PORTUNUS_HISTORY_RUNNING;
}

static void
show_result (PortunusPastRow             *self,
             const PortunusHistoryRecord *record)
{
  g_autofree char *result = portunus_transfer_text_dup_result (self->entry);
  GtkWidget *label = GTK_WIDGET (self->result_label);

  gtk_label_set_text (self->result_label, result);
  gtk_widget_set_tooltip_text (label, result);
  gtk_label_set_wrap (self->result_label, has_advice (record));
  gtk_label_set_lines (self->result_label, has_advice (record) ? MAX_RESULT_LINES : 1);
  gtk_widget_remove_css_class (label, "success");
  gtk_widget_remove_css_class (label, "error");
  if (record->result == PORTUNUS_HISTORY_DONE)
    gtk_widget_add_css_class (label, "success");
  else if (record->result == PORTUNUS_HISTORY_FAILED)
    gtk_widget_add_css_class (label, "error");
}

static void
name_line (PortunusPastRow *self)
{
  g_autofree char *label = g_strdup_printf ("%s, %s, %s", gtk_label_get_text (self->title_label),
                                            gtk_label_get_text (self->result_label),
                                            gtk_label_get_text (self->detail_label));

  portunus_transfers_line_name (GTK_WIDGET (self), label);
}

/**
 * portunus_past_row_set_entry:
 * @self: a row of a line
 * @entry: (nullable): what to show; %NULL lets go of the last one
 */
void
portunus_past_row_set_entry (PortunusPastRow      *self,
                             PortunusHistoryEntry *entry)
{
  const PortunusHistoryRecord *record;
  g_autofree char *title = NULL;

  g_return_if_fail (PORTUNUS_IS_PAST_ROW (self));

  g_set_object (&self->entry, entry);
  if (entry == NULL)
    return;
  record = portunus_history_entry_get_record (entry);
  title = portunus_text_for_display (record->title, MAX_TITLE_CHARACTERS);
  gtk_label_set_text (self->title_label, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title_label), title);
  gtk_image_set_from_icon_name (self->icon, record->is_incoming ? "folder-download-symbolic"
                                                                : "document-send-symbolic");
  show_result (self, record);
  show_details (self, record);
  name_line (self);
}

/**
 * portunus_past_row_get_entry:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): what it shows
 */
PortunusHistoryEntry *
portunus_past_row_get_entry (PortunusPastRow *self)
{
  g_return_val_if_fail (PORTUNUS_IS_PAST_ROW (self), NULL);

  return self->entry;
}
