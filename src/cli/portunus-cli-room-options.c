/* portunus-cli-room-options.c: the part of a command line that says who may come into the room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-room-options.h"

#include <glib/gi18n.h>

#include "portunus-cli-secret.h"

static gboolean
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return FALSE;
}

/**
 * portunus_cli_room_words_clear:
 * @self: options
 */
void
portunus_cli_room_words_clear (PortunusCliRoomWords *self)
{
  g_clear_pointer (&self->entry, g_free);
  g_clear_pointer (&self->expires, g_free);
  g_clear_pointer (&self->password_file, g_free);
}

/**
 * portunus_cli_room_words_given:
 * @self: options
 *
 * Returns: whether anything says what a new room is to be like
 */
gboolean
portunus_cli_room_words_given (const PortunusCliRoomWords *self)
{
  return self->entry != NULL || self->expires != NULL || self->max_peers != 0 || self->is_one_time;
}

static gboolean
read_entry (const PortunusCliRoomWords  *self,
            PortunusRoomRules           *rules,
            GError                     **error)
{
  if (self->entry == NULL)
    rules->entry = rules->password != NULL ? PORTUNUS_ROOM_ENTRY_PASSWORD : PORTUNUS_ROOM_ENTRY_LINK;
  else if (!portunus_room_entry_from_name (self->entry, &rules->entry))
    return fail (error, _("--entry is one of link, password and ask"));
  if (rules->entry == PORTUNUS_ROOM_ENTRY_LINK && rules->password != NULL)
    return fail (error, _("With --entry link nobody is asked for the password: leave one of the two out"));
  return TRUE;
}

/**
 * portunus_cli_room_words_read:
 * @self: options
 * @rules: (out caller-allocates): what they mean; clear it also after a failure
 * @error: return location for a #GOptionError, or %G_IO_ERROR_CANCELLED after a signal
 *
 * Returns: whether they make sense
 */
gboolean
portunus_cli_room_words_read (const PortunusCliRoomWords  *self,
                              PortunusRoomRules           *rules,
                              GError                     **error)
{
  gboolean needs_password = self->asks_password || g_strcmp0 (self->entry, "password") == 0;

  if (self->max_peers < 0 || self->max_peers > PORTUNUS_ROOM_MAX_GUESTS)
    return fail (error, _("--max-peers takes a number from 1 to 256"));
  if (self->expires != NULL && !portunus_room_expiry_from_text (self->expires, &rules->expiry_seconds))
    return fail (error, _("--expires takes a time from 60s to 7d, such as 30m, 2h or 1d"));
  if (!portunus_cli_secret_get_room_password (needs_password, self->password_file, &rules->password, error))
    return FALSE;
  rules->max_peers = self->max_peers;
  rules->is_one_time = self->is_one_time;
  return read_entry (self, rules, error);
}
