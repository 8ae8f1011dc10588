/* fake-open-room.c: a room that plays scenes: FAKE_ROOM says which
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-open-room.h"

#include "portunus-transfer-error.h"

#define MEGABYTE 1000000
#define ROOM_ID  "0123456789abcdef0123456789abcdef"
#define SECRETS  "#k=AAECAwQFBgcICQoLDA0ODw&f=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define LINK     "https://192.168.178.23:38117/r/" ROOM_ID SECRETS
#define TOKEN    "&t=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiIwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZi" \
                 "IsImV4cCI6MTc5NTI0MjM3MSwiaWF0IjoxNzk1MjM4NzcxLCJqdGkiOiJBQUVDQXdRRkJnY0lDUW9MREEwT0R3In0.q9vJ2J0"

struct _PortunusOpenRoom
{
  GObject            parent_instance;

  GListStore        *guests;
  GListStore        *shares;
  PortunusArrival   *arrival;
  PortunusEngine    *engine;
  guint              source;
  PortunusRoomEntry  entry;
  gboolean           is_one_time;
  gint64             expires;
  gboolean           is_locked;
  gboolean           is_ready;
  gboolean           is_over;
};

enum { READY, LINK_CHANGED, CHANGED, ARRIVAL, NOT_GIVEN, WRONG_CODE, ASKED, ANSWERED, INVITED, FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusOpenRoom, portunus_open_room, G_TYPE_OBJECT)

static const char * const words[] = { "copper", "violin", "harbor", "eleven", NULL };

static PortunusGuest *
add_guest (PortunusOpenRoom *self,
           const char       *name,
           const char       *label)
{
  g_autoptr (PortunusGuest) guest = portunus_guest_new (name);

  portunus_guest_set_peer (guest, name, label);
  portunus_guest_set_words (guest, words);
  portunus_guest_add_peer_id (guest, "00000000000000aa");
  g_list_store_append (self->guests, guest);
  return guest;
}

static PortunusTransfer *
add_transfer (PortunusGuest         *guest,
              const char            *title,
              gboolean               is_incoming,
              PortunusTransferState  state)
{
  g_autoptr (PortunusTransfer) transfer = portunus_transfer_new (is_incoming);

  portunus_transfer_set_title (transfer, title);
  portunus_transfer_set_totals (transfer, 3, 40 * MEGABYTE);
  portunus_transfer_set_state (transfer, state);
  portunus_guest_add_transfer (guest, transfer);
  return transfer;
}

static void
add_guests (PortunusOpenRoom *self)
{
  PortunusGuest *phone = add_guest (self, "Anna’s phone", "browser");
  PortunusGuest *laptop = add_guest (self, "Bob", "verified");
  PortunusTransfer *running = add_transfer (phone, "photos", TRUE, PORTUNUS_TRANSFER_RUNNING);

  portunus_transfer_set_path (running, "LAN");
  portunus_transfer_set_progress (running, 1, 17 * MEGABYTE);
  add_transfer (phone, "agenda.pdf", FALSE, PORTUNUS_TRANSFER_DONE);
  add_guest (self, "<b>Mallory</b> & a name that goes on and on until there is no room left for any button",
             "not verified");
  add_transfer (laptop, "slides.odp", FALSE, PORTUNUS_TRANSFER_DECLINED);
  portunus_guest_set_absent (laptop);
}

static void
bring_offer (PortunusOpenRoom *self)
{
  static const guint8 id[PORTUNUS_TRANSFER_ID_SIZE];
  const PortunusDestination destination = { .directory = g_get_tmp_dir () };
  const PortunusEntry entry = { .type = PORTUNUS_ENTRY_FILE, .path = "report <b>final</b>.pdf", .size = 12 * MEGABYTE };
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (PortunusManifest) manifest = NULL;
  g_autoptr (PortunusOffer) offer = NULL;
  PortunusTransfer *transfer;

  portunus_manifest_builder_add (builder, &entry, NULL);
  manifest = portunus_manifest_builder_finish (builder);
  offer = portunus_offer_new (id, "report <b>final</b>.pdf", manifest);
  self->arrival = portunus_arrival_new ("ada", &destination);
  transfer = portunus_arrival_get_transfer (self->arrival);
  portunus_transfer_set_peer (transfer, "Ada", "browser", words);
  portunus_transfer_set_state (transfer, PORTUNUS_TRANSFER_OFFERED);
  g_signal_emit (self, signals[ARRIVAL], 0, self->arrival);
  g_signal_emit_by_name (self->arrival, "offer", offer);
}

static void
finish (PortunusOpenRoom *self,
        const GError     *error)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->is_over)
    return;
  self->is_over = TRUE;
  g_signal_emit (self, signals[FINISHED], 0, error);
}

static void
play_full_scene (PortunusOpenRoom *self)
{
  g_signal_emit (self, signals[WRONG_CODE], 0, 2);
  g_signal_emit (self, signals[ASKED], 0, "00000000000000bb", "Carol & <i>her</i> tablet");
  add_guests (self);
  bring_offer (self);
}

static gboolean
play_cb (gpointer user_data)
{
  PortunusOpenRoom *self = user_data;
  const char *scene = g_getenv ("FAKE_ROOM");
  g_autoptr (GError) error = NULL;

  self->source = 0;
  if (g_strcmp0 (scene, "fails") == 0)
    {
      error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, "No network");
      finish (self, error);
      return G_SOURCE_REMOVE;
    }
  self->is_ready = TRUE;
  g_signal_emit (self, signals[READY], 0);
  if (g_strcmp0 (scene, "full") == 0)
    play_full_scene (self);
  return G_SOURCE_REMOVE;
}

static void
portunus_open_room_finalize (GObject *object)
{
  PortunusOpenRoom *self = PORTUNUS_OPEN_ROOM (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_object_unref (self->guests);
  g_object_unref (self->shares);
  g_object_unref (self->engine);
  g_clear_object (&self->arrival);

  G_OBJECT_CLASS (portunus_open_room_parent_class)->finalize (object);
}

static guint
add_signal (PortunusOpenRoomClass *klass,
            const char            *name,
            GType                  type)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       type != G_TYPE_NONE, type);
}

static void
portunus_open_room_class_init (PortunusOpenRoomClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_open_room_finalize;

  signals[READY] = add_signal (klass, "ready", G_TYPE_NONE);
  signals[LINK_CHANGED] = add_signal (klass, "link-changed", G_TYPE_NONE);
  signals[CHANGED] = add_signal (klass, "changed", G_TYPE_NONE);
  signals[ARRIVAL] = add_signal (klass, "arrival", PORTUNUS_TYPE_ARRIVAL);
  signals[NOT_GIVEN] = add_signal (klass, "not-given", G_TYPE_ERROR);
  signals[WRONG_CODE] = add_signal (klass, "wrong-code", G_TYPE_UINT);
  signals[ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[ANSWERED] = add_signal (klass, "answered", G_TYPE_STRING);
  signals[INVITED] = add_signal (klass, "invited", G_TYPE_STRING);
  signals[FINISHED] = add_signal (klass, "finished", G_TYPE_ERROR);
}

static void
portunus_open_room_init (PortunusOpenRoom *self)
{
  self->guests = g_list_store_new (PORTUNUS_TYPE_GUEST);
  self->shares = g_list_store_new (PORTUNUS_TYPE_SHARE);
}

PortunusOpenRoom *
portunus_open_room_new (PortunusEngine                *engine,
                        const PortunusOpenRoomOptions *options)
{
  PortunusOpenRoom *self = g_object_new (PORTUNUS_TYPE_OPEN_ROOM, NULL);

  self->engine = g_object_ref (engine);
  self->entry = options->rules.entry;
  self->is_one_time = options->rules.is_one_time;
  if (options->rules.expiry_seconds > 0)
    self->expires = g_get_real_time () / G_USEC_PER_SEC + options->rules.expiry_seconds;
  return self;
}

void
portunus_open_room_start (PortunusOpenRoom *self)
{
  self->source = g_idle_add (play_cb, self);
}

void
portunus_open_room_close (PortunusOpenRoom *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  finish (self, error);
}

void
portunus_open_room_answer (PortunusOpenRoom *self,
                           const char       *peer_id,
                           gboolean          is_welcome)
{
  if (is_welcome)
    add_guest (self, "Carol & <i>her</i> tablet", "browser");
}

void
portunus_open_room_kick (PortunusOpenRoom *self,
                         PortunusGuest    *guest)
{
  guint position;

  if (g_list_store_find (self->guests, guest, &position))
    g_list_store_remove (self->guests, position);
}

void
portunus_open_room_forgive (PortunusOpenRoom *self)
{
}

void
portunus_open_room_set_locked (PortunusOpenRoom *self,
                               gboolean          is_locked)
{
  self->is_locked = is_locked;
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
portunus_open_room_is_locked (PortunusOpenRoom *self)
{
  return self->is_locked;
}

PortunusRoomEntry
portunus_open_room_get_entry (PortunusOpenRoom *self)
{
  return self->entry;
}

gboolean
portunus_open_room_is_one_time (PortunusOpenRoom *self)
{
  return self->is_one_time;
}

gint64
portunus_open_room_get_expires (PortunusOpenRoom *self)
{
  return self->expires;
}

void
portunus_open_room_invite (PortunusOpenRoom *self,
                           guint             expiry_seconds)
{
  g_signal_emit (self, signals[INVITED], 0, LINK TOKEN);
}

const char *
portunus_open_room_get_link (PortunusOpenRoom *self)
{
  return self->is_ready ? LINK : NULL;
}

const char *
portunus_open_room_get_code (PortunusOpenRoom *self)
{
  return self->is_ready && self->entry != PORTUNUS_ROOM_ENTRY_PASSWORD ? "4711-harbor-violin" : NULL;
}

char *
portunus_open_room_dup_words (PortunusOpenRoom *self)
{
  return g_strdup ("copper violin harbor eleven orbit cedar");
}

GListModel *
portunus_open_room_get_guests (PortunusOpenRoom *self)
{
  return G_LIST_MODEL (self->guests);
}

GListModel *
portunus_open_room_get_shares (PortunusOpenRoom *self)
{
  return G_LIST_MODEL (self->shares);
}

PortunusShare *
portunus_open_room_give (PortunusOpenRoom   *self,
                         const char * const *paths,
                         const char         *text)
{
  const PortunusShareOptions options = { .paths = paths, .text = text };
  g_autoptr (PortunusShare) share = portunus_share_new (self->engine, &options);

  g_list_store_append (self->shares, share);
  portunus_share_start (share);
  return share;
}

void
portunus_open_room_take_back (PortunusOpenRoom *self,
                              PortunusShare    *share)
{
  guint position;

  if (g_list_store_find (self->shares, share, &position))
    g_list_store_remove (self->shares, position);
}

gboolean
portunus_open_room_is_moving (PortunusOpenRoom *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->guests)) > 0;
}
