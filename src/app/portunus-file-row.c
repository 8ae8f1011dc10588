/* portunus-file-row.c: one file of a transfer, in a list
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-file-row.h"

#include <glib/gi18n.h>

#include "portunus-format.h"
#include "portunus-name.h"
#include "portunus-transfers-line.h"

#define MAX_NAME_CHARACTERS 200

struct _PortunusFileRow
{
  GtkBox               parent_instance;

  /* Children */
  GtkImage            *icon;
  GtkLabel            *name_label;
  GtkLabel            *state_label;

  /* Owned, while bound */
  PortunusHistoryFile *file;
};

G_DEFINE_FINAL_TYPE (PortunusFileRow, portunus_file_row, GTK_TYPE_BOX)

typedef struct
{
  const char *icon_name;
  const char *text;
} StateText;

static const StateText states[] = {
  [PORTUNUS_HISTORY_FILE_PENDING] = { "content-loading-symbolic", N_("not there yet") },
  [PORTUNUS_HISTORY_FILE_DONE] = { "emblem-ok-symbolic", N_("done") },
  [PORTUNUS_HISTORY_FILE_FAILED] = { "dialog-warning-symbolic", N_("failed") },
};

static void
name_line (PortunusFileRow *self)
{
  g_autofree char *label = g_strdup_printf ("%s, %s", gtk_label_get_text (self->name_label),
                                            gtk_label_get_text (self->state_label));

  portunus_transfers_line_name (GTK_WIDGET (self), label);
}

static void
update (PortunusFileRow *self)
{
  const StateText *state = &states[portunus_history_file_get_state (self->file)];
  guint64 n_bytes = portunus_history_file_get_size (self->file);
  g_autofree char *size = n_bytes != G_MAXUINT64 ? g_format_size (n_bytes) : NULL;
  g_autofree char *name = portunus_text_for_display (portunus_history_file_get_name (self->file), MAX_NAME_CHARACTERS);
  g_autofree char *text = g_strjoin (" · ", _(state->text), size, NULL);

  gtk_image_set_from_icon_name (self->icon, state->icon_name);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->state_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  name_line (self);
}

static void
portunus_file_row_dispose (GObject *object)
{
  portunus_file_row_set_file (PORTUNUS_FILE_ROW (object), NULL);

  G_OBJECT_CLASS (portunus_file_row_parent_class)->dispose (object);
}

static void
portunus_file_row_class_init (PortunusFileRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_file_row_dispose;
}

static void
portunus_file_row_init (PortunusFileRow *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "portunus-past");
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->name_label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "hexpand", TRUE,
                                   "ellipsize", PANGO_ELLIPSIZE_MIDDLE, NULL);
  self->state_label = g_object_new (GTK_TYPE_LABEL, "xalign", 1.0, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->state_label), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->state_label), "caption");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->name_label));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->state_label));
}

/**
 * portunus_file_row_set_file:
 * @self: a row of a line
 * @file: (nullable): what to show; %NULL lets go of the last one
 */
void
portunus_file_row_set_file (PortunusFileRow     *self,
                            PortunusHistoryFile *file)
{
  g_return_if_fail (PORTUNUS_IS_FILE_ROW (self));

  if (self->file != NULL)
    g_signal_handlers_disconnect_by_data (self->file, self);
  g_set_object (&self->file, file);
  if (file == NULL)
    return;
  g_signal_connect_object (file, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
