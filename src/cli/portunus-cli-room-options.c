/* portunus-cli-room-options.c: the part of a command line that says who may come into the room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-room-options.h"

#include <glib/gi18n.h>
#include <string.h>

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

static guint
get_unit_seconds (const char *unit)
{
  static const struct
  {
    const char *name;
    guint       seconds;
  } units[] = { { "s", 1 }, { "m", 60 }, { "h", 60 * 60 }, { "d", 24 * 60 * 60 } };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].name, unit) == 0)
      return units[i].seconds;
  return 0;
}

static gboolean
read_duration (const char  *text,
               guint       *seconds,
               GError     **error)
{
  char *unit;
  guint64 n;

  if (text == NULL)
    return TRUE;
  n = g_ascii_isdigit (*text) ? g_ascii_strtoull (text, &unit, 10) : 0;
  if (n > 0 && n <= PORTUNUS_ROOM_MAX_EXPIRY_SECONDS)
    n *= get_unit_seconds (unit);
  if (n < PORTUNUS_ROOM_MIN_EXPIRY_SECONDS || n > PORTUNUS_ROOM_MAX_EXPIRY_SECONDS)
    return fail (error, _("--expires takes a time from 60s to 7d, such as 30m, 2h or 1d"));
  *seconds = n;
  return TRUE;
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
  if (!read_duration (self->expires, &rules->expiry_seconds, error)
      || !portunus_cli_secret_get_room_password (needs_password, self->password_file, &rules->password, error))
    return FALSE;
  rules->max_peers = self->max_peers;
  rules->is_one_time = self->is_one_time;
  return read_entry (self, rules, error);
}
