/* portunus-spinner.c: a spinner that turns only where it is seen
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-spinner.h"

struct _PortunusSpinner
{
  AdwBin      parent_instance;

  /* Children */
  GtkSpinner *spinner;
};

G_DEFINE_FINAL_TYPE (PortunusSpinner, portunus_spinner, ADW_TYPE_BIN)

/* GTK 4.8 goes on drawing frames for a spinner on a page that is not shown. */
static void
portunus_spinner_map (GtkWidget *widget)
{
  gtk_spinner_start (PORTUNUS_SPINNER (widget)->spinner);

  GTK_WIDGET_CLASS (portunus_spinner_parent_class)->map (widget);
}

static void
portunus_spinner_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (portunus_spinner_parent_class)->unmap (widget);

  gtk_spinner_stop (PORTUNUS_SPINNER (widget)->spinner);
}

static void
portunus_spinner_class_init (PortunusSpinnerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->map = portunus_spinner_map;
  widget_class->unmap = portunus_spinner_unmap;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
}

static void
portunus_spinner_init (PortunusSpinner *self)
{
  self->spinner = g_object_new (GTK_TYPE_SPINNER, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->spinner));
}
