/* portunus-daemon-options.c: what portunusd was asked to do
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-daemon-options.h"

#include "portunus-daemon-config.h"
#include "portunus-ice-servers.h"
#include "portunus-listen-address.h"
#include "portunus-server-store.h"

#define DEFAULT_DRAIN_SECONDS 3
#define MAX_DRAIN_SECONDS 3600

static const char * const default_listen[] = { "0.0.0.0:8443", "[::]:8443", NULL };
static const char * const secret_stores[] = { "auto", "keyring", "file", "memory", NULL };

/**
 * portunus_daemon_options_free:
 * @self: (transfer full) (nullable): options
 */
void
portunus_daemon_options_free (PortunusDaemonOptions *self)
{
  if (self == NULL)
    return;
  g_free (self->help);
  g_strfreev (self->listen);
  g_free (self->data_dir);
  g_free (self->store);
  g_free (self->tls_cert);
  g_free (self->tls_key);
  g_free (self->admin_listen);
  g_free (self->metrics_listen);
  g_free (self->metrics_token_file);
  g_strfreev (self->ice);
  g_free (self->turn_secret_file);
  portunus_daemon_room_rules_clear (&self->room);
  g_free (self);
}

static gboolean
fail (GError     **error,
      const char  *sentence)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, sentence);
  return FALSE;
}

static gboolean
take_secret_store (PortunusDaemonOptions  *self,
                   const char             *name,
                   GError                **error)
{
  if (name == NULL)
    name = g_getenv ("PORTUNUS_SECRET_STORE");
  if (name == NULL)
    name = "auto";
  for (guint i = 0; secret_stores[i] != NULL; i++)
    if (g_str_equal (name, secret_stores[i]))
      {
        self->secret_store = (PortunusSecretStoreChoice) i;
        return TRUE;
      }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "“%s” is no secret store; choose auto, keyring, file or memory", name);
  return FALSE;
}

/* Other people of the machine see the arguments of a program. */
static gboolean
check_argument (const char  *store,
                GError     **error)
{
  if (store == NULL || !portunus_server_store_has_password (store))
    return TRUE;
  return fail (error, "A password does not belong in --store, where others can read it; put it in the file that "
                      "PGPASSFILE names, or put the address in the file that --config names");
}

static gboolean
take_store (PortunusDaemonOptions  *self,
            PortunusDaemonConfig   *config,
            GError                **error)
{
  g_autoptr (GError) local_error = NULL;

  self->store = g_steal_pointer (&config->store);
  return self->store == NULL
         || portunus_server_store_check_location (self->store, &local_error)
         || fail (error, local_error->message);
}

static gboolean
take_log (PortunusDaemonOptions       *self,
          const PortunusDaemonConfig  *config,
          GError                     **error)
{
  self->log.is_json = g_strcmp0 (config->log_format, "json") == 0;
  self->log.level = PORTUNUS_LOG_LEVEL_INFO;
  if (config->log_format != NULL && !self->log.is_json && !g_str_equal (config->log_format, "text"))
    return fail (error, "--log-format is json or text");
  if (config->log_level != NULL && !portunus_log_level_from_name (config->log_level, &self->log.level))
    return fail (error, "--log-level is error, warning, info or debug");
  return TRUE;
}

static gboolean
take_drain (PortunusDaemonOptions       *self,
            const PortunusDaemonConfig  *config,
            GError                     **error)
{
  guint64 seconds = DEFAULT_DRAIN_SECONDS;

  if (config->drain_seconds != NULL
      && !g_ascii_string_to_unsigned (config->drain_seconds, 10, 0, MAX_DRAIN_SECONDS, &seconds, NULL))
    return fail (error, "--drain-seconds is a number from 0 to 3600");
  self->drain_seconds = seconds;
  return TRUE;
}

static gboolean
take_turn (PortunusDaemonOptions       *self,
           const PortunusDaemonConfig  *config,
           GError                     **error)
{
  guint64 seconds = PORTUNUS_ICE_DEFAULT_SECONDS;

  if (config->turn_seconds != NULL
      && !g_ascii_string_to_unsigned (config->turn_seconds, 10, 1, PORTUNUS_ICE_MAX_SECONDS, &seconds, NULL))
    return fail (error, "--turn-seconds is a number from 1 to 604800");
  self->turn_seconds = seconds;
  return TRUE;
}

/* Two numbers, with a stroke in between. */
static gboolean
take_relay (PortunusDaemonOptions       *self,
            const PortunusDaemonConfig  *config,
            GError                     **error)
{
  g_auto (GStrv) parts = g_strsplit (config->relay != NULL ? config->relay : "0/0", "/", 3);
  guint64 pair_kib;
  guint64 total_kib;

  self->relay.is_off = g_strcmp0 (config->relay, "off") == 0;
  if (self->relay.is_off)
    return TRUE;
  if (g_strv_length (parts) != 2
      || !g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXUINT32, &pair_kib, NULL)
      || !g_ascii_string_to_unsigned (parts[1], 10, 0, G_MAXUINT32, &total_kib, NULL))
    return fail (error, "--relay is off, or two numbers of KiB a second, for instance 5000/50000");
  self->relay.pair_per_second = pair_kib * 1024;
  self->relay.total_per_second = total_kib * 1024;
  return TRUE;
}

