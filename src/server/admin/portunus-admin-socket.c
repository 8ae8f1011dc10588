/* portunus-admin-socket.c: one open page of the portal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-socket.h"

#include <string.h>

#include "portunus-admin-private.h"
#include "portunus-gate-web-socket.h"
#include "portunus-json.h"
#include "portunus-kdf.h"
#include "portunus-log-filter.h"

#define MAX_MESSAGE 4096
/* Together with what the kernel holds, a page that does not read costs less than 1 MiB. */
#define MAX_QUEUE (768 * 1024)
#define SEND_BUFFER (128 * 1024)
#define PING_SECONDS 20
#define DEAD_SECONDS 60
/* How long messages of the log wait for others to go with them; sending makes some of its own. */
#define LOG_DELAY_MS 200
#define MAX_LOG_RECORDS 500

struct _PortunusAdminSocket
{
  GObject                parent_instance;

  /* Owned */
  PortunusGateWebSocket *socket;
  PortunusAdmin         *admin;
  char                  *session;     /* handle */
  char                  *token;
  PortunusLogFilter     *filter;
  GPtrArray             *records;     /* PortunusLogRecord, to be sent */
  GSource               *log_delay;

  guint64                n_lost;
  guint                  subscription;
  gboolean               is_ready;
  gboolean               is_gone;
};

enum
{
  READY,
  GONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusAdminSocket, portunus_admin_socket, G_TYPE_OBJECT)

static PortunusLogHub *
get_log (PortunusAdminSocket *self)
{
  return self->admin->services != NULL ? self->admin->services->log : NULL;
}

static void
stop_log (PortunusAdminSocket *self)
{
  if (self->subscription != 0 && get_log (self) != NULL)
    portunus_log_hub_unsubscribe (get_log (self), self->subscription);
  self->subscription = 0;
  if (self->log_delay != NULL)
    g_source_destroy (self->log_delay);
  g_clear_pointer (&self->log_delay, g_source_unref);
  g_ptr_array_set_size (self->records, 0);
  self->n_lost = 0;
}

static void
leave (PortunusAdminSocket *self)
{
  if (self->is_gone)
    return;
  self->is_gone = TRUE;
  stop_log (self);
  g_signal_emit (self, signals[GONE], 0);
}

static gboolean
send_log_cb (gpointer user_data)
{
  PortunusAdminSocket *self = user_data;
  g_autoptr (JsonObject) message = json_object_new ();
  JsonArray *array = json_array_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->records->len; i++)
    json_array_add_object_element (array, portunus_log_record_to_json (g_ptr_array_index (self->records, i)));
  json_object_set_string_member (message, "type", "log");
  json_object_set_array_member (message, "records", array);
  json_object_set_int_member (message, "lost", self->n_lost);
  text = portunus_json_to_text (message);
  g_ptr_array_set_size (self->records, 0);
  self->n_lost = 0;
  g_clear_pointer (&self->log_delay, g_source_unref);
  portunus_admin_socket_send (self, text);
  return G_SOURCE_REMOVE;
}

static void
schedule_log (PortunusAdminSocket *self)
{
  if (self->log_delay != NULL || (self->records->len == 0 && self->n_lost == 0))
    return;
  self->log_delay = g_timeout_source_new (LOG_DELAY_MS);
  g_source_set_callback (self->log_delay, send_log_cb, self, NULL);
  g_source_attach (self->log_delay, g_main_context_get_thread_default ());
}

static void
take_records (PortunusAdminSocket *self,
              GPtrArray           *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      PortunusLogRecord *record = g_ptr_array_index (records, i);

      if (portunus_log_filter_matches (self->filter, record))
        g_ptr_array_add (self->records, portunus_log_record_ref (record));
    }
  if (self->records->len > MAX_LOG_RECORDS)
    {
      self->n_lost += self->records->len - MAX_LOG_RECORDS;
      g_ptr_array_remove_range (self->records, 0, self->records->len - MAX_LOG_RECORDS);
    }
}

