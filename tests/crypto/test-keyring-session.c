/* test-keyring-session.c: a keyring that is unlocked, locked, silent or absent
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs below with-keyring, whose state is the last argument; "portal" is a sandbox, without a service. */
#include "config.h"

#include <string.h>

#include "portunus-crypto-error.h"
#include "portunus-test.h"
#include "store-fixture.h"

#define BUS_NAME   "org.freedesktop.secrets"
#define BUS_PATH   "/org/freedesktop/secrets"
#define COLLECTION BUS_PATH "/collection/login"
#define WAY_OUT    "--secret-store=file"

#define PORTAL_NAME    "org.freedesktop.portal.Desktop"
#define PORTAL_REQUEST "/org/freedesktop/portal/desktop/request/1_1/portunus"

/* Without a display nobody can be asked, so all answers must be there within this time. */
#define MAX_WAIT_US (9 * G_USEC_PER_SEC)

static gboolean knows_leaks;

/* What libsecret asks a portal is never freed by it, nor is what it writes its file with. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return knows_leaks;
}

static void
test_store (void)
{
  PortunusSecretStore *store = portunus_keyring_secret_store_new ();

  fixture_check_store (store);
  g_assert_finalize_object (store);
}

static void
test_kept (void)
{
  g_autoptr (PortunusSecretStore) store = portunus_keyring_secret_store_new ();
  g_autoptr (PortunusSecretStore) other = portunus_keyring_secret_store_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_store_text (store, "kept", "one", &error));
  g_assert_no_error (error);
  fixture_assert_text (other, "kept", "one");
}

/* What opening gives, and what it says of the keyring. */
static void
check_open (PortunusSecretStoreChoice  choice,
            const char                *passphrase,
            const char                *kind,
            PortunusKeyringTrouble     trouble)
{
  gint64 start_us = g_get_monotonic_time ();
  PortunusKeyringTrouble found;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecretStore) store = fixture_open_store (choice, passphrase, &found, &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, MAX_WAIT_US);
  g_assert_cmpstr (portunus_secret_store_get_kind (store), ==, kind);
  g_assert_cmpint (found, ==, trouble);
  g_assert_true (fixture_store_text (store, "a", "one", &error));
  g_assert_no_error (error);
  fixture_assert_text (store, "a", "one");
}

static void
check_open_fails (PortunusCryptoError code)
{
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecretStore) store = NULL;

  store = fixture_open_store (PORTUNUS_SECRET_STORE_KEYRING, "pass", NULL, &error);
  g_assert_null (store);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, MAX_WAIT_US);
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, WAY_OUT));
}

static void
test_open_unlocked (void)
{
  check_open (PORTUNUS_SECRET_STORE_AUTO, NULL, "keyring", PORTUNUS_KEYRING_TROUBLE_NONE);
  check_open (PORTUNUS_SECRET_STORE_AUTO, "pass", "keyring", PORTUNUS_KEYRING_TROUBLE_NONE);
  check_open (PORTUNUS_SECRET_STORE_KEYRING, NULL, "keyring", PORTUNUS_KEYRING_TROUBLE_NONE);
}

static void
lock_keyring (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GVariant) reply = NULL;
  const char *collection = COLLECTION;

  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (bus, BUS_NAME, BUS_PATH, "org.freedesktop.Secret.Service", "Lock",
                                       g_variant_new ("(@ao)", g_variant_new_objv (&collection, 1)), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, 5000, NULL, &error);
  g_assert_no_error (error);
}

