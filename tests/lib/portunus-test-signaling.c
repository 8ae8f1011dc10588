/* portunus-test-signaling.c: a room in memory whose server does whatever a test asks for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-test-signaling.h"

#include "portunus-context.h"

struct _PortunusTestRoom
{
  gatomicrefcount     ref_count;

  /* Owned */
  GMainContext       *context;

  /* Borrowed: those who are in; a member leaves before it goes away. */
  GPtrArray          *members;
  PortunusTestServer  server;
  gpointer            server_data;

  guint               n_joined;
};

struct _PortunusTestSignaling
{
  GObject           parent_instance;

  /* Owned */
  PortunusTestRoom *room;
  char             *id;
};

static void signaling_iface_init (PortunusSignalingInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusTestSignaling, portunus_test_signaling, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_SIGNALING, signaling_iface_init))

/* Something a member is told, in the room's context. */
typedef struct
{
  PortunusTestSignaling *to;
  char                  *who;
  char                 **others;
  GBytes                *message;
} News;

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->to);
  g_free (news->who);
  g_strfreev (news->others);
  g_clear_pointer (&news->message, g_bytes_unref);
  g_free (news);
}

static void
tell (PortunusTestSignaling *to,
      PortunusPostFunc       func,
      News                   content)
{
  News *news = g_new (News, 1);

  *news = content;
  news->to = g_object_ref (to);
  portunus_context_post (to->room->context, func, news, news_free);
}

static void
take_joined (gpointer data)
{
  News *news = data;

  portunus_signaling_emit_joined (PORTUNUS_SIGNALING (news->to), news->who, (const char * const *) news->others);
}

static void
take_peer_joined (gpointer data)
{
  News *news = data;

  portunus_signaling_emit_peer_joined (PORTUNUS_SIGNALING (news->to), news->who);
}

static void
take_peer_left (gpointer data)
{
  News *news = data;

  portunus_signaling_emit_peer_left (PORTUNUS_SIGNALING (news->to), news->who);
}

static void
take_message (gpointer data)
{
  News *news = data;

  portunus_signaling_emit_message (PORTUNUS_SIGNALING (news->to), news->who, news->message);
}

static void
take_closed (gpointer data)
{
  News *news = data;

  portunus_signaling_emit_closed (PORTUNUS_SIGNALING (news->to), NULL);
}

PortunusTestRoom *
portunus_test_room_new (void)
{
  PortunusTestRoom *self = g_new0 (PortunusTestRoom, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->context = g_main_context_ref_thread_default ();
  self->members = g_ptr_array_new ();
  return self;
}

PortunusTestRoom *
portunus_test_room_ref (PortunusTestRoom *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
portunus_test_room_unref (PortunusTestRoom *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_main_context_unref (self->context);
  g_ptr_array_unref (self->members);
  g_free (self);
}

void
portunus_test_room_set_server (PortunusTestRoom   *self,
                               PortunusTestServer  server,
                               gpointer            user_data)
{
  self->server = server;
  self->server_data = user_data;
}

static PortunusTestSignaling *
find_member (PortunusTestRoom *self,
             const char       *id)
{
  for (guint i = 0; i < self->members->len; i++)
    {
      PortunusTestSignaling *member = g_ptr_array_index (self->members, i);

      if (g_strcmp0 (member->id, id) == 0)
        return member;
    }
  return NULL;
}

void
portunus_test_room_deliver (PortunusTestRoom *self,
                            const char       *from,
                            const char       *to,
                            GBytes           *message)
{
  PortunusTestSignaling *member = find_member (self, to);

  if (member != NULL)
    tell (member, take_message, (News) { .who = g_strdup (from), .message = g_bytes_ref (message) });
}

void
portunus_test_room_say_left (PortunusTestRoom *self,
                             const char       *who,
                             const char       *to)
{
  PortunusTestSignaling *member = find_member (self, to);

  if (member != NULL)
    tell (member, take_peer_left, (News) { .who = g_strdup (who) });
}

static void
portunus_test_signaling_start (PortunusSignaling *signaling)
{
  PortunusTestSignaling *self = PORTUNUS_TEST_SIGNALING (signaling);
  PortunusTestRoom *room = self->room;
  g_autoptr (GStrvBuilder) others = g_strv_builder_new ();

  self->id = g_strdup_printf ("peer-%u", ++room->n_joined);
  for (guint i = 0; i < room->members->len; i++)
    {
      PortunusTestSignaling *member = g_ptr_array_index (room->members, i);

      g_strv_builder_add (others, member->id);
      tell (member, take_peer_joined, (News) { .who = g_strdup (self->id) });
    }
  g_ptr_array_add (room->members, self);
  tell (self, take_joined, (News) { .who = g_strdup (self->id), .others = g_strv_builder_end (others) });
}

static void
portunus_test_signaling_send (PortunusSignaling *signaling,
                              const char        *peer_id,
                              GBytes            *message)
{
  PortunusTestSignaling *self = PORTUNUS_TEST_SIGNALING (signaling);
  PortunusTestRoom *room = self->room;

  if (find_member (room, self->id) == NULL)
    return;
  if (room->server != NULL)
    room->server (room, self->id, peer_id, message, room->server_data);
  else
    portunus_test_room_deliver (room, self->id, peer_id, message);
}

static void
portunus_test_signaling_close (PortunusSignaling *signaling)
{
  PortunusTestSignaling *self = PORTUNUS_TEST_SIGNALING (signaling);
  PortunusTestRoom *room = self->room;

  if (!g_ptr_array_remove (room->members, self))
    return;
  for (guint i = 0; i < room->members->len; i++)
    tell (g_ptr_array_index (room->members, i), take_peer_left, (News) { .who = g_strdup (self->id) });
  tell (self, take_closed, (News) { 0 });
}

static void
signaling_iface_init (PortunusSignalingInterface *iface)
{
  iface->start = portunus_test_signaling_start;
  iface->send = portunus_test_signaling_send;
  iface->close = portunus_test_signaling_close;
}

static void
portunus_test_signaling_finalize (GObject *object)
{
  PortunusTestSignaling *self = PORTUNUS_TEST_SIGNALING (object);

  g_ptr_array_remove (self->room->members, self);
  g_free (self->id);
  portunus_test_room_unref (self->room);

  G_OBJECT_CLASS (portunus_test_signaling_parent_class)->finalize (object);
}

static void
portunus_test_signaling_class_init (PortunusTestSignalingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_test_signaling_finalize;
}

static void
portunus_test_signaling_init (PortunusTestSignaling *self)
{
}

PortunusSignaling *
portunus_test_signaling_new (PortunusTestRoom *room)
{
  PortunusTestSignaling *self = g_object_new (PORTUNUS_TYPE_TEST_SIGNALING, NULL);

  self->room = portunus_test_room_ref (room);
  return PORTUNUS_SIGNALING (self);
}
