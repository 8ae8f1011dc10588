/* test-recipients.c: whoever comes and goes, the device that is pressed is the one that is sent to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gdk/x11/gdkx.h>

#include "fake-devices.h"
#include "portunus-recipient-list.h"
#include "portunus-recipient-model.h"

#define TIMEOUT_MS 60000

/* The scene's devices nearby: Anna’s laptop, one without a name, Mallory, and one with a long name. Carol is known. */
#define N_ALL 5

typedef struct
{
  PortunusEngine        *engine;
  GtkWidget             *window;
  PortunusRecipientList *list;
  char                  *chosen;     /* the name, once it was chosen */
  guint                  n_frames;
} Fixture;

typedef gboolean (*Condition) (Fixture *fixture);

static gboolean
timeout_cb (gpointer user_data)
{
  g_error ("Not within %d ms", TIMEOUT_MS);
  return G_SOURCE_REMOVE;
}

static void
wait_until (Fixture   *fixture,
            Condition  condition)
{
  guint timeout = g_timeout_add (TIMEOUT_MS, timeout_cb, NULL);

  while (!condition (fixture))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static GtkWidget *
find_of_type (GtkWidget *widget,
              GType      type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_of_type (child, type);
  return found;
}

/* (nullable) */
static GtkWidget *
find_row (Fixture    *fixture,
          const char *name)
{
  GtkWidget *box = find_of_type (GTK_WIDGET (fixture->list), GTK_TYPE_LIST_BOX);

  for (GtkWidget *row = gtk_widget_get_first_child (box); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), name))
      return row;
  return NULL;
}

static guint
count_rows (Fixture *fixture)
{
  GtkWidget *box = find_of_type (GTK_WIDGET (fixture->list), GTK_TYPE_LIST_BOX);
  guint n_rows = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (box); row != NULL; row = gtk_widget_get_next_sibling (row))
    n_rows++;
  return n_rows;
}

static GtkWidget *
get_button (Fixture    *fixture,
            const char *name)
{
  return find_of_type (find_row (fixture, name), GTK_TYPE_BUTTON);
}

static gboolean
has_rows (Fixture *fixture)
{
  return count_rows (fixture) == N_ALL;
}

/* Whether what changed has its place on the screen. */
static gboolean
has_painted (Fixture *fixture)
{
  gtk_widget_queue_draw (fixture->window);
  return fixture->n_frames >= 3;
}

static gboolean
is_carol_pressed (Fixture *fixture)
{
  return (gtk_widget_get_state_flags (get_button (fixture, "Carol")) & GTK_STATE_FLAG_ACTIVE) != 0;
}

static gboolean
has_chosen (Fixture *fixture)
{
  return fixture->chosen != NULL;
}

static gboolean
has_newcomer (Fixture *fixture)
{
  return find_row (fixture, "Newcomer") != NULL;
}

static void
painted_cb (Fixture *fixture)
{
  fixture->n_frames++;
}

static void
chosen_cb (Fixture           *fixture,
           PortunusRecipient *recipient)
{
  g_free (fixture->chosen);
  fixture->chosen = g_strdup (portunus_recipient_get_name (recipient));
}

/* As the book of a person who gave the one with the long name a short one. */
static void
call_her_carol (PortunusEngine *engine)
{
  PortunusDeviceBook *book = portunus_engine_get_device_book (engine);
  g_autoptr (PortunusKnownDevice) carol = g_list_model_get_item (G_LIST_MODEL (book), 2);

  portunus_device_book_rename (book, portunus_known_device_get_id (carol), "Carol");
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  const PortunusEngineOptions options = { 0 };

  fixture->engine = portunus_engine_new (&options);
  call_her_carol (fixture->engine);
  fixture->list = g_object_new (PORTUNUS_TYPE_RECIPIENT_LIST, NULL);
  g_signal_connect_swapped (fixture->list, "chosen", G_CALLBACK (chosen_cb), fixture);
  portunus_recipient_list_set_engine (fixture->list, fixture->engine, TRUE);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->list));
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_until (fixture, has_rows);
  fixture->n_frames = 0;
  g_signal_connect_swapped (gtk_widget_get_frame_clock (fixture->window), "after-paint", G_CALLBACK (painted_cb),
                            fixture);
  wait_until (fixture, has_painted);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->engine);
  g_free (fixture->chosen);
}