static gboolean
check_addresses (char   **listen,
                 GError **error)
{
  for (guint i = 0; listen[i] != NULL; i++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GInetSocketAddress) address = portunus_listen_address_parse (listen[i], &local_error);

      if (address == NULL)
        return fail (error, local_error->message);
    }
  return TRUE;
}

static gboolean
check_admin (PortunusDaemonOptions  *self,
             GError                **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GInetSocketAddress) address = portunus_listen_address_parse (self->admin_listen, &local_error);

  if (address == NULL)
    return fail (error, local_error->message);
  if (!self->is_admin_remote && !g_inet_address_get_is_loopback (g_inet_socket_address_get_address (address)))
    return fail (error, "The admin portal listens on a loopback address; --admin-remote lets it listen elsewhere");
  return TRUE;
}

static gboolean
check_together (PortunusDaemonOptions  *self,
                PortunusDaemonConfig   *config,
                GError                **error)
{
  if (self->admin_listen != NULL && !check_admin (self, error))
    return FALSE;
  if ((self->tls_cert == NULL) != (self->tls_key == NULL))
    return fail (error, "--tls-cert and --tls-key go together; name both files");
  if (self->is_behind_proxy && self->tls_cert != NULL)
    return fail (error, "Behind a proxy the proxy has the certificate; leave --tls-cert or --behind-proxy out");
  if (self->is_behind_proxy && self->is_print_link)
    return fail (error, "Behind a proxy the server does not know its own address; leave --print-link out");
  return check_addresses (self->listen, error);
}

static gboolean
take_config (PortunusDaemonOptions  *self,
             PortunusDaemonConfig   *config,
             GError                **error)
{
  self->listen = g_steal_pointer (&config->listen);
  if (self->listen == NULL || self->listen[0] == NULL)
    {
      g_strfreev (self->listen);
      self->listen = g_strdupv ((char **) default_listen);
    }
  self->data_dir = g_steal_pointer (&config->data_dir);
  self->tls_cert = g_steal_pointer (&config->tls_cert);
  self->tls_key = g_steal_pointer (&config->tls_key);
  self->metrics_listen = g_steal_pointer (&config->metrics_listen);
  self->metrics_token_file = g_steal_pointer (&config->metrics_token_file);
  self->ice = g_steal_pointer (&config->ice);
  self->turn_secret_file = g_steal_pointer (&config->turn_secret_file);
  self->is_behind_proxy = config->is_behind_proxy;
  self->admin_listen = g_steal_pointer (&config->admin_listen);
  self->is_admin_remote = config->is_admin_remote;
  self->is_admin = config->is_admin || self->admin_listen != NULL || self->is_admin_remote || self->is_admin_reset;
  return take_secret_store (self, config->secret_store, error)
         && take_store (self, config, error)
         && take_log (self, config, error)
         && take_drain (self, config, error)
         && take_turn (self, config, error)
         && take_relay (self, config, error)
         && check_together (self, config, error);
}

static gboolean
take_room (PortunusDaemonOptions          *self,
           const PortunusDaemonRoomWords  *words,
           GError                        **error)
{
  if (!self->is_print_link && portunus_daemon_room_words_given (words))
    return fail (error, "--entry, --password-file, --max-peers, --expires and --one-time are about the room of "
                        "--print-link; who makes a room on this server says so there");
  return portunus_daemon_room_words_read (words, &self->room, error);
}

static GOptionContext *
new_context (const GOptionEntry *entries)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "Runs a room server, on which people who use Portunus meet.");
  g_option_context_set_description (context,
                                    "The file that --config names has a group [server] with the keys listen, data-dir, "
                                    "tls-cert,\ntls-key, admin, admin-listen, admin-remote, secret-store, store, "
                                    "behind-proxy, metrics-listen,\nmetrics-token-file, log-format, log-level, "
                                    "drain-seconds, relay, ice, turn-secret-file and turn-seconds. The "
                                    "passphrase\nof the secret store “file” is read from "
                                    "the file that PORTUNUS_PASSPHRASE_FILE names.\n\n"
                                    "SIGTERM lets clients leave first, SIGINT does not, SIGHUP reads the certificate "
                                    "again.");
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  return context;
}

/**
 * portunus_daemon_options_parse:
 * @arguments: arguments, the first of which is the name of the program
 * @error: return location for a #GOptionError with one sentence for the operator
 *
 * Reads arguments and the configuration file they may name.
 *
 * Returns: (transfer full): options that make sense
 */
