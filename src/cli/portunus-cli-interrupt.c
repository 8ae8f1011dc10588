/* portunus-cli-interrupt.c: Ctrl-C and SIGTERM
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-interrupt.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "portunus-cli-error.h"

/* A signal handler can only reach what is static; the process has one set of handlers anyway. */
static volatile sig_atomic_t has_come;
static int wake_fds[2] = { -1, -1 };
static timer_t deadline;

static void
interrupt_cb (int number)
{
  static const struct itimerspec limit = { .it_value.tv_sec = PORTUNUS_CLI_INTERRUPT_MS / 1000,
                                           .it_value.tv_nsec = PORTUNUS_CLI_INTERRUPT_MS % 1000 * 1000000L };
  int saved_errno = errno;

  if (has_come)
    _exit (PORTUNUS_CLI_EXIT_INTERRUPTED);
  has_come = 1;
  timer_settime (deadline, 0, &limit, NULL);
  if (write (wake_fds[1], "", 1) < 0)
    _exit (PORTUNUS_CLI_EXIT_INTERRUPTED);
  errno = saved_errno;
}

static void
deadline_cb (int number)
{
  _exit (PORTUNUS_CLI_EXIT_INTERRUPTED);
}

/* No SA_RESTART: a blocking read of a passphrase ends by a signal too. */
static void
set_handler (int    number,
             void (*handler) (int))
{
  struct sigaction action = { .sa_handler = handler };

  sigemptyset (&action.sa_mask);
  sigaction (number, &action, NULL);
}

/**
 * portunus_cli_interrupt_set_up:
 *
 * Takes over SIGINT, SIGTERM and SIGHUP, and ignores SIGPIPE. Call it once.
 */
void
portunus_cli_interrupt_set_up (void)
{
  struct sigaction hangup;
  struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM };
  g_autoptr (GError) error = NULL;

  g_return_if_fail (wake_fds[0] < 0);

  if (!g_unix_open_pipe (wake_fds, FD_CLOEXEC, &error) || timer_create (CLOCK_MONOTONIC, &event, &deadline) != 0)
    g_error ("Cannot watch for signals: %s", error != NULL ? error->message : g_strerror (errno));
  set_handler (SIGALRM, deadline_cb);
  set_handler (SIGPIPE, SIG_IGN);
  set_handler (SIGINT, interrupt_cb);
  set_handler (SIGTERM, interrupt_cb);
  /* Who started us with nohup does not want to hear of it. */
  sigaction (SIGHUP, NULL, &hangup);
  if (hangup.sa_handler != SIG_IGN)
    set_handler (SIGHUP, interrupt_cb);
}

/**
 * portunus_cli_interrupt_came:
 *
 * Returns: whether the process was asked to stop
 */
gboolean
portunus_cli_interrupt_came (void)
{
  return has_come != 0;
}

/**
 * portunus_cli_interrupt_watch:
 * @context: where @callback is called
 * @callback: called once
 * @user_data: for @callback
 *
 * Returns: (transfer full): the source, attached; @callback has to end it
 */
GSource *
portunus_cli_interrupt_watch (GMainContext      *context,
                              GUnixFDSourceFunc  callback,
                              gpointer           user_data)
{
  GSource *source = g_unix_fd_source_new (wake_fds[0], G_IO_IN);

  g_source_set_callback (source, G_SOURCE_FUNC (callback), user_data, NULL);
  g_source_attach (source, context);
  return source;
}
