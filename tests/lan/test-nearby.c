/* test-nearby.c: announcing and finding devices by a real Avahi daemon, which comes and goes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "portunus-nearby-browser.h"
#include "portunus-nearby-id.h"
#include "portunus-nearby-publisher.h"
#include "portunus-test.h"

#define ROOM "ab47d58057ca73cb3e03a051b4a75fee"
#define PATIENCE_MS 20000

static const char configuration[] =
  "[server]\nallow-interfaces=cable\n[publish]\npublish-hinfo=no\npublish-workstation=no\n";

typedef struct
{
  GSubprocess             *daemon;
  char                    *folder;
  PortunusNearbyBrowser   *browser;
  PortunusNearbyPublisher *publisher;
  char                    *id;
  GError                  *problem;
  gboolean                 is_published;
} Fixture;

static void
start_daemon (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "avahi.conf", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, configuration, -1, &error);
  g_assert_no_error (error);
  self->daemon = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                                   "avahi-daemon", "--no-rlimits", "--no-drop-root", "--no-chroot", "-f", path, NULL);
  g_assert_no_error (error);
}

static void
stop_daemon (Fixture *self)
{
  g_subprocess_force_exit (self->daemon);
  g_subprocess_wait (self->daemon, NULL, NULL);
  g_clear_object (&self->daemon);
}

static void
published_cb (PortunusNearbyPublisher *publisher,
              Fixture                 *self)
{
  self->is_published = TRUE;
}

static void
problem_cb (GObject      *object,
            const GError *error,
            Fixture      *self)
{
  g_clear_error (&self->problem);
  if (error != NULL)
    self->problem = g_error_copy (error);
}

static PortunusNearbyPublisher *
publish (Fixture    *self,
         const char *id,
         const char *name,
         guint16     port)
{
  guint8 fingerprint[PORTUNUS_FINGERPRINT_BYTES] = { 7 };
  g_autoptr (GBytes) bytes = g_bytes_new (fingerprint, sizeof fingerprint);
  PortunusNearbyText text = { (char *) ROOM, bytes, (char *) name };
  PortunusNearbyPublisher *publisher = portunus_nearby_publisher_new (id, port, &text);

  g_signal_connect (publisher, "published", G_CALLBACK (published_cb), self);
  g_signal_connect (publisher, "problem", G_CALLBACK (problem_cb), self);
  portunus_nearby_publisher_start (publisher);
  return publisher;
}

static void
browse (Fixture    *self,
        const char *own_id)
{
  self->browser = portunus_nearby_browser_new (own_id);
  g_signal_connect (self->browser, "problem", G_CALLBACK (problem_cb), self);
  portunus_nearby_browser_start (self->browser);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->folder = portunus_test_make_dir ();
  self->id = portunus_nearby_make_id ();
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  if (self->browser != NULL)
    portunus_nearby_browser_stop (self->browser);
  g_clear_object (&self->browser);
  if (self->publisher != NULL)
    portunus_nearby_publisher_stop (self->publisher);
  g_clear_object (&self->publisher);
  if (self->daemon != NULL)
    stop_daemon (self);
  g_clear_error (&self->problem);
  portunus_test_remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->id);
}

static gboolean
has_one (gpointer user_data)
{
  Fixture *self = user_data;

  return g_list_model_get_n_items (portunus_nearby_browser_get_devices (self->browser)) == 1;
}

static gboolean
has_none (gpointer user_data)
{
  Fixture *self = user_data;

  return g_list_model_get_n_items (portunus_nearby_browser_get_devices (self->browser)) == 0;
}

static gboolean
is_published (gpointer user_data)
{
  Fixture *self = user_data;

  return self->is_published;
}

static gboolean
has_problem (gpointer user_data)
{
  Fixture *self = user_data;

  return self->problem != NULL;
}

static PortunusNearbyDevice *
get_device (Fixture *self)
{
  return g_list_model_get_item (portunus_nearby_browser_get_devices (self->browser), 0);
}

static void
test_found (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (PortunusNearbyDevice) device = NULL;
  g_autoptr (PortunusLink) link = NULL;

  start_daemon (self);
  browse (self, NULL);
  self->publisher = publish (self, self->id, "Ann’s laptop", 4242);
  portunus_test_wait (has_one, self, PATIENCE_MS);

  device = get_device (self);
  link = portunus_nearby_device_make_link (device);
  g_assert_cmpstr (portunus_nearby_device_get_id (device), ==, self->id);
  g_assert_cmpstr (portunus_nearby_device_get_name (device), ==, "Ann’s laptop");
  g_assert_cmpstr (link->room, ==, ROOM);
  g_assert_cmpuint (link->port, ==, 4242);
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (link->fingerprint, NULL))[0], ==, 7);
  g_assert_null (link->secret);

  portunus_nearby_publisher_stop (self->publisher);
  portunus_test_wait (has_none, self, PATIENCE_MS);
}

static gboolean
has_v4 (gpointer user_data)
{
  Fixture *self = user_data;
  g_autoptr (PortunusNearbyDevice) device = has_one (self) ? get_device (self) : NULL;

  return device != NULL && strcmp (portunus_nearby_device_get_address (device), "10.77.0.1") == 0;
}

/* It is seen by IPv4 and by IPv6, and is one device for all that. */
static void
test_two_versions (Fixture       *self,
                   gconstpointer  data)
{
  start_daemon (self);
  self->publisher = publish (self, self->id, NULL, 4242);
  portunus_test_wait (is_published, self, PATIENCE_MS);
  browse (self, NULL);
  portunus_test_wait (has_v4, self, PATIENCE_MS);
  g_assert_true (has_one (self));
}

