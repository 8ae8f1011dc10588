/* fake-devices.c: devices nearby and known, and a doctor, as a scene asks for them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "fake-devices.h"

#include <string.h>

#include "portunus-doctor.h"
#include "portunus-nearby-browser.h"
#include "portunus-paths.h"

struct _PortunusNearbyBrowser
{
  GObject     parent_instance;

  GListStore *devices;
  guint       source;
};

enum { SETTLED, PROBLEM, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusNearbyBrowser, portunus_nearby_browser, G_TYPE_OBJECT)

static const char *
get_scene (void)
{
  const char *scene = g_getenv ("FAKE_DEVICES");

  return scene != NULL ? scene : "none";
}

static void
add_nearby (PortunusNearbyBrowser *self,
            const char            *id,
            const char            *address,
            const char            *name)
{
  g_autoptr (PortunusNearbyDevice) device = NULL;
  PortunusNearbyText *text = g_new0 (PortunusNearbyText, 1);

  text->room = g_strdup ("0123456789abcdef0123456789abcdef");
  text->fingerprint = g_bytes_new (id, strlen (id));
  text->name = g_strdup (name);
  device = portunus_nearby_device_new (id, address, 38117, text);
  g_list_store_append (self->devices, device);
}

static gboolean
play_cb (gpointer user_data)
{
  PortunusNearbyBrowser *self = user_data;

  self->source = 0;
  if (g_str_equal (get_scene (), "many"))
    {
      add_nearby (self, "1", "192.168.178.21", "Anna’s laptop");
      add_nearby (self, "2", "192.168.178.22", NULL);
      add_nearby (self, "3", "192.168.178.23", "Mallory");
      add_nearby (self, "4", "fe80::1234:5678:9abc:def0", "<b>Not bold</b> & a name as long as it may be, with words");
    }
  g_signal_emit (self, signals[SETTLED], 0);
  return G_SOURCE_REMOVE;
}

static void
portunus_nearby_browser_finalize (GObject *object)
{
  PortunusNearbyBrowser *self = PORTUNUS_NEARBY_BROWSER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_object_unref (self->devices);

  G_OBJECT_CLASS (portunus_nearby_browser_parent_class)->finalize (object);
}

static void
portunus_nearby_browser_class_init (PortunusNearbyBrowserClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_nearby_browser_finalize;

  signals[SETTLED] = g_signal_new ("settled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PROBLEM] = g_signal_new ("problem", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_ERROR);
}

static void
portunus_nearby_browser_init (PortunusNearbyBrowser *self)
{
  self->devices = g_list_store_new (PORTUNUS_TYPE_NEARBY_DEVICE);
}

PortunusNearbyBrowser *
portunus_nearby_browser_new (const char *own_id)
{
  return g_object_new (PORTUNUS_TYPE_NEARBY_BROWSER, NULL);
}

void
portunus_nearby_browser_start (PortunusNearbyBrowser *self)
{
  self->source = g_idle_add (play_cb, self);
}

void
portunus_nearby_browser_stop (PortunusNearbyBrowser *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
}

GListModel *
portunus_nearby_browser_get_devices (PortunusNearbyBrowser *self)
{
  return G_LIST_MODEL (self->devices);
}

PortunusNearbyBrowser *
portunus_engine_new_browser (PortunusEngine *self)
{
  PortunusNearbyBrowser *browser = portunus_nearby_browser_new ("fake");

  g_object_set_data (G_OBJECT (self), "browser", browser);
  return browser;
}

void
fake_devices_come (PortunusEngine *engine,
                   const char     *id,
                   const char     *address,
                   const char     *name)
{
  add_nearby (g_object_get_data (G_OBJECT (engine), "browser"), id, address, name);
}

void
fake_devices_go (PortunusEngine *engine,
                 guint           position)
{
  PortunusNearbyBrowser *browser = g_object_get_data (G_OBJECT (engine), "browser");

  g_list_store_remove (browser->devices, position);
}

gboolean
portunus_doctor_has_network (void)
{
  return TRUE;
}

void
portunus_doctor_examine_async (PortunusEngine      *engine,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, user_data);
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) portunus_finding_free);

  g_ptr_array_add (findings, portunus_finding_new ("network", PORTUNUS_FINDING_GOOD,
                                                   g_strdup ("Others reach this machine at 192.168.178.20."), NULL));
  g_ptr_array_add (findings, portunus_finding_new ("nearby", PORTUNUS_FINDING_BAD,
                                                   g_strdup ("This network carries <b>no</b> multicast."),
                                                   "A VPN often does not. Use a link or a code."));
  g_ptr_array_add (findings, portunus_finding_new ("firewall", PORTUNUS_FINDING_NOTE,
                                                   g_strdup ("A firewall is on here: ufw."), NULL));
  g_ptr_array_add (findings, portunus_finding_new ("versions", PORTUNUS_FINDING_GOOD, g_strdup ("Versions"), NULL));
  g_task_return_pointer (task, findings, (GDestroyNotify) g_ptr_array_unref);
}

GPtrArray *
portunus_doctor_examine_finish (GAsyncResult  *result,
                                GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static const char *
meet (PortunusDeviceBook  *book,
      guint8               first_byte,
      const char          *name,
      PortunusDeviceTrust  trust)
{
  guint8 key[PORTUNUS_DEVICE_KEY_SIZE] = { first_byte };
  const char *id = portunus_known_device_get_id (portunus_device_book_note (book, key, name));

  if (trust != PORTUNUS_DEVICE_MET)
    portunus_device_book_set_trust (book, id, trust);
  return id;
}

PortunusDeviceBook *
fake_devices_open_book (void)
{
  g_autofree char *folder = portunus_paths_dup_data_dir (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, PORTUNUS_DEVICE_BOOK_NAME, NULL);
  const PortunusAutoAccept rules = { .is_on = TRUE, .folder = g_get_tmp_dir (), .max_bytes = 500 * 1000 * 1000 };
  PortunusDeviceBook *book;

  book = portunus_device_book_new (path);
  if (!g_str_equal (get_scene (), "many"))
    return book;
  portunus_device_book_set_auto_accept (book, meet (book, 1, "Anna’s laptop", PORTUNUS_DEVICE_VERIFIED), &rules);
  meet (book, 2, "Mallory", PORTUNUS_DEVICE_BLOCKED);
  meet (book, 3, "<i>Carol</i> & a tablet whose name is nearly as long as may be", PORTUNUS_DEVICE_MET);
  return book;
}
