/* portunus-room-keys.c: everything by which peers may prove that they are meant
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-keys.h"

#include "portunus-meeting.h"
#include "portunus-pass.h"
#include "portunus-sas.h"

#define CODE_WORDS 2

/**
 * portunus_room_keys_new:
 * @room: a room; its link has a secret, unless we know it by a code
 *
 * Returns: (transfer full): its keys; the password of its code, if it has one, is not stretched yet
 */
PortunusRoomKeys *
portunus_room_keys_new (const PortunusHostedRoom *room)
{
  PortunusRoomKeys *self = g_rc_box_new0 (PortunusRoomKeys);
  GBytes *secret = room->link->secret;

  if (room->secret != NULL)
    self->link_secret = portunus_secret_ref (room->secret);
  else if (secret != NULL)
    self->link_secret = portunus_secret_new (g_bytes_get_data (secret, NULL), g_bytes_get_size (secret));
  self->password = room->code_number != 0 ? portunus_wordlist_dup_password (CODE_WORDS) : NULL;
  self->passes = portunus_passes_new ();
  return self;
}

static void
clear (gpointer data)
{
  PortunusRoomKeys *self = data;

  g_clear_pointer (&self->link_secret, portunus_secret_unref);
  g_free (self->password);
  g_clear_pointer (&self->code_secret, portunus_secret_unref);
  g_ptr_array_unref (self->passes);
}

/**
 * portunus_room_keys_ref:
 * @self: keys
 *
 * Returns: (transfer full): the same
 */
PortunusRoomKeys *
portunus_room_keys_ref (PortunusRoomKeys *self)
{
  return g_rc_box_acquire (self);
}

/**
 * portunus_room_keys_unref:
 * @self: (transfer full): keys
 */
void
portunus_room_keys_unref (PortunusRoomKeys *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * portunus_room_keys_give_pass:
 * @self: keys
 * @session: an authenticated session
 *
 * Others may guess until the code is closed, and who came by it before has to find the way back even then.
 */
void
portunus_room_keys_give_pass (PortunusRoomKeys *self,
                              PortunusSession  *session)
{
  g_autoptr (PortunusSecret) secret = NULL;

  if (!portunus_session_uses_code (session))
    return;
  secret = portunus_session_dup_pass_secret (session);
  if (secret != NULL)
    portunus_passes_add (self->passes, portunus_session_get_peer_device (session), secret);
}

/**
 * portunus_room_keys_count_wrong_code:
 * @self: keys
 * @n_left: how many tries are left; with none the code is closed
 */
void
portunus_room_keys_count_wrong_code (PortunusRoomKeys *self,
                                     guint             n_left)
{
  self->n_code_failures = MAX (self->n_code_failures, PORTUNUS_CODE_MAX_FAILURES - n_left);
  if (n_left == 0)
    g_clear_pointer (&self->code_secret, portunus_secret_unref);
}

/**
 * portunus_room_keys_format_code:
 * @self: keys
 * @room: their room
 *
 * Returns: (transfer full) (nullable): the code to read out, %NULL where there is none
 */
char *
portunus_room_keys_format_code (PortunusRoomKeys         *self,
                                const PortunusHostedRoom *room)
{
  const PortunusCode code = { .number = room->code_number, .password = self->password };

  return room->code_number != 0 ? portunus_code_format (&code) : NULL;
}
