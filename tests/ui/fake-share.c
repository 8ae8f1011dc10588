/* fake-share.c: a share that plays scenes: the name of what is shared says which
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-share.h"

#include <string.h>

#include "fake-history.h"
#include "portunus-transfer-error.h"

#define MEGABYTE 1000000

struct _PortunusShare
{
  GObject         parent_instance;

  char           *title;
  GListStore     *transfers;
  PortunusLedger *ledger;
  guint           source;
  gboolean        is_over;
  gboolean        is_for_device;
  PortunusStanding standing;
  char           *room;          /* (nullable): of somebody else; says which scene */
  char           *password;
};

enum { READY, LINK_CHANGED, PROBLEM, WRONG_CODE, STANDING_CHANGED, FINISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusShare, portunus_share, G_TYPE_OBJECT)

static const char * const words[] = { "copper", "violin", "harbor", "eleven", NULL };

static PortunusTransfer *
add_peer (PortunusShare         *self,
          const char            *name,
          const char            *label,
          PortunusTransferState  state)
{
  g_autoptr (PortunusTransfer) transfer = portunus_transfer_new (FALSE);

  portunus_transfer_set_peer (transfer, name, label, words);
  portunus_transfer_set_totals (transfer, 3, 40 * MEGABYTE);
  portunus_transfer_set_state (transfer, state);
  fake_history_add (self->ledger, transfer);
  g_list_store_append (self->transfers, transfer);
  return transfer;
}

static void
add_peers (PortunusShare *self)
{
  PortunusTransfer *running = add_peer (self, "Anna’s laptop", "verified", PORTUNUS_TRANSFER_RUNNING);

  portunus_transfer_set_path (running, "LAN");
  portunus_transfer_set_progress (running, 1, 17 * MEGABYTE);
  add_peer (self, "<b>Mallory</b> & a name that goes on and on until there is no room left for any badge", "browser",
            PORTUNUS_TRANSFER_OFFERED);
  portunus_transfer_set_path (add_peer (self, "Bob", "not verified", PORTUNUS_TRANSFER_RECONNECTING), "relay");
  add_peer (self, "Carol", "verified", PORTUNUS_TRANSFER_DECLINED);
  portunus_transfer_set_path (add_peer (self, "Dave", "verified", PORTUNUS_TRANSFER_DONE), "direct");
}

static void
set_standing (PortunusShare    *self,
              PortunusStanding  standing)
{
  self->standing = standing;
  g_signal_emit (self, signals[STANDING_CHANGED], 0);
}

static gboolean
is_in_scene (PortunusShare *self,
             const char    *scene)
{
  g_autofree char *host = g_strdup_printf ("//%s.", scene);

  return strstr (self->room, host) != NULL;
}

static void
fail (PortunusShare         *self,
      PortunusTransferError  code)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, (int) code, "a scene asked for it");

  self->is_over = TRUE;
  g_signal_emit (self, signals[FINISHED], 0, error);
}

static void
play_room (PortunusShare *self)
{
  if (is_in_scene (self, "password") && g_strcmp0 (self->password, "sesame") != 0)
    fail (self, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD);
  else if (is_in_scene (self, "ask"))
    set_standing (self, PORTUNUS_STANDING_ASKING);
  else if (is_in_scene (self, "full"))
    fail (self, PORTUNUS_TRANSFER_ERROR_ROOM_FULL);
  else if (is_in_scene (self, "locked"))
    fail (self, PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED);
  else if (is_in_scene (self, "refused"))
    fail (self, PORTUNUS_TRANSFER_ERROR_REFUSED);
  else if (is_in_scene (self, "ended"))
    fail (self, PORTUNUS_TRANSFER_ERROR_NO_ROOM);
  else
    {
      set_standing (self, PORTUNUS_STANDING_INSIDE);
      g_signal_emit (self, signals[READY], 0);
      if (is_in_scene (self, "busy"))
        add_peers (self);
    }
}

