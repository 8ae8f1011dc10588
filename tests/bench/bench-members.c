/* bench-members.c: thousands of members of rooms, in one thread: silent ones, or ones that signal at a steady pace
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define PEER_ID_LENGTH 16
#define ROOM_ID_LENGTH 32
#define INPUT_SIZE 8192
#define PATIENCE_US (60 * G_USEC_PER_SEC)
/* Those by whom the pace at the end is taken. */
#define N_LAST 500
/* Stands before the time at which a message was sent. */
#define DATA_MARK "\"data\":\""
#define STAMP_LENGTH 16
/* Stands before the id of a member that was let in. */
#define OWN_ID "\"peer\":\""

typedef struct
{
  int    fd;
  SSL   *tls;
  char   id[PEER_ID_LENGTH + 1];
  char   input[INPUT_SIZE];
  gsize  n_input;
  guint  room;
} Member;

typedef struct
{
  guint16   port;
  guint     n_members;
  guint     per_room;
  guint     per_second;
  guint     seconds;
  SSL_CTX  *tls;

  Member   *members;
  int       epoll;
  guint     n_sent;
  double    join_rate;
  double    last_join_rate;
  GArray   *delays_us;
} Crowd;

static void
fail (const char *what)
{
  fprintf (stderr, "bench-members: %s: %s\n", what, g_strerror (errno));
  exit (EXIT_FAILURE);
}

static gssize
say (Member     *member,
     const void *data,
     gsize       length)
{
  return member->tls != NULL ? SSL_write (member->tls, data, length) : send (member->fd, data, length, MSG_NOSIGNAL);
}

static gssize
hear (Member *member)
{
  gsize room = INPUT_SIZE - member->n_input;
  char *place = member->input + member->n_input;
  gssize n = member->tls != NULL ? SSL_read (member->tls, place, room) : recv (member->fd, place, room, 0);

  if (n > 0)
    member->n_input += n;
  return n;
}

static void
connect_to (Crowd  *self,
            Member *member)
{
  const int on = 1;
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons (self->port) };

  to.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  member->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (member->fd < 0 || connect (member->fd, (struct sockaddr *) &to, sizeof to) != 0)
    fail ("connect");
  setsockopt (member->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (self->tls == NULL)
    return;
  member->tls = SSL_new (self->tls);
  SSL_set_fd (member->tls, member->fd);
  if (SSL_connect (member->tls) != 1)
    fail ("handshake");
}

/* There are zeros in the heads of frames. Gives what follows @what, with @length bytes of it. */
static const char *
hear_after (Member     *member,
            const char *what,
            gsize       length)
{
  gsize n = strlen (what);

  while (TRUE)
    {
      const char *found = memmem (member->input, member->n_input, what, n);

      if (found != NULL && found + n + length <= member->input + member->n_input)
        return found + n;
      if (hear (member) <= 0)
        fail (what);
    }
}

static void
drop (Member *member,
      gsize   n_bytes)
{
  member->n_input -= n_bytes;
  memmove (member->input, member->input + n_bytes, member->n_input);
}

/* Each comes from somewhere else, as behind a proxy. */
static char *
make_request (const char *method,
              const char *path,
              guint       number,
              const char *more)
{
  return g_strdup_printf ("%s %s HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.%u.%u.%u\r\n%s\r\n", method, path,
                          number >> 16 & 255, number >> 8 & 255, number & 255, more);
}

static char *
make_room (Crowd *self,
           guint  number)
{
  Member client = { 0 };
  g_autofree char *request = make_request ("POST", "/api/rooms", number, "Connection: close\r\nContent-Length: 0\r\n");
  char *room;

  connect_to (self, &client);
  say (&client, request, strlen (request));
  room = g_strndup (hear_after (&client, "\"room\":\"", ROOM_ID_LENGTH), ROOM_ID_LENGTH);
  SSL_free (client.tls);
  close (client.fd);
  return room;
}

static void
join (Crowd      *self,
      Member     *member,
      const char *room,
      guint       number)
{
  g_autofree char *path = g_strdup_printf ("/ws/%s?v=1", room);
  g_autofree char *request = make_request ("GET", path, number,
                                           "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                           "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
  char *end;

  connect_to (self, member);
  say (member, request, strlen (request));
  memcpy (member->id, hear_after (member, OWN_ID, PEER_ID_LENGTH), PEER_ID_LENGTH);
  /* What follows are frames. */
  end = memmem (member->input, member->n_input, "\r\n\r\n", 4);
  drop (member, end + 4 - member->input);
}

static void
count_signal (Crowd      *self,
              const char *text,
              gsize       length)
{
  const char *found = memmem (text, length, DATA_MARK, strlen (DATA_MARK));
  gint64 delay_us;

  if (found == NULL || self->delays_us == NULL)
    return;
  delay_us = g_get_monotonic_time () - g_ascii_strtoll (found + strlen (DATA_MARK), NULL, 10);
  g_array_append_val (self->delays_us, delay_us);
}

/* The payload of a ping is short, and masked with zeros. */
static void
answer_ping (Member     *member,
             const char *payload,
             gsize       length)
{
  char frame[6 + 125] = { (char) 0x8a, (char) (0x80 | length) };

  memcpy (frame + 6, payload, length);
  if (say (member, frame, 6 + length) != (gssize) (6 + length))
    fail ("pong");
}

/* Unmasked frames of less than 64 KiB (RFC 6455 §5.2). */
static void
take_frames (Crowd  *self,
             Member *member)
{
  const guint8 *input = (const guint8 *) member->input;
  gsize n_taken = 0;

  while (member->n_input - n_taken >= 2)
    {
      const guint8 *frame = input + n_taken;
      gsize n_head = frame[1] == 126 ? 4 : 2;
      gsize length;

      if (n_taken + n_head > member->n_input)
        break;
      length = frame[1] == 126 ? (gsize) frame[2] << 8 | frame[3] : frame[1];
      if (n_taken + n_head + length > member->n_input)
        break;
      if (frame[0] == 0x89)
        answer_ping (member, (const char *) frame + n_head, length);
      else
        count_signal (self, (const char *) frame + n_head, length);
      n_taken += n_head + length;
    }
  drop (member, n_taken);
}

static void
listen_for (Crowd *self,
            int    timeout_ms)
{
  struct epoll_event events[256];
  int n = epoll_wait (self->epoll, events, G_N_ELEMENTS (events), timeout_ms);

  for (int i = 0; i < n; i++)
    {
      Member *member = events[i].data.ptr;
      gssize got;

      while ((got = hear (member)) > 0)
        take_frames (self, member);
      if (got == 0 && member->tls == NULL)
        fail ("a member was closed");
    }
}

static void
watch (Crowd  *self,
       Member *member)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = member };

  fcntl (member->fd, F_SETFL, O_NONBLOCK);
  epoll_ctl (self->epoll, EPOLL_CTL_ADD, member->fd, &event);
  take_frames (self, member);
}

