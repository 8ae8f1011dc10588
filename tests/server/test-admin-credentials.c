/* test-admin-credentials.c: codes, passwords, recovery codes and sessions of the portal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "portunus-admin-session.h"
#include "portunus-known-holes.h"
#include "portunus-log-filter.h"
#include "portunus-password-pool.h"
#include "portunus-password-rule.h"
#include "portunus-recovery-codes.h"
#include "portunus-test.h"
#include "portunus-totp.h"

#define SECONDS G_USEC_PER_SEC

static PortunusSecret *
secret_of (const char *text)
{
  return portunus_secret_new (text, strlen (text));
}

/* RFC 6238 appendix B, the rows for SHA-1. */
static void
test_totp_vectors (void)
{
  static const struct
  {
    guint64 time;
    guint32 code;
  } rows[] = {
    { 59, 94287082 },
    { 1111111109, 7081804 },
    { 1111111111, 14050471 },
    { 1234567890, 89005924 },
    { 2000000000, 69279037 },
    { 20000000000, 65353130 },
  };
  g_autoptr (PortunusSecret) secret = secret_of ("12345678901234567890");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (portunus_totp_compute (secret, rows[i].time / PORTUNUS_TOTP_STEP_SECONDS, 8), ==, rows[i].code);
}

static void
test_totp_window (void)
{
  g_autoptr (PortunusSecret) secret = secret_of ("12345678901234567890");
  guint64 step = 0;

  /* The code of step 1 is 287082. */
  g_assert_true (portunus_totp_check (secret, "287082", 59, &step));
  g_assert_cmpuint (step, ==, 1);
  g_assert_true (portunus_totp_check (secret, "287082", 29, &step));
  g_assert_true (portunus_totp_check (secret, "287082", 89, &step));
  g_assert_cmpuint (step, ==, 1);
  g_assert_false (portunus_totp_check (secret, "287082", 90, &step));
  g_assert_false (portunus_totp_check (secret, "287083", 59, &step));
  g_assert_false (portunus_totp_check (secret, "", 59, &step));
  g_assert_false (portunus_totp_check (secret, "28708", 59, &step));
  g_assert_false (portunus_totp_check (secret, "2870822", 59, &step));
  g_assert_false (portunus_totp_check (secret, "28708a", 59, &step));
  g_assert_false (portunus_totp_check (secret, " 287082", 59, &step));
}

/* oathtool takes the secret as we show it to people. */
static void
test_totp_oathtool (void)
{
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (PortunusSecret) secret = portunus_secret_new_random (PORTUNUS_TOTP_SECRET_BYTES);
      g_autofree char *text = portunus_totp_dup_text (secret);
      g_autofree char *now = g_strdup_printf ("@%u", 1700000000 + i * 12345);
      const char *arguments[] = { "oathtool", "--totp", "--base32", "--now", now, text, NULL };
      g_autofree char *output = NULL;
      g_autoptr (GError) error = NULL;
      guint64 step;

      g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (portunus_totp_check (secret, g_strstrip (output), 1700000000 + i * 12345, &step));
    }
}

static void
test_totp_text (void)
{
  g_autoptr (PortunusSecret) secret = secret_of ("12345678901234567890");
  g_autofree char *text = portunus_totp_dup_text (secret);
  g_autofree char *uri = portunus_totp_dup_uri (secret, "Some room", "admin");

  g_assert_cmpstr (text, ==, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  g_assert_cmpstr (uri, ==,
                   "otpauth://totp/Some%20room:admin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Some%20room");
}

static char *
hash (PortunusPasswordPool *pool,
      PortunusSecret       *password)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *text;

  portunus_password_pool_hash_async (pool, password, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  text = portunus_password_pool_hash_finish (result, &error);
  g_assert_no_error (error);
  return text;
}

static gboolean
is_right (PortunusPasswordPool *pool,
          const char           *password,
          const char           *text)
{
  g_autoptr (PortunusSecret) secret = secret_of (password);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_right;

  portunus_password_pool_verify_async (pool, secret, text, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_true (portunus_password_pool_verify_finish (result, &is_right, &error));
  g_assert_no_error (error);
  return is_right;
}

static void
test_password_pool (void)
{
  g_autoptr (PortunusPasswordPool) pool = portunus_password_pool_new ();
  g_autoptr (PortunusSecret) password = secret_of ("a pass phrase, é");
  g_autofree char *first = hash (pool, password);
  g_autofree char *second = hash (pool, password);

  g_assert_true (g_str_has_prefix (first, "$y$"));
  g_assert_cmpstr (first, !=, second);
  g_assert_true (is_right (pool, "a pass phrase, é", first));
  g_assert_true (is_right (pool, "a pass phrase, é", second));
  g_assert_false (is_right (pool, "a pass phrase, e", first));
  g_assert_false (is_right (pool, "", first));
  g_assert_false (is_right (pool, "a pass phrase, é", NULL));
}

typedef struct
{
  guint n_done;
  guint n_busy;
} Flood;

static void
flooded_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Flood *flood = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_right;

  if (!portunus_password_pool_verify_finish (result, &is_right, &error))
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
      flood->n_busy++;
    }
  flood->n_done++;
}