static gboolean
play_cb (gpointer user_data)
{
  g_autoptr (PortunusShare) self = g_object_ref (user_data);

  self->source = 0;
  if (self->room != NULL)
    {
      play_room (self);
      return G_SOURCE_REMOVE;
    }
  if (g_str_has_prefix (self->title, "unreadable"))
    {
      g_autoptr (GError) error = g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE,
                                              "%s: Permission denied", self->title);

      self->is_over = TRUE;
      g_signal_emit (self, signals[FINISHED], 0, error);
      return G_SOURCE_REMOVE;
    }
  if (self->is_for_device)
    {
      if (!g_str_has_prefix (self->title, "lost"))
        add_peer (self, "Anna’s laptop", "verified", PORTUNUS_TRANSFER_OFFERED);
      return G_SOURCE_REMOVE;
    }
  g_signal_emit (self, signals[READY], 0);
  if (g_str_has_prefix (self->title, "peers"))
    {
      g_signal_emit (self, signals[PROBLEM], 0, "photos/locked.jpg: Permission denied");
      g_signal_emit (self, signals[WRONG_CODE], 0, 2);
      add_peers (self);
    }
  return G_SOURCE_REMOVE;
}

static void
portunus_share_finalize (GObject *object)
{
  PortunusShare *self = PORTUNUS_SHARE (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_object_unref (self->transfers);
  g_object_unref (self->ledger);
  g_free (self->title);
  g_free (self->room);
  g_free (self->password);

  G_OBJECT_CLASS (portunus_share_parent_class)->finalize (object);
}

static guint
add_signal (PortunusShareClass *klass,
            const char         *name,
            GType               type)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       type != G_TYPE_NONE, type);
}

static void
portunus_share_class_init (PortunusShareClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_share_finalize;

  signals[READY] = add_signal (klass, "ready", G_TYPE_NONE);
  signals[LINK_CHANGED] = add_signal (klass, "link-changed", G_TYPE_NONE);
  signals[PROBLEM] = add_signal (klass, "problem", G_TYPE_STRING);
  signals[WRONG_CODE] = add_signal (klass, "wrong-code", G_TYPE_UINT);
  signals[STANDING_CHANGED] = add_signal (klass, "standing-changed", G_TYPE_NONE);
  signals[FINISHED] = add_signal (klass, "finished", G_TYPE_ERROR);
}

static void
portunus_share_init (PortunusShare *self)
{
  self->transfers = g_list_store_new (PORTUNUS_TYPE_TRANSFER);
}

PortunusShare *
portunus_share_new (PortunusEngine             *engine,
                    const PortunusShareOptions *options)
{
  PortunusShare *self = g_object_new (PORTUNUS_TYPE_SHARE, NULL);

  self->room = g_strdup (options->room);
  if (options->rules.password != NULL)
    {
      gsize length;
      const guint8 *data = portunus_secret_get_data (options->rules.password, &length);

      self->password = g_strndup ((const char *) data, length);
    }
  self->is_for_device = options->target != NULL;
  self->ledger = g_object_ref (portunus_engine_get_ledger (engine));
  self->title = options->paths != NULL ? g_path_get_basename (options->paths[0]) : g_strdup (options->text);
  return self;
}

void
portunus_share_start (PortunusShare *self)
{
  self->source = g_idle_add (play_cb, self);
}

void
portunus_share_cancel (PortunusShare *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  g_clear_handle_id (&self->source, g_source_remove);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->transfers)); i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

      if (!portunus_transfer_is_over (transfer))
        portunus_transfer_finish (transfer, error);
    }
  if (!self->is_over)
    g_signal_emit (self, signals[FINISHED], 0, error);
  self->is_over = TRUE;
}

PortunusStanding
portunus_share_get_standing (PortunusShare *self)
{
  return self->standing;
}

/* The last try is one called so. */
int
portunus_share_get_n_tries_left (PortunusShare *self)
{
  return g_strcmp0 (self->password, "closed") == 0 ? 0 : 2;
}

const char *
portunus_share_get_link (PortunusShare *self)
{
  return "https://192.168.178.23:38117/r/0123456789abcdef0123456789abcdef"
         "#k=AAECAwQFBgcICQoLDA0ODw&f=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
}

const char *
portunus_share_get_code (PortunusShare *self)
{
  return "4711-harbor-violin";
}

const char *
portunus_share_get_title (PortunusShare *self)
{
  return self->title;
}

guint
portunus_share_get_n_files (PortunusShare *self)
{
  return 3;
}

guint64
portunus_share_get_total_bytes (PortunusShare *self)
{
  return 40 * MEGABYTE;
}

GListModel *
portunus_share_get_transfers (PortunusShare *self)
{
  return G_LIST_MODEL (self->transfers);
}
