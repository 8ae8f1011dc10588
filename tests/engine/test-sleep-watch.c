/* test-sleep-watch.c: a logind of our own puts the machine to sleep and wakes it up
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sleep-watch.h"

#include "portunus-test.h"

#define TIMEOUT_MS 10000

typedef struct
{
  GTestDBus          *daemon;
  GDBusConnection    *logind;
  PortunusSleepWatch *watch;
  guint               n_woken;
  gboolean            is_named;
} Fixture;

static void
named_cb (GDBusConnection *bus,
          const char      *name,
          gpointer         user_data)
{
  ((Fixture *) user_data)->is_named = TRUE;
}

static gboolean
is_named (gpointer user_data)
{
  return ((Fixture *) user_data)->is_named;
}

static gboolean
has_woken (gpointer user_data)
{
  return ((Fixture *) user_data)->n_woken > 0;
}

static void
woken_cb (Fixture *f)
{
  f->n_woken++;
}

static void
tell (Fixture  *f,
      GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (f->logind, NULL, "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
                                 "PrepareForSleep", parameters, &error);
  g_assert_no_error (error);
}

static void
ask_bus (GDBusConnection *bus)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) id = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                                         "org.freedesktop.DBus", "GetId", NULL, NULL,
                                                         G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS, NULL, &error);

  g_assert_no_error (error);
}

/* An answer comes after all that was sent before, on the way in as on the way out. */
static void
let_arrive (Fixture *f)
{
  g_autoptr (GDBusConnection) system = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, NULL);

  ask_bus (f->logind);
  ask_bus (system);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  const char *address;

  f->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (f->daemon);
  address = g_test_dbus_get_bus_address (f->daemon);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", address, TRUE);
  f->logind = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                               | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                      NULL, NULL, &error);
  g_assert_no_error (error);
  f->watch = portunus_sleep_watch_new ();
  g_signal_connect_swapped (f->watch, "woken", G_CALLBACK (woken_cb), f);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  if (f->watch != NULL)
    g_assert_finalize_object (f->watch);
  g_object_unref (f->logind);
  g_test_dbus_down (f->daemon);
  g_object_unref (f->daemon);
}

/* Says so until it is heard: the watch comes to the bus in its own time, and what it was told before is lost. */
static gboolean
wake_until_heard (gpointer user_data)
{
  tell (user_data, g_variant_new ("(b)", FALSE));
  return has_woken (user_data);
}

static void
test_wake (Fixture       *f,
           gconstpointer  data)
{
  guint name = g_bus_own_name_on_connection (f->logind, "org.freedesktop.login1", G_BUS_NAME_OWNER_FLAGS_NONE,
                                             named_cb, NULL, f, NULL);

  portunus_test_wait (is_named, f, TIMEOUT_MS);
  portunus_test_wait (wake_until_heard, f, TIMEOUT_MS);
  let_arrive (f);
  f->n_woken = 0;

  tell (f, g_variant_new ("(b)", TRUE));
  tell (f, g_variant_new ("(s)", "nonsense"));
  let_arrive (f);
  g_assert_cmpuint (f->n_woken, ==, 0);
  tell (f, g_variant_new ("(b)", FALSE));
  let_arrive (f);
  g_assert_cmpuint (f->n_woken, ==, 1);
  g_bus_unown_name (name);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/engine/sleep-watch/wake", Fixture, NULL, setup, test_wake, teardown);
  return g_test_run ();
}
