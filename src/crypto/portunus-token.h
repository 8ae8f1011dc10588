/* portunus-token.h: signed tokens that expire: JWT with HS256 and nothing else
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

/** PORTUNUS_TOKEN_MAX_LENGTH: longest token that is looked at, in characters. */
#define PORTUNUS_TOKEN_MAX_LENGTH 512
#define PORTUNUS_TOKEN_KEY_SIZE 32

/**
 * PortunusToken:
 * @audience: what it is for
 * @id: what makes it one of a kind
 * @issued: Unix time in seconds
 * @expires: Unix time in seconds
 */
typedef struct
{
  char   *audience;
  char   *id;
  gint64  issued;
  gint64  expires;
} PortunusToken;

void           portunus_token_free  (PortunusToken        *self);
char          *portunus_token_write (const PortunusToken  *self,
                                     const PortunusSecret *key);
PortunusToken *portunus_token_read  (const char           *text,
                                     const PortunusSecret *key,
                                     GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusToken, portunus_token_free)

G_END_DECLS
