/* portunus-hosted-room.c: a room that was made for a share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-hosted-room.h"

#include "portunus-encoding.h"

/**
 * portunus_hosted_room_new:
 * @link: (transfer full): where the room is
 * @code_number: 0 where there is no code
 * @is_embedded: whether our own server hosts it
 *
 * Returns: (transfer full): the room, its link with a fresh secret
 */
PortunusHostedRoom *
portunus_hosted_room_new (PortunusLink *link,
                          guint32       code_number,
                          gboolean      is_embedded)
{
  PortunusHostedRoom *self = g_new0 (PortunusHostedRoom, 1);
  guint8 secret[PORTUNUS_ROOM_SECRET_BYTES];

  portunus_fill_random (secret, sizeof secret);
  g_clear_pointer (&link->secret, g_bytes_unref);
  link->secret = g_bytes_new (secret, sizeof secret);
  self->link = link;
  self->code_number = code_number;
  self->is_embedded = is_embedded;
  return self;
}

/**
 * portunus_hosted_room_copy:
 * @self: a room
 *
 * Returns: (transfer full): the same room
 */
PortunusHostedRoom *
portunus_hosted_room_copy (const PortunusHostedRoom *self)
{
  PortunusHostedRoom *copy = g_new0 (PortunusHostedRoom, 1);

  copy->link = portunus_link_copy (self->link);
  copy->code_number = self->code_number;
  copy->is_embedded = self->is_embedded;
  copy->host = g_strdup (self->host);
  copy->proof = self->proof != NULL ? portunus_secret_ref (self->proof) : NULL;
  copy->secret = self->secret != NULL ? portunus_secret_ref (self->secret) : NULL;
  return copy;
}

/**
 * portunus_hosted_room_set_password:
 * @self: a room
 * @password: what its password gives
 */
void
portunus_hosted_room_set_password (PortunusHostedRoom         *self,
                                   const PortunusRoomPassword *password)
{
  g_clear_pointer (&self->proof, portunus_secret_unref);
  g_clear_pointer (&self->secret, portunus_secret_unref);
  self->proof = portunus_secret_ref (password->proof);
  self->secret = portunus_secret_ref (password->secret);
}

/**
 * portunus_hosted_room_free:
 * @self: (transfer full) (nullable): a room
 */
void
portunus_hosted_room_free (PortunusHostedRoom *self)
{
  if (self == NULL)
    return;
  portunus_link_free (self->link);
  g_free (self->host);
  g_clear_pointer (&self->proof, portunus_secret_unref);
  g_clear_pointer (&self->secret, portunus_secret_unref);
  g_free (self);
}
