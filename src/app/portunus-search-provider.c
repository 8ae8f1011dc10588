/* portunus-search-provider.c: lets the shell search past transfers and known devices
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-search-provider.h"

#include "portunus-paths.h"

/* How long a program that was started for a search stays for the next one. */
#define STAY_MS 10000

struct _PortunusSearchProvider
{
  GObject             parent_instance;

  /* Owned */
  PortunusDeviceBook *book;      /* (nullable): from the first search on */
  GDBusConnection    *bus;       /* (nullable): while it is exported */
  GQueue              waiting;   /* GDBusMethodInvocation, until the devices are read */

  /* Borrowed */
  GApplication       *application;

  guint               object;
  gboolean            is_loading;
};

enum { SIGNAL_TRANSFERS, SIGNAL_DEVICES, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusSearchProvider, portunus_search_provider, G_TYPE_OBJECT)

static const char interface[] =
  "<node><interface name='org.gnome.Shell.SearchProvider2'>"
  "<method name='GetInitialResultSet'><arg type='as' direction='in'/><arg type='as' direction='out'/></method>"
  "<method name='GetSubsearchResultSet'>"
  "<arg type='as' direction='in'/><arg type='as' direction='in'/><arg type='as' direction='out'/>"
  "</method>"
  "<method name='GetResultMetas'><arg type='as' direction='in'/><arg type='aa{sv}' direction='out'/></method>"
  "<method name='ActivateResult'>"
  "<arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='u' direction='in'/>"
  "</method>"
  "<method name='LaunchSearch'><arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
  "</interface></node>";

static GVariant *
find (PortunusSearchProvider *self,
      GVariant               *parameters,
      const char             *method)
{
  g_autoptr (GVariant) words = g_variant_get_child_value (parameters, g_str_equal (method, "GetInitialResultSet") ? 0
                                                                                                                  : 1);
  g_autofree const char **terms = g_variant_get_strv (words, NULL);
  g_auto (GStrv) ids = portunus_search_find (self->book, terms);

  return g_variant_new ("(^as)", ids);
}

static GVariant *
describe (PortunusSearchProvider *self,
          GVariant               *parameters)
{
  g_autofree const char **ids = NULL;
  GVariantBuilder results;

  g_variant_get (parameters, "(^a&s)", &ids);
  g_variant_builder_init (&results, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      GVariant *result = portunus_search_describe (self->book, ids[i]);

      if (result != NULL)
        g_variant_builder_add_value (&results, result);
    }
  return g_variant_new ("(aa{sv})", &results);
}

static void
show (PortunusSearchProvider *self,
      GVariant               *parameters)
{
  g_autofree char *name = NULL;
  const char *id = NULL;

  g_variant_get_child (parameters, 0, "&s", &id);
  switch (portunus_search_parse (self->book, id, &name))
    {
    case PORTUNUS_SEARCH_TRANSFER:
      g_signal_emit (self, signals[SIGNAL_TRANSFERS], 0, name);
      break;
    case PORTUNUS_SEARCH_DEVICE:
      g_signal_emit (self, signals[SIGNAL_DEVICES], 0);
      break;
    case PORTUNUS_SEARCH_NOTHING:
    default:
      g_signal_emit (self, signals[SIGNAL_TRANSFERS], 0, "");
    }
}

static void
show_all (PortunusSearchProvider *self,
          GVariant               *parameters)
{
  g_auto (GStrv) terms = NULL;
  g_autofree char *words = NULL;

  g_variant_get_child (parameters, 0, "^as", &terms);
  words = g_strjoinv (" ", terms);
  g_signal_emit (self, signals[SIGNAL_TRANSFERS], 0, words);
}

static void
answer (PortunusSearchProvider *self,
        GDBusMethodInvocation  *invocation)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);
  GVariant *reply = NULL;

  if (g_str_equal (method, "GetResultMetas"))
    reply = describe (self, parameters);
  else if (g_str_equal (method, "ActivateResult"))
    show (self, parameters);
  else if (g_str_equal (method, "LaunchSearch"))
    show_all (self, parameters);
  else
    reply = find (self, parameters, method);
  g_dbus_method_invocation_return_value (invocation, reply);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PortunusSearchProvider) self = user_data;
  g_autoptr (GError) error = NULL;
  GDBusMethodInvocation *invocation;

  self->is_loading = FALSE;
  if (!portunus_device_book_load_finish (self->book, result, &error))
    g_debug ("The devices cannot be searched: %s", error->message);
  while ((invocation = g_queue_pop_head (&self->waiting)) != NULL)
    answer (self, invocation);
  g_application_release (self->application);
}

