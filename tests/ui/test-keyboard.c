/* test-keyboard.c: every page by the keyboard alone, in process, where it is known what has the focus
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "portunus-application.h"
#include "portunus-window.h"

#define MAX_STOPS  120
#define TIMEOUT_MS 60000

static const char * const pages[] = { "send", "receive", "transfers", "room", "devices" };

static gboolean
timeout_cb (gpointer user_data)
{
  g_error ("Not within %d ms", TIMEOUT_MS);
  return G_SOURCE_REMOVE;
}

static void
painted_cb (guint *n_frames)
{
  (*n_frames)++;
}

/* Until what changed has its place on the screen. */
static void
wait_frames (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  guint timeout = g_timeout_add (TIMEOUT_MS, timeout_cb, NULL);
  guint n_frames = 0;
  gulong handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (painted_cb), &n_frames);

  while (n_frames < 3)
    {
      gtk_widget_queue_draw (window);
      g_main_context_iteration (NULL, TRUE);
    }
  g_signal_handler_disconnect (clock, handler);
  g_source_remove (timeout);
}

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_TEXT (widget) || GTK_IS_SWITCH (widget) || GTK_IS_CHECK_BUTTON (widget)
         || GTK_IS_TEXT_VIEW (widget);
}

/* The line of a list that it is in; the arrow keys go from line to line. (nullable) */
static GtkWidget *
get_line (GtkWidget *widget)
{
  GtkWidget *line = gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW);

  return line != NULL && gtk_widget_get_focusable (line) ? line : NULL;
}

static gboolean
is_usable (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_is_sensitive (widget);
}

/* What the window manager's keys do, and what the arrow keys do in a number. */
static gboolean
has_keys_of_its_own (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL
         || gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_VIEW) != NULL
         || (GTK_IS_BUTTON (widget) && gtk_widget_get_ancestor (widget, GTK_TYPE_SPIN_BUTTON) != NULL);
}

static void
step (GtkWidget        *window,
      GtkDirectionType  direction)
{
  gboolean has_moved = gtk_widget_child_focus (window, direction);

  /* As a window does with the tab key. */
  if (!has_moved)
    {
      gtk_window_set_focus (GTK_WINDOW (window), NULL);
      gtk_widget_child_focus (window, direction);
    }
}

static GtkWidget *
get_focus (GtkWidget *window)
{
  return gtk_root_get_focus (GTK_ROOT (window));
}

/* The lines of a list box are gone through by the arrow keys, and each is entered by the tab key. */
static void
go_down (GtkWidget  *window,
         GtkWidget  *line,
         GHashTable *reached)
{
  for (GtkWidget *next = line; next != NULL; next = gtk_widget_get_next_sibling (next))
    {
      if (!is_usable (next))
        continue;
      g_assert_true (gtk_widget_grab_focus (next));
      g_hash_table_add (reached, next);
      for (guint i = 0; i < MAX_STOPS; i++)
        {
          step (window, GTK_DIR_TAB_FORWARD);
          if (get_focus (window) == NULL || !gtk_widget_is_ancestor (get_focus (window), next))
            break;
          g_hash_table_add (reached, get_focus (window));
        }
    }
}

static GHashTable *
go_round (GtkWidget *window)
{
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);

  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  step (window, GTK_DIR_TAB_FORWARD);
  for (guint i = 0; i < MAX_STOPS; i++)
    {
      GtkWidget *stop = get_focus (window);
      GtkWidget *line;

      g_assert_nonnull (stop);
      line = GTK_IS_LIST_BOX_ROW (stop) ? stop : get_line (stop);
      if (!g_hash_table_add (reached, stop))
        return g_steal_pointer (&reached);
      if (line != NULL && g_hash_table_add (reached, gtk_widget_get_parent (line)))
        go_down (window, line, reached);
      else
        step (window, GTK_DIR_TAB_FORWARD);
    }
  g_error ("The tab key never comes back");
}

