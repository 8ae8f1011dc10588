/* portunus-toast.c: a short message that passes by itself
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-toast.h"

#define TIMEOUT_SECONDS 3

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
  GtkWidget *overlay;
  AdwToast *toast;
  g_autofree char *markup = NULL;

  g_return_if_fail (GTK_IS_WIDGET (origin));
  g_return_if_fail (text != NULL);

  overlay = gtk_widget_get_ancestor (origin, ADW_TYPE_TOAST_OVERLAY);
  if (overlay == NULL)
    return;

  /* A toast reads its title as markup. */
  markup = g_markup_escape_text (text, -1);
  toast = adw_toast_new (markup);
  adw_toast_set_timeout (toast, TIMEOUT_SECONDS);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}
