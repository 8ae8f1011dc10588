/* portunus-cli-bar.c: draws the progress line on a terminal, or prints one now and then
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "portunus-cli-text.h"

#define DEFAULT_WIDTH     80
#define DEFAULT_HEIGHT    24
#define PLAIN_INTERVAL_US (10 * G_USEC_PER_SEC)

struct _PortunusCliBar
{
  /* Borrowed */
  FILE     *stream;

  gboolean  is_terminal;
  gboolean  is_drawn;
  gint64    last_plain_us;
};

/**
 * portunus_cli_bar_new:
 * @stream: where to; stays the caller's
 *
 * Returns: (transfer full): a bar that is not shown
 */
PortunusCliBar *
portunus_cli_bar_new (FILE *stream)
{
  PortunusCliBar *self = g_new0 (PortunusCliBar, 1);

  self->stream = stream;
  self->is_terminal = fileno (stream) >= 0 && isatty (fileno (stream)) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
  self->last_plain_us = g_get_monotonic_time ();
  return self;
}

/**
 * portunus_cli_bar_free:
 * @self: (transfer full): a bar
 */
void
portunus_cli_bar_free (PortunusCliBar *self)
{
  portunus_cli_bar_clear (self);
  g_free (self);
}

/**
 * portunus_cli_bar_is_terminal:
 * @self: a bar
 *
 * Returns: whether there is a terminal to draw on
 */
gboolean
portunus_cli_bar_is_terminal (PortunusCliBar *self)
{
  return self->is_terminal;
}

/**
 * portunus_cli_bar_get_width:
 * @self: a bar
 *
 * Returns: columns of the terminal as it is now, 80 where there is none
 */
guint
portunus_cli_bar_get_width (PortunusCliBar *self)
{
  struct winsize size = { 0 };

  if (self->is_terminal && ioctl (fileno (self->stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return DEFAULT_WIDTH;
}

/**
 * portunus_cli_bar_get_height:
 * @self: a bar
 *
 * Returns: lines of the terminal as it is now, 24 where there is none
 */
guint
portunus_cli_bar_get_height (PortunusCliBar *self)
{
  struct winsize size = { 0 };

  if (self->is_terminal && ioctl (fileno (self->stream), TIOCGWINSZ, &size) == 0 && size.ws_row > 0)
    return size.ws_row;
  return DEFAULT_HEIGHT;
}

static void
draw_plain (PortunusCliBar            *self,
            const PortunusCliProgress *progress)
{
  gint64 now_us = g_get_monotonic_time ();
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;

  if (now_us - self->last_plain_us < PLAIN_INTERVAL_US)
    return;
  self->last_plain_us = now_us;
  line = portunus_cli_progress_format (progress, G_MAXINT, FALSE);
  text = g_strconcat (line, "\n", NULL);
  portunus_cli_write (self->stream, text);
}

/**
 * portunus_cli_bar_draw:
 * @self: a bar
 * @transfer: what to show
 *
 * Draws the line over the last one.
 */
void
portunus_cli_bar_draw (PortunusCliBar   *self,
                       PortunusTransfer *transfer)
{
  PortunusCliProgress progress = {
    .done_bytes = portunus_transfer_get_done_bytes (transfer),
    .total_bytes = portunus_transfer_get_total_bytes (transfer),
    .rate = portunus_transfer_get_rate (transfer),
    .eta = portunus_transfer_get_eta (transfer),
    .path = portunus_transfer_get_path (transfer),
  };
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;

  if (!self->is_terminal)
    {
      draw_plain (self, &progress);
      return;
    }
  /* The last column stays free: writing it makes some terminals wrap. */
  line = portunus_cli_progress_format (&progress, portunus_cli_bar_get_width (self) - 1, g_get_charset (NULL));
  text = g_strconcat ("\r", line, "\033[K", NULL);
  portunus_cli_write (self->stream, text);
  self->is_drawn = TRUE;
}

/**
 * portunus_cli_bar_clear:
 * @self: a bar
 *
 * Takes the line away, so that something else can be printed.
 */
void
portunus_cli_bar_clear (PortunusCliBar *self)
{
  if (!self->is_drawn)
    return;
  self->is_drawn = FALSE;
  portunus_cli_write (self->stream, "\r\033[K");
}
