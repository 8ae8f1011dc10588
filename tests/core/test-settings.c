/* test-settings.c: the table of settings and the installed schema say the same
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-settings-private.h"

static GSettingsSchema *
ref_schema (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  GSettingsSchema *schema = g_settings_schema_source_lookup (source, PORTUNUS_SETTINGS_SCHEMA, FALSE);

  g_assert_nonnull (schema);
  return schema;
}

/* As g_settings_schema_key_get_range() describes it. */
static GVariant *
expect_range (const PortunusSettingSpec *spec)
{
  const GVariantType *type = G_VARIANT_TYPE (spec->type);

  if (spec->choices[0] != NULL)
    return g_variant_ref_sink (g_variant_new ("(sv)", "enum", g_variant_new_strv (spec->choices, -1)));
  if (spec->max != 0)
    return g_variant_ref_sink (g_variant_new ("(sv)", "range", g_variant_new ("(uu)", spec->min, spec->max)));
  return g_variant_ref_sink (g_variant_new ("(sv)", "type", g_variant_new_array (type, NULL, 0)));
}

static void
test_schema (void)
{
  g_autoptr (GSettingsSchema) schema = ref_schema ();
  g_auto (GStrv) keys = g_settings_schema_list_keys (schema);

  g_assert_cmpuint (g_strv_length (keys), ==, PORTUNUS_N_SETTINGS);
  for (PortunusSetting i = 0; i < PORTUNUS_N_SETTINGS; i++)
    {
      const PortunusSettingSpec *spec = &_portunus_settings_table[i];
      g_autoptr (GSettingsSchemaKey) key = NULL;
      g_autoptr (GVariant) fallback = NULL;
      g_autoptr (GVariant) range = NULL;
      g_autoptr (GVariant) expected = expect_range (spec);
      g_autofree char *text = NULL;

      g_assert_true (g_strv_contains ((const char * const *) keys, spec->key));
      key = g_settings_schema_get_key (schema, spec->key);
      fallback = g_settings_schema_key_get_default_value (key);
      range = g_settings_schema_key_get_range (key);
      text = g_variant_print (fallback, FALSE);
      g_assert_cmpstr (g_variant_get_type_string (fallback), ==, spec->type);
      g_assert_cmpstr (text, ==, spec->fallback);
      g_assert_cmpvariant (range, expected);
    }
}

/* What a program sees of every default. */
static char *
describe (PortunusSettings *settings,
          PortunusSetting   setting)
{
  g_auto (GStrv) list = NULL;

  switch (_portunus_settings_table[setting].type[0])
    {
    case 'b':
      return g_strdup (portunus_settings_get_boolean (settings, setting) ? "true" : "false");
    case 'u':
      return g_strdup_printf ("%u", portunus_settings_get_number (settings, setting));
    case 's':
      return portunus_settings_dup_text (settings, setting);
    default:
      list = portunus_settings_dup_list (settings, setting);
      return g_strjoinv (" ", list);
    }
}

static char *
describe_all (void)
{
  g_autoptr (PortunusSettings) settings = portunus_settings_new ();
  GString *text = g_string_new (NULL);

  for (PortunusSetting i = 0; i < PORTUNUS_N_SETTINGS; i++)
    {
      g_autofree char *value = describe (settings, i);

      g_string_append_printf (text, "%s=%s\n", _portunus_settings_table[i].key, value);
    }
  return g_string_free (text, FALSE);
}

/* A machine without the schema: its source is empty in a process of its own. */
static void
test_without_schema (void)
{
  g_autofree char *expected = describe_all ();
  g_autofree char *pattern = g_strconcat ("*", expected, "*", NULL);

  if (g_test_subprocess ())
    {
      g_print ("%s", expected);
      return;
    }
  g_setenv ("GSETTINGS_SCHEMA_DIR", "/nonexistent", TRUE);
  g_setenv ("XDG_DATA_DIRS", "/nonexistent", TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout (pattern);
}

static void
count_cb (PortunusSettings *settings,
          guint            *n_changes)
{
  (*n_changes)++;
}

static void
test_change (void)
{
  g_autoptr (PortunusSettings) settings = portunus_settings_new ();
  g_autoptr (PortunusSettings) others = portunus_settings_new ();
  g_autofree char *policy = NULL;
  g_auto (GStrv) servers = NULL;
  guint n_changes = 0;

  g_signal_connect (others, "changed", G_CALLBACK (count_cb), &n_changes);
  portunus_settings_set_boolean (settings, PORTUNUS_SETTING_DISCOVERY, FALSE);
  portunus_settings_set_number (settings, PORTUNUS_SETTING_CONNECTIONS, 4);
  portunus_settings_set_text (settings, PORTUNUS_SETTING_CONFLICT_POLICY, "newer");
  portunus_settings_set_list (settings, PORTUNUS_SETTING_STUN_SERVERS,
                              (const char * const[]) { "stun://a.example:1", "stun://b.example:2", NULL });
  policy = portunus_settings_dup_text (others, PORTUNUS_SETTING_CONFLICT_POLICY);
  servers = portunus_settings_dup_list (others, PORTUNUS_SETTING_STUN_SERVERS);
  g_assert_false (portunus_settings_get_boolean (others, PORTUNUS_SETTING_DISCOVERY));
  g_assert_cmpuint (portunus_settings_get_number (others, PORTUNUS_SETTING_CONNECTIONS), ==, 4);
  g_assert_cmpstr (policy, ==, "newer");
  g_assert_cmpuint (g_strv_length (servers), ==, 2);
  g_assert_cmpstr (servers[1], ==, "stun://b.example:2");
  g_assert_cmpuint (n_changes, ==, 4);
}

static void
test_names (void)
{
  g_autoptr (PortunusSettings) settings = portunus_settings_new ();
  g_autofree char *host = portunus_settings_dup_device_name (settings);
  g_autofree char *own = NULL;
  g_autofree char *folder = NULL;

  g_assert_cmpstr (host, ==, g_get_host_name ());
  portunus_settings_set_text (settings, PORTUNUS_SETTING_DEVICE_NAME, "Desk");
  portunus_settings_set_text (settings, PORTUNUS_SETTING_DOWNLOAD_FOLDER, "/srv/in");
  own = portunus_settings_dup_device_name (settings);
  folder = portunus_settings_dup_download_folder (settings);
  g_assert_cmpstr (own, ==, "Desk");
  g_assert_cmpstr (folder, ==, "/srv/in");
  g_assert_false (portunus_settings_uses_secret_file (settings));
  portunus_settings_set_text (settings, PORTUNUS_SETTING_SECRET_STORE, "file");
  g_assert_true (portunus_settings_uses_secret_file (settings));
}

/* A setting asked for as what it is not is our own mistake, with a schema or without. */
static void
test_wrong_type (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (PortunusSettings) settings = portunus_settings_new ();

      portunus_settings_get_number (settings, PORTUNUS_SETTING_DISCOVERY);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*get_key*assertion failed*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/settings/schema", test_schema);
  g_test_add_func ("/settings/without-schema", test_without_schema);
  g_test_add_func ("/settings/change", test_change);
  g_test_add_func ("/settings/names", test_names);
  g_test_add_func ("/settings/wrong-type", test_wrong_type);

  return g_test_run ();
}