static void
report (GtkWidget *widget)
{
  g_autoptr (GString) place = g_string_new (NULL);

  for (GtkWidget *w = widget; w != NULL; w = gtk_widget_get_parent (w))
    g_string_append_printf (place, " %s", G_OBJECT_TYPE_NAME (w));
  g_error ("The keyboard does not reach:%s (%s)", place->str, gtk_widget_get_tooltip_text (widget));
}

static void
check_reached (GtkWidget  *widget,
               GHashTable *reached)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (is_control (widget) && is_usable (widget) && !has_keys_of_its_own (widget)
      && !g_hash_table_contains (reached, widget))
    report (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_reached (child, reached);
}

static void
check_window (GtkWidget *window)
{
  g_autoptr (GHashTable) reached = NULL;

  wait_frames (window);
  reached = go_round (window);
  g_test_message ("%u places", g_hash_table_size (reached));
  check_reached (window, reached);
}

static GtkWidget *
find_button (GtkWidget  *widget,
             const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), label))
    return gtk_widget_get_ancestor (widget, GTK_TYPE_BUTTON);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

static void
wait_action (GtkWidget  *window,
             const char *action)
{
  guint timeout = g_timeout_add (TIMEOUT_MS, timeout_cb, NULL);

  while (!g_action_group_get_action_enabled (G_ACTION_GROUP (window), action))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static void
check_offer (GtkWidget *window)
{
  gtk_widget_activate_action (window, "win.view", "s", "receive");
  gtk_widget_activate_action (window, "win.receive", "s", "fake:many");
  wait_action (window, "accept");
  check_window (window);
  gtk_widget_activate_action (window, "win.decline", NULL);
}

static void
check_share (GtkWidget *window)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "peers.zip", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  g_assert_true (g_file_set_contents (path, "text", -1, NULL));
  g_list_store_append (files, file);
  portunus_window_send_files (PORTUNUS_WINDOW (window), G_LIST_MODEL (files));
  wait_action (window, "copy-link");
  check_window (window);
  gtk_widget_activate_action (window, "win.stop-sharing", NULL);
}

static void
check_room (GtkWidget *window)
{
  gtk_widget_activate_action (window, "win.view", "s", "room");
  wait_frames (window);
  g_assert_true (gtk_widget_activate (find_button (window, "_Open the Room")));
  check_window (window);
}

static GtkWidget *
find_preferences (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_PREFERENCES_WINDOW (window))
        return window;
    }
  g_assert_not_reached ();
}

static void
check_preferences (GtkApplication *application)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), "preferences", NULL);
  check_window (find_preferences ());
}

static void
check_pages (GtkApplication *application)
{
  GtkWidget *window = GTK_WIDGET (gtk_application_get_active_window (application));

  /* Or the page before is still there. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_test_message ("page %s", pages[i]);
      gtk_widget_activate_action (window, "win.view", "s", pages[i]);
      check_window (window);
    }
  check_offer (window);
  check_share (window);
  check_room (window);
  check_preferences (application);
  g_application_quit (G_APPLICATION (application));
}

static gboolean
begin_cb (gpointer user_data)
{
  check_pages (user_data);
  return G_SOURCE_REMOVE;
}

static void
activated_cb (GApplication *application)
{
  g_idle_add (begin_cb, application);
}

static void
test_pages (void)
{
  const PortunusEngineOptions options = { 0 };
  g_autoptr (PortunusEngine) engine = portunus_engine_new (&options);
  g_autoptr (PortunusApplication) application = portunus_application_new (engine);
  char *arguments[] = { (char *) "portunus", NULL };

  g_signal_connect_after (application, "activate", G_CALLBACK (activated_cb), NULL);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 1, arguments), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("FAKE_PAST", "6", TRUE);
  g_setenv ("FAKE_DEVICES", "many", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/keyboard/pages", test_pages);
  return g_test_run ();
}
