/* ui-desktop.c: plays the desktop that the application talks to: session manager, notifications, portal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "ui-desktop.h"

#include "ui-service.h"

#define APP_ID     "org.portunus.App"
#define APP_PATH   "/org/portunus/App"
#define TIMEOUT_US (20 * G_TIME_SPAN_SECOND)
#define SUSPEND    4

struct _UiDesktop
{
  UiService  *service;

  /* Guards what follows. */
  GMutex      mutex;
  GCond       changed;
  GHashTable *inhibitions;    /* cookies */
  guint       last_cookie;
  GHashTable *notifications;  /* char *id -> GVariant */
};

static const char session_interfaces[] =
  "<node>"
  "  <interface name='org.gnome.SessionManager'>"
  "    <method name='Inhibit'>"
  "      <arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
  "      <arg type='u' direction='in'/><arg type='u' direction='out'/>"
  "    </method>"
  "    <method name='RegisterClient'>"
  "      <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='o' direction='out'/>"
  "    </method>"
  "    <method name='Uninhibit'><arg type='u' direction='in'/></method>"
  "    <property name='SessionIsActive' type='b' access='read'/>"
  "  </interface>"
  "</node>";

static const char notification_interfaces[] =
  "<node>"
  "  <interface name='org.gtk.Notifications'>"
  "    <method name='AddNotification'>"
  "      <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
  "    </method>"
  "    <method name='RemoveNotification'><arg type='s' direction='in'/><arg type='s' direction='in'/></method>"
  "  </interface>"
  "</node>";

static guint
add_inhibition (UiDesktop *self,
                GVariant  *parameters)
{
  guint32 flags = 0;

  g_variant_get (parameters, "(&su&su)", NULL, NULL, NULL, &flags);
  self->last_cookie++;
  if ((flags & SUSPEND) != 0)
    g_hash_table_add (self->inhibitions, GUINT_TO_POINTER (self->last_cookie));
  return self->last_cookie;
}

static void
add_notification (UiDesktop *self,
                  GVariant  *parameters)
{
  char *id = NULL;
  GVariant *details = NULL;

  g_variant_get (parameters, "(&ss@a{sv})", NULL, &id, &details);
  g_hash_table_replace (self->notifications, id, details);
}

static void
remove_notification (UiDesktop *self,
                     GVariant  *parameters)
{
  const char *id = NULL;

  g_variant_get (parameters, "(&s&s)", NULL, &id);
  g_hash_table_remove (self->notifications, id);
}

static GVariant *
answer (UiDesktop  *self,
        const char *method,
        GVariant   *parameters)
{
  if (g_str_equal (method, "Inhibit"))
    return g_variant_new ("(u)", add_inhibition (self, parameters));
  if (g_str_equal (method, "RegisterClient"))
    return g_variant_new ("(o)", "/org/gnome/SessionManager/Client1");
  if (g_str_equal (method, "Uninhibit"))
    {
      guint32 cookie = 0;

      g_variant_get (parameters, "(u)", &cookie);
      g_hash_table_remove (self->inhibitions, GUINT_TO_POINTER (cookie));
    }
  else if (g_str_equal (method, "AddNotification"))
    add_notification (self, parameters);
  else
    remove_notification (self, parameters);
  return NULL;
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
  UiDesktop *self = user_data;
  GVariant *reply;

  g_mutex_lock (&self->mutex);
  reply = answer (self, method, parameters);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  g_dbus_method_invocation_return_value (invocation, reply);
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
  return g_variant_new_boolean (TRUE);
}

typedef gboolean (*Condition) (UiDesktop  *self,
                               const char *title);

static void
wait_until (UiDesktop  *self,
            Condition   condition,
            const char *argument)
{
  gint64 deadline = g_get_monotonic_time () + TIMEOUT_US;

  while (!condition (self, argument))
    if (!g_cond_wait_until (&self->changed, &self->mutex, deadline))
      g_error ("The desktop waited in vain: %s", argument);
}

/**
 * ui_desktop_new:
 *
 * Returns: (transfer full): a desktop that can be talked to
 */