static void
logged_cb (GPtrArray *records,
           guint64    n_lost,
           gpointer   user_data)
{
  PortunusAdminSocket *self = user_data;

  self->n_lost += n_lost;
  take_records (self, records);
  schedule_log (self);
}

/* What was kept before comes first; the page begins anew with it. */
static void
follow_log (PortunusAdminSocket *self)
{
  g_autoptr (GPtrArray) kept = NULL;

  stop_log (self);
  if (get_log (self) == NULL)
    {
      portunus_admin_socket_send (self, "{\"type\":\"log-none\"}");
      return;
    }
  portunus_admin_socket_send (self, "{\"type\":\"log-begin\"}");
  kept = portunus_log_hub_list (get_log (self));
  take_records (self, kept);
  self->n_lost = 0;
  self->subscription = portunus_log_hub_subscribe (get_log (self), logged_cb, self);
  schedule_log (self);
}

static gboolean
handle_hello (PortunusAdminSocket *self,
              JsonObject          *object)
{
  const char *token;

  if (!portunus_json_get_string (object, "token", 64, &token, NULL) || strlen (token) != strlen (self->token)
      || !portunus_constant_time_equal (token, self->token, strlen (token)))
    return FALSE;
  if (!self->is_ready)
    {
      self->is_ready = TRUE;
      g_signal_emit (self, signals[READY], 0);
    }
  return TRUE;
}

/* "follow" false: the page is not showing the log. */
static gboolean
handle_log (PortunusAdminSocket *self,
            JsonObject          *object)
{
  gboolean is_followed;

  if (!portunus_json_get_boolean (object, "follow", &is_followed, NULL)
      || !portunus_log_filter_read (self->filter, object))
    return FALSE;
  if (is_followed)
    follow_log (self);
  else
    stop_log (self);
  return TRUE;
}

/* Somebody sits before the page. */
static gboolean
handle_active (PortunusAdminSocket *self)
{
  gint64 now_us = g_get_monotonic_time ();
  PortunusAdminSession *session = portunus_admin_sessions_get (self->admin->sessions, self->session, now_us);

  if (session != NULL)
    session->used_us = now_us;
  return TRUE;
}

static gboolean
handle (PortunusAdminSocket *self,
        const char          *text,
        gsize                length)
{
  g_autoptr (JsonObject) object = portunus_json_parse (text, length, MAX_MESSAGE, NULL);
  const char *type;

  if (object == NULL || !portunus_json_get_string (object, "type", 16, &type, NULL))
    return FALSE;
  if (strcmp (type, "hello") == 0)
    return handle_hello (self, object);
  if (!self->is_ready)
    return FALSE;
  if (strcmp (type, "log") == 0)
    return handle_log (self, object);
  return strcmp (type, "active") == 0 && handle_active (self);
}

static void
message_cb (PortunusGateWebSocket *socket,
            int                    type,
            GBytes                *message,
            gpointer               user_data)
{
  g_autoptr (PortunusAdminSocket) self = g_object_ref (user_data);
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  if (!self->is_gone && (type != SOUP_WEBSOCKET_DATA_TEXT || !handle (self, text, length)))
    portunus_admin_socket_close (self, PORTUNUS_ADMIN_SOCKET_BAD_MESSAGE);
}

static void
overdue_cb (PortunusGateWebSocket *socket,
            gboolean               is_slow,
            gpointer               user_data)
{
  g_autoptr (PortunusAdminSocket) self = g_object_ref (user_data);

  g_debug ("A page of the portal takes nothing or gives no sign of life");
  portunus_gate_web_socket_cut (socket, PORTUNUS_ADMIN_SOCKET_TOO_SLOW, "too-slow", NULL);
  leave (self);
}

/* Drops the reference the open socket held, see portunus_admin_socket_new(). */
static void
closed_cb (PortunusGateWebSocket *socket,
           gpointer               user_data)
{
  g_autoptr (PortunusAdminSocket) self = user_data;

  g_signal_handlers_disconnect_by_data (socket, self);
  leave (self);
}