PortunusDaemonOptions *
portunus_daemon_options_parse (const char * const  *arguments,
                               GError             **error)
{
  g_autoptr (PortunusDaemonOptions) self = g_new0 (PortunusDaemonOptions, 1);
  g_auto (PortunusDaemonConfig) config = { 0 };
  g_auto (PortunusDaemonRoomWords) room = { 0 };
  g_autofree char *config_file = NULL;
  gboolean wants_help = FALSE;
  gboolean wants_version = FALSE;
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING_ARRAY, &config.listen,
      "Listen here; may be given again (default: 0.0.0.0:8443 and [::]:8443)", "ADDR:PORT" },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &config.data_dir, "Folder for the server's own key", "DIR" },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config_file, "File with settings; arguments go before it", "FILE" },
    { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &config.tls_cert, "Certificate, instead of one of its own", "FILE" },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &config.tls_key, "Key of that certificate", "FILE" },
    { "admin", 0, 0, G_OPTION_ARG_NONE, &config.is_admin, "Open the admin portal", NULL },
    { "admin-listen", 0, 0, G_OPTION_ARG_STRING, &config.admin_listen,
      "Open it here (default: 127.0.0.1:8444)", "ADDR:PORT" },
    { "admin-remote", 0, 0, G_OPTION_ARG_NONE, &config.is_admin_remote,
      "Let the admin portal listen elsewhere than on a loopback address", NULL },
    { "admin-reset", 0, 0, G_OPTION_ARG_NONE, &self->is_admin_reset,
      "Forget the administrator, and set the admin portal up anew", NULL },
    { "print-link", 0, 0, G_OPTION_ARG_NONE, &self->is_print_link, "Make a room and print its link", NULL },
    { "entry", 0, 0, G_OPTION_ARG_STRING, &room.entry, "Who may come into that room: link or password", "WHO" },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &room.password_file,
      "File with the password of that room; - for standard input, where a person is asked", "FILE" },
    { "max-peers", 0, 0, G_OPTION_ARG_INT, &room.max_peers, "How many may be in that room at once", "N" },
    { "expires", 0, 0, G_OPTION_ARG_STRING, &room.expires, "How long that room lives: 30m, 2h, 1d", "TIME" },
    { "one-time", 0, 0, G_OPTION_ARG_NONE, &room.is_one_time, "Lock that room behind the first who comes", NULL },
    { "secret-store", 0, 0, G_OPTION_ARG_STRING, &config.secret_store,
      "Where the server's own key is: auto, keyring, file or memory", "KIND" },
    { "store", 0, 0, G_OPTION_ARG_STRING, &config.store,
      "Where the server remembers things: a file, memory: or postgresql://… (default: server.db in the data folder)",
      "STORE" },
    { "behind-proxy", 0, 0, G_OPTION_ARG_NONE, &config.is_behind_proxy,
      "Speak plain HTTP to a proxy that speaks TLS and sets X-Forwarded-For", NULL },
    { "metrics-listen", 0, 0, G_OPTION_ARG_STRING, &config.metrics_listen,
      "Show metrics for Prometheus here, on loopback unless there is a token", "ADDR:PORT" },
    { "metrics-token-file", 0, 0, G_OPTION_ARG_FILENAME, &config.metrics_token_file,
      "Show them to who has the token in this file, wherever the server listens", "FILE" },
    { "log-format", 0, 0, G_OPTION_ARG_STRING, &config.log_format, "Log as text or json (default: text)", "FORMAT" },
    { "log-level", 0, 0, G_OPTION_ARG_STRING, &config.log_level,
      "Log error, warning, info or debug (default: info)", "LEVEL" },
    { "drain-seconds", 0, 0, G_OPTION_ARG_STRING, &config.drain_seconds,
      "How long clients may take to leave after SIGTERM (default: 3)", "SECONDS" },
    { "relay", 0, 0, G_OPTION_ARG_STRING, &config.relay,
      "Pass nothing on between clients, or so many KiB a second for each two and for all (default: 0/0, no limit)",
      "off|PAIR/TOTAL" },
    { "ice", 0, 0, G_OPTION_ARG_STRING_ARRAY, &config.ice,
      "Tell members of rooms of this STUN or TURN server, for instance stun:stun.example.org:3478; may be given again",
      "URI" },
    { "turn-secret-file", 0, 0, G_OPTION_ARG_FILENAME, &config.turn_secret_file,
      "What the TURN servers share with this one, from which members get passwords that end", "FILE" },
    { "turn-seconds", 0, 0, G_OPTION_ARG_STRING, &config.turn_seconds,
      "For how long such a password is good; members get new ones in time (default: 86400)", "SECONDS" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &wants_version, "Print the version", NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &wants_help, "Show this help", NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = new_context (entries);
  g_auto (GStrv) rest = g_strdupv ((char **) arguments);

  if (!g_option_context_parse_strv (context, &rest, error))
    return NULL;
  if (wants_help || wants_version)
    self->help = wants_help ? g_option_context_get_help (context, TRUE, NULL)
                            : g_strdup ("portunusd " PORTUNUS_VERSION "\n");
  else if (rest[0] != NULL && rest[1] != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "“%s” is more than portunusd expects", rest[1]);
      return NULL;
    }
  else if (!check_argument (config.store, error)
           || (config_file != NULL && !portunus_daemon_config_fill (&config, config_file, error))
           || !take_config (self, &config, error)
           || !take_room (self, &room, error))
    return NULL;
  return g_steal_pointer (&self);
}