/* A secret that cannot be read must not look as if it were not there: a new one would take its place. */
static void
test_locked (void)
{
  g_autoptr (PortunusSecretStore) store = portunus_keyring_secret_store_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_store_text (store, "hidden", "one", &error));
  g_assert_no_error (error);
  lock_keyring ();
  g_assert_null (fixture_look_up (store, "hidden", &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_LOCKED);
  g_clear_error (&error);
  g_assert_false (fixture_store_text (store, "new", "one", &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_LOCKED);
}

static void
test_open_locked (void)
{
  lock_keyring ();
  check_open (PORTUNUS_SECRET_STORE_AUTO, NULL, "memory", PORTUNUS_KEYRING_TROUBLE_LOCKED);
  check_open (PORTUNUS_SECRET_STORE_AUTO, "pass", "file", PORTUNUS_KEYRING_TROUBLE_LOCKED);
  check_open_fails (PORTUNUS_CRYPTO_ERROR_STORE_LOCKED);
}

static void
test_absent (void)
{
  g_autoptr (PortunusSecretStore) store = portunus_keyring_secret_store_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture_look_up (store, "a", &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_false (fixture_store_text (store, "a", "one", &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE);
}

static void
test_open_absent (void)
{
  check_open (PORTUNUS_SECRET_STORE_AUTO, NULL, "memory", PORTUNUS_KEYRING_TROUBLE_ABSENT);
  check_open (PORTUNUS_SECRET_STORE_AUTO, "pass", "file", PORTUNUS_KEYRING_TROUBLE_ABSENT);
  check_open_fails (PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE);
}

/* Takes calls to the keyring away before anybody answers them; a ping is only taken where @user_data says so. */
static GDBusMessage *
swallow_cb (GDBusConnection *connection,
            GDBusMessage    *message,
            gboolean         is_incoming,
            gpointer         user_data)
{
  const char *path = g_dbus_message_get_path (message);
  gboolean is_ping = g_strcmp0 (g_dbus_message_get_member (message), "Ping") == 0;

  if (is_incoming && path != NULL && g_str_has_prefix (path, BUS_PATH) && (!is_ping || GPOINTER_TO_INT (user_data)))
    g_clear_object (&message);
  return message;
}

static GDBusConnection *
own_name (const char                *name,
          GDBusMessageFilterFunction filter,
          gpointer                   filter_data)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  GDBusConnection *connection;

  connection = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                       G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL,
                                                       &error);
  g_assert_no_error (error);
  g_dbus_connection_add_filter (connection, filter, filter_data, NULL);
  reply = g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName", g_variant_new ("(su)", name, 0),
                                       NULL, G_DBUS_CALL_FLAGS_NONE, 5000, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static GDBusConnection *
own_silently (gboolean takes_pings)
{
  return own_name (BUS_NAME, swallow_cb, GINT_TO_POINTER (takes_pings));
}

static void
test_open_silent (void)
{
  g_autoptr (GDBusConnection) connection = own_silently (TRUE);

  check_open (PORTUNUS_SECRET_STORE_AUTO, NULL, "memory", PORTUNUS_KEYRING_TROUBLE_SILENT);
  check_open_fails (PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE);
  g_assert_true (g_dbus_connection_close_sync (connection, NULL, NULL));
}

/* A service that is there and never comes to an end, as with a prompt that nobody sees. */
static void
test_open_stuck (void)
{
  g_autoptr (GDBusConnection) connection = own_silently (FALSE);

  check_open (PORTUNUS_SECRET_STORE_AUTO, NULL, "memory", PORTUNUS_KEYRING_TROUBLE_LATE);
  check_open_fails (PORTUNUS_CRYPTO_ERROR_STORE_LOCKED);
  g_assert_true (g_dbus_connection_close_sync (connection, NULL, NULL));
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
check_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();

  portunus_secret_store_open_async (PORTUNUS_SECRET_STORE_AUTO, "secrets", NULL, cancellable,
                                    portunus_test_store_result, &result);
  g_timeout_add (300, cancel_cb, cancellable);
  portunus_test_wait_result (&result);
  g_assert_null (portunus_secret_store_open_finish (result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 3 * G_USEC_PER_SEC);
}

static void
check_cancelled_by (gboolean takes_pings)
{
  g_autoptr (GDBusConnection) connection = own_silently (takes_pings);

  check_cancelled ();
  g_assert_true (g_dbus_connection_close_sync (connection, NULL, NULL));
}

static void
test_open_cancelled (void)
{
  check_cancelled_by (TRUE);
  check_cancelled_by (FALSE);
}

static GDBusMessage *
answer_portal_cb (GDBusConnection *connection,
                  GDBusMessage    *message,
                  gboolean         is_incoming,
                  gpointer         user_data)
{
  g_autoptr (GDBusMessage) reply = NULL;
  const char *member = g_dbus_message_get_member (message);

  if (!is_incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  if (g_strcmp0 (member, "Get") == 0)
    {
      reply = g_dbus_message_new_method_reply (message);
      g_dbus_message_set_body (reply, g_variant_new ("(v)", g_variant_new_uint32 (1)));
    }
  else if (g_strcmp0 (member, "RetrieveSecret") == 0)
    {
      reply = g_dbus_message_new_method_reply (message);
      g_dbus_message_set_body (reply, g_variant_new ("(o)", PORTAL_REQUEST));
    }
  if (reply != NULL)
    g_dbus_connection_send_message (connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  g_object_unref (message);
  return NULL;
}

/* Whoever asks waits for a signal of its own name, and the portal says it to a name of the same sender. */
static void
send_response (GDBusConnection *portal)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = NULL;

  g_assert_true (g_dbus_connection_emit_signal (portal, g_dbus_connection_get_unique_name (bus), PORTAL_REQUEST,
                                                "org.freedesktop.portal.Request", "Response",
                                                g_variant_new ("(ua{sv})", 1, NULL), NULL));
  g_assert_true (g_dbus_connection_flush_sync (portal, NULL, NULL));
  /* What was sent before an answer has come before it, too. */
  reply = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus.Peer", "Ping", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, 5000,
                                       NULL, NULL);
  g_assert_nonnull (reply);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

/* A portal that took the question and says nothing more, not even to those who take it back. libsecret waits for it for
 * ever; what it says in the end finds nobody. */
static void
test_open_silent_portal (void)
{
  g_autoptr (GDBusConnection) portal = NULL;

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SNAP_NAME", "test", TRUE);
  portal = own_name (PORTAL_NAME, answer_portal_cb, NULL);
  check_cancelled ();
  send_response (portal);
  check_open (PORTUNUS_SECRET_STORE_AUTO, NULL, "memory", PORTUNUS_KEYRING_TROUBLE_LATE);
  send_response (portal);
  check_open_fails (PORTUNUS_CRYPTO_ERROR_STORE_LOCKED);
  send_response (portal);
  g_assert_true (g_dbus_connection_close_sync (portal, NULL, NULL));
  g_unsetenv ("SNAP_NAME");
  g_unsetenv ("SECRET_BACKEND");
}

static void
test_open_no_bus (void)
{
  g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
  check_open (PORTUNUS_SECRET_STORE_AUTO, NULL, "memory", PORTUNUS_KEYRING_TROUBLE_ABSENT);
  check_open_fails (PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_cmpint (argc, ==, 2);
  if (g_str_equal (argv[1], "unlocked"))
    {
      g_test_add_func ("/keyring-session/store", test_store);
      g_test_add_func ("/keyring-session/kept", test_kept);
      g_test_add_func ("/keyring-session/open-unlocked", test_open_unlocked);
      g_test_add_func ("/keyring-session/locked", test_locked);
      g_test_add_func ("/keyring-session/open-locked", test_open_locked);
    }
  else if (g_str_equal (argv[1], "portal"))
    {
      knows_leaks = TRUE;
      g_test_add_func ("/keyring-session/open-silent-portal", test_open_silent_portal);
    }
  else
    {
      g_test_add_func ("/keyring-session/absent", test_absent);
      g_test_add_func ("/keyring-session/open-absent", test_open_absent);
      g_test_add_func ("/keyring-session/open-silent", test_open_silent);
      g_test_add_func ("/keyring-session/open-stuck", test_open_stuck);
      g_test_add_func ("/keyring-session/open-cancelled", test_open_cancelled);
      g_test_add_func ("/keyring-session/open-no-bus", test_open_no_bus);
    }
  return g_test_run ();
}