/* The engine need not start to be searched. FALSE where there is no data folder, so that no device can be known. */
static gboolean
load (PortunusSearchProvider *self)
{
  g_autofree char *folder = portunus_paths_dup_data_dir (NULL, NULL);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, PORTUNUS_DEVICE_BOOK_NAME, NULL) : NULL;

  if (path == NULL)
    return FALSE;

  self->is_loading = TRUE;
  self->book = portunus_device_book_new (path);
  g_application_hold (self->application);
  portunus_device_book_load_async (self->book, NULL, loaded_cb, g_object_ref (self));
  return TRUE;
}

static void
called_cb (GDBusConnection       *bus,
           const char            *sender,
           const char            *path,
           const char            *interface_name,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  PortunusSearchProvider *self = user_data;

  if ((g_application_get_flags (self->application) & G_APPLICATION_IS_SERVICE) != 0)
    g_application_set_inactivity_timeout (self->application, STAY_MS);
  if (self->is_loading || (self->book == NULL && load (self)))
    g_queue_push_tail (&self->waiting, invocation);
  else
    answer (self, invocation);
}

static void
portunus_search_provider_finalize (GObject *object)
{
  PortunusSearchProvider *self = PORTUNUS_SEARCH_PROVIDER (object);

  portunus_search_provider_unexport (self);
  g_queue_clear_full (&self->waiting, g_object_unref);
  if (self->book != NULL)
    portunus_device_book_close (self->book);
  g_clear_object (&self->book);

  G_OBJECT_CLASS (portunus_search_provider_parent_class)->finalize (object);
}

static void
portunus_search_provider_class_init (PortunusSearchProviderClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_search_provider_finalize;

  signals[SIGNAL_TRANSFERS] = g_signal_new ("transfers", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                            1, G_TYPE_STRING);
  signals[SIGNAL_DEVICES] = g_signal_new ("devices", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
portunus_search_provider_init (PortunusSearchProvider *self)
{
  g_queue_init (&self->waiting);
}

/**
 * portunus_search_provider_new:
 * @application: the application, which must outlive the result
 *
 * Returns: (transfer full): a provider that is not on a bus
 */
PortunusSearchProvider *
portunus_search_provider_new (GApplication *application)
{
  PortunusSearchProvider *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);

  self = g_object_new (PORTUNUS_TYPE_SEARCH_PROVIDER, NULL);
  self->application = application;
  return self;
}

/**
 * portunus_search_provider_export:
 * @self: a provider that is not on a bus
 * @bus: the session bus
 * @path: of the object
 * @error: return location: of GIO
 *
 * Returns: whether it can be asked now
 */
gboolean
portunus_search_provider_export (PortunusSearchProvider  *self,
                                 GDBusConnection         *bus,
                                 const char              *path,
                                 GError                 **error)
{
  static const GDBusInterfaceVTable vtable = { called_cb, NULL, NULL };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (interface, NULL);

  g_return_val_if_fail (PORTUNUS_IS_SEARCH_PROVIDER (self), FALSE);
  g_return_val_if_fail (self->bus == NULL, FALSE);

  self->object = g_dbus_connection_register_object (bus, path, info->interfaces[0], &vtable, self, NULL, error);
  if (self->object == 0)
    return FALSE;
  self->bus = g_object_ref (bus);
  return TRUE;
}

/**
 * portunus_search_provider_unexport:
 * @self: a provider
 */
void
portunus_search_provider_unexport (PortunusSearchProvider *self)
{
  g_return_if_fail (PORTUNUS_IS_SEARCH_PROVIDER (self));

  if (self->bus != NULL)
    g_dbus_connection_unregister_object (self->bus, self->object);
  g_clear_object (&self->bus);
}
