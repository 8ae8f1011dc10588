/* portunus-room-client-news.c: what a client of a room does about what the server says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-client-private.h"

#include <string.h>

static gboolean
take_peers (PortunusRoomClient     *self,
            const PortunusRoomNews *news)
{
  for (guint i = 0; i < news->peers->len; i++)
    {
      const char *id = g_ptr_array_index (news->peers, i);

      if (strcmp (id, news->peer) == 0)
        return FALSE;
      g_hash_table_add (self->peers, g_strdup (id));
    }
  for (guint i = 0; news->hosts != NULL && i < news->hosts->len; i++)
    g_hash_table_add (self->hosts, g_strdup (g_ptr_array_index (news->hosts, i)));
  g_ptr_array_add (news->peers, NULL);
  return TRUE;
}

static gboolean
check_version (PortunusRoomClient     *self,
               const PortunusRoomNews *news)
{
  if (news->version == PORTUNUS_ROOM_PROTOCOL_VERSION)
    return TRUE;
  _portunus_room_client_end_with (self, PORTUNUS_TRANSFER_ERROR_VERSION,
                                  "The room server speaks another version of the protocol");
  return FALSE;
}

static void
handle_welcome (PortunusRoomClient     *self,
                const PortunusRoomNews *news)
{
  if (self->is_joined)
    {
      _portunus_room_client_end_malformed (self);
      return;
    }
  if (!check_version (self, news))
    return;
  if (!take_peers (self, news))
    {
      _portunus_room_client_end_malformed (self);
      return;
    }
  self->own_id = g_strdup (news->peer);
  self->is_joined = TRUE;
  self->is_host = news->is_host;
  if (self->admission != NULL && news->ticket != NULL)
    portunus_admission_keep_ticket (self->admission, news->ticket);
  _portunus_room_client_watch (self);
  portunus_signaling_emit_joined (PORTUNUS_SIGNALING (self), self->own_id,
                                  (const char * const *) news->peers->pdata);
}

static void
handle_peer_joined (PortunusRoomClient     *self,
                    const PortunusRoomNews *news)
{
  if (!self->is_joined || strcmp (news->peer, self->own_id) == 0
      || g_hash_table_size (self->peers) >= PORTUNUS_ROOM_MAX_PEERS
      || !g_hash_table_add (self->peers, g_strdup (news->peer)))
    {
      _portunus_room_client_end_malformed (self);
      return;
    }
  if (news->is_host)
    g_hash_table_add (self->hosts, g_strdup (news->peer));
  portunus_signaling_emit_peer_joined (PORTUNUS_SIGNALING (self), news->peer);
}

static void
handle_peer_left (PortunusRoomClient     *self,
                  const PortunusRoomNews *news)
{
  if (!self->is_joined || !g_hash_table_remove (self->peers, news->peer))
    {
      _portunus_room_client_end_malformed (self);
      return;
    }
  g_hash_table_remove (self->hosts, news->peer);
  portunus_signaling_emit_peer_left (PORTUNUS_SIGNALING (self), news->peer);
}

static void
handle_signal (PortunusRoomClient     *self,
               const PortunusRoomNews *news)
{
  if (self->is_joined && g_hash_table_contains (self->peers, news->peer))
    portunus_signaling_emit_message (PORTUNUS_SIGNALING (self), news->peer, news->data);
  else
    _portunus_room_client_end_malformed (self);
}

/* Without what it takes there is no need to ask; and the server does not learn who would have come. */
static gboolean
lacks_password (PortunusRoomClient     *self,
                const PortunusRoomNews *news)
{
  const PortunusAdmission *admission = self->admission;

  return news->needs_password
         && (admission == NULL || (admission->proof == NULL && admission->token == NULL && admission->host == NULL
                                   && admission->ticket == NULL));
}

static void
handle_entry (PortunusRoomClient     *self,
              const PortunusRoomNews *news)
{
  g_autofree char *text = NULL;

  if (self->is_joined || self->has_entered)
    _portunus_room_client_end_malformed (self);
  else if (!check_version (self, news))
    return;
  else if (lacks_password (self, news))
    _portunus_room_client_end_with (self, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD,
                                    "The room has a password, and none was given");
  else
    {
      self->has_entered = TRUE;
      text = self->admission != NULL ? portunus_admission_to_text (self->admission) : g_strdup ("{\"type\":\"enter\"}");
      _portunus_room_client_expect (self);
      _portunus_room_client_say (self, text);
    }
}

static void
handle_waiting (PortunusRoomClient *self)
{
  if (self->is_joined || !self->has_entered)
    {
      _portunus_room_client_end_malformed (self);
      return;
    }
  _portunus_room_client_watch (self);
  g_signal_emit_by_name (self, "waiting");
}

static void
handle_room (PortunusRoomClient     *self,
             const PortunusRoomNews *news)
{
  if (!self->is_joined)
    {
      _portunus_room_client_end_malformed (self);
      return;
    }
  self->state = news->state;
  g_signal_emit_by_name (self, "changed");
}

static void
handle_as_host (PortunusRoomClient     *self,
                const PortunusRoomNews *news)
{
  if (!self->is_host)
    _portunus_room_client_end_malformed (self);
  else if (news->type == PORTUNUS_NEWS_PEER_WAITING)
    g_signal_emit_by_name (self, "asked", news->peer, news->name);
  else if (news->type == PORTUNUS_NEWS_PEER_GONE)
    g_signal_emit_by_name (self, "answered", news->peer);
  else
    g_signal_emit_by_name (self, "invited", news->token);
}

static void
handle_error (PortunusRoomClient     *self,
              const PortunusRoomNews *news)
{
  g_autoptr (GError) error = portunus_room_failure_read (news->code);

  self->n_tries_left = news->n_left;
  if (news->n_left >= 0)
    {
      g_autofree char *message = g_strdup_printf ("%s (tries left: %d)", error->message, news->n_left);

      g_free (error->message);
      error->message = g_steal_pointer (&message);
    }
  _portunus_room_client_end (self, error);
}

void
_portunus_room_client_handle (PortunusRoomClient     *self,
                              const PortunusRoomNews *news)
{
  switch (news->type)
    {
    case PORTUNUS_NEWS_ENTRY:
      handle_entry (self, news);
      break;
    case PORTUNUS_NEWS_WAITING:
      handle_waiting (self);
      break;
    case PORTUNUS_NEWS_WELCOME:
      handle_welcome (self, news);
      break;
    case PORTUNUS_NEWS_PEER_JOINED:
      handle_peer_joined (self, news);
      break;
    case PORTUNUS_NEWS_PEER_LEFT:
      handle_peer_left (self, news);
      break;
    case PORTUNUS_NEWS_SIGNAL:
      handle_signal (self, news);
      break;
    case PORTUNUS_NEWS_ERROR:
      handle_error (self, news);
      break;
    case PORTUNUS_NEWS_ROOM:
      handle_room (self, news);
      break;
    case PORTUNUS_NEWS_PEER_WAITING:
    case PORTUNUS_NEWS_PEER_GONE:
    case PORTUNUS_NEWS_INVITATION:
    default:
      handle_as_host (self, news);
    }
}
