/* portunus-keyring-probe.c: whether the keyring works, in a time that is bounded
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-keyring-probe-private.h"

#include "portunus-crypto-error.h"

/* A service that neither starts nor answers in this time is as good as none. */
#define SERVICE_TIMEOUT_MS 3000

/* How long a person may take to unlock the keyring; without a display there is nobody to ask. */
#define PROMPT_TIMEOUT_MS    60000
#define NO_PROMPT_TIMEOUT_MS 5000

/* A portal may never answer, and libsecret 0.20 cannot take back what it asked one. */
#define GRACE_MS 500

#define PROBE_NAME "probe"

typedef struct
{
  /* Owned */
  GTask               *task;      /* NULL once it was answered, whatever libsecret may still say */
  PortunusSecretStore *store;
  GCancellable        *deadline;  /* what the keyring is told */
  GSource             *timeout;
  GSource             *cancelled;
} Attempt;

static void
drop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
attempt_clear (gpointer data)
{
  Attempt *self = data;

  drop_source (&self->timeout);
  drop_source (&self->cancelled);
  g_clear_object (&self->task);
  g_clear_object (&self->store);
  g_clear_object (&self->deadline);
}

static void
attempt_unref (gpointer self)
{
  g_rc_box_release_full (self, attempt_clear);
}

/* The first answer counts. */
static void
answer (Attempt                *self,
        PortunusKeyringTrouble  trouble)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  drop_source (&self->timeout);
  drop_source (&self->cancelled);
  if (task == NULL)
    return;
  g_task_set_task_data (task, GINT_TO_POINTER (trouble), NULL);
  g_task_return_pointer (task, trouble == PORTUNUS_KEYRING_TROUBLE_NONE ? g_object_ref (self->store) : NULL,
                         g_object_unref);
}

static gboolean
grace_over_cb (gpointer user_data)
{
  g_debug ("The keyring does not even let go");
  answer (user_data, PORTUNUS_KEYRING_TROUBLE_LATE);
  return G_SOURCE_REMOVE;
}

static void
set_timeout (Attempt     *self,
             guint        timeout_ms,
             GSourceFunc  callback)
{
  drop_source (&self->timeout);
  self->timeout = g_timeout_source_new (timeout_ms);
  g_source_set_callback (self->timeout, callback, self, NULL);
  g_source_attach (self->timeout, g_task_get_context (self->task));
}

static gboolean
deadline_cb (gpointer user_data)
{
  Attempt *self = user_data;

  set_timeout (self, GRACE_MS, grace_over_cb);
  g_cancellable_cancel (self->deadline);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  return deadline_cb (user_data);
}

static PortunusKeyringTrouble
judge (const GError *error)
{
  if (error == NULL)
    return PORTUNUS_KEYRING_TROUBLE_NONE;
  g_debug ("The keyring does not work: %s", error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return PORTUNUS_KEYRING_TROUBLE_LATE;
  if (g_error_matches (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_LOCKED))
    return PORTUNUS_KEYRING_TROUBLE_LOCKED;
  return PORTUNUS_KEYRING_TROUBLE_ABSENT;
}

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  portunus_secret_store_clear_finish (PORTUNUS_SECRET_STORE (source), result, NULL);
  answer (user_data, PORTUNUS_KEYRING_TROUBLE_NONE);
  attempt_unref (user_data);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Attempt *self = user_data;
  g_autoptr (GError) error = NULL;

  /* Also where it comes too late for an answer: what was stored does not stay. */
  if (portunus_secret_store_store_finish (PORTUNUS_SECRET_STORE (source), result, &error))
    portunus_secret_store_clear_async (PORTUNUS_SECRET_STORE (source), PROBE_NAME,
                                       self->task != NULL ? self->deadline : NULL, cleared_cb,
                                       g_rc_box_acquire (self));
  else
    answer (self, judge (error));
  attempt_unref (self);
}

/* A locked keyring hides what is in it instead of saying so, so only storing something shows that it works. */
static void
store_probe (Attempt *self)
{
  g_autoptr (PortunusSecret) probe = portunus_secret_new (PROBE_NAME, sizeof PROBE_NAME);
  gboolean has_display = g_getenv ("DISPLAY") != NULL || g_getenv ("WAYLAND_DISPLAY") != NULL;

  self->store = portunus_keyring_secret_store_new ();
  set_timeout (self, has_display ? PROMPT_TIMEOUT_MS : NO_PROMPT_TIMEOUT_MS, deadline_cb);
  portunus_secret_store_store_async (self->store, PROBE_NAME, probe, self->deadline, stored_cb,
                                     g_rc_box_acquire (self));
}

static void
pinged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Attempt *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL && self->task != NULL)
    store_probe (self);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    answer (self, PORTUNUS_KEYRING_TROUBLE_SILENT);
  else
    answer (self, judge (error));
  attempt_unref (self);
}

/* The call starts a service that can be started, and reaches one that was started by other means. */
static void
bus_found_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Attempt *self = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);

  if (bus == NULL)
    answer (self, PORTUNUS_KEYRING_TROUBLE_ABSENT);
  else if (self->task != NULL)
    g_dbus_connection_call (bus, "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.DBus.Peer",
                            "Ping", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, SERVICE_TIMEOUT_MS, self->deadline, pinged_cb,
                            g_rc_box_acquire (self));
  attempt_unref (self);
}

static void
watch_cancellable (Attempt      *self,
                   GCancellable *cancellable)
{
  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (self->cancelled, g_task_get_context (self->task));
}

/*
 * _portunus_keyring_probe_async:
 * @cancellable: (nullable): gives up
 * @callback: called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Stores something in the keyring and takes it out again. A service has 3 s to answer; one that is locked may ask its
 * user, who has a minute where there is a display and 5 s where there is none. Half a second after that, or after a
 * cancellation, it is over, whatever the keyring does.
 */
void
_portunus_keyring_probe_async (GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Attempt *self = g_rc_box_new0 (Attempt);

  self->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, _portunus_keyring_probe_async);
  self->deadline = g_cancellable_new ();
  if (cancellable != NULL)
    watch_cancellable (self, cancellable);
  if (!_portunus_keyring_has_service ())
    store_probe (self);
  else if (g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL)
    answer (self, PORTUNUS_KEYRING_TROUBLE_ABSENT);
  else
    g_bus_get (G_BUS_TYPE_SESSION, self->deadline, bus_found_cb, g_rc_box_acquire (self));
  attempt_unref (self);
}

/*
 * _portunus_keyring_probe_finish:
 * @result: the result
 * @trouble: (out): why there is none; means nothing where there is an error
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): a keyring that works
 */
PortunusSecretStore *
_portunus_keyring_probe_finish (GAsyncResult            *result,
                                PortunusKeyringTrouble  *trouble,
                                GError                 **error)
{
  *trouble = GPOINTER_TO_INT (g_task_get_task_data (G_TASK (result)));
  return g_task_propagate_pointer (G_TASK (result), error);
}