static void
test_not_oneself (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr (PortunusNearbyPublisher) other = NULL;
  g_autofree char *other_id = portunus_nearby_make_id ();
  g_autoptr (PortunusNearbyDevice) device = NULL;

  start_daemon (self);
  self->publisher = publish (self, self->id, NULL, 4242);
  portunus_test_wait (is_published, self, PATIENCE_MS);
  browse (self, self->id);
  other = publish (self, other_id, NULL, 4243);
  portunus_test_wait (has_one, self, PATIENCE_MS);
  device = get_device (self);
  g_assert_cmpstr (portunus_nearby_device_get_id (device), ==, other_id);
  portunus_nearby_publisher_stop (other);
}

static void
test_daemon_restarts (Fixture       *self,
                      gconstpointer  data)
{
  start_daemon (self);
  browse (self, NULL);
  self->publisher = publish (self, self->id, NULL, 4242);
  portunus_test_wait (has_one, self, PATIENCE_MS);

  stop_daemon (self);
  portunus_test_wait (has_none, self, PATIENCE_MS);
  portunus_test_wait (has_problem, self, PATIENCE_MS);

  start_daemon (self);
  portunus_test_wait (has_one, self, PATIENCE_MS);
}

static void
test_no_daemon (Fixture       *self,
                gconstpointer  data)
{
  browse (self, NULL);
  portunus_test_wait (has_problem, self, PATIENCE_MS);
  g_assert_nonnull (strstr (self->problem->message, "start avahi-daemon"));
  g_assert_true (has_none (self));
}

/* Somebody else's service of the same type, which does not say what it must. */
static void
test_stranger (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (GSubprocess) stranger = NULL;
  g_autoptr (PortunusNearbyDevice) device = NULL;

  start_daemon (self);
  self->publisher = publish (self, self->id, NULL, 4242);
  portunus_test_wait (is_published, self, PATIENCE_MS);
  stranger = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL, "avahi-publish", "-s", "0123456789abcdef",
                               PORTUNUS_NEARBY_SERVICE_TYPE, "4243", "v=1", "room=x", NULL);
  g_assert_nonnull (stranger);
  self->is_published = FALSE;
  browse (self, NULL);
  portunus_test_wait (has_one, self, PATIENCE_MS);
  device = get_device (self);
  g_assert_cmpstr (portunus_nearby_device_get_id (device), ==, self->id);
  g_subprocess_force_exit (stranger);
  g_subprocess_wait (stranger, NULL, NULL);
}

static void
add (const char *path,
     void      (*func) (Fixture       *self,
                        gconstpointer  data))
{
  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/nearby/found", test_found);
  add ("/nearby/two-versions", test_two_versions);
  add ("/nearby/not-oneself", test_not_oneself);
  add ("/nearby/daemon-restarts", test_daemon_restarts);
  add ("/nearby/no-daemon", test_no_daemon);
  add ("/nearby/stranger", test_stranger);
  return g_test_run ();
}