static void
portunus_admin_socket_dispose (GObject *object)
{
  PortunusAdminSocket *self = PORTUNUS_ADMIN_SOCKET (object);

  if (self->admin != NULL)
    stop_log (self);
  g_clear_object (&self->socket);
  g_clear_object (&self->admin);
  G_OBJECT_CLASS (portunus_admin_socket_parent_class)->dispose (object);
}

static void
portunus_admin_socket_finalize (GObject *object)
{
  PortunusAdminSocket *self = PORTUNUS_ADMIN_SOCKET (object);

  g_free (self->session);
  g_free (self->token);
  g_ptr_array_unref (self->records);
  portunus_log_filter_free (self->filter);
  G_OBJECT_CLASS (portunus_admin_socket_parent_class)->finalize (object);
}

static void
portunus_admin_socket_class_init (PortunusAdminSocketClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_admin_socket_dispose;
  G_OBJECT_CLASS (klass)->finalize = portunus_admin_socket_finalize;

  signals[READY] = g_signal_new ("ready", PORTUNUS_TYPE_ADMIN_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[GONE] = g_signal_new ("gone", PORTUNUS_TYPE_ADMIN_SOCKET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
portunus_admin_socket_init (PortunusAdminSocket *self)
{
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify) portunus_log_record_unref);
  self->filter = portunus_log_filter_new ();
}

/**
 * portunus_admin_socket_new:
 * @admin: the portal
 * @message: a request for a WebSocket whose answer has been written
 * @session: (nullable): whose it is; where there is none, close it at once
 *
 * Lives at least as long as the WebSocket is open.
 *
 * Returns: (transfer full): a connection
 */
PortunusAdminSocket *
portunus_admin_socket_new (PortunusAdmin        *admin,
                           SoupServerMessage    *message,
                           PortunusAdminSession *session)
{
  static const PortunusGateWebSocketLimits limits = {
    .max_message = MAX_MESSAGE,
    .max_queue = MAX_QUEUE,
    .send_buffer = SEND_BUFFER,
    .ping_seconds = PING_SECONDS,
    .dead_seconds = DEAD_SECONDS,
  };
  PortunusAdminSocket *self = g_object_new (PORTUNUS_TYPE_ADMIN_SOCKET, NULL);

  self->admin = g_object_ref (admin);
  self->session = g_strdup (session != NULL ? session->handle : "");
  self->token = g_strdup (session != NULL ? session->token : "");
  self->socket = portunus_gate_web_socket_new (message, &limits);
  g_signal_connect (self->socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->socket, "overdue", G_CALLBACK (overdue_cb), self);
  g_signal_connect (self->socket, "closed", G_CALLBACK (closed_cb), g_object_ref (self));
  return self;
}

/**
 * portunus_admin_socket_send:
 * @self: a connection
 * @text: a message
 *
 * Queues @text, unless the page has yet to show its token. A page that lets too much queue up is cut off.
 */
void
portunus_admin_socket_send (PortunusAdminSocket *self,
                            const char          *text)
{
  if (self->is_ready && !self->is_gone)
    portunus_gate_web_socket_send_text (self->socket, text);
}

/**
 * portunus_admin_socket_check:
 * @self: a connection
 *
 * Closes it where its session is over.
 */
void
portunus_admin_socket_check (PortunusAdminSocket *self)
{
  if (portunus_admin_sessions_get (self->admin->sessions, self->session, g_get_monotonic_time ()) == NULL)
    portunus_admin_socket_close (self, PORTUNUS_ADMIN_SOCKET_NO_SESSION);
}

/**
 * portunus_admin_socket_close:
 * @self: a connection
 * @end: why
 */
void
portunus_admin_socket_close (PortunusAdminSocket    *self,
                             PortunusAdminSocketEnd  end)
{
  g_autoptr (PortunusAdminSocket) guard = g_object_ref (self);

  if (self->is_gone)
    return;
  portunus_gate_web_socket_close (self->socket, end, "");
  leave (self);
}
