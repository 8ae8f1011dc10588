/* portunus-plain-file.c: opens files but never what a link leads to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-plain-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define USUAL_FLAGS (O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* A descriptor without the right to read stands for the very file that was looked at, whatever its name is by now. */
static int
open_looked_at (int fd,
                int flags)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  struct stat info;

  if (fstat (fd, &info) != 0)
    return -1;
  if (!S_ISREG (info.st_mode))
    {
      errno = ELOOP;
      return -1;
    }
  return open (path, flags | USUAL_FLAGS);
}

/**
 * portunus_plain_file_open:
 * @folder: descriptor of a folder, or AT_FDCWD
 * @name: (type filename): a path from there
 * @flags: O_RDONLY or O_RDWR
 *
 * Opens what is there, unless the last part of @name is a symbolic link, and does not wait for a pipe. Unlike
 * O_NOFOLLOW alone it also works on the file system of the document portal, which takes every file for a link then.
 *
 * Returns: a descriptor, or -1 with errno set, which is ELOOP for a link
 */
int
portunus_plain_file_open (int         folder,
                          const char *name,
                          int         flags)
{
  int fd = openat (folder, name, flags | O_NOFOLLOW | USUAL_FLAGS);
  int looked_at, saved_errno;

  if (fd >= 0 || errno != ELOOP)
    return fd;

  looked_at = openat (folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (looked_at < 0)
    return -1;
  fd = open_looked_at (looked_at, flags);
  saved_errno = errno;
  close (looked_at);
  errno = saved_errno;
  return fd;
}