static void
come (Crowd *self)
{
  g_autofree char *room = NULL;
  gint64 start_us = g_get_monotonic_time ();
  gint64 last_us = start_us;
  guint n_last = MIN (self->n_members, N_LAST);

  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->members = g_new0 (Member, self->n_members);
  for (guint i = 0; i < self->n_members; i++)
    {
      if (i == self->n_members - n_last)
        last_us = g_get_monotonic_time ();
      if (i % self->per_room == 0)
        {
          g_free (room);
          room = make_room (self, i);
        }
      self->members[i].room = i / self->per_room;
      join (self, &self->members[i], room, i);
      watch (self, &self->members[i]);
      listen_for (self, 0);
    }
  self->join_rate = self->n_members * (double) G_USEC_PER_SEC / (g_get_monotonic_time () - start_us);
  self->last_join_rate = n_last * (double) G_USEC_PER_SEC / (g_get_monotonic_time () - last_us);
}

/* To the next member of the same room, whom the one after will hear from, and so on. */
static void
send_one (Crowd *self)
{
  guint number = self->n_sent % self->n_members;
  Member *from = &self->members[number];
  guint first = from->room * self->per_room;
  Member *to = &self->members[first + (number - first + 1) % self->per_room];
  char frame[256] = { (char) 0x81 };
  int length;

  /* Masked with zeros (RFC 6455 §5.3). The data is base64url, which digits are. */
  length = snprintf (frame + 6, sizeof frame - 6,
                     "{\"type\":\"signal\",\"to\":\"%s\",\"data\":\"%0*" G_GINT64_FORMAT "\"}", to->id,
                     STAMP_LENGTH, g_get_monotonic_time ());
  g_assert (length < 126);
  frame[1] = (char) (0x80 | length);
  if (say (from, frame, 6 + length) != 6 + length)
    fail ("send");
  self->n_sent++;
}

static int
compare_delays (gconstpointer a,
                gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static void
chatter (Crowd *self)
{
  gint64 start_us = g_get_monotonic_time ();
  guint n_wanted = self->per_second * self->seconds;
  gint64 last_us = start_us;
  double seconds;

  self->delays_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  while (self->delays_us->len < n_wanted && g_get_monotonic_time () - last_us < PATIENCE_US)
    {
      guint n_before = self->delays_us->len;
      gint64 passed_us = g_get_monotonic_time () - start_us;
      guint n_due = MIN (n_wanted, passed_us * self->per_second / G_USEC_PER_SEC);

      while (self->n_sent < n_due)
        send_one (self);
      listen_for (self, self->n_sent < n_wanted ? 1 : 100);
      if (self->delays_us->len > n_before)
        last_us = g_get_monotonic_time ();
    }
  seconds = (last_us - start_us) / (double) G_USEC_PER_SEC;
  g_array_sort (self->delays_us, compare_delays);
  if (self->delays_us->len == 0)
    fail ("nothing was relayed");
  printf ("{\"sent\": %u, \"received\": %u, \"per_s\": %.0f, \"p50_ms\": %.3f, \"p99_ms\": %.3f}\n", self->n_sent,
          self->delays_us->len, self->delays_us->len / seconds,
          g_array_index (self->delays_us, gint64, self->delays_us->len / 2) / 1000.0,
          g_array_index (self->delays_us, gint64, self->delays_us->len * 99 / 100) / 1000.0);
}

int
main (int    argc,
      char **argv)
{
  Crowd self = { 0 };
  struct rlimit limit;

  if (argc < 7)
    {
      fprintf (stderr, "bench-members PORT plain|tls MEMBERS MEMBERS-OF-A-ROOM SIGNALS-A-SECOND SECONDS\n");
      return 2;
    }
  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  self.port = atoi (argv[1]);
  self.tls = strcmp (argv[2], "tls") == 0 ? SSL_CTX_new (TLS_client_method ()) : NULL;
  self.n_members = atoi (argv[3]);
  self.per_room = atoi (argv[4]);
  self.per_second = atoi (argv[5]);
  self.seconds = atoi (argv[6]);

  come (&self);
  printf ("{\"members\": %u, \"per_s\": %.0f, \"last_per_s\": %.0f}\n", self.n_members, self.join_rate,
          self.last_join_rate);
  fflush (stdout);
  if (self.per_second > 0)
    chatter (&self);
  else
    while (TRUE)
      listen_for (&self, -1);
  return 0;
}
