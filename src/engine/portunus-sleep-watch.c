/* portunus-sleep-watch.c: tells when the machine wakes up
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sleep-watch.h"

#define LOGIND_NAME "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"

struct _PortunusSleepWatch
{
  GObject          parent_instance;

  /* Owned */
  GDBusConnection *bus;           /* NULL until it is there */
  GCancellable    *cancellable;

  guint            subscription;
};

enum { WOKEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusSleepWatch, portunus_sleep_watch, G_TYPE_OBJECT)

static void
prepare_for_sleep_cb (GDBusConnection *bus,
                      const char      *sender,
                      const char      *path,
                      const char      *interface,
                      const char      *name,
                      GVariant        *parameters,
                      gpointer         user_data)
{
  gboolean is_about_to_sleep = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;
  g_variant_get (parameters, "(b)", &is_about_to_sleep);
  if (!is_about_to_sleep)
    g_signal_emit (user_data, signals[WOKEN], 0);
}

static void
bus_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  PortunusSleepWatch *self = user_data;
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    {
      g_debug ("Nobody tells when the machine sleeps: %s", error->message);
      return;
    }
  /* The watch may be gone, and the bus must not end the program when it goes. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->bus = bus;
  self->subscription = g_dbus_connection_signal_subscribe (bus, LOGIND_NAME, LOGIND_NAME ".Manager",
                                                           "PrepareForSleep", LOGIND_PATH, NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE, prepare_for_sleep_cb, self,
                                                           NULL);
}

static void
portunus_sleep_watch_dispose (GObject *object)
{
  PortunusSleepWatch *self = PORTUNUS_SLEEP_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  if (self->subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  self->subscription = 0;
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (portunus_sleep_watch_parent_class)->dispose (object);
}

static void
portunus_sleep_watch_finalize (GObject *object)
{
  g_clear_object (&PORTUNUS_SLEEP_WATCH (object)->cancellable);

  G_OBJECT_CLASS (portunus_sleep_watch_parent_class)->finalize (object);
}

static void
portunus_sleep_watch_class_init (PortunusSleepWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_sleep_watch_dispose;
  object_class->finalize = portunus_sleep_watch_finalize;

  signals[WOKEN] = g_signal_new ("woken", PORTUNUS_TYPE_SLEEP_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
portunus_sleep_watch_init (PortunusSleepWatch *self)
{
  self->cancellable = g_cancellable_new ();
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, bus_cb, self);
}

/**
 * portunus_sleep_watch_new:
 *
 * Returns: (transfer full): a watch that listens from a moment later on
 */
PortunusSleepWatch *
portunus_sleep_watch_new (void)
{
  return g_object_new (PORTUNUS_TYPE_SLEEP_WATCH, NULL);
}

/* What is not open yet has a deadline of its own. */
static void
woken_cb (PortunusSession *session)
{
  if (portunus_session_is_open (session))
    portunus_session_handle_peer_left (session);
}

/**
 * portunus_sleep_watch_follow:
 * @self: (nullable): a watch; %NULL for none, which changes nothing
 * @session: a session, of the same context
 *
 * Lets the peer of @session show that it is still there whenever the machine wakes up: a lane that did not survive is
 * given up after moments, and what it carried goes on by a new one.
 */
void
portunus_sleep_watch_follow (PortunusSleepWatch *self,
                             PortunusSession    *session)
{
  g_return_if_fail (self == NULL || PORTUNUS_IS_SLEEP_WATCH (self));
  g_return_if_fail (PORTUNUS_IS_SESSION (session));

  if (self != NULL)
    g_signal_connect_object (self, "woken", G_CALLBACK (woken_cb), session, G_CONNECT_SWAPPED);
}