UiDesktop *
ui_desktop_new (void)
{
  static const UiServicePlace places[] = {
    { "org.gnome.SessionManager", "/org/gnome/SessionManager", session_interfaces },
    { "org.gtk.Notifications", "/org/gtk/Notifications", notification_interfaces },
  };
  static const GDBusInterfaceVTable table = { called_cb, get_property_cb, NULL };
  UiDesktop *self = g_new0 (UiDesktop, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->inhibitions = g_hash_table_new (NULL, NULL);
  self->notifications = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  self->service = ui_service_new (places, G_N_ELEMENTS (places), &table, self);
  return self;
}

/**
 * ui_desktop_free:
 * @self: (transfer full): a desktop
 */
void
ui_desktop_free (UiDesktop *self)
{
  ui_service_free (self->service);
  g_hash_table_unref (self->inhibitions);
  g_hash_table_unref (self->notifications);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}

static gboolean
is_inhibited (UiDesktop  *self,
              const char *what)
{
  return g_hash_table_size (self->inhibitions) > 0;
}

static gboolean
is_free (UiDesktop  *self,
         const char *what)
{
  return g_hash_table_size (self->inhibitions) == 0;
}

/**
 * ui_desktop_wait_inhibited:
 * @self: a desktop
 * @inhibited: whether the machine may not be suspended
 */
void
ui_desktop_wait_inhibited (UiDesktop *self,
                           gboolean   inhibited)
{
  g_mutex_lock (&self->mutex);
  wait_until (self, inhibited ? is_inhibited : is_free, inhibited ? "to be kept awake" : "to be free to sleep");
  g_mutex_unlock (&self->mutex);
}

static GVariant *
find (UiDesktop  *self,
      const char *title)
{
  GHashTableIter iter;
  gpointer details;

  g_hash_table_iter_init (&iter, self->notifications);
  while (g_hash_table_iter_next (&iter, NULL, &details))
    {
      const char *text = NULL;

      if (g_variant_lookup (details, "title", "&s", &text) && g_str_equal (text, title))
        return details;
    }
  return NULL;
}

static gboolean
has_notification (UiDesktop  *self,
                  const char *title)
{
  return find (self, title) != NULL;
}

static gboolean
has_no_notification (UiDesktop  *self,
                     const char *title)
{
  return find (self, title) == NULL;
}

static GVariant *
dup_notification (UiDesktop  *self,
                  const char *title)
{
  GVariant *details;

  g_mutex_lock (&self->mutex);
  wait_until (self, has_notification, title);
  details = g_variant_ref (find (self, title));
  g_mutex_unlock (&self->mutex);
  return details;
}

/**
 * ui_desktop_wait_notification:
 * @self: a desktop
 * @title: of the notification
 *
 * Returns: (transfer full): what else it says
 */
char *
ui_desktop_wait_notification (UiDesktop  *self,
                              const char *title)
{
  g_autoptr (GVariant) details = dup_notification (self, title);
  char *body = NULL;

  return g_variant_lookup (details, "body", "s", &body) ? body : g_strdup ("");
}

/**
 * ui_desktop_wait_withdrawn:
 * @self: a desktop
 * @title: of the notification
 */
void
ui_desktop_wait_withdrawn (UiDesktop  *self,
                           const char *title)
{
  g_mutex_lock (&self->mutex);
  wait_until (self, has_no_notification, title);
  g_mutex_unlock (&self->mutex);
}

/**
 * ui_desktop_dup_buttons:
 * @self: a desktop
 * @title: of the notification
 *
 * Returns: (transfer full): their labels, each with a line break after it
 */
char *
ui_desktop_dup_buttons (UiDesktop  *self,
                        const char *title)
{
  g_autoptr (GVariant) details = dup_notification (self, title);
  g_autoptr (GVariantIter) buttons = NULL;
  GString *labels = g_string_new ("");
  GVariant *button;

  if (g_variant_lookup (details, "buttons", "aa{sv}", &buttons))
    while ((button = g_variant_iter_next_value (buttons)) != NULL)
      {
        const char *label = "";

        g_variant_lookup (button, "label", "&s", &label);
        g_string_append_printf (labels, "%s\n", label);
        g_variant_unref (button);
      }
  return g_string_free (labels, FALSE);
}

/* What the application asked for: the action and its target. */
static GVariant *
dup_button (GVariant   *details,
            const char *wanted)
{
  g_autoptr (GVariantIter) buttons = NULL;
  GVariant *button;

  if (wanted == NULL)
    return g_variant_ref (details);
  g_assert_true (g_variant_lookup (details, "buttons", "aa{sv}", &buttons));
  while ((button = g_variant_iter_next_value (buttons)) != NULL)
    {
      const char *label = NULL;

      if (g_variant_lookup (button, "label", "&s", &label) && g_str_equal (label, wanted))
        return button;
      g_variant_unref (button);
    }
  g_error ("No button %s", wanted);
}

static void
call_application (UiDesktop  *self,
                  const char *method,
                  GVariant   *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_sync (ui_service_get_bus (self->service), APP_ID, APP_PATH, "org.freedesktop.Application",
                                 method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

/**
 * ui_desktop_press:
 * @self: a desktop
 * @title: of the notification
 * @button: (nullable): its label; %NULL for the notification itself
 */
void
ui_desktop_press (UiDesktop  *self,
                  const char *title,
                  const char *button)
{
  g_autoptr (GVariant) details = dup_notification (self, title);
  g_autoptr (GVariant) pressed = dup_button (details, button);
  g_autoptr (GVariant) target = g_variant_lookup_value (pressed, button != NULL ? "target" : "default-action-target",
                                                        NULL);
  const char *action = NULL;
  GVariantBuilder parameters;

  if (!g_variant_lookup (pressed, button != NULL ? "action" : "default-action", "&s", &action))
    {
      call_application (self, "Activate", g_variant_new ("(a{sv})", NULL));
      return;
    }
  g_assert_true (g_str_has_prefix (action, "app."));
  g_variant_builder_init (&parameters, G_VARIANT_TYPE ("av"));
  if (target != NULL)
    g_variant_builder_add (&parameters, "v", target);
  call_application (self, "ActivateAction", g_variant_new ("(sava{sv})", action + strlen ("app."), &parameters, NULL));
}