static gboolean
is_flood_over (gpointer user_data)
{
  return ((Flood *) user_data)->n_done == 200;
}

/* Of a flood only as much waits as there is memory for. */
static void
test_password_flood (void)
{
  g_autoptr (PortunusPasswordPool) pool = portunus_password_pool_new ();
  g_autoptr (PortunusSecret) password = secret_of ("one of very many");
  Flood flood = { 0 };

  for (guint i = 0; i < 200; i++)
    portunus_password_pool_verify_async (pool, password, NULL, flooded_cb, &flood);
  g_assert_cmpuint (flood.n_done, ==, 0);
  portunus_test_wait (is_flood_over, &flood, 60000);
  g_assert_cmpuint (flood.n_busy, >, 100);
  g_assert_cmpuint (flood.n_busy, <, 200);
}

static void
test_password_too_long (void)
{
  g_autoptr (PortunusPasswordPool) pool = portunus_password_pool_new ();
  g_autofree char *text = g_strnfill (PORTUNUS_PASSWORD_MAX_BYTES + 1, 'x');
  g_autoptr (PortunusSecret) password = secret_of (text);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *made = NULL;

  portunus_password_pool_hash_async (pool, password, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  made = portunus_password_pool_hash_finish (result, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (made);
}

static void
test_password_rule (void)
{
  static const char *weak[] = {
    "", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "password1234", "Password123456", "PORTUNUS-ADMIN", "qwertyuiop12",
    "1234567890123", "abcdefghijklmnop", "letmein-letmein", "correcthorsebatterystaple", "abababababababab",
  };
  static const char *good[] = { "harbour lantern 19 quiet", "correct-giraffe-under-tea", "мой старый велосипед" };

  for (gsize i = 0; i < G_N_ELEMENTS (weak); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", weak[i]);
      g_assert_false (portunus_password_rule_check (weak[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (portunus_password_rule_check (good[i], &error));
      g_assert_no_error (error);
    }
}

static void
test_recovery_codes (void)
{
  g_auto (GStrv) codes = portunus_recovery_codes_make ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *typed = g_ascii_strup (codes[0], -1);
  g_autofree char *first = portunus_recovery_codes_hash (codes[0]);
  g_autofree char *again = portunus_recovery_codes_hash (g_strdelimit (typed, "-", ' '));
  g_autofree char *other = portunus_recovery_codes_hash (codes[1]);

  for (guint i = 0; i < PORTUNUS_RECOVERY_N_CODES; i++)
    {
      g_assert_cmpuint (strlen (codes[i]), ==, 19);
      g_assert_true (g_hash_table_add (seen, codes[i]));
    }
  g_assert_null (codes[PORTUNUS_RECOVERY_N_CODES]);
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, other);
}

static void
test_session_life (void)
{
  g_autoptr (PortunusAdminSessions) sessions = portunus_admin_sessions_new ();
  g_autofree char *id = NULL;
  PortunusAdminSession *session = portunus_admin_sessions_open (sessions, "127.0.0.1", 1, 0, &id);
  g_autofree char *handle = g_strdup (session->handle);
  gint64 idle_us = PORTUNUS_ADMIN_SESSION_IDLE_SECONDS * SECONDS;
  gint64 now_us = 0;

  g_assert_cmpuint (strlen (id), ==, 64);
  g_assert_null (portunus_admin_sessions_find (sessions, "", 1));
  g_assert_null (portunus_admin_sessions_find (sessions, handle, 1));
  g_assert_true (portunus_admin_sessions_find (sessions, id, idle_us - 1) == session);
  g_assert_true (portunus_admin_sessions_get (sessions, handle, 2 * idle_us - 2) == session);
  /* That was no use of it. */
  g_assert_null (portunus_admin_sessions_find (sessions, id, 2 * idle_us - 1));

  g_free (id);
  portunus_admin_sessions_open (sessions, "127.0.0.1", 1, 0, &id);
  for (; now_us < PORTUNUS_ADMIN_SESSION_MAX_SECONDS * SECONDS; now_us += idle_us / 2)
    g_assert_nonnull (portunus_admin_sessions_find (sessions, id, now_us));
  g_assert_null (portunus_admin_sessions_find (sessions, id, now_us));
}

static void
test_session_epoch (void)
{
  g_autoptr (PortunusAdminSessions) sessions = portunus_admin_sessions_new ();
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;
  g_autoptr (GPtrArray) list = NULL;

  portunus_admin_sessions_open (sessions, "127.0.0.1", 1, 0, &old);
  portunus_admin_sessions_set_epoch (sessions, 2);
  portunus_admin_sessions_open (sessions, "127.0.0.1", 2, 0, &new);
  g_assert_null (portunus_admin_sessions_find (sessions, old, 1));
  g_assert_nonnull (portunus_admin_sessions_find (sessions, new, 1));
  list = portunus_admin_sessions_list (sessions, 1);
  g_assert_cmpuint (list->len, ==, 1);
}

static void
test_session_bound (void)
{
  g_autoptr (PortunusAdminSessions) sessions = portunus_admin_sessions_new ();
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  g_autoptr (GPtrArray) list = NULL;

  portunus_admin_sessions_open (sessions, "127.0.0.1", 1, 0, &first);
  for (guint i = 1; i < 100; i++)
    {
      g_free (g_steal_pointer (&last));
      portunus_admin_sessions_open (sessions, "127.0.0.1", 1, i, &last);
    }
  list = portunus_admin_sessions_list (sessions, 100);
  g_assert_cmpuint (list->len, ==, 32);
  g_assert_null (portunus_admin_sessions_find (sessions, first, 100));
  g_assert_nonnull (portunus_admin_sessions_find (sessions, last, 100));
}

static PortunusLogRecord *
record_of (GLogLevelFlags  level,
           const char     *message)
{
  const GLogField fields[] = { { "MESSAGE", message, -1 }, { "GLIB_DOMAIN", "portunus-server", -1 } };

  return portunus_log_record_new (level, fields, G_N_ELEMENTS (fields));
}

static gboolean
passes (const char     *level,
        const char     *text,
        GLogLevelFlags  record_level,
        const char     *message)
{
  g_autoptr (PortunusLogFilter) filter = portunus_log_filter_new ();
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (PortunusLogRecord) record = record_of (record_level, message);

  json_object_set_string_member (object, "level", level);
  json_object_set_string_member (object, "text", text);
  g_assert_true (portunus_log_filter_read (filter, object));
  return portunus_log_filter_matches (filter, record);
}

static void
test_log_filter (void)
{
  g_autoptr (PortunusLogFilter) filter = portunus_log_filter_new ();
  g_autoptr (JsonObject) object = json_object_new ();

  g_assert_true (passes ("debug", "", G_LOG_LEVEL_DEBUG, "Room 12"));
  g_assert_false (passes ("info", "", G_LOG_LEVEL_DEBUG, "Room 12"));
  g_assert_true (passes ("warning", "", G_LOG_LEVEL_CRITICAL, "Room 12"));
  g_assert_true (passes ("info", "ROOM", G_LOG_LEVEL_MESSAGE, "Room 12"));
  g_assert_true (passes ("info", "Server", G_LOG_LEVEL_MESSAGE, "Room 12"));
  g_assert_false (passes ("info", "13", G_LOG_LEVEL_MESSAGE, "Room 12"));

  g_assert_false (portunus_log_filter_read (filter, object));
  json_object_set_string_member (object, "level", "loud");
  json_object_set_string_member (object, "text", "");
  g_assert_false (portunus_log_filter_read (filter, object));
}

static void
test_versions (void)
{
  g_assert_true (portunus_version_is_below ("3.2.3", "3.6.6"));
  g_assert_true (portunus_version_is_below ("3.6.5", "3.6.6"));
  g_assert_true (portunus_version_is_below ("3.6", "3.6.6"));
  g_assert_false (portunus_version_is_below ("3.6.6", "3.6.6"));
  g_assert_false (portunus_version_is_below ("3.10.0", "3.6.6"));
  g_assert_false (portunus_version_is_below ("4", "3.6.6"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/admin/totp/vectors", test_totp_vectors);
  g_test_add_func ("/admin/totp/window", test_totp_window);
  g_test_add_func ("/admin/totp/oathtool", test_totp_oathtool);
  g_test_add_func ("/admin/totp/text", test_totp_text);
  g_test_add_func ("/admin/password/pool", test_password_pool);
  g_test_add_func ("/admin/password/flood", test_password_flood);
  g_test_add_func ("/admin/password/too-long", test_password_too_long);
  g_test_add_func ("/admin/password/rule", test_password_rule);
  g_test_add_func ("/admin/recovery-codes", test_recovery_codes);
  g_test_add_func ("/admin/session/life", test_session_life);
  g_test_add_func ("/admin/session/epoch", test_session_epoch);
  g_test_add_func ("/admin/session/bound", test_session_bound);
  g_test_add_func ("/admin/log-filter", test_log_filter);
  g_test_add_func ("/admin/versions", test_versions);
  return g_test_run ();
}
