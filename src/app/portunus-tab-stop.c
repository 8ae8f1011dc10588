/* portunus-tab-stop.c: what is around a long list, so that the tab key leaves it after one of its lines
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tab-stop.h"

/* GTK 4.8 goes through all lines by the tab key, and a list of ten thousand is a trap then. */
struct _PortunusTabStop
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (PortunusTabStop, portunus_tab_stop, ADW_TYPE_BIN)

/* (nullable) */
static GtkWidget *
get_line (GtkWidget *self,
          GtkWidget *focus)
{
  GtkWidget *list = gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_VIEW);
  GtkWidget *line = focus;

  if (list == NULL || !gtk_widget_is_ancestor (list, self))
    return NULL;
  while (line != NULL && gtk_widget_get_parent (line) != list)
    line = gtk_widget_get_parent (line);
  return line;
}

static gboolean
portunus_tab_stop_focus (GtkWidget        *widget,
                         GtkDirectionType  direction)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean is_inside = focus != NULL && gtk_widget_is_ancestor (focus, widget);
  GtkWidget *line = is_inside ? get_line (widget, focus) : NULL;

  /* Backwards, a line would go into itself again. */
  if (is_inside && direction == GTK_DIR_TAB_BACKWARD)
    return FALSE;
  if (line != NULL && direction == GTK_DIR_TAB_FORWARD)
    return gtk_widget_child_focus (line, direction);
  return GTK_WIDGET_CLASS (portunus_tab_stop_parent_class)->focus (widget, direction);
}

static void
portunus_tab_stop_class_init (PortunusTabStopClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = portunus_tab_stop_focus;
}

static void
portunus_tab_stop_init (PortunusTabStop *self)
{
}
