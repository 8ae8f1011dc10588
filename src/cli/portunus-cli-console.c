/* portunus-cli-console.c: what the host of a room tells a running command, line by line
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-console.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "portunus-room-rules.h"

#define INVITATION_SECONDS 3600

struct _PortunusCliConsole
{
  GObject              parent_instance;

  /* Owned */
  PortunusShareRoom   *room;
  PortunusCliOutput   *output;
  GPtrArray           *peers;         /* Peer; their numbers stay */
  GDataInputStream    *lines;
  GCancellable        *cancellable;
};

/* Somebody who is, or was, in the room. */
typedef struct
{
  char     *id;
  char     *name;
  gboolean  is_gone;
} Peer;

typedef struct
{
  const char *word;
  void      (*run) (PortunusCliConsole *self,
                    const char         *argument);
} Order;

G_DEFINE_FINAL_TYPE (PortunusCliConsole, portunus_cli_console, G_TYPE_OBJECT)

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  g_free (peer->id);
  g_free (peer->name);
  g_free (peer);
}

static void
tell_of (PortunusCliConsole *self,
         guint               index)
{
  const Peer *peer = g_ptr_array_index (self->peers, index);
  const PortunusCliRoomNews news = {
    .kind = peer->is_gone ? PORTUNUS_CLI_ROOM_LEFT : PORTUNUS_CLI_ROOM_JOINED,
    .number = index + 1,
    .peer = peer->id,
    .name = peer->name,
  };

  portunus_cli_output_room (self->output, &news);
}

static void
tell_state (PortunusCliConsole *self)
{
  const PortunusCliRoomNews news = {
    .kind = PORTUNUS_CLI_ROOM_STATE,
    .is_locked = portunus_share_room_is_locked (self->room),
    .expires = portunus_share_room_get_expires (self->room),
  };

  portunus_cli_output_room (self->output, &news);
}

/* -1 for nobody who is there. */
static int
find_peer (PortunusCliConsole *self,
           const char         *id)
{
  for (guint i = 0; i < self->peers->len; i++)
    {
      const Peer *peer = g_ptr_array_index (self->peers, i);

      if (!peer->is_gone && g_str_equal (peer->id, id))
        return (int) i;
    }
  return -1;
}

static const char *
get_id (PortunusCliConsole *self,
        const char         *text)
{
  guint64 number;

  if (g_ascii_string_to_unsigned (text, 10, 1, self->peers->len, &number, NULL))
    return ((Peer *) g_ptr_array_index (self->peers, number - 1))->id;
  return text;
}

static void
lock (PortunusCliConsole *self,
      const char         *argument)
{
  portunus_share_room_set_locked (self->room, TRUE);
}

static void
unlock (PortunusCliConsole *self,
        const char         *argument)
{
  portunus_share_room_set_locked (self->room, FALSE);
}

static void
forgive (PortunusCliConsole *self,
         const char         *argument)
{
  portunus_share_room_forgive (self->room);
}

static void
who (PortunusCliConsole *self,
     const char         *argument)
{
  gboolean is_empty = TRUE;

  for (guint i = 0; i < self->peers->len; i++)
    if (!((Peer *) g_ptr_array_index (self->peers, i))->is_gone)
      {
        tell_of (self, i);
        is_empty = FALSE;
      }
  if (is_empty)
    portunus_cli_output_notice (self->output, _("Nobody else is in the room."));
  tell_state (self);
}

static void
kick (PortunusCliConsole *self,
      const char         *argument)
{
  int index = argument != NULL ? find_peer (self, get_id (self, argument)) : -1;

  if (index >= 0)
    portunus_share_room_kick (self->room, ((Peer *) g_ptr_array_index (self->peers, index))->id);
  else
    portunus_cli_output_notice (self->output, _("kick takes the number of somebody who is there: \"who\" lists them"));
}

static void
invite (PortunusCliConsole *self,
        const char         *argument)
{
  guint seconds = INVITATION_SECONDS;

  if (argument == NULL || portunus_room_expiry_from_text (argument, &seconds))
    portunus_share_room_invite (self->room, seconds);
  else
    portunus_cli_output_notice (self->output, _("invite takes a time from 60s to 7d, such as 30m, 2h or 1d"));
}

static void
let_in (PortunusCliConsole *self,
        const char         *argument)
{
  if (argument != NULL)
    portunus_share_room_answer (self->room, argument, TRUE);
}

static void
turn_away (PortunusCliConsole *self,
           const char         *argument)
{
  if (argument != NULL)
    portunus_share_room_answer (self->room, argument, FALSE);
}

