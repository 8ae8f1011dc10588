/* fake-pickup.c: a pickup that plays scenes: the link says which
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-pickup.h"

#include <string.h>

#include "portunus-error.h"
#include "portunus-transfer-error.h"

#define MEGABYTE   1000000
#define MANY_FILES 10000
/* When the files of the scenes "here" and "large" were changed. */
#define OFFERED_NS (G_GINT64_CONSTANT (1600000000) * 1000000000)

struct _PortunusPickup
{
  GObject           parent_instance;

  char             *scene;
  PortunusTransfer *transfer;
  char             *password;
  guint             source;
  gboolean          is_over;
};

enum { OFFER, TEXT, WAITING, JOINED, FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusPickup, portunus_pickup, G_TYPE_OBJECT)

static void
add_entry (PortunusManifestBuilder *builder,
           PortunusEntryType        type,
           const char              *path,
           guint64                  size)
{
  PortunusEntry entry = { .type = type, .path = path, .size = size, .mode = PORTUNUS_MODE_UNKNOWN,
                          .mtime_ns = PORTUNUS_MTIME_UNKNOWN };
  g_autoptr (GError) error = NULL;

  portunus_manifest_builder_add (builder, &entry, &error);
  g_assert_no_error (error);
}

/* What a test puts into the folder before, and more than any disk has room for. */
static PortunusManifest *
create_dated_manifest (gboolean is_large)
{
  static const char * const paths[] = {
    "large.iso", "same.jpg", "older.txt", "newer.txt", "folder.zip", "holiday/beach.jpg", "new.txt",
    "<b>a name that is taken, and much longer than any window is wide<b>, because somebody calls "
    "files like this.tar.gz",
  };
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();

  for (gsize i = is_large ? 0 : 1; i < G_N_ELEMENTS (paths); i++)
    {
      PortunusEntry entry = { .type = PORTUNUS_ENTRY_FILE, .path = paths[i], .size = 4, .mode = PORTUNUS_MODE_UNKNOWN,
                              .mtime_ns = OFFERED_NS };

      if (g_str_equal (paths[i], "large.iso"))
        entry.size = G_GUINT64_CONSTANT (1) << 60;
      g_assert_true (portunus_manifest_builder_add (builder, &entry, NULL));
    }
  return portunus_manifest_builder_finish (builder);
}

static PortunusManifest *
create_manifest (const char *scene)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();

  if (g_str_equal (scene, "fake:here") || g_str_equal (scene, "fake:large"))
    return create_dated_manifest (g_str_equal (scene, "fake:large"));
  if (g_str_equal (scene, "fake:text"))
    {
      add_entry (builder, PORTUNUS_ENTRY_TEXT, "text", 42);
      return portunus_manifest_builder_finish (builder);
    }
  add_entry (builder, PORTUNUS_ENTRY_FILE, "<b>bold?</b> & <i>not at all</i>.txt", 1234);
  add_entry (builder, PORTUNUS_ENTRY_FILE, "innocent\xe2\x80\xaegnp.exe", 666);
  add_entry (builder, PORTUNUS_ENTRY_FILE,
             "a name that is much longer than any window is wide and that goes on and on and on, because there is "
             "always somebody who calls a file like this (final, really final, version 2).tar.gz", 12345678);
  add_entry (builder, PORTUNUS_ENTRY_FILE, "تقرير سنوي.pdf", 345678);
  add_entry (builder, PORTUNUS_ENTRY_DIRECTORY, "an empty folder", 0);
  for (guint i = 0; i < MANY_FILES; i++)
    {
      g_autofree char *path = g_strdup_printf ("photos/2026/picture %05u.jpg", i);

      add_entry (builder, PORTUNUS_ENTRY_FILE, path, 23456);
    }
  return portunus_manifest_builder_finish (builder);
}

static void
finish (PortunusPickup *self,
        GError         *error)
{
  self->is_over = TRUE;
  portunus_transfer_finish (self->transfer, error);
  g_signal_emit (self, signals[FINISHED], 0, error);
  g_clear_error (&error);
}

static void
emit_offer (PortunusPickup *self)
{
  static const char * const words[] = { "copper", "violin", "harbor", "eleven", NULL };
  const guint8 id[PORTUNUS_TRANSFER_ID_SIZE] = { 0 };
  gboolean is_text = g_str_equal (self->scene, "fake:text");
  g_autoptr (PortunusManifest) manifest = create_manifest (self->scene);
  g_autoptr (PortunusOffer) offer = portunus_offer_new (id, is_text ? "Text" : "photos and 4 more", manifest);

  portunus_transfer_set_peer (self->transfer, "<b>Anna’s laptop</b>",
                              g_str_equal (self->scene, "fake:stranger") ? "not verified" : "verified", words);
  portunus_transfer_set_totals (self->transfer, portunus_manifest_get_n_files (manifest),
                                portunus_manifest_get_total_bytes (manifest));
  portunus_transfer_set_offer (self->transfer, offer);
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_OFFERED);
  g_signal_emit (self, signals[OFFER], 0, offer);
}

