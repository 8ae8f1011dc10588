/* device.c: devices of a test, and what people do with them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "device.h"

#include <string.h>

#include "portunus-engine-private.h"
#include "portunus-test.h"

#define TIMEOUT_MS 30000

static gboolean
is_last_reference (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

/* What is under way on some worker ends in its own time, and then the object must be ours alone. */
static void
assert_finalize (gpointer object)
{
  portunus_test_wait (is_last_reference, object, TIMEOUT_MS);
  g_assert_finalize_object (object);
}

Device *
device_new (const char *name)
{
  Device *self = g_new0 (Device, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PortunusEngineOptions options = {
    .secret_store = PORTUNUS_SECRET_STORE_MEMORY,
    .device_name = name,
  };

  self->dir = portunus_test_make_dir ();
  options.data_dir = self->dir;
  self->engine = portunus_engine_new (&options);
  portunus_engine_start_async (self->engine, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  portunus_engine_start_finish (self->engine, result, &error);
  g_assert_no_error (error);
  return self;
}

void
device_free (Device *self)
{
  portunus_engine_stop (self->engine);
  assert_finalize (self->engine);
  portunus_test_remove_tree (self->dir);
  g_free (self->dir);
  g_free (self);
}

char *
device_make_file (Device     *self,
                  const char *name,
                  gsize       n_bytes)
{
  char *path = g_build_filename (self->dir, name, NULL);
  g_autofree guint32 *content = g_malloc (n_bytes + sizeof (guint32));
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i <= n_bytes / sizeof (guint32); i++)
    content[i] = g_random_int ();
  g_file_set_contents (path, (const char *) content, n_bytes, &error);
  g_assert_no_error (error);
  return path;
}

typedef struct
{
  PortunusThrottle *throttle;
  gboolean          is_on;
} Limit;

static gboolean
is_limited (gpointer user_data)
{
  const Limit *limit = user_data;

  return portunus_throttle_is_on (limit->throttle) == limit->is_on;
}

void
device_limit (Device *self,
              guint   kilobytes_per_second)
{
  Limit limit = { portunus_engine_get_download (self->engine), kilobytes_per_second > 0 };

  portunus_settings_set_number (portunus_engine_get_settings (self->engine), PORTUNUS_SETTING_DOWNLOAD_LIMIT,
                                kilobytes_per_second);
  portunus_test_wait (is_limited, &limit, TIMEOUT_MS);
}

static void
ready_cb (PortunusShare *share,
          Sending       *self)
{
  g_assert_false (self->is_ready || self->is_finished);
  self->is_ready = TRUE;
}

static void
problem_cb (PortunusShare *share,
            const char    *message,
            Sending       *self)
{
  g_ptr_array_add (self->problems, g_strdup (message));
}

static void
wrong_code_cb (PortunusShare *share,
               guint          n_left,
               Sending       *self)
{
  self->n_wrong_codes++;
  self->n_left = n_left;
}

static void
share_finished_cb (PortunusShare *share,
                   GError        *error,
                   Sending       *self)
{
  g_assert_false (self->is_finished);
  self->is_finished = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

Sending *
sending_new (Device                     *device,
             const PortunusShareOptions *options)
{
  Sending *self = g_new0 (Sending, 1);

  self->problems = g_ptr_array_new_with_free_func (g_free);
  self->share = portunus_share_new (device->engine, options);
  g_signal_connect (self->share, "ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (self->share, "problem", G_CALLBACK (problem_cb), self);
  g_signal_connect (self->share, "wrong-code", G_CALLBACK (wrong_code_cb), self);
  g_signal_connect (self->share, "finished", G_CALLBACK (share_finished_cb), self);
  portunus_share_start (self->share);
  return self;
}

Sending *
sending_new_file (Device     *device,
                  const char *path)
{
  const char * const paths[] = { path, NULL };
  const PortunusShareOptions options = { .paths = paths, .with_code = TRUE };
  Sending *self = sending_new (device, &options);

  sending_wait_ready (self);
  return self;
}

void
sending_free (Sending *self)
{
  if (!self->is_finished)
    portunus_share_cancel (self->share);
  g_assert_true (self->is_finished);
  g_signal_handlers_disconnect_by_data (self->share, self);
  assert_finalize (self->share);
  g_ptr_array_unref (self->problems);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
is_ready (gpointer user_data)
{
  Sending *self = user_data;

  return self->is_ready || self->is_finished;
}

void
sending_wait_ready (Sending *self)
{
  portunus_test_wait (is_ready, self, TIMEOUT_MS);
  g_assert_no_error (self->error);
  g_assert_true (self->is_ready);
}

static gboolean
has_sending_finished (gpointer user_data)
{
  Sending *self = user_data;

  return self->is_finished;
}

void
sending_wait (Sending *self)
{
  portunus_test_wait (has_sending_finished, self, TIMEOUT_MS);
}

PortunusTransfer *
sending_get_transfer (Sending *self,
                      guint    number)
{
  g_autoptr (PortunusTransfer) transfer
    = g_list_model_get_item (portunus_share_get_transfers (self->share), number);

  g_assert_nonnull (transfer);
  return transfer;
}

static void
offer_cb (PortunusPickup *pickup,
          PortunusOffer  *offer,
          Fetching       *self)
{
  g_assert_false (self->is_finished);
  self->n_offers++;
  if (self->answer == ANSWER_YES)
    portunus_pickup_accept (pickup, NULL);
  else if (self->answer == ANSWER_NO)
    portunus_pickup_decline (pickup);
}

static void
text_cb (PortunusPickup *pickup,
         const char     *text,
         Fetching       *self)
{
  g_assert_null (self->text);
  self->text = g_strdup (text);
}

static void
pickup_finished_cb (PortunusPickup *pickup,
                    GError         *error,
                    Fetching       *self)
{
  g_assert_false (self->is_finished);
  self->is_finished = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

static Fetching *
start_pickup (Device                *device,
              PortunusPickupOptions *options,
              Answer                 answer)
{
  Fetching *self = g_new0 (Fetching, 1);
  g_autoptr (GError) error = NULL;

  self->answer = answer;
  self->directory = portunus_test_make_dir ();
  options->directory = self->directory;
  options->policy = PORTUNUS_CONFLICT_RENAME;
  self->pickup = portunus_pickup_new (device->engine, options, &error);
  g_assert_no_error (error);
  g_signal_connect (self->pickup, "offer", G_CALLBACK (offer_cb), self);
  g_signal_connect (self->pickup, "text", G_CALLBACK (text_cb), self);
  g_signal_connect (self->pickup, "finished", G_CALLBACK (pickup_finished_cb), self);
  portunus_pickup_start (self->pickup);
  return self;
}

Fetching *
fetching_new (Device     *device,
              const char *link,
              Answer      answer)
{
  PortunusPickupOptions options = { .link_or_code = link };

  return start_pickup (device, &options, answer);
}

Fetching *
fetching_new_code (Device     *device,
                   const char *link,
                   const char *code,
                   Answer      answer)
{
  g_autofree char *server = g_strndup (link, strstr (link, "/r/") - link);
  PortunusPickupOptions options = { .link_or_code = code, .server = server };

  return start_pickup (device, &options, answer);
}

Fetching *
fetching_new_password (Device     *device,
                       const char *link,
                       const char *password,
                       Answer      answer)
{
  g_autoptr (PortunusSecret) secret = portunus_secret_new (password, strlen (password));
  PortunusPickupOptions options = { .link_or_code = link, .password = secret };

  return start_pickup (device, &options, answer);
}

Fetching *
fetching_new_lane (Device     *device,
                   const char *link,
                   const char *lane,
                   Answer      answer)
{
  PortunusPickupOptions options = { .link_or_code = link, .lane = lane };

  return start_pickup (device, &options, answer);
}

static void
let_go (Fetching *self)
{
  g_signal_handlers_disconnect_by_data (self->pickup, self);
  assert_finalize (self->pickup);
  portunus_test_remove_tree (self->directory);
  g_free (self->directory);
  g_free (self->text);
  g_clear_error (&self->error);
  g_free (self);
}

void
fetching_free (Fetching *self)
{
  if (!self->is_finished)
    portunus_pickup_cancel (self->pickup);
  fetching_wait (self);
  let_go (self);
}

void
fetching_break_off (Fetching *self)
{
  g_assert_false (self->is_finished);
  let_go (self);
}

static gboolean
has_offer (gpointer user_data)
{
  Fetching *self = user_data;

  return self->n_offers > 0 || self->is_finished;
}

void
fetching_wait_offer (Fetching *self)
{
  portunus_test_wait (has_offer, self, TIMEOUT_MS);
  g_assert_no_error (self->error);
}

static gboolean
has_fetching_finished (gpointer user_data)
{
  Fetching *self = user_data;

  return self->is_finished;
}

void
fetching_wait (Fetching *self)
{
  portunus_test_wait (has_fetching_finished, self, TIMEOUT_MS);
}

void
fetching_assert_got (Fetching   *self,
                     const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *copy = g_build_filename (self->directory, name, NULL);
  g_autofree char *sent = NULL;
  g_autofree char *got = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_sent, n_got;

  fetching_wait (self);
  g_assert_no_error (self->error);
  g_file_get_contents (path, &sent, &n_sent, &error);
  g_assert_no_error (error);
  g_file_get_contents (copy, &got, &n_got, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (got, n_got, sent, n_sent);
}

typedef struct
{
  PortunusTransfer      *transfer;
  guint64                n_bytes;
  PortunusTransferState  state;
} Expected;

static gboolean
has_bytes (gpointer user_data)
{
  Expected *expected = user_data;

  return portunus_transfer_get_done_bytes (expected->transfer) >= expected->n_bytes;
}

void
transfer_wait_bytes (PortunusTransfer *transfer,
                     guint64           n_bytes)
{
  Expected expected = { .transfer = transfer, .n_bytes = n_bytes };

  portunus_test_wait (has_bytes, &expected, TIMEOUT_MS);
}

static gboolean
has_state (gpointer user_data)
{
  Expected *expected = user_data;

  return portunus_transfer_get_state (expected->transfer) == expected->state;
}

void
transfer_wait_state (PortunusTransfer      *transfer,
                     PortunusTransferState  state)
{
  Expected expected = { .transfer = transfer, .state = state };

  portunus_test_wait (has_state, &expected, TIMEOUT_MS);
}
