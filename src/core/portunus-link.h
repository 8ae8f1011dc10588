/* portunus-link.h: the links and short codes people pass to each other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_ROOM_ID_BYTES     16
#define PORTUNUS_ROOM_SECRET_BYTES 16
#define PORTUNUS_FINGERPRINT_BYTES 32

/**
 * PortunusLink:
 * @host: host name or address; IPv6 without brackets
 * @port: TCP port
 * @is_plain: plain HTTP; only accepted for loopback hosts
 * @room: room id, 32 hexadecimal digits
 * @secret: (nullable): 16 bytes from the fragment; never sent to a server
 * @fingerprint: (nullable): SHA-256 of the host's certificate (DER), 32 bytes
 * @token: (nullable): of an invitation, as its server wrote it
 *
 * `https://HOST:PORT/r/ROOM#k=SECRET&f=CERTFP&t=TOKEN`, SECRET and CERTFP in base64url without padding.
 */
typedef struct
{
  char    *host;
  guint16  port;
  gboolean is_plain;
  char    *room;
  GBytes  *secret;
  GBytes  *fingerprint;
  char    *token;
} PortunusLink;

PortunusLink *portunus_link_parse  (const char         *text,
                                    GError            **error);
char         *portunus_link_format (const PortunusLink *link);
PortunusLink *portunus_link_copy   (const PortunusLink *link);
void          portunus_link_free   (PortunusLink       *link);

/**
 * PortunusCode:
 * @number: nameplate, resolved to a room by a room server
 * @password: "word-word", the SPAKE2 password; never sent to a server
 */
typedef struct
{
  guint32 number;
  char   *password;
} PortunusCode;

PortunusCode *portunus_code_parse  (const char         *text,
                                    GError            **error);
char         *portunus_code_format (const PortunusCode *code);
void          portunus_code_free   (PortunusCode       *code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusLink, portunus_link_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusCode, portunus_code_free)

G_END_DECLS
