/* portunus-toast.c: a short message that passes by itself
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-toast.h"

#include <glib/gi18n.h>

#define TIMEOUT_SECONDS 3

/* A whole sentence with a next step takes its time to read. */
#define LONG_CHARACTERS      40
#define LONG_TIMEOUT_SECONDS 6

/* What may be answered has to be read first. */
#define ASKING_TIMEOUT_SECONDS 20

static void
show_toast (GtkWidget *origin,
            AdwToast  *toast,
            guint      timeout_seconds)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (origin, ADW_TYPE_TOAST_OVERLAY);

  adw_toast_set_timeout (toast, timeout_seconds);
  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  else
    g_object_unref (toast);
}

/* The one with nothing but an icon, which libadwaita 1.2 gives no name. */
static void
name_close_button (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Close This Notice"), -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_close_button (child);
}

static void
shown_cb (GtkWidget *label)
{
  GtkWidget *toast = label;

  while (toast != NULL && !g_str_equal (gtk_widget_get_css_name (toast), "toast"))
    toast = gtk_widget_get_parent (toast);
  if (toast != NULL)
    name_close_button (toast);
}

/* The title of a toast is cut where it is longer than the window is wide, so this one wraps. */
static AdwToast *
create_toast (const char *text)
{
  AdwToast *toast = adw_toast_new ("");
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  g_signal_connect (label, "map", G_CALLBACK (shown_cb), NULL);
  adw_toast_set_custom_title (toast, label);
  return toast;
}

/**
 * portunus_toast:
 * @origin: a widget inside an #AdwToastOverlay
 * @text: plain, translated text
 *
 * Shows @text in the toast overlay around @origin; nothing happens where there is none.
 */
void
portunus_toast (GtkWidget  *origin,
                const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (origin));
  g_return_if_fail (text != NULL);

  show_toast (origin, create_toast (text),
              g_utf8_strlen (text, -1) > LONG_CHARACTERS ? LONG_TIMEOUT_SECONDS : TIMEOUT_SECONDS);
}

/**
 * portunus_toast_ask:
 * @origin: a widget
 * @text: plain, translated text
 * @button: what the person may do about it
 *
 * Like portunus_toast(), with a button.
 *
 * Returns: (transfer full): the toast, whose "button-clicked" says that the button was pressed
 */
AdwToast *
portunus_toast_ask (GtkWidget  *origin,
                    const char *text,
                    const char *button)
{
  AdwToast *toast;

  g_return_val_if_fail (GTK_IS_WIDGET (origin), NULL);
  g_return_val_if_fail (text != NULL && button != NULL, NULL);

  toast = create_toast (text);
  adw_toast_set_button_label (toast, button);
  show_toast (origin, g_object_ref (toast), ASKING_TIMEOUT_SECONDS);
  return toast;
}
