/* portunus-row-queue.c: the rows of a long list that are filled before somebody sees them, but not all at once
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-row-queue.h"

/* Before the first row has one. */
#define USUAL_HEIGHT 72
/* Above and below what is seen: a touch of the wheel moves less. */
#define MARGIN_ROWS  4
/* Of a frame, which is 16 ms. */
#define TURN_US      4000
/* For a list that has no size yet. */
#define FIRST_ROWS   16

struct _PortunusRowQueue
{
  /* Owned */
  GPtrArray       *waiting;      /* GtkListItem, without references: they are bound */
  GtkAdjustment   *adjustment;   /* NULL before the first row; the list makes it when it comes into its window */

  /* Borrowed */
  GtkListView     *list_view;

  PortunusRowFunc  fill;
  gpointer         user_data;
  guint            source;
  int              height;
};

/* GTK keeps about two hundred widgets for a list of any length, all of them measured in one frame. */
static guint
measure_distance (PortunusRowQueue *self,
                  guint             position)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (self->list_view));
  double upper = gtk_adjustment_get_upper (self->adjustment);
  double page = gtk_adjustment_get_page_size (self->adjustment);
  guint n_items = model != NULL ? g_list_model_get_n_items (model) : 0;
  guint first = 0;
  guint last = FIRST_ROWS;

  if (upper > page && page > 0)
    {
      first = (guint) (gtk_adjustment_get_value (self->adjustment) / upper * n_items);
      last = first + (guint) (page / self->height) + 1;
    }
  if (position < first)
    return first - position;
  return position > last ? position - last : 0;
}

static gboolean
is_in_sight (PortunusRowQueue *self,
             guint             position)
{
  return measure_distance (self, position) <= MARGIN_ROWS;
}

static void
fill_at (PortunusRowQueue *self,
         guint             index)
{
  GtkListItem *item = g_ptr_array_remove_index_fast (self->waiting, index);

  gtk_widget_set_size_request (gtk_list_item_get_child (item), -1, -1);
  self->fill (item, self->user_data);
}

static guint
find_nearest (PortunusRowQueue *self)
{
  guint nearest = 0;
  guint shortest = G_MAXUINT;

  for (guint i = 0; i < self->waiting->len; i++)
    {
      guint distance = measure_distance (self, gtk_list_item_get_position (g_ptr_array_index (self->waiting, i)));

      if (distance < shortest)
        {
          shortest = distance;
          nearest = i;
        }
    }
  return nearest;
}

static gboolean
turn_cb (gpointer user_data)
{
  PortunusRowQueue *self = user_data;
  gint64 end_us = g_get_monotonic_time () + TURN_US;

  while (self->waiting->len > 0 && g_get_monotonic_time () < end_us)
    fill_at (self, find_nearest (self));
  if (self->waiting->len > 0)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  return G_SOURCE_REMOVE;
}

static void
scrolled_cb (PortunusRowQueue *self)
{
  for (guint i = self->waiting->len; i > 0; i--)
    if (is_in_sight (self, gtk_list_item_get_position (g_ptr_array_index (self->waiting, i - 1))))
      fill_at (self, i - 1);
}

static void
follow_adjustment (PortunusRowQueue *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view));

  if (adjustment == self->adjustment)
    return;
  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_set_object (&self->adjustment, adjustment);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (scrolled_cb), self);
}

/**
 * portunus_row_queue_new:
 * @list_view: the list, which must outlive the result
 * @fill: fills a row
 * @user_data: for @fill
 *
 * Returns: (transfer full): a queue without rows
 */
PortunusRowQueue *
portunus_row_queue_new (GtkListView     *list_view,
                        PortunusRowFunc  fill,
                        gpointer         user_data)
{
  PortunusRowQueue *self = g_new0 (PortunusRowQueue, 1);

  self->list_view = list_view;
  self->fill = fill;
  self->user_data = user_data;
  self->waiting = g_ptr_array_new ();
  self->height = USUAL_HEIGHT;
  return self;
}

/**
 * portunus_row_queue_free:
 * @self: (transfer full): a queue
 */
void
portunus_row_queue_free (PortunusRowQueue *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_clear_object (&self->adjustment);
  g_ptr_array_unref (self->waiting);
  g_free (self);
}

/**
 * portunus_row_queue_add:
 * @self: a queue
 * @item: an item that is bound and has its widget
 *
 * Fills it at once where it is about to be seen, else when there is time.
 *
 * Returns: whether it was filled
 */
gboolean
portunus_row_queue_add (PortunusRowQueue *self,
                        GtkListItem      *item)
{
  follow_adjustment (self);
  if (is_in_sight (self, gtk_list_item_get_position (item)))
    {
      gtk_widget_set_size_request (gtk_list_item_get_child (item), -1, -1);
      self->fill (item, self->user_data);
      return TRUE;
    }
  gtk_widget_set_size_request (gtk_list_item_get_child (item), -1, self->height);
  g_ptr_array_add (self->waiting, item);
  /* After frames, which come first. */
  if (self->source == 0)
    self->source = g_idle_add (turn_cb, self);
  return FALSE;
}

/**
 * portunus_row_queue_remove:
 * @self: a queue
 * @item: an item that is being unbound
 */
void
portunus_row_queue_remove (PortunusRowQueue *self,
                           GtkListItem      *item)
{
  g_ptr_array_remove_fast (self->waiting, item);
}
