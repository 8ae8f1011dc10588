/* portunus-settings.c: the settings of this user, every key in one place
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-settings.h"

#define SCHEMA_ID           "org.portunus.App"
#define KEY_STUN_SERVERS    "stun-servers"
#define KEY_TURN_SERVERS    "turn-servers"
#define KEY_CONNECTIONS     "connections"
#define KEY_DEVICE_NAME     "device-name"
#define KEY_DOWNLOAD_FOLDER "download-folder"
#define KEY_CONFLICT_POLICY "conflict-policy"
#define KEY_SECRET_STORE    "secret-store"
#define KEY_ROOM_ENTRY      "room-entry"
#define KEY_ROOM_EXPIRY     "room-expiry"
#define KEY_ROOM_GUESTS     "room-guests"
#define KEY_ROOM_ONE_TIME   "room-one-time"
#define KEY_HISTORY         "keep-history"
#define KEY_BACKGROUND      "run-in-background"
#define KEY_LOGIN_START     "start-at-login"

#define DEFAULT_CONNECTIONS     2
#define DEFAULT_CONFLICT_POLICY "rename"
#define DEFAULT_ROOM_ENTRY      "link"
#define DEFAULT_ROOM_EXPIRY     86400

static const struct
{
  const char *key;
  gboolean    fallback;
} nearby_keys[] = {
  [PORTUNUS_NEARBY_IS_ANNOUNCED] = { "discovery", TRUE },
  [PORTUNUS_NEARBY_SHOWS_NAME] = { "discovery-name", TRUE },
  [PORTUNUS_NEARBY_IS_ANNOUNCED_METERED] = { "discovery-metered", FALSE },
};

struct _PortunusSettings
{
  GObject    parent_instance;

  /* Owned; NULL where the schema is not installed */
  GSettings *settings;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusSettings, portunus_settings, G_TYPE_OBJECT)

static void
portunus_settings_finalize (GObject *object)
{
  g_clear_object (&PORTUNUS_SETTINGS (object)->settings);

  G_OBJECT_CLASS (portunus_settings_parent_class)->finalize (object);
}

