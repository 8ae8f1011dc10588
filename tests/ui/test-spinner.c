/* test-spinner.c: a spinner that nobody sees must not keep the processor awake
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-spinner.h"

#define TIMEOUT_MS   30000
#define WATCH_MS     500
/* What a spinner draws in that time even on a busy machine, and more than a window draws once it has been shown. */
#define FEW_FRAMES   5

static void
updated_cb (guint *n_frames)
{
  (*n_frames)++;
}

static void
over_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* Until there were that many frames, or it is over. */
static guint
count_frames (GtkWidget *window,
              guint      max_frames,
              guint      timeout_ms)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gboolean is_over = FALSE;
  guint n_frames = 0;
  guint timeout = g_timeout_add_once (timeout_ms, over_cb, &is_over);

  g_signal_connect_swapped (clock, "update", G_CALLBACK (updated_cb), &n_frames);
  while (!is_over && n_frames < max_frames)
    g_main_context_iteration (NULL, TRUE);
  if (!is_over)
    g_source_remove (timeout);
  g_signal_handlers_disconnect_by_data (clock, &n_frames);
  return n_frames;
}

static void
test_hidden_page (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *stack = gtk_stack_new ();

  gtk_stack_add_named (GTK_STACK (stack), gtk_label_new ("still"), "still");
  gtk_stack_add_named (GTK_STACK (stack), g_object_new (PORTUNUS_TYPE_SPINNER, NULL), "busy");
  gtk_window_set_child (GTK_WINDOW (window), stack);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (stack))
    g_main_context_iteration (NULL, TRUE);

  count_frames (window, G_MAXUINT, WATCH_MS);
  g_assert_cmpuint (count_frames (window, G_MAXUINT, WATCH_MS), <, FEW_FRAMES);
  gtk_stack_set_visible_child_name (GTK_STACK (stack), "busy");
  g_assert_cmpuint (count_frames (window, 4 * FEW_FRAMES, TIMEOUT_MS), ==, 4 * FEW_FRAMES);
  gtk_stack_set_visible_child_name (GTK_STACK (stack), "still");
  count_frames (window, G_MAXUINT, WATCH_MS);
  g_assert_cmpuint (count_frames (window, G_MAXUINT, WATCH_MS), <, FEW_FRAMES);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/spinner/hidden-page", test_hidden_page);
  return g_test_run ();
}
