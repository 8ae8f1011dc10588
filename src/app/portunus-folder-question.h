/* portunus-folder-question.h: asks the user where received files go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "portunus-settings.h"

G_BEGIN_DECLS

void  portunus_folder_question_ask_async  (GtkWidget            *widget,
                                           PortunusSettings     *settings,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
char *portunus_folder_question_ask_finish (GtkWidget            *widget,
                                           GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
