/* portunus-cli-secret.c: secrets that come in by files and terminals instead of arguments
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "portunus-cli-interrupt.h"

#define TERMINAL "/dev/tty"
#define PASSPHRASE_FILE      "PORTUNUS_PASSPHRASE_FILE"
#define MAX_PASSPHRASE_BYTES 1024
#define MAX_LINK_BYTES       4096
#define MAX_TEXT_BYTES       (1024 * 1024)

/* Until the end of the file, the end of a line where @is_line, or @size. Gives -1 with errno. */
static gssize
read_input (int       fd,
            char     *buffer,
            gsize     size,
            gboolean  is_line)
{
  gsize length = 0;

  while (length < size)
    {
      /* A line is read byte by byte: what follows it is not ours. */
      gssize n_read = read (fd, buffer + length, is_line ? 1 : size - length);

      if (n_read == 0)
        break;
      if (n_read < 0)
        {
          if (errno == EINTR && !portunus_cli_interrupt_came ())
            continue;
          return -1;
        }
      if (is_line && buffer[length] == '\n')
        break;
      length += n_read;
    }
  return length;
}

static void
set_read_error (GError     **error,
                int          saved_errno,
                const char  *what)
{
  if (portunus_cli_interrupt_came ())
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Interrupted");
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("%s cannot be read: %s"), what,
                 g_strerror (saved_errno));
}

static PortunusSecret *
make_passphrase (char        *buffer,
                 gssize       length,
                 const char  *what,
                 GError     **error)
{
  PortunusSecret *passphrase = NULL;

  while (length > 0 && (buffer[length - 1] == '\n' || buffer[length - 1] == '\r'))
    length--;
  if (length > 0)
    passphrase = portunus_secret_new (buffer, length);
  else if (length < 0)
    set_read_error (error, errno, what);
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("%s is empty"), what);
  explicit_bzero (buffer, MAX_PASSPHRASE_BYTES);
  return passphrase;
}

static PortunusSecret *
read_file (const char  *path,
           const char  *what,
           GError     **error)
{
  char buffer[MAX_PASSPHRASE_BYTES];
  gssize length = -1;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd >= 0)
    length = read_input (fd, buffer, sizeof buffer, FALSE);
  if (fd >= 0)
    {
      int saved_errno = errno;

      close (fd);
      errno = saved_errno;
    }
  return make_passphrase (buffer, length, what, error);
}

static PortunusSecret *
ask_without_echo (int          fd,
                  const char  *question,
                  const char  *what,
                  GError     **error)
{
  char buffer[MAX_PASSPHRASE_BYTES];
  struct termios before;
  struct termios quiet;
  gssize length;
  int saved_errno;

  if (tcgetattr (fd, &before) != 0)
    return make_passphrase (buffer, -1, _("The terminal"), error);
  quiet = before;
  quiet.c_lflag &= ~(tcflag_t) ECHO;
  quiet.c_lflag |= ECHONL;
  tcsetattr (fd, TCSAFLUSH, &quiet);
  length = write (fd, question, strlen (question)) < 0 ? -1 : read_input (fd, buffer, sizeof buffer, TRUE);
  saved_errno = errno;
  tcsetattr (fd, TCSAFLUSH, &before);
  if (length < 0 && write (fd, "\n", 1) < 0)
    g_debug ("Cannot end the line of the question");
  errno = saved_errno;
  return make_passphrase (buffer, length, what, error);
}

/**
 * portunus_cli_secret_get_passphrase:
 * @choice: which secret store is wanted
 * @passphrase: (out) (transfer full) (nullable): the passphrase; %NULL where none is needed
 * @error: return location for a #GOptionError, or %G_IO_ERROR_CANCELLED after a signal
 *
 * Takes the passphrase of the encrypted file store from the file that the environment names, or asks for it without
 * echo where that store was chosen. Blocks.
 *
 * Returns: whether it went well
 */
gboolean
portunus_cli_secret_get_passphrase (PortunusSecretStoreChoice   choice,
                                    PortunusSecret            **passphrase,
                                    GError                    **error)
{
  const char *path = g_getenv (PASSPHRASE_FILE);
  int fd;

  *passphrase = NULL;
  if (choice != PORTUNUS_SECRET_STORE_FILE && choice != PORTUNUS_SECRET_STORE_AUTO)
    return TRUE;
  if (path != NULL && *path != '\0')
    {
      *passphrase = read_file (path, _("The file that PORTUNUS_PASSPHRASE_FILE names"), error);
      return *passphrase != NULL;
    }
  if (choice == PORTUNUS_SECRET_STORE_AUTO)
    return TRUE;
  fd = g_open (TERMINAL, O_RDWR | O_CLOEXEC | O_NOCTTY, 0);
  if (fd < 0)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("There is no terminal to ask for the passphrase: name a file that holds it in "
                             "PORTUNUS_PASSPHRASE_FILE"));
      return FALSE;
    }
  *passphrase = ask_without_echo (fd, _("Passphrase of the key file: "), _("The passphrase"), error);
  close (fd);
  return *passphrase != NULL;
}