static const Order orders[] = {
  { "who", who }, { "lock", lock }, { "unlock", unlock }, { "kick", kick }, { "forgive", forgive },
  { "invite", invite }, { "yes", let_in }, { "no", turn_away },
};

static void
obey (PortunusCliConsole *self,
      const char         *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  guint n_words = g_strv_length (words);

  for (guint i = 0; n_words > 0 && n_words <= 2 && i < G_N_ELEMENTS (orders); i++)
    if (g_str_equal (orders[i].word, words[0]))
      {
        orders[i].run (self, words[1]);
        return;
      }
  if (n_words > 0)
    /* Translators: the words before the colons are typed as they are; N is a number, TIME something like 2h */
    portunus_cli_output_notice (self->output, _("What can be said here: who, lock, unlock, kick N, forgive, invite "
                                                "TIME; yes ID and no ID to those who ask"));
}

static void read_line (PortunusCliConsole *self);

static void
line_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusCliConsole) self = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL || self->room == NULL)
    return;
  obey (self, g_strstrip (line));
  read_line (self);
}

static void
read_line (PortunusCliConsole *self)
{
  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, self->cancellable, line_read_cb,
                                       g_object_ref (self));
}

static void
authenticated_cb (PortunusShareRoom  *room,
                  PortunusSession    *session,
                  PortunusCliConsole *self)
{
  const char *id = portunus_session_get_peer_id (session);
  Peer *peer;

  if (find_peer (self, id) >= 0)
    return;
  peer = g_new0 (Peer, 1);
  peer->id = g_strdup (id);
  peer->name = g_strdup (portunus_session_get_peer_name (session));
  g_ptr_array_add (self->peers, peer);
  tell_of (self, self->peers->len - 1);
}

static void
leave (PortunusCliConsole *self,
       int                 index)
{
  ((Peer *) g_ptr_array_index (self->peers, index))->is_gone = TRUE;
  tell_of (self, (guint) index);
}

static void
peer_left_cb (PortunusShareRoom  *room,
              const char         *peer_id,
              PortunusCliConsole *self)
{
  int index = find_peer (self, peer_id);

  if (index >= 0)
    leave (self, index);
}

static void
away_cb (PortunusShareRoom  *room,
         PortunusCliConsole *self)
{
  for (guint i = 0; i < self->peers->len; i++)
    if (!((Peer *) g_ptr_array_index (self->peers, i))->is_gone)
      leave (self, (int) i);
}

static void
changed_cb (PortunusShareRoom  *room,
            PortunusCliConsole *self)
{
  tell_state (self);
}

static void
invited_cb (PortunusShareRoom  *room,
            const char         *link,
            PortunusCliConsole *self)
{
  const PortunusCliRoomNews news = { .kind = PORTUNUS_CLI_ROOM_INVITATION, .url = link };

  portunus_cli_output_room (self->output, &news);
}

static void
portunus_cli_console_dispose (GObject *object)
{
  PortunusCliConsole *self = PORTUNUS_CLI_CONSOLE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (portunus_cli_console_parent_class)->dispose (object);
}

static void
portunus_cli_console_finalize (GObject *object)
{
  PortunusCliConsole *self = PORTUNUS_CLI_CONSOLE (object);

  g_clear_object (&self->output);
  g_ptr_array_unref (self->peers);
  g_clear_object (&self->lines);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (portunus_cli_console_parent_class)->finalize (object);
}

static void
portunus_cli_console_class_init (PortunusCliConsoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_cli_console_dispose;
  object_class->finalize = portunus_cli_console_finalize;
}

static void
portunus_cli_console_init (PortunusCliConsole *self)
{
  self->peers = g_ptr_array_new_with_free_func (peer_free);
  self->cancellable = g_cancellable_new ();
}

/**
 * portunus_cli_console_new:
 * @room: a room that we host
 * @output: where to report
 *
 * Reads standard input from now on, to its end. Run dispose (g_object_run_dispose()) to end it.
 *
 * Returns: (transfer full): a console
 */
PortunusCliConsole *
portunus_cli_console_new (PortunusShareRoom *room,
                          PortunusCliOutput *output)
{
  PortunusCliConsole *self = g_object_new (PORTUNUS_TYPE_CLI_CONSOLE, NULL);
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  self->room = g_object_ref (room);
  self->output = g_object_ref (output);
  self->lines = g_data_input_stream_new (stream);
  g_signal_connect (room, "authenticated", G_CALLBACK (authenticated_cb), self);
  g_signal_connect (room, "peer-left", G_CALLBACK (peer_left_cb), self);
  g_signal_connect (room, "away", G_CALLBACK (away_cb), self);
  g_signal_connect (room, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (room, "invited", G_CALLBACK (invited_cb), self);
  read_line (self);
  return self;
}
