/* portunus-toast.h: a short message that passes by itself
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void portunus_toast (GtkWidget  *origin,
                     const char *text);
/* A toast with a button, whose "button-clicked" says that it was pressed. */
AdwToast *portunus_toast_ask (GtkWidget  *origin,
                              const char *text,
                              const char *button);

G_END_DECLS
