/* server-fixture.h: a real room server on a free port, and what its clients were told
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "portunus-link.h"
#include "portunus-room-client.h"
#include "portunus-server.h"
#include "portunus-test.h"

G_BEGIN_DECLS

typedef struct
{
  PortunusServer *server;
  char           *base;     /* "https://127.0.0.1:PORT" */
} ServerFixture;

PortunusSecret   *server_fixture_make_pem   (void);
void              server_fixture_set_up     (ServerFixture                   *self,
                                             gconstpointer                    options);
void              server_fixture_tear_down  (ServerFixture                   *self,
                                             gconstpointer                    options);
PortunusRoomInfo *server_fixture_make_room  (ServerFixture                   *self,
                                             const PortunusServerRoomOptions *options);
PortunusLink     *server_fixture_link       (ServerFixture                   *self,
                                             const char                      *room);

/* A member of a room and everything it was told, in order, a line each: "joined 2", "peer-joined ID",
 * "waiting", "asked ID NAME" … */
typedef struct
{
  PortunusRoomClient *client;
  char               *id;
  GPtrArray          *peers;
  GString            *heard;
  GError             *error;
  gboolean            is_closed;
} Guest;

Guest *guest_new         (const PortunusLink *link,
                          gboolean            accepts_any);
Guest *guest_new_with    (ServerFixture      *fixture,
                          const char         *room,
                          PortunusAdmission  *admission);
Guest *guest_new_joined  (ServerFixture      *fixture,
                          const char         *room);
void   guest_wait_heard  (Guest              *self,
                          const char         *what);
void   guest_wait_closed (Guest              *self);
void   guest_send        (Guest              *self,
                          const char         *to,
                          const char         *text);
void   guest_free        (Guest              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Guest, guest_free)

/* A client that says whatever a test wants, over the library's WebSocket. */
typedef struct
{
  SoupSession             *session;
  SoupWebsocketConnection *socket;
  GString                 *heard;
  guint                    n_heard;
  gboolean                 is_closed;
} RawGuest;

RawGuest *raw_guest_new         (ServerFixture *fixture,
                                 const char    *path,
                                 const char    *origin,
                                 GError       **error);
void      raw_guest_wait_closed (RawGuest      *self);
void      raw_guest_free        (RawGuest      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawGuest, raw_guest_free)

/* Bytes on a TLS connection, for what no library would send. These block. */
GIOStream *raw_stream_new        (ServerFixture *fixture);
void       raw_stream_write      (GIOStream     *stream,
                                  const char    *text);
char      *raw_stream_read       (GIOStream     *stream);
void       raw_stream_upgrade    (GIOStream     *stream,
                                  const char    *path);
gboolean   raw_stream_send_frame (GIOStream     *stream,
                                  guint8         first_byte,
                                  const char    *data,
                                  gsize          length);

guint      count_descriptors     (void);

/* g_test_run(), after which no thread is left. */
int        server_test_run       (void);

G_END_DECLS
