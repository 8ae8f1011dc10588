/* portunus-daemon-room-options.c: who may come into the room that portunusd makes at its start
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-daemon-room-options.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_PASSWORD_BYTES 1024

static gboolean
fail (GError     **error,
      const char  *sentence)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, sentence);
  return FALSE;
}

/**
 * portunus_daemon_room_words_clear:
 * @self: options
 */
void
portunus_daemon_room_words_clear (PortunusDaemonRoomWords *self)
{
  g_clear_pointer (&self->entry, g_free);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->expires, g_free);
}

/**
 * portunus_daemon_room_rules_clear:
 * @self: rules
 */
void
portunus_daemon_room_rules_clear (PortunusDaemonRoomRules *self)
{
  g_clear_pointer (&self->password, portunus_secret_unref);
}

/**
 * portunus_daemon_room_words_given:
 * @self: options
 *
 * Returns: whether anything says what the room is to be like
 */
gboolean
portunus_daemon_room_words_given (const PortunusDaemonRoomWords *self)
{
  return self->entry != NULL || self->password_file != NULL || self->expires != NULL || self->max_peers != 0
         || self->is_one_time;
}

/* To the end of the line, or of the file. */
static gssize
read_line (int   fd,
           char *buffer,
           gsize size)
{
  gsize length = 0;
  gssize n = 1;

  while (n > 0 && length < size)
    {
      do
        n = read (fd, buffer + length, 1);
      while (n < 0 && errno == EINTR);
      if (n > 0 && buffer[length] == '\n')
        break;
      length += MAX (n, 0);
    }
  return n < 0 ? -1 : (gssize) length;
}

static gssize
ask (char *buffer,
     gsize size)
{
  struct termios before;
  struct termios quiet;
  gssize length;

  if (tcgetattr (STDIN_FILENO, &before) != 0)
    return read_line (STDIN_FILENO, buffer, size);
  quiet = before;
  quiet.c_lflag &= ~(tcflag_t) ECHO;
  quiet.c_lflag |= ECHONL;
  g_printerr ("Password of the room: ");
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &quiet);
  length = read_line (STDIN_FILENO, buffer, size);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  return length;
}

static gssize
read_from (const char *path,
           char       *buffer,
           gsize       size)
{
  gssize length;
  int fd;

  if (strcmp (path, "-") == 0)
    return ask (buffer, size);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return -1;
  length = read_line (fd, buffer, size);
  close (fd);
  return length;
}

static gboolean
read_password (const char       *path,
               PortunusSecret  **password,
               GError          **error)
{
  char buffer[MAX_PASSWORD_BYTES];
  gssize length = read_from (path, buffer, sizeof buffer);
  gboolean is_good = length > 0 && (gsize) length < sizeof buffer && g_utf8_validate (buffer, length, NULL);

  if (is_good)
    *password = portunus_secret_new (buffer, (gsize) length);
  explicit_bzero (buffer, sizeof buffer);
  return is_good
         || fail (error, "--password-file names a file whose first line is the password, in UTF-8, or - for standard "
                         "input");
}

static gboolean
read_entry (const PortunusDaemonRoomWords  *self,
            PortunusDaemonRoomRules        *rules,
            GError                        **error)
{
  PortunusRoomEntry entry = PORTUNUS_ROOM_ENTRY_LINK;

  if (self->entry != NULL && !portunus_room_entry_from_name (self->entry, &entry))
    return fail (error, "--entry is link or password");
  if (entry == PORTUNUS_ROOM_ENTRY_ASK)
    return fail (error, "In the room of portunusd nobody would be there to be asked: make such a room on its page, or "
                        "with portunus-cli send --server … --entry ask");
  if ((entry == PORTUNUS_ROOM_ENTRY_PASSWORD && self->password_file == NULL)
      || (self->entry != NULL && entry == PORTUNUS_ROOM_ENTRY_LINK && self->password_file != NULL))
    return fail (error, "--entry password goes with --password-file, and --entry link does not");
  return self->password_file == NULL || read_password (self->password_file, &rules->password, error);
}

/**
 * portunus_daemon_room_words_read:
 * @self: options
 * @rules: (out caller-allocates): what they mean; clear it also after a failure
 * @error: return location for a #GOptionError
 *
 * Returns: whether they make sense
 */
gboolean
portunus_daemon_room_words_read (const PortunusDaemonRoomWords  *self,
                                 PortunusDaemonRoomRules        *rules,
                                 GError                        **error)
{
  if (self->max_peers < 0 || self->max_peers > PORTUNUS_ROOM_MAX_GUESTS)
    return fail (error, "--max-peers is a number from 1 to 256");
  if (self->expires != NULL && !portunus_room_expiry_from_text (self->expires, &rules->expiry_seconds))
    return fail (error, "--expires is a time from 60s to 7d, for instance 30m, 2h or 1d");
  rules->max_peers = (guint) self->max_peers;
  rules->is_one_time = self->is_one_time;
  return read_entry (self, rules, error);
}