static void
portunus_settings_class_init (PortunusSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_settings_finalize;

  signals[CHANGED] = g_signal_new ("changed", PORTUNUS_TYPE_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
changed_cb (PortunusSettings *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* g_settings_new() ends the program where a schema is missing, as in a command line copied to another machine. */
static void
portunus_settings_init (PortunusSettings *self)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, SCHEMA_ID, TRUE);
  if (schema != NULL)
    self->settings = g_settings_new_full (schema, NULL, NULL);
  else
    g_debug ("The settings schema is not installed: defaults are used");
  if (self->settings != NULL)
    g_signal_connect_object (self->settings, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * portunus_settings_new:
 *
 * Returns: (transfer full): the settings of this user
 */
PortunusSettings *
portunus_settings_new (void)
{
  return g_object_new (PORTUNUS_TYPE_SETTINGS, NULL);
}

static char **
dup_list (PortunusSettings *self,
          const char       *key)
{
  return self->settings != NULL ? g_settings_get_strv (self->settings, key) : g_new0 (char *, 1);
}

static char *
dup_text (PortunusSettings *self,
          const char       *key)
{
  return self->settings != NULL ? g_settings_get_string (self->settings, key) : g_strdup ("");
}

static void
set_list (PortunusSettings   *self,
          const char         *key,
          const char * const *list)
{
  if (self->settings != NULL)
    g_settings_set_strv (self->settings, key, list);
}

static void
bind_key (PortunusSettings *self,
          const char       *key,
          gpointer          object,
          const char       *property)
{
  if (self->settings != NULL)
    g_settings_bind (self->settings, key, object, property, G_SETTINGS_BIND_DEFAULT);
}

/**
 * portunus_settings_dup_stun_servers:
 * @self: settings
 *
 * Returns: (transfer full): each as `stun://HOST:PORT`
 */
char **
portunus_settings_dup_stun_servers (PortunusSettings *self)
{
  return dup_list (self, KEY_STUN_SERVERS);
}

/**
 * portunus_settings_set_stun_servers:
 * @self: settings
 * @servers: each as `stun://HOST:PORT`
 */
void
portunus_settings_set_stun_servers (PortunusSettings   *self,
                                    const char * const *servers)
{
  set_list (self, KEY_STUN_SERVERS, servers);
}

/**
 * portunus_settings_dup_turn_servers:
 * @self: settings
 *
 * Returns: (transfer full): each as `turn://USER@HOST:PORT?transport=udp`, without the password, which is in the secret
 *   store
 */
char **
portunus_settings_dup_turn_servers (PortunusSettings *self)
{
  return dup_list (self, KEY_TURN_SERVERS);
}

/**
 * portunus_settings_set_turn_servers:
 * @self: settings
 * @servers: each as `turn://USER@HOST:PORT?transport=udp`, without a password
 */
void
portunus_settings_set_turn_servers (PortunusSettings   *self,
                                    const char * const *servers)
{
  set_list (self, KEY_TURN_SERVERS, servers);
}

/**
 * portunus_settings_get_connections:
 * @self: settings
 *
 * Returns: how many WebRTC connections a transfer uses at once, 1 to 4
 */
guint
portunus_settings_get_connections (PortunusSettings *self)
{
  return self->settings != NULL ? g_settings_get_uint (self->settings, KEY_CONNECTIONS) : DEFAULT_CONNECTIONS;
}

/**
 * portunus_settings_bind_connections:
 * @self: settings, which must outlive @object
 * @object: what shows how many connections a transfer uses
 * @property: its property, a number
 *
 * Keeps the two the same.
 */
void
portunus_settings_bind_connections (PortunusSettings *self,
                                    gpointer          object,
                                    const char       *property)
{
  bind_key (self, KEY_CONNECTIONS, object, property);
}

/**
 * portunus_settings_dup_device_name:
 * @self: settings
 *
 * Returns: (transfer full): the name others see: the user's choice, else the host name
 */
char *
portunus_settings_dup_device_name (PortunusSettings *self)
{
  char *name = dup_text (self, KEY_DEVICE_NAME);

  if (*name != '\0')
    return name;
  g_free (name);
  return g_strdup (g_get_host_name ());
}

/**
 * portunus_settings_bind_device_name:
 * @self: settings, which must outlive @object
 * @object: what shows the name this user chose, which is empty where there is none
 * @property: its property, a text
 *
 * Keeps the two the same.
 */
void
portunus_settings_bind_device_name (PortunusSettings *self,
                                    gpointer          object,
                                    const char       *property)
{
  bind_key (self, KEY_DEVICE_NAME, object, property);
}

/**
 * portunus_settings_get_nearby:
 * @self: settings
 * @which: a setting of what the local network learns
 *
 * Returns: its value
 */
gboolean
portunus_settings_get_nearby (PortunusSettings      *self,
                              PortunusNearbySetting  which)
{
  g_return_val_if_fail (which < G_N_ELEMENTS (nearby_keys), FALSE);

  return self->settings != NULL ? g_settings_get_boolean (self->settings, nearby_keys[which].key)
                                : nearby_keys[which].fallback;
}

/**
 * portunus_settings_bind_nearby:
 * @self: settings, which must outlive @object
 * @which: a setting of what the local network learns
 * @object: what shows it
 * @property: its property, a boolean
 *
 * Keeps the two the same.
 */
void
portunus_settings_bind_nearby (PortunusSettings      *self,
                               PortunusNearbySetting  which,
                               gpointer               object,
                               const char            *property)
{
  g_return_if_fail (which < G_N_ELEMENTS (nearby_keys));

  bind_key (self, nearby_keys[which].key, object, property);
}

/**
 * portunus_settings_dup_download_folder:
 * @self: settings
 *
 * Returns: (transfer full) (type filename): where received files go: the user's choice, else Downloads, else the home
 */
char *
portunus_settings_dup_download_folder (PortunusSettings *self)
{
  char *folder = dup_text (self, KEY_DOWNLOAD_FOLDER);
  const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

  if (*folder != '\0')
    return folder;
  g_free (folder);
  return g_strdup (downloads != NULL ? downloads : g_get_home_dir ());
}

/**
 * portunus_settings_set_download_folder:
 * @self: settings
 * @folder: (type filename): where received files go from now on
 */
void
portunus_settings_set_download_folder (PortunusSettings *self,
                                       const char       *folder)
{
  if (self->settings != NULL)
    g_settings_set_string (self->settings, KEY_DOWNLOAD_FOLDER, folder);
}

/**
 * portunus_settings_dup_conflict_policy:
 * @self: settings
 *
 * Returns: (transfer full): "rename", "skip", "overwrite" or "newer"
 */
char *
portunus_settings_dup_conflict_policy (PortunusSettings *self)
{
  return self->settings != NULL ? g_settings_get_string (self->settings, KEY_CONFLICT_POLICY)
                                : g_strdup (DEFAULT_CONFLICT_POLICY);
}

/**
 * portunus_settings_set_conflict_policy:
 * @self: settings
 * @policy: "rename", "skip", "overwrite" or "newer"
 */
void
portunus_settings_set_conflict_policy (PortunusSettings *self,
                                       const char       *policy)
{
  if (self->settings != NULL)
    g_settings_set_string (self->settings, KEY_CONFLICT_POLICY, policy);
}

/**
 * portunus_settings_is_history_wanted:
 * @self: settings
 *
 * Returns: whether transfers are remembered
 */
gboolean
portunus_settings_is_history_wanted (PortunusSettings *self)
{
  return self->settings == NULL || g_settings_get_boolean (self->settings, KEY_HISTORY);
}

/**
 * portunus_settings_bind_history:
 * @self: settings, which must outlive @object
 * @object: what shows whether transfers are remembered
 * @property: its property, a boolean
 *
 * Keeps the two the same.
 */
void
portunus_settings_bind_history (PortunusSettings *self,
                                gpointer          object,
                                const char       *property)
{
  bind_key (self, KEY_HISTORY, object, property);
}

/**
 * portunus_settings_is_secret_file_wanted:
 * @self: settings
 *
 * Returns: whether keys are kept in the encrypted file and not in the keyring
 */
gboolean
portunus_settings_is_secret_file_wanted (PortunusSettings *self)
{
  g_autofree char *store = self->settings != NULL ? g_settings_get_string (self->settings, KEY_SECRET_STORE) : NULL;

  return g_strcmp0 (store, "file") == 0;
}

/**
 * portunus_settings_set_secret_file_wanted:
 * @self: settings
 * @is_wanted: whether to keep keys in the encrypted file from the next start on
 */
void
portunus_settings_set_secret_file_wanted (PortunusSettings *self,
                                          gboolean          is_wanted)
{
  if (self->settings != NULL)
    g_settings_set_string (self->settings, KEY_SECRET_STORE, is_wanted ? "file" : "auto");
}

/**
 * portunus_settings_is_background_wanted:
 * @self: settings
 *
 * Returns: whether what runs goes on after the window was closed
 */
gboolean
portunus_settings_is_background_wanted (PortunusSettings *self)
{
  return self->settings == NULL || g_settings_get_boolean (self->settings, KEY_BACKGROUND);
}

/**
 * portunus_settings_bind_background:
 * @self: settings, which must outlive @object
 * @object: what shows whether things go on without a window
 * @property: its property, a boolean
 *
 * Keeps the two the same.
 */
void
portunus_settings_bind_background (PortunusSettings *self,
                                   gpointer          object,
                                   const char       *property)
{
  bind_key (self, KEY_BACKGROUND, object, property);
}

/**
 * portunus_settings_is_login_start_wanted:
 * @self: settings
 *
 * Returns: whether to start when this user logs in
 */
gboolean
portunus_settings_is_login_start_wanted (PortunusSettings *self)
{
  return self->settings != NULL && g_settings_get_boolean (self->settings, KEY_LOGIN_START);
}

/**
 * portunus_settings_set_login_start_wanted:
 * @self: settings
 * @is_wanted: whether to start when this user logs in
 */
void
portunus_settings_set_login_start_wanted (PortunusSettings *self,
                                          gboolean          is_wanted)
{
  if (self->settings != NULL)
    g_settings_set_boolean (self->settings, KEY_LOGIN_START, is_wanted);
}

/**
 * portunus_settings_bind_login_start:
 * @self: settings, which must outlive @object
 * @object: what shows whether to start when this user logs in
 * @property: its property, a boolean
 *
 * Keeps the two the same.
 */
void
portunus_settings_bind_login_start (PortunusSettings *self,
                                    gpointer          object,
                                    const char       *property)
{
  bind_key (self, KEY_LOGIN_START, object, property);
}

/**
 * portunus_settings_dup_room_entry:
 * @self: settings
 *
 * Returns: (transfer full): who may come into a new room: "link", "password" or "ask"
 */
char *
portunus_settings_dup_room_entry (PortunusSettings *self)
{
  return self->settings != NULL ? g_settings_get_string (self->settings, KEY_ROOM_ENTRY)
                                : g_strdup (DEFAULT_ROOM_ENTRY);
}

/**
 * portunus_settings_set_room_entry:
 * @self: settings
 * @entry: "link", "password" or "ask"
 */
void
portunus_settings_set_room_entry (PortunusSettings *self,
                                  const char       *entry)
{
  if (self->settings != NULL)
    g_settings_set_string (self->settings, KEY_ROOM_ENTRY, entry);
}

/**
 * portunus_settings_get_room_expiry:
 * @self: settings
 *
 * Returns: how long a new room is open, in seconds; 0 until it is closed
 */
guint
portunus_settings_get_room_expiry (PortunusSettings *self)
{
  return self->settings != NULL ? g_settings_get_uint (self->settings, KEY_ROOM_EXPIRY) : DEFAULT_ROOM_EXPIRY;
}

/**
 * portunus_settings_set_room_expiry:
 * @self: settings
 * @expiry_seconds: 60 to 604,800, or 0 for a room that is open until it is closed
 */
void
portunus_settings_set_room_expiry (PortunusSettings *self,
                                   guint             expiry_seconds)
{
  if (self->settings != NULL)
    g_settings_set_uint (self->settings, KEY_ROOM_EXPIRY, expiry_seconds);
}

/**
 * portunus_settings_bind_room_guests:
 * @self: settings
 * @object: a view
 * @property: a number of it that shows and changes how many guests a new room takes
 */
void
portunus_settings_bind_room_guests (PortunusSettings *self,
                                    gpointer          object,
                                    const char       *property)
{
  bind_key (self, KEY_ROOM_GUESTS, object, property);
}

/**
 * portunus_settings_bind_room_one_time:
 * @self: settings
 * @object: a view
 * @property: a boolean of it that shows and changes whether a new room locks itself behind its first guest
 */
void
portunus_settings_bind_room_one_time (PortunusSettings *self,
                                      gpointer          object,
                                      const char       *property)
{
  bind_key (self, KEY_ROOM_ONE_TIME, object, property);
}
