/* ui-portal.c: plays the portals that the application asks for a camera and a file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "ui-portal.h"

#include <gio/gunixfdlist.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ui-service.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

struct _UiPortal
{
  UiPortalAnswers  answers;
  UiService       *service;
};

static const char interfaces[] =
  "<node>"
  "  <interface name='org.freedesktop.portal.Camera'>"
  "    <method name='AccessCamera'><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
  "    <method name='OpenPipeWireRemote'><arg type='a{sv}' direction='in'/><arg type='h' direction='out'/></method>"
  "    <property name='IsCameraPresent' type='b' access='read'/>"
  "    <property name='version' type='u' access='read'/>"
  "  </interface>"
  "  <interface name='org.freedesktop.portal.FileChooser'>"
  "    <method name='OpenFile'>"
  "      <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
  "      <arg type='o' direction='out'/>"
  "    </method>"
  "    <property name='version' type='u' access='read'/>"
  "  </interface>"
  "</node>";

/* A connection that nobody answers at the other end. */
static void
give_remote (GDBusMethodInvocation *invocation)
{
  g_autoptr (GUnixFDList) list = NULL;
  int pair[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  close (pair[1]);
  list = g_unix_fd_list_new_from_array (pair, 1);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation, g_variant_new ("(h)", 0), list);
}

static GVariant *
create_results (UiPortal *self,
                gboolean  is_file)
{
  GVariantDict results;

  g_variant_dict_init (&results, NULL);
  if (is_file && self->answers.file != NULL)
    {
      g_autofree char *uri = g_filename_to_uri (self->answers.file, NULL, NULL);
      const char * const uris[] = { uri, NULL };

      g_variant_dict_insert (&results, "uris", "^as", uris);
    }
  return g_variant_dict_end (&results);
}

static guint32
get_response (UiPortal *self,
              gboolean  is_file)
{
  if (is_file)
    return self->answers.file != NULL ? 0 : 1;
  return self->answers.camera_response;
}

static void
called_cb (GDBusConnection       *bus,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  UiPortal *self = user_data;
  gboolean is_file = g_str_equal (method, "OpenFile");
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, is_file ? 2 : 0);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *handle = NULL;
  const char *token = NULL;

  if (g_str_equal (method, "OpenPipeWireRemote"))
    {
      give_remote (invocation);
      return;
    }
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  handle = g_strdup_printf (PORTAL_PATH "/request/%s/%s", name, token);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", handle));
  g_dbus_connection_emit_signal (bus, sender, handle, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(u@a{sv})", get_response (self, is_file),
                                                create_results (self, is_file)), NULL);
}

static GVariant *
get_property_cb (GDBusConnection  *bus,
                 const char       *sender,
                 const char       *path,
                 const char       *interface,
                 const char       *property,
                 GError          **error,
                 gpointer          user_data)
{
  if (g_str_equal (property, "version"))
    return g_variant_new_uint32 (3);
  return g_variant_new_boolean (((UiPortal *) user_data)->answers.has_camera);
}

/**
 * ui_portal_new:
 * @answers: what to answer; kept by the caller where it holds a text
 *
 * Returns: (transfer full): a portal that is there already
 */
UiPortal *
ui_portal_new (const UiPortalAnswers *answers)
{
  static const UiServicePlace place = { PORTAL_NAME, PORTAL_PATH, interfaces };
  static const GDBusInterfaceVTable table = { called_cb, get_property_cb, NULL };
  UiPortal *self = g_new0 (UiPortal, 1);

  self->answers = *answers;
  self->service = ui_service_new (&place, 1, &table, self);
  return self;
}

/**
 * ui_portal_free:
 * @self: (transfer full): a portal, which leaves the bus
 */
void
ui_portal_free (UiPortal *self)
{
  ui_service_free (self->service);
  g_free (self);
}
