/* test-nautilus.c: the extension of Nautilus, loaded as Nautilus does it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <gmodule.h>
#include <nautilus-extension.h>

/* A file that was selected. */
#define TEST_TYPE_FILE (test_file_get_type ())
G_DECLARE_FINAL_TYPE (TestFile, test_file, TEST, FILE, GObject)

struct _TestFile
{
  GObject  parent_instance;

  GFile   *location;
};

static GFile *
get_location (NautilusFileInfo *file)
{
  return g_object_ref (TEST_FILE (file)->location);
}

static void
file_info_init (NautilusFileInfoInterface *iface)
{
  iface->get_location = get_location;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestFile, test_file, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (NAUTILUS_TYPE_FILE_INFO, file_info_init))

static void
test_file_finalize (GObject *object)
{
  g_object_unref (TEST_FILE (object)->location);

  G_OBJECT_CLASS (test_file_parent_class)->finalize (object);
}

static void
test_file_class_init (TestFileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_file_finalize;
}

static void
test_file_init (TestFile *self)
{
}

/* What types of a module belong to. */
#define TEST_TYPE_MODULE (test_module_get_type ())
G_DECLARE_FINAL_TYPE (TestModule, test_module, TEST, MODULE, GTypeModule)

struct _TestModule
{
  GTypeModule parent_instance;
};

G_DEFINE_FINAL_TYPE (TestModule, test_module, G_TYPE_TYPE_MODULE)

static gboolean
load (GTypeModule *module)
{
  return TRUE;
}

static void
test_module_class_init (TestModuleClass *klass)
{
  G_TYPE_MODULE_CLASS (klass)->load = load;
}

static void
test_module_init (TestModule *self)
{
}

static NautilusMenuProvider *
create_provider (void)
{
  static GType type;
  const GType *types = NULL;
  int n_types = 0;

  if (type == 0)
    {
      /* Both stay until the process ends, as in Nautilus. */
      GTypeModule *owner = g_object_new (TEST_TYPE_MODULE, NULL);
      GModule *module = g_module_open (g_getenv ("TEST_MODULE"), G_MODULE_BIND_LOCAL);
      void (*initialize) (GTypeModule *) = NULL;
      void (*list_types) (const GType **, int *) = NULL;

      g_assert_nonnull (module);
      g_assert_true (g_module_symbol (module, "nautilus_module_initialize", (gpointer *) &initialize));
      g_assert_true (g_module_symbol (module, "nautilus_module_list_types", (gpointer *) &list_types));
      g_assert_true (g_type_module_use (owner));
      initialize (owner);
      list_types (&types, &n_types);
      g_assert_cmpint (n_types, ==, 1);
      type = types[0];
    }
  return g_object_new (type, NULL);
}

/* An application that writes down what it is given. */
static char *
install_application (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "applications", NULL);
  g_autofree char *desktop = g_build_filename (folder, "org.portunus.App.desktop", NULL);
  g_autofree char *script = g_build_filename (g_get_user_data_dir (), "application", NULL);
  char *output = g_build_filename (g_get_user_data_dir (), "given", NULL);
  g_autofree char *text = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Portunus\nExec=%s %%U\n", script);
  g_autofree char *code = g_strdup_printf ("#!/bin/sh\nprintf '%%s\\n' \"$@\" > '%s.part'\nmv '%s.part' '%s'\n",
                                           output, output, output);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents_full (script, code, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  g_assert_true (g_file_set_contents (desktop, text, -1, NULL));
  return output;
}

static GList *
add_file (GList      *files,
          const char *uri)
{
  TestFile *file = g_object_new (TEST_TYPE_FILE, NULL);

  file->location = g_file_new_for_uri (uri);
  return g_list_append (files, file);
}

static GList *
ask (GList *files)
{
  g_autoptr (NautilusMenuProvider) provider = create_provider ();
  GList *items = nautilus_menu_provider_get_file_items (provider, files);

  g_list_free_full (files, g_object_unref);
  return items;
}

static void
test_send (void)
{
  g_autofree char *output = install_application ();
  g_autofree char *label = NULL;
  g_autofree char *given = NULL;
  gint64 deadline = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;
  GList *items = ask (add_file (add_file (NULL, "file:///tmp/one%20file.txt"), "file:///tmp/%C3%A4"));

  g_assert_cmpuint (g_list_length (items), ==, 1);
  g_object_get (items->data, "label", &label, NULL);
  g_assert_cmpstr (label, ==, "Send with Portunus");
  nautilus_menu_item_activate (items->data);
  while (!g_file_test (output, G_FILE_TEST_EXISTS) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (g_file_get_contents (output, &given, NULL, NULL));
  g_assert_cmpstr (given, ==, "/tmp/one file.txt\n/tmp/ä\n");
  g_list_free_full (items, g_object_unref);
}

/* There is nothing to offer for what only another computer has. */
static void
test_elsewhere (void)
{
  g_autofree char *output = install_application ();

  g_assert_null (ask (add_file (add_file (NULL, "file:///tmp/one"), "sftp://example.org/two")));
  g_assert_null (ask (NULL));
}

static void
test_not_installed (void)
{
  g_assert_null (ask (add_file (NULL, "file:///tmp/one")));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_setenv ("TEST_MODULE", argv[1], TRUE);
  g_setenv ("GIO_USE_VFS", "local", TRUE);
  g_test_add_func ("/nautilus/not-installed", test_not_installed);
  g_test_add_func ("/nautilus/send", test_send);
  g_test_add_func ("/nautilus/elsewhere", test_elsewhere);
  return g_test_run ();
}