static void
run_xdotool (const char *words)
{
  g_autofree char *command = g_strconcat ("xdotool ", words, NULL);
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_command_line_sync (command, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static void
point_at (Fixture    *fixture,
          const char *name)
{
  GtkNative *native = GTK_NATIVE (fixture->window);
  g_autofree char *words = NULL;
  graphene_rect_t bounds;
  double x, y;

  g_assert_true (gtk_widget_compute_bounds (get_button (fixture, name), fixture->window, &bounds));
  gtk_native_get_surface_transform (native, &x, &y);
  words = g_strdup_printf ("mousemove --window %lu %d %d", gdk_x11_surface_get_xid (gtk_native_get_surface (native)),
                           (int) (x + bounds.origin.x + bounds.size.width / 2),
                           (int) (y + bounds.origin.y + bounds.size.height / 2));
  run_xdotool (words);
}

/* Carol is the last: whoever comes or goes above her would move her away from beneath the pointer. */
static void
test_press (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *before = find_row (fixture, "Carol");

  point_at (fixture, "Carol");
  run_xdotool ("mousedown 1");
  wait_until (fixture, is_carol_pressed);
  fake_devices_come (fixture->engine, "5", "192.168.178.25", "Newcomer");
  fake_devices_go (fixture->engine, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (count_rows (fixture), ==, N_ALL);
  run_xdotool ("mouseup 1");
  wait_until (fixture, has_chosen);
  g_assert_cmpstr (fixture->chosen, ==, "Carol");
  wait_until (fixture, has_newcomer);
  /* Anna’s laptop, which is known, is among the others now. */
  g_assert_cmpuint (count_rows (fixture), ==, N_ALL + 1);
  g_assert_true (find_row (fixture, "Carol") == before);
}

/* A screen reader's press and the return key's take a while, in which nothing is held. */
static void
test_activate (Fixture       *fixture,
               gconstpointer  data)
{
  GtkWidget *before = find_row (fixture, "Mallory");

  g_assert_true (gtk_widget_activate (get_button (fixture, "Carol")));
  fake_devices_come (fixture->engine, "5", "192.168.178.25", "Newcomer");
  fake_devices_go (fixture->engine, 0);
  g_assert_true (has_newcomer (fixture));
  wait_until (fixture, has_chosen);
  g_assert_cmpstr (fixture->chosen, ==, "Carol");
  g_assert_true (find_row (fixture, "Mallory") == before);
}

static void
test_trust (Fixture       *fixture,
            gconstpointer  data)
{
  PortunusDeviceBook *book = portunus_engine_get_device_book (fixture->engine);
  g_autoptr (PortunusKnownDevice) mallory = g_list_model_get_item (G_LIST_MODEL (book), 1);
  GtkWidget *row = find_row (fixture, "Mallory");

  g_assert_false (gtk_widget_get_visible (find_of_type (row, GTK_TYPE_BUTTON)));
  portunus_device_book_set_trust (book, portunus_known_device_get_id (mallory), PORTUNUS_DEVICE_MET);
  g_assert_true (find_row (fixture, "Mallory") == row);
  g_assert_true (gtk_widget_get_visible (find_of_type (row, GTK_TYPE_BUTTON)));
}

static void
check_names (GListModel         *list,
             const char * const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (PortunusRecipient) recipient = g_list_model_get_item (list, i);

      g_assert_nonnull (recipient);
      g_assert_cmpstr (portunus_recipient_get_name (recipient), ==, names[i]);
    }
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, g_strv_length ((char **) names));
}

static PortunusNearbyDevice *
create_nearby (const char *id,
               const char *address,
               const char *name)
{
  PortunusNearbyText *text = g_new0 (PortunusNearbyText, 1);

  text->room = g_strdup ("0123456789abcdef0123456789abcdef");
  text->fingerprint = g_bytes_new_static ("", 0);
  text->name = g_strdup (name);
  return portunus_nearby_device_new (id, address, 38117, text);
}

static void
forget_anna (PortunusDeviceBook *book)
{
  g_autoptr (PortunusKnownDevice) anna = g_list_model_get_item (G_LIST_MODEL (book), 0);

  portunus_device_book_forget (book, portunus_known_device_get_id (anna));
}

/* Who comes goes to the end of its part; a new address changes nothing but the address. */
static void
test_order (void)
{
  const char * const before[] = { "Zoe", "Carol", NULL };
  const char * const after[] = { "Zoe", "Adam", "Carol", NULL };
  const PortunusEngineOptions options = { 0 };
  g_autoptr (PortunusEngine) engine = portunus_engine_new (&options);
  g_autoptr (GListStore) devices = g_list_store_new (PORTUNUS_TYPE_NEARBY_DEVICE);
  g_autoptr (PortunusNearbyDevice) zoe = create_nearby ("z", "192.168.178.30", "Zoe");
  g_autoptr (PortunusNearbyDevice) zoe_elsewhere = create_nearby ("z", "192.168.178.31", "Zoe");
  g_autoptr (PortunusNearbyDevice) adam = create_nearby ("a", "192.168.178.32", "Adam");
  g_autoptr (PortunusRecipientModel) model = NULL;
  g_autoptr (PortunusRecipient) first = NULL;
  g_autoptr (PortunusRecipient) still_first = NULL;
  GListModel *list;
  gpointer moved = zoe_elsewhere;

  call_her_carol (engine);
  forget_anna (portunus_engine_get_device_book (engine));
  model = portunus_recipient_model_new (G_LIST_MODEL (devices), portunus_engine_get_device_book (engine), TRUE);
  list = portunus_recipient_model_get_list (model);
  g_list_store_append (devices, zoe);
  check_names (list, before);
  first = g_list_model_get_item (list, 0);
  g_list_store_splice (devices, 0, 1, &moved, 1);
  g_list_store_append (devices, adam);
  check_names (list, after);
  still_first = g_list_model_get_item (list, 0);
  g_assert_true (first == still_first);
  g_assert_cmpstr (portunus_recipient_get_detail (first), ==, "192.168.178.31");
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("FAKE_DEVICES", "many", TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  g_test_add ("/ui/recipients/press", Fixture, NULL, set_up, test_press, tear_down);
  g_test_add ("/ui/recipients/activate", Fixture, NULL, set_up, test_activate, tear_down);
  g_test_add ("/ui/recipients/trust", Fixture, NULL, set_up, test_trust, tear_down);
  g_test_add_func ("/ui/recipients/order", test_order);
  return g_test_run ();
}
