/* portunus-settings.c: the settings of this user, read and changed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-settings-private.h"

#include "portunus-download-folder.h"

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
    schema = g_settings_schema_source_lookup (source, PORTUNUS_SETTINGS_SCHEMA, TRUE);
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

static const char *
get_key (PortunusSetting  setting,
         const char      *type)
{
  g_assert (setting < PORTUNUS_N_SETTINGS);
  g_assert (g_str_equal (_portunus_settings_table[setting].type, type));

  return _portunus_settings_table[setting].key;
}

static GVariant *
ref_value (PortunusSettings *self,
           PortunusSetting   setting,
           const char       *type)
{
  const char *key = get_key (setting, type);
  const char *fallback = _portunus_settings_table[setting].fallback;

  if (self->settings != NULL)
    return g_settings_get_value (self->settings, key);
  return g_variant_ref_sink (g_variant_parse (G_VARIANT_TYPE (type), fallback, NULL, NULL, NULL));
}

/* Takes @value, which is floating. */
static void
set_value (PortunusSettings *self,
           PortunusSetting   setting,
           GVariant         *value)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  const char *key = get_key (setting, g_variant_get_type_string (owned));

  if (self->settings != NULL)
    g_settings_set_value (self->settings, key, owned);
}

/**
 * portunus_settings_get_boolean:
 * @self: settings
 * @setting: one that is a boolean
 *
 * Returns: its value
 */
gboolean
portunus_settings_get_boolean (PortunusSettings *self,
                               PortunusSetting   setting)
{
  g_autoptr (GVariant) value = ref_value (self, setting, "b");

  return g_variant_get_boolean (value);
}

/**
 * portunus_settings_get_number:
 * @self: settings
 * @setting: one that is a number
 *
 * Returns: its value, within its range
 */
guint
portunus_settings_get_number (PortunusSettings *self,
                              PortunusSetting   setting)
{
  g_autoptr (GVariant) value = ref_value (self, setting, "u");

  return g_variant_get_uint32 (value);
}

/**
 * portunus_settings_dup_text:
 * @self: settings
 * @setting: one that is a text
 *
 * Returns: (transfer full): its value, one of its choices where it has them
 */
char *
portunus_settings_dup_text (PortunusSettings *self,
                            PortunusSetting   setting)
{
  g_autoptr (GVariant) value = ref_value (self, setting, "s");

  return g_variant_dup_string (value, NULL);
}

/**
 * portunus_settings_dup_list:
 * @self: settings
 * @setting: one that is a list
 *
 * Returns: (transfer full): its texts
 */
char **
portunus_settings_dup_list (PortunusSettings *self,
                            PortunusSetting   setting)
{
  g_autoptr (GVariant) value = ref_value (self, setting, "as");

  return g_variant_dup_strv (value, NULL);
}

/**
 * portunus_settings_set_boolean:
 * @self: settings
 * @setting: one that is a boolean
 * @is_on: its new value
 */
void
portunus_settings_set_boolean (PortunusSettings *self,
                               PortunusSetting   setting,
                               gboolean          is_on)
{
  set_value (self, setting, g_variant_new_boolean (is_on));
}

/**
 * portunus_settings_set_number:
 * @self: settings
 * @setting: one that is a number
 * @number: its new value, within its range
 */
void
portunus_settings_set_number (PortunusSettings *self,
                              PortunusSetting   setting,
                              guint             number)
{
  set_value (self, setting, g_variant_new_uint32 (number));
}

/**
 * portunus_settings_set_text:
 * @self: settings
 * @setting: one that is a text
 * @text: its new value, one of its choices where it has them
 */
void
portunus_settings_set_text (PortunusSettings *self,
                            PortunusSetting   setting,
                            const char       *text)
{
  set_value (self, setting, g_variant_new_string (text));
}

/**
 * portunus_settings_set_list:
 * @self: settings
 * @setting: one that is a list
 * @list: its new value
 */
void
portunus_settings_set_list (PortunusSettings   *self,
                            PortunusSetting     setting,
                            const char * const *list)
{
  set_value (self, setting, g_variant_new_strv (list, -1));
}

/**
 * portunus_settings_bind:
 * @self: settings, which must outlive @object
 * @setting: a setting
 * @object: what shows and changes it
 * @property: its property, of the setting's type
 *
 * Keeps the two the same.
 */
void
portunus_settings_bind (PortunusSettings *self,
                        PortunusSetting   setting,
                        gpointer          object,
                        const char       *property)
{
  g_return_if_fail (setting < PORTUNUS_N_SETTINGS);

  if (self->settings != NULL)
    g_settings_bind (self->settings, _portunus_settings_table[setting].key, object, property, G_SETTINGS_BIND_DEFAULT);
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
  char *name = portunus_settings_dup_text (self, PORTUNUS_SETTING_DEVICE_NAME);

  if (*name != '\0')
    return name;
  g_free (name);
  return g_strdup (g_get_host_name ());
}

/**
 * portunus_settings_dup_download_folder:
 * @self: settings
 *
 * Returns: (transfer full) (type filename): where received files go, see portunus_download_folder_resolve()
 */
char *
portunus_settings_dup_download_folder (PortunusSettings *self)
{
  g_autofree char *chosen = portunus_settings_dup_text (self, PORTUNUS_SETTING_DOWNLOAD_FOLDER);

  return portunus_download_folder_resolve (chosen, portunus_download_folder_is_sandboxed ());
}

/**
 * portunus_settings_uses_secret_file:
 * @self: settings
 *
 * Returns: whether keys are kept in the encrypted file and not in the keyring
 */
gboolean
portunus_settings_uses_secret_file (PortunusSettings *self)
{
  g_autofree char *store = portunus_settings_dup_text (self, PORTUNUS_SETTING_SECRET_STORE);

  return g_str_equal (store, "file");
}
