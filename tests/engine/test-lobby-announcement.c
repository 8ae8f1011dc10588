/* test-lobby-announcement.c: what the settings and the network say about being found
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "lobby-fixture.h"

#include "portunus-engine-private.h"
#include "portunus-test.h"

#define TIMEOUT_MS 30000

/* A network that is metered when a test says so. */
typedef struct
{
  GObject  parent_instance;

  gboolean is_metered;
} TestMonitor;

typedef GObjectClass TestMonitorClass;

enum
{
  PROP_0,
  PROP_AVAILABLE,
  PROP_METERED,
  PROP_CONNECTIVITY,
};

static GType test_monitor_get_type (void);

static gboolean
init (GInitable     *initable,
      GCancellable  *cancellable,
      GError       **error)
{
  return TRUE;
}

static void
init_initable (GInitableIface *iface)
{
  iface->init = init;
}

static void
init_monitor (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_TYPE_WITH_CODE (TestMonitor, test_monitor, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, init_initable)
                         G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, init_monitor))

static void
test_monitor_get_property (GObject    *object,
                           guint       property,
                           GValue     *value,
                           GParamSpec *pspec)
{
  if (property == PROP_METERED)
    g_value_set_boolean (value, ((TestMonitor *) object)->is_metered);
  else if (property == PROP_AVAILABLE)
    g_value_set_boolean (value, TRUE);
  else
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_LOCAL);
}

static void
test_monitor_class_init (TestMonitorClass *klass)
{
  klass->get_property = test_monitor_get_property;
  g_object_class_override_property (klass, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (klass, PROP_METERED, "network-metered");
  g_object_class_override_property (klass, PROP_CONNECTIVITY, "connectivity");
}

static void
test_monitor_init (TestMonitor *self)
{
}

static void
set_metered (gboolean is_metered)
{
  TestMonitor *monitor = (TestMonitor *) g_network_monitor_get_default ();

  g_assert_cmpstr (G_OBJECT_TYPE_NAME (monitor), ==, "TestMonitor");
  monitor->is_metered = is_metered;
  g_object_notify (G_OBJECT (monitor), "network-metered");
}

/* How often the lobby tried to be found, whatever came of it on this machine, and was not to be found. */
typedef struct
{
  guint n_tried;
  guint n_hidden;
} Tally;

static void
announced_cb (PortunusLobby *lobby,
              Tally         *tally)
{
  tally->n_tried++;
}

static void
problem_cb (PortunusLobby *lobby,
            const GError  *error,
            Tally         *tally)
{
  if (error != NULL)
    tally->n_tried++;
  else
    tally->n_hidden++;
}

static gboolean
has_tried (gpointer user_data)
{
  return ((Tally *) user_data)->n_tried > 0;
}

static void
assert_tries (Tally *tally)
{
  portunus_test_wait (has_tried, tally, TIMEOUT_MS);
  g_assert_cmpuint (tally->n_hidden, ==, 0);
  *tally = (Tally) { 0 };
}

static void
assert_hides (Tally *tally)
{
  g_assert_cmpuint (tally->n_hidden, ==, 1);
  g_assert_cmpuint (tally->n_tried, ==, 0);
  *tally = (Tally) { 0 };
}

static void
follow (Fixture *f,
        Tally   *tally)
{
  g_signal_connect (f->waiting->lobby, "announced", G_CALLBACK (announced_cb), tally);
  g_signal_connect (f->waiting->lobby, "problem", G_CALLBACK (problem_cb), tally);
  if (portunus_lobby_is_announced (f->waiting->lobby))
    tally->n_tried = 1;
  assert_tries (tally);
}

static void
test_switch (Fixture       *f,
             gconstpointer  data)
{
  PortunusSettings *settings = portunus_engine_get_settings (f->there->engine);
  Tally tally = { 0 };

  follow (f, &tally);
  portunus_settings_set_boolean (settings, PORTUNUS_SETTING_DISCOVERY, FALSE);
  assert_hides (&tally);
  g_assert_false (portunus_lobby_is_announced (f->waiting->lobby));
  portunus_settings_set_boolean (settings, PORTUNUS_SETTING_DISCOVERY, TRUE);
  assert_tries (&tally);
}

/* Whoever pays by the amount is found only where they want to be. */
static void
test_metered (Fixture       *f,
              gconstpointer  data)
{
  PortunusSettings *settings = portunus_engine_get_settings (f->there->engine);
  Tally tally = { 0 };

  follow (f, &tally);
  set_metered (TRUE);
  assert_hides (&tally);
  portunus_settings_set_boolean (settings, PORTUNUS_SETTING_DISCOVERY_METERED, TRUE);
  assert_tries (&tally);
  portunus_settings_set_boolean (settings, PORTUNUS_SETTING_DISCOVERY_METERED, FALSE);
  assert_hides (&tally);
  set_metered (FALSE);
  assert_tries (&tally);
}

/* The announcement is made anew for its name, and for nothing else. */
static void
test_name (Fixture       *f,
           gconstpointer  data)
{
  PortunusSettings *settings = portunus_engine_get_settings (f->there->engine);
  Tally tally = { 0 };

  follow (f, &tally);
  portunus_settings_set_boolean (settings, PORTUNUS_SETTING_HISTORY, FALSE);
  portunus_settings_set_boolean (settings, PORTUNUS_SETTING_DISCOVERY_METERED, TRUE);
  portunus_settings_set_boolean (settings, PORTUNUS_SETTING_HISTORY, TRUE);
  portunus_settings_set_boolean (settings, PORTUNUS_SETTING_DISCOVERY_METERED, FALSE);
  g_assert_cmpuint (tally.n_tried + tally.n_hidden, ==, 0);
  portunus_settings_set_boolean (settings, PORTUNUS_SETTING_DISCOVERY_NAME, FALSE);
  assert_tries (&tally);
  portunus_settings_set_boolean (settings, PORTUNUS_SETTING_DISCOVERY_NAME, TRUE);
  assert_tries (&tally);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  /* Whatever makes GIO list its extensions. */
  g_proxy_resolver_get_default ();
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, test_monitor_get_type (), "test", G_MAXINT);

  g_test_add ("/lobby/announcement/switch", Fixture, NULL, lobby_set_up, test_switch, lobby_tear_down);
  g_test_add ("/lobby/announcement/metered", Fixture, NULL, lobby_set_up, test_metered, lobby_tear_down);
  g_test_add ("/lobby/announcement/name", Fixture, NULL, lobby_set_up, test_name, lobby_tear_down);
  return g_test_run ();
}
