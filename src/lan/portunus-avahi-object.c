/* portunus-avahi-object.c: one thing that the Avahi daemon does for us
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-avahi-object.h"

#define PREFIX "org.freedesktop.Avahi."
#define SERVER PREFIX "Server2"
#define TIMEOUT_MS 10000
#define MAX_EARLY 1024

/* Held by its owner, and by every call that is under way: the daemon may make it after it was given up. */
struct _PortunusAvahiObject
{
  const PortunusAvahiObjectClass *klass;

  /* Owned */
  GDBusConnection                *connection;
  char                           *daemon;       /* the unique name, so that another one's signals do not count */
  char                           *interface;
  char                           *path;         /* NULL until it is made */
  GQueue                          early;        /* of EarlySignal, until then */

  guint                           subscription;
  gboolean                        is_freed;
  gpointer                        user_data;
};

/* The daemon speaks of an object before it tells where the object is, and before it was told to start. */
typedef struct
{
  char     *path;
  char     *name;
  GVariant *parameters;
} EarlySignal;

static void
early_signal_free (gpointer data)
{
  EarlySignal *early = data;

  g_free (early->path);
  g_free (early->name);
  g_variant_unref (early->parameters);
  g_free (early);
}

static void
clear (gpointer data)
{
  PortunusAvahiObject *self = data;

  g_queue_clear_full (&self->early, early_signal_free);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->daemon, g_free);
  g_clear_pointer (&self->interface, g_free);
  g_clear_pointer (&self->path, g_free);
}

static void
release (PortunusAvahiObject *self)
{
  g_rc_box_release_full (self, clear);
}

static void
fail (PortunusAvahiObject *self,
      GError              *error)
{
  g_dbus_error_strip_remote_error (error);
  g_debug ("%s: %s", self->klass->interface, error->message);
  if (!self->is_freed)
    self->klass->failed (error, self->user_data);
}

static void
called_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  PortunusAvahiObject *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    fail (self, error);
  release (self);
}

static void
signal_cb (GDBusConnection *connection,
           const char      *sender,
           const char      *path,
           const char      *interface,
           const char      *name,
           GVariant        *parameters,
           gpointer         user_data)
{
  PortunusAvahiObject *self = user_data;

  if (self->path == NULL && self->early.length < MAX_EARLY)
    {
      EarlySignal *early = g_new (EarlySignal, 1);

      early->path = g_strdup (path);
      early->name = g_strdup (name);
      early->parameters = g_variant_ref (parameters);
      g_queue_push_tail (&self->early, early);
    }
  else if (g_strcmp0 (path, self->path) == 0)
    {
      self->klass->signal (name, parameters, self->user_data);
    }
}

/* What came for other objects is theirs. */
static void
deliver_early (PortunusAvahiObject *self)
{
  while (!self->is_freed && !g_queue_is_empty (&self->early))
    {
      EarlySignal *early = g_queue_pop_head (&self->early);

      if (g_str_equal (early->path, self->path))
        self->klass->signal (early->name, early->parameters, self->user_data);
      early_signal_free (early);
    }
}

static void
tell_to_free (PortunusAvahiObject *self)
{
  g_dbus_connection_call (self->connection, self->daemon, self->path, self->interface, "Free", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, TIMEOUT_MS, NULL, NULL, NULL);
}

static void
take_path (PortunusAvahiObject *self)
{
  if (self->is_freed)
    {
      tell_to_free (self);
      return;
    }
  if (self->klass->has_start)
    portunus_avahi_object_call (self, "Start", NULL);
  if (self->klass->ready != NULL)
    self->klass->ready (self->user_data);
  deliver_early (self);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  PortunusAvahiObject *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    {
      g_variant_get (reply, "(o)", &self->path);
      take_path (self);
    }
  else
    {
      fail (self, error);
    }
  release (self);
}

/**
 * portunus_avahi_object_new:
 * @avahi: the daemon, which must be there
 * @klass: what to make; static
 * @parameters: (transfer floating) (nullable): for its making
 * @user_data: for the callbacks
 *
 * Returns: (transfer full): an object that is about to be made
 */
PortunusAvahiObject *
portunus_avahi_object_new (PortunusAvahi                  *avahi,
                           const PortunusAvahiObjectClass *klass,
                           GVariant                       *parameters,
                           gpointer                        user_data)
{
  PortunusAvahiObject *self = g_rc_box_new0 (PortunusAvahiObject);

  self->klass = klass;
  self->connection = g_object_ref (portunus_avahi_get_connection (avahi));
  self->daemon = g_strdup (portunus_avahi_get_owner (avahi));
  self->interface = g_strconcat (PREFIX, klass->interface, NULL);
  self->user_data = user_data;
  g_queue_init (&self->early);
  self->subscription = g_dbus_connection_signal_subscribe (self->connection, self->daemon, self->interface, NULL, NULL,
                                                           NULL, G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, self, NULL);
  g_dbus_connection_call (self->connection, self->daemon, "/", SERVER, klass->method, parameters,
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, TIMEOUT_MS, NULL,
                          made_cb, g_rc_box_acquire (self));
  return self;
}

/**
 * portunus_avahi_object_free:
 * @self: (transfer full): an object
 *
 * Has the daemon end it.
 */
void
portunus_avahi_object_free (PortunusAvahiObject *self)
{
  self->is_freed = TRUE;
  g_dbus_connection_signal_unsubscribe (self->connection, self->subscription);
  if (self->path != NULL)
    tell_to_free (self);
  release (self);
}

/**
 * portunus_avahi_object_call:
 * @self: an object that is ready
 * @method: one of its methods, without a result that matters
 * @parameters: (transfer floating) (nullable): for it
 *
 * Calls in order; what fails goes to the class's `failed`.
 */
void
portunus_avahi_object_call (PortunusAvahiObject *self,
                            const char          *method,
                            GVariant            *parameters)
{
  g_return_if_fail (self->path != NULL);

  g_dbus_connection_call (self->connection, self->daemon, self->path, self->interface, method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, TIMEOUT_MS, NULL, called_cb, g_rc_box_acquire (self));
}
