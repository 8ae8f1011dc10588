/* portunus-row-queue.h: the rows of a long list that are filled before somebody sees them, but not all at once
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _PortunusRowQueue PortunusRowQueue;

/* Puts into the item's widget what belongs there. */
typedef void (*PortunusRowFunc) (GtkListItem *item,
                                 gpointer     user_data);

PortunusRowQueue *portunus_row_queue_new    (GtkListView      *list_view,
                                             PortunusRowFunc   fill,
                                             gpointer          user_data);
void              portunus_row_queue_free   (PortunusRowQueue *self);
/* Whether it was filled at once; else its widget has the height of a row until it is. */
gboolean          portunus_row_queue_add    (PortunusRowQueue *self,
                                             GtkListItem      *item);
void              portunus_row_queue_remove (PortunusRowQueue *self,
                                             GtkListItem      *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRowQueue, portunus_row_queue_free)

G_END_DECLS