static gboolean
is_let_in (PortunusPickup *self)
{
  return !g_str_equal (self->scene, "fake:password") || g_strcmp0 (self->password, "sesame") == 0;
}

static gboolean
is_waiting (PortunusPickup *self)
{
  return g_str_equal (self->scene, "fake:ask") || g_str_equal (self->scene, "fake:connecting");
}

static gboolean
play_cb (gpointer user_data)
{
  g_autoptr (PortunusPickup) self = g_object_ref (user_data);

  self->source = 0;
  if (g_str_equal (self->scene, "fake:unreachable"))
    finish (self, g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                               "connection to 192.168.178.23 port 38117 refused"));
  else if (g_str_equal (self->scene, "fake:full"))
    finish (self, g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DISK_FULL,
                                       "No space left on device"));
  else if (g_str_equal (self->scene, "fake:read-only"))
    finish (self, g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DESTINATION,
                                       "Read-only file system"));
  else if (g_str_equal (self->scene, "fake:refused"))
    finish (self, g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_REFUSED,
                                       "The host of the room said no"));
  else if (!is_let_in (self))
    finish (self, g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD,
                                       "The password of the room is wrong"));
  else if (g_str_equal (self->scene, "fake:ask"))
    g_signal_emit (self, signals[WAITING], 0);
  if (!self->is_over && !is_waiting (self))
    emit_offer (self);
  return G_SOURCE_REMOVE;
}

static void
portunus_pickup_finalize (GObject *object)
{
  PortunusPickup *self = PORTUNUS_PICKUP (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_object_unref (self->transfer);
  g_free (self->scene);
  g_free (self->password);

  G_OBJECT_CLASS (portunus_pickup_parent_class)->finalize (object);
}

static void
portunus_pickup_class_init (PortunusPickupClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_pickup_finalize;

  signals[OFFER] = g_signal_new ("offer", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, PORTUNUS_TYPE_OFFER);
  signals[TEXT] = g_signal_new ("text", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[WAITING] = g_signal_new ("waiting", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[JOINED] = g_signal_new ("joined", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FINISHED] = g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                    1, G_TYPE_ERROR);
}

static void
portunus_pickup_init (PortunusPickup *self)
{
  self->transfer = portunus_transfer_new (TRUE);
}

PortunusPickup *
portunus_pickup_new (PortunusEngine               *engine,
                     const PortunusPickupOptions  *options,
                     GError                      **error)
{
  PortunusPickup *self;
  const guint8 *data;
  gsize size;

  if (!g_str_has_prefix (options->link_or_code, "fake:"))
    {
      g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK, "not a scene");
      return NULL;
    }
  self = g_object_new (PORTUNUS_TYPE_PICKUP, NULL);
  self->scene = g_strdup (options->link_or_code);
  if (options->password != NULL)
    {
      data = portunus_secret_get_data (options->password, &size);
      self->password = g_strndup ((const char *) data, size);
    }
  portunus_ledger_add (portunus_engine_get_ledger (engine), self->transfer);
  return self;
}

void
portunus_pickup_start (PortunusPickup *self)
{
  self->source = g_idle_add (play_cb, self);
}

void
portunus_pickup_accept (PortunusPickup *self,
                        GArray         *wanted)
{
  if (g_str_equal (self->scene, "fake:text"))
    {
      g_signal_emit (self, signals[TEXT], 0, "The key is under the mat.\nhttps://example.org/<b>plain</b>");
      finish (self, NULL);
      return;
    }
  if (g_str_equal (self->scene, "fake:done"))
    {
      finish (self, NULL);
      return;
    }
  portunus_transfer_set_path (self->transfer, "direct");
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_RUNNING);
  portunus_transfer_set_progress (self->transfer, 1234, (guint64) 29 * MEGABYTE);
}

void
portunus_pickup_decline (PortunusPickup *self)
{
  finish (self, g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DECLINED, "Declined"));
}

void
portunus_pickup_cancel (PortunusPickup *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (!self->is_over)
    finish (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
}

PortunusTransfer *
portunus_pickup_get_transfer (PortunusPickup *self)
{
  return self->transfer;
}

void
portunus_pickup_set_directory (PortunusPickup *self,
                               const char     *directory)
{
}

void
portunus_pickup_set_policy (PortunusPickup         *self,
                            PortunusConflictPolicy  policy)
{
}

/* As many as the password is short of the right one. */
int
portunus_pickup_get_n_tries_left (PortunusPickup *self)
{
  return self->password != NULL ? 6 - (int) strlen (self->password) : -1;
}
