/* fake-lobby.c: a lobby into which somebody comes when a scene asks for it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "fake-history.h"
#include "portunus-lobby.h"

struct _PortunusLobby
{
  GObject          parent_instance;

  PortunusEngine  *engine;
  PortunusArrival *arrival;
  char            *directory;
  guint            source;
};

enum { READY, ARRIVAL, FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusLobby, portunus_lobby, G_TYPE_OBJECT)

static PortunusOffer *
create_offer (void)
{
  static const guint8 id[PORTUNUS_TRANSFER_ID_SIZE];
  const PortunusEntry entry = { .type = PORTUNUS_ENTRY_FILE, .path = "plan.pdf", .size = 12345 };
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (PortunusManifest) manifest = NULL;

  portunus_manifest_builder_add (builder, &entry, NULL);
  manifest = portunus_manifest_builder_finish (builder);
  return portunus_offer_new (id, "plan.pdf", manifest);
}

/* A rule for the device may name a folder of its own. */
static PortunusArrival *
create_arrival (PortunusLobby *self)
{
  g_autofree char *ruled = g_build_filename (g_get_home_dir (), "From-Ben", NULL);
  const PortunusDestination destination = { .directory = self->directory };
  PortunusArrival *arrival = portunus_arrival_new ("ben", &destination);

  if (g_str_equal (g_getenv ("FAKE_LOBBY"), "ruled"))
    portunus_arrival_set_ruled_directory (arrival, ruled);
  return arrival;
}

static gboolean
come_cb (gpointer user_data)
{
  static const char * const words[] = { "copper", "violin", "harbor", "eleven", NULL };
  PortunusLobby *self = user_data;
  g_autoptr (PortunusOffer) offer = create_offer ();
  PortunusTransfer *transfer;

  self->source = 0;
  self->arrival = create_arrival (self);
  transfer = portunus_arrival_get_transfer (self->arrival);
  portunus_transfer_set_peer (transfer, "Ben", "not verified", words);
  portunus_transfer_set_totals (transfer, 1, 12345);
  portunus_transfer_set_state (transfer, PORTUNUS_TRANSFER_OFFERED);
  g_signal_emit (self, signals[ARRIVAL], 0, self->arrival);
  if (g_str_equal (g_getenv ("FAKE_LOBBY"), "moving"))
    {
      fake_history_add (portunus_engine_get_ledger (self->engine), transfer);
      portunus_transfer_set_state (transfer, PORTUNUS_TRANSFER_RUNNING);
      return G_SOURCE_REMOVE;
    }
  g_signal_emit_by_name (self->arrival, "offer", offer);
  return G_SOURCE_REMOVE;
}

/* The next one fares better. */
static gboolean
fail_cb (gpointer user_data)
{
  PortunusLobby *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "No port was free");

  self->source = 0;
  g_setenv ("FAKE_LOBBY", "moving", TRUE);
  g_signal_emit (self, signals[FINISHED], 0, error);
  return G_SOURCE_REMOVE;
}

static void
portunus_lobby_finalize (GObject *object)
{
  PortunusLobby *self = PORTUNUS_LOBBY (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->arrival);
  g_clear_object (&self->engine);
  g_free (self->directory);

  G_OBJECT_CLASS (portunus_lobby_parent_class)->finalize (object);
}

static void
portunus_lobby_class_init (PortunusLobbyClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_lobby_finalize;

  signals[READY] = g_signal_new ("ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ARRIVAL] = g_signal_new ("arrival", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   1, PORTUNUS_TYPE_ARRIVAL);
  signals[FINISHED] = g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                    1, G_TYPE_ERROR);
}

static void
portunus_lobby_init (PortunusLobby *self)
{
}

PortunusLobby *
portunus_lobby_new (PortunusEngine             *engine,
                    const PortunusLobbyOptions *options)
{
  PortunusLobby *self = g_object_new (PORTUNUS_TYPE_LOBBY, NULL);

  self->engine = g_object_ref (engine);
  self->directory = g_strdup (options->directory);
  return self;
}

void
portunus_lobby_start (PortunusLobby *self)
{
  const char *scene = g_getenv ("FAKE_LOBBY");

  if (scene != NULL)
    self->source = g_idle_add (g_str_equal (scene, "failing") ? fail_cb : come_cb, self);
}

void
portunus_lobby_cancel (PortunusLobby *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  g_signal_emit (self, signals[FINISHED], 0, error);
}

void
portunus_lobby_set_conflicts (PortunusLobby                *self,
                              const PortunusConflictChoice *conflicts)
{
}

void
portunus_lobby_set_directory (PortunusLobby *self,
                              const char    *directory)
{
  g_free (self->directory);
  self->directory = g_strdup (directory);
}
