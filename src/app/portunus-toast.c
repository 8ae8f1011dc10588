/* portunus-toast.c: a short message that passes by itself
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-toast.h"

#define TIMEOUT_SECONDS 3

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

/* A toast reads its title as markup. */
static AdwToast *
create_toast (const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  return adw_toast_new (markup);
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

  show_toast (origin, create_toast (text), TIMEOUT_SECONDS);
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