static gsize
get_length (const PortunusSecret *secret)
{
  gsize length;

  portunus_secret_get_data (secret, &length);
  return length;
}

static PortunusSecret *
ask_room_password (GError **error)
{
  int fd = g_open (TERMINAL, O_RDWR | O_CLOEXEC | O_NOCTTY, 0);
  PortunusSecret *password;

  if (fd < 0)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("There is no terminal to ask for the password: put it into PORTUNUS_ROOM_PASSWORD, or "
                             "name a file that holds it with --password-file"));
      return NULL;
    }
  password = ask_without_echo (fd, _("Password of the room: "), _("The password"), error);
  close (fd);
  return password;
}

/**
 * portunus_cli_secret_get_room_password:
 * @is_asked: whether there has to be one
 * @path: (nullable) (type filename): a file that holds it
 * @password: (out) (transfer full) (nullable): the password; %NULL where there is none
 * @error: return location for a #GOptionError, or %G_IO_ERROR_CANCELLED after a signal
 *
 * Takes the password of a room from the file, else from the environment, else from the terminal where it is asked for.
 * Never from an argument, which others can see. Blocks.
 *
 * Returns: whether it went well
 */
gboolean
portunus_cli_secret_get_room_password (gboolean          is_asked,
                                       const char       *path,
                                       PortunusSecret  **password,
                                       GError          **error)
{
  const char *text = g_getenv ("PORTUNUS_ROOM_PASSWORD");

  *password = NULL;
  if (path != NULL)
    *password = read_file (path, _("The file of the password"), error);
  else if (text != NULL && *text != '\0')
    *password = portunus_secret_new (text, strlen (text));
  else if (is_asked)
    *password = ask_room_password (error);
  else
    return TRUE;
  if (*password == NULL || g_utf8_validate ((const char *) portunus_secret_get_data (*password, NULL),
                                            get_length (*password), NULL))
    return *password != NULL;
  g_clear_pointer (password, portunus_secret_unref);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("The password is not UTF-8"));
  return FALSE;
}

/**
 * portunus_cli_secret_read_password:
 * @error: return location for a #GOptionError, or %G_IO_ERROR_CANCELLED after a signal
 *
 * Asks for the password of a server without echo, or takes the first line of standard input where that is no terminal.
 * Blocks.
 *
 * Returns: (transfer full): the password, not empty
 */
PortunusSecret *
portunus_cli_secret_read_password (GError **error)
{
  char buffer[MAX_PASSPHRASE_BYTES];
  gssize length;

  if (isatty (STDIN_FILENO))
    return ask_without_echo (STDIN_FILENO, _("Password: "), _("The password"), error);
  length = read_input (STDIN_FILENO, buffer, sizeof buffer, TRUE);
  return make_passphrase (buffer, length, _("The password"), error);
}

/**
 * portunus_cli_secret_read_line:
 * @error: return location for a #GOptionError, or %G_IO_ERROR_CANCELLED after a signal
 *
 * Reads the link or code from standard input, so that it is in no argument. Blocks.
 *
 * Returns: (transfer full): one line without blanks around it
 */
char *
portunus_cli_secret_read_line (GError **error)
{
  const char *question = _("Link or code: ");
  g_autofree char *buffer = g_malloc0 (MAX_LINK_BYTES + 1);
  gssize length;

  if (isatty (STDIN_FILENO) && write (STDERR_FILENO, question, strlen (question)) < 0)
    g_debug ("Cannot print the question");
  length = read_input (STDIN_FILENO, buffer, MAX_LINK_BYTES, TRUE);
  if (length < 0)
    {
      set_read_error (error, errno, _("Standard input"));
      return NULL;
    }
  buffer[length] = '\0';
  g_strstrip (buffer);
  if (*buffer == '\0' || !g_utf8_validate (buffer, -1, NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("Standard input holds no link and no code"));
      return NULL;
    }
  return g_steal_pointer (&buffer);
}

/**
 * portunus_cli_secret_read_text:
 * @error: return location for a #GOptionError, or %G_IO_ERROR_CANCELLED after a signal
 *
 * Reads the text to send from standard input. Blocks.
 *
 * Returns: (transfer full): UTF-8, not empty
 */
char *
portunus_cli_secret_read_text (GError **error)
{
  g_autofree char *buffer = g_malloc (MAX_TEXT_BYTES + 1);
  gssize length = read_input (STDIN_FILENO, buffer, MAX_TEXT_BYTES + 1, FALSE);

  if (length < 0)
    {
      set_read_error (error, errno, _("Standard input"));
      return NULL;
    }
  if (length > MAX_TEXT_BYTES)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("The text is longer than 1 MiB: send it as a file"));
      return NULL;
    }
  buffer[length] = '\0';
  if (length == 0 || !g_utf8_validate (buffer, length, NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("The text is empty or not UTF-8"));
      return NULL;
    }
  return g_steal_pointer (&buffer);
}
