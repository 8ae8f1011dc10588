/* portunus-nautilus.c: “Send with Portunus” in the menu of Nautilus, which starts the application and does no more
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gi18n-lib.h>
#include <nautilus-extension.h>

#define DESKTOP_ID "org.portunus.App.desktop"

#define PORTUNUS_TYPE_NAUTILUS (portunus_nautilus_get_type ())

G_DECLARE_FINAL_TYPE (PortunusNautilus, portunus_nautilus, PORTUNUS, NAUTILUS, GObject)

struct _PortunusNautilus
{
  GObject parent_instance;
};

static void menu_provider_init (NautilusMenuProviderInterface *iface);

G_DEFINE_DYNAMIC_TYPE_EXTENDED (PortunusNautilus, portunus_nautilus, G_TYPE_OBJECT, G_TYPE_FLAG_FINAL,
                                G_IMPLEMENT_INTERFACE_DYNAMIC (NAUTILUS_TYPE_MENU_PROVIDER, menu_provider_init))

static void
free_uris (gpointer  data,
           GClosure *closure)
{
  g_list_free_full (data, g_free);
}

static void
launched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_uris_finish (G_APP_INFO (source), result, &error))
    g_message ("Portunus does not start: %s", error->message);
}

static void
activate_cb (NautilusMenuItem *item,
             gpointer          user_data)
{
  g_autoptr (GDesktopAppInfo) application = g_desktop_app_info_new (DESKTOP_ID);

  if (application != NULL)
    g_app_info_launch_uris_async (G_APP_INFO (application), user_data, NULL, NULL, launched_cb, NULL);
}

/* (transfer full) (nullable) (element-type utf8): NULL where one of them is no file of this computer. */
static GList *
list_uris (GList *files)
{
  GList *uris = NULL;

  for (GList *l = files; l != NULL; l = l->next)
    {
      g_autoptr (GFile) location = nautilus_file_info_get_location (l->data);

      if (g_file_peek_path (location) == NULL)
        {
          g_list_free_full (uris, g_free);
          return NULL;
        }
      uris = g_list_prepend (uris, g_file_get_uri (location));
    }
  return g_list_reverse (uris);
}

static GList *
get_file_items (NautilusMenuProvider *provider,
                GList                *files)
{
  g_autoptr (GDesktopAppInfo) application = g_desktop_app_info_new (DESKTOP_ID);
  NautilusMenuItem *item;
  GList *uris;

  uris = application != NULL ? list_uris (files) : NULL;
  if (uris == NULL)
    return NULL;
  item = nautilus_menu_item_new ("PortunusNautilus::send", _("Send with Portunus"),
                                 _("Send what is selected straight to another computer"), NULL);
  g_signal_connect_data (item, "activate", G_CALLBACK (activate_cb), uris, free_uris, 0);
  return g_list_prepend (NULL, item);
}

static void
menu_provider_init (NautilusMenuProviderInterface *iface)
{
  iface->get_file_items = get_file_items;
}

static void
portunus_nautilus_class_init (PortunusNautilusClass *klass)
{
}

static void
portunus_nautilus_class_finalize (PortunusNautilusClass *klass)
{
}

static void
portunus_nautilus_init (PortunusNautilus *self)
{
}

/**
 * nautilus_module_initialize:
 * @module: what this is loaded as
 *
 * Called by Nautilus once.
 */
void
nautilus_module_initialize (GTypeModule *module)
{
  bindtextdomain (GETTEXT_PACKAGE, PORTUNUS_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  portunus_nautilus_register_type (module);
}

/**
 * nautilus_module_shutdown:
 *
 * Called by Nautilus at its end.
 */
void
nautilus_module_shutdown (void)
{
}

/**
 * nautilus_module_list_types:
 * @types: (out): the types that Nautilus makes objects of
 * @n_types: (out): how many
 */
void
nautilus_module_list_types (const GType **types,
                            int          *n_types)
{
  static GType list[1];

  list[0] = PORTUNUS_TYPE_NAUTILUS;
  *types = list;
  *n_types = G_N_ELEMENTS (list);
}
