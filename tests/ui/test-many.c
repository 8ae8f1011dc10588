/* test-many.c: how long the Transfers page takes with ten thousand of them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <time.h>

#include "portunus-transfers-view.h"

#define MANY 10000

/* Far more than any machine needs: the figure is told, and judged by who reads it. */
#define TIMEOUT_MS 60000

/* What a window has room for, and some. */
#define MAX_FILLED 60

typedef struct
{
  GtkWidget *window;
  guint      n_frames;
} Screen;

static void
painted_cb (Screen *screen)
{
  screen->n_frames++;
}

static gboolean
timeout_cb (gpointer user_data)
{
  g_error ("No frame within %d ms", TIMEOUT_MS);
  return G_SOURCE_REMOVE;
}

/* In milliseconds, until what changed is on the screen. */
static double
wait_frame (Screen *screen,
            gint64  since_us)
{
  guint timeout = g_timeout_add (TIMEOUT_MS, timeout_cb, NULL);
  guint n_before = screen->n_frames;

  gtk_widget_queue_draw (screen->window);
  while (screen->n_frames == n_before)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  return (g_get_monotonic_time () - since_us) / 1000.0;
}

static GtkWidget *
find_list (GtkWidget *widget)
{
  if (GTK_IS_LIST_VIEW (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_list (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Of the widgets that the list has for lines, GTK's two hundred. */
static guint
count_filled (GtkWidget *widget)
{
  guint n_filled = GTK_IS_TREE_EXPANDER (widget) && gtk_widget_get_visible (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_filled += count_filled (child);
  return n_filled;
}

static void
show_window (Screen *screen)
{
  screen->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (screen->window), 640, 760);
  gtk_window_set_child (GTK_WINDOW (screen->window), gtk_label_new ("before"));
  gtk_window_present (GTK_WINDOW (screen->window));
  while (!gtk_widget_get_mapped (screen->window))
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect_swapped (gtk_widget_get_frame_clock (screen->window), "after-paint", G_CALLBACK (painted_cb),
                            screen);
  wait_frame (screen, 0);
}

static void
test_many (void)
{
  const PortunusEngineOptions options = { 0 };
  g_autoptr (PortunusEngine) engine = portunus_engine_new (&options);
  GtkWidget *view = g_object_new (PORTUNUS_TYPE_TRANSFERS_VIEW, NULL);
  Screen screen = { 0 };
  GtkAdjustment *adjustment;
  double opened_ms, scrolled_ms, cpu_ms;
  clock_t began_cpu;
  gint64 began_us;
  guint timeout;

  show_window (&screen);
  portunus_transfers_view_set_engine (PORTUNUS_TRANSFERS_VIEW (view), engine);
  began_us = g_get_monotonic_time ();
  began_cpu = clock ();
  gtk_window_set_child (GTK_WINDOW (screen.window), view);
  opened_ms = wait_frame (&screen, began_us);
  cpu_ms = (double) (clock () - began_cpu) * 1000 / CLOCKS_PER_SEC;
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (
                      GTK_LIST_VIEW (find_list (view))))), ==, MANY);

  /* Those that nobody sees come later, but they come. */
  g_assert_cmpuint (count_filled (view), <=, MAX_FILLED);
  timeout = g_timeout_add (TIMEOUT_MS, timeout_cb, NULL);
  while (count_filled (view) <= 2 * MAX_FILLED)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);

  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (find_list (view)));
  began_us = g_get_monotonic_time ();
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) / 2);
  scrolled_ms = wait_frame (&screen, began_us);
  g_test_message ("%d transfers: opened in %.1f ms (%.1f ms of the processor), half of them scrolled by in %.1f ms",
                  MANY, opened_ms, cpu_ms, scrolled_ms);
  gtk_window_destroy (GTK_WINDOW (screen.window));
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("FAKE_PAST", G_STRINGIFY (MANY), TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/many/transfers", test_many);
  return g_test_run ();
}
