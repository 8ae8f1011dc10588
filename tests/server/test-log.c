/* test-log.c: messages of the log, and the hub that keeps the last of them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-log-hub.h"
#include "portunus-test.h"

#define CAPACITY 8

typedef struct
{
  PortunusLogHub *hub;
  GString        *heard;
  guint64         n_lost;
  guint           n_calls;
} Fixture;

static PortunusLogRecord *
make_record (GLogLevelFlags  level,
             const char     *message)
{
  const GLogField fields[] = {
    { "GLIB_DOMAIN", "portunus-test", -1 },
    { "CODE_FILE", "secret.c", -1 },
    { "PORTUNUS_ROUTE", "/r/{room}", -1 },
    { "MESSAGE", message, -1 },
  };

  return portunus_log_record_new (level, fields, G_N_ELEMENTS (fields));
}

static void
publish (Fixture    *fixture,
         const char *message)
{
  g_autoptr (PortunusLogRecord) record = make_record (G_LOG_LEVEL_MESSAGE, message);

  portunus_log_hub_publish (fixture->hub, record);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->hub = portunus_log_hub_new (CAPACITY);
  fixture->heard = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  portunus_log_hub_unref (fixture->hub);
  g_string_free (fixture->heard, TRUE);
}

static void
records_cb (GPtrArray *records,
            guint64    n_lost,
            gpointer   user_data)
{
  Fixture *fixture = user_data;

  fixture->n_calls++;
  fixture->n_lost += n_lost;
  for (guint i = 0; i < records->len; i++)
    g_string_append (fixture->heard, ((PortunusLogRecord *) g_ptr_array_index (records, i))->message);
}

static void
test_watch (Fixture       *fixture,
            gconstpointer  data)
{
  guint id;

  publish (fixture, "before");
  id = portunus_log_hub_subscribe (fixture->hub, records_cb, fixture);
  publish (fixture, "a");
  publish (fixture, "b");
  g_assert_cmpuint (fixture->n_calls, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpstr (fixture->heard->str, ==, "ab");
  g_assert_cmpuint (fixture->n_calls, ==, 1);

  /* What is under way when somebody goes does not come any more. */
  publish (fixture, "c");
  portunus_log_hub_unsubscribe (fixture->hub, id);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpstr (fixture->heard->str, ==, "ab");
}

static void
test_slow (Fixture       *fixture,
           gconstpointer  data)
{
  guint id = portunus_log_hub_subscribe (fixture->hub, records_cb, fixture);
  g_autoptr (GPtrArray) kept = NULL;

  for (guint i = 0; i < 3 * CAPACITY; i++)
    {
      const char message[] = { 'a' + i, '\0' };

      publish (fixture, message);
    }
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpstr (fixture->heard->str, ==, "qrstuvwx");
  g_assert_cmpuint (fixture->n_lost, ==, 2 * CAPACITY);
  kept = portunus_log_hub_list (fixture->hub);
  g_assert_cmpuint (kept->len, ==, CAPACITY);
  g_assert_cmpuint (portunus_log_hub_get_n (fixture->hub, PORTUNUS_LOG_LEVEL_INFO), ==, 3 * CAPACITY);
  portunus_log_hub_unsubscribe (fixture->hub, id);
}

static gpointer
publish_on_worker (gpointer user_data)
{
  for (guint i = 0; i < 1000; i++)
    publish (user_data, "x");
  return NULL;
}

static gboolean
has_all (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->heard->len + fixture->n_lost == 4000;
}

static void
test_threads (Fixture       *fixture,
              gconstpointer  data)
{
  guint id = portunus_log_hub_subscribe (fixture->hub, records_cb, fixture);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("log", publish_on_worker, fixture);
  portunus_test_wait (has_all, fixture, 20000);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  portunus_log_hub_unsubscribe (fixture->hub, id);
}

static void
test_record (void)
{
  g_autoptr (PortunusLogRecord) record = make_record (G_LOG_LEVEL_WARNING, "a\nb\x1b[31mc\xff");
  g_autoptr (JsonObject) object = portunus_log_record_to_json (record);
  g_autofree char *text = portunus_log_record_to_text (record);

  g_assert_cmpstr (json_object_get_string_member (object, "message"), ==, "a b [31mc\357\277\275");
  g_assert_cmpstr (json_object_get_string_member (object, "level"), ==, "warning");
  g_assert_cmpstr (json_object_get_string_member (object, "domain"), ==, "portunus-test");
  g_assert_cmpstr (json_object_get_string_member (object, "route"), ==, "/r/{room}");
  g_assert_cmpuint (json_object_get_size (object), ==, 5);
  g_assert_cmpstr (text, ==, "warning: a b [31mc\357\277\275");
}

static void
test_levels (void)
{
  PortunusLogLevel level;

  for (PortunusLogLevel i = 0; i < PORTUNUS_N_LOG_LEVELS; i++)
    {
      g_assert_true (portunus_log_level_from_name (portunus_log_level_get_name (i), &level));
      g_assert_cmpint (level, ==, i);
    }
  g_assert_false (portunus_log_level_from_name ("loud", &level));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/server/log/watch", Fixture, NULL, set_up, test_watch, tear_down);
  g_test_add ("/server/log/slow", Fixture, NULL, set_up, test_slow, tear_down);
  g_test_add ("/server/log/threads", Fixture, NULL, set_up, test_threads, tear_down);
  g_test_add_func ("/server/log/record", test_record);
  g_test_add_func ("/server/log/levels", test_levels);
  return g_test_run ();
}
