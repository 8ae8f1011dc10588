/* bench-window.c: starts a program, tells when its window has something in it, and ends it with its own input
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/* Smaller windows are the toolkit's own and never seen. */
#define MIN_SIZE   200
/* Far more than any program needs. */
#define TIMEOUT_US (60 * G_TIME_SPAN_SECOND)
/* Between two looks at the window: the error of what is told. */
#define LOOK_US    1000
/* A look is cheap: at so many columns in the middle, which cross the header bar and what is below it. */
#define N_COLUMNS  4

typedef struct
{
  Display *display;
  Window   window;     /* 0 before there is one */
  int      width;
  int      height;
} Sight;

/* A window may go away at any time, and the next look finds that out. */
static int
ignore_error (Display     *display,
              XErrorEvent *event)
{
  return 0;
}

static void
look_for_window (Sight *screen)
{
  while (XPending (screen->display) > 0)
    {
      XWindowAttributes attributes;
      XEvent event;

      XNextEvent (screen->display, &event);
      if (event.type != MapNotify || XGetWindowAttributes (screen->display, event.xmap.window, &attributes) == 0
          || attributes.class != InputOutput || attributes.width < MIN_SIZE || attributes.height < MIN_SIZE)
        continue;
      screen->window = event.xmap.window;
      screen->width = attributes.width;
      screen->height = attributes.height;
    }
}

static gboolean
is_plain (XImage *image)
{
  unsigned long first = XGetPixel (image, 0, 0);

  for (int y = 0; y < image->height; y++)
    for (int x = 0; x < image->width; x++)
      if (XGetPixel (image, x, y) != first)
        return FALSE;
  return TRUE;
}

/* The server shows a new window in one colour. */
static gboolean
has_content (Sight *screen)
{
  XImage *image = XGetImage (screen->display, screen->window, screen->width / 2, 0, N_COLUMNS,
                             (unsigned int) screen->height, AllPlanes, ZPixmap);
  gboolean is_drawn;

  if (image == NULL)
    return FALSE;
  is_drawn = !is_plain (image);
  XDestroyImage (image);
  return is_drawn;
}

static gboolean
wait_for_content (Sight *screen,
                  gint64  since_us)
{
  while (g_get_monotonic_time () < since_us + TIMEOUT_US)
    {
      look_for_window (screen);
      if (screen->window != 0 && has_content (screen))
        return TRUE;
      g_usleep (LOOK_US);
    }
  return FALSE;
}

static void
wait_for_end_of_input (void)
{
  char byte;

  while (read (STDIN_FILENO, &byte, 1) > 0)
    ;
}

int
main (int   argc,
      char *argv[])
{
  Sight screen = { .display = XOpenDisplay (NULL) };
  g_autoptr (GSubprocess) program = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began_us;
  gboolean is_drawn;

  if (screen.display == NULL || argc < 2)
    g_error ("Give a program and its arguments, and an X server");
  XSetErrorHandler (ignore_error);
  XSelectInput (screen.display, DefaultRootWindow (screen.display), SubstructureNotifyMask);
  XSync (screen.display, False);

  began_us = g_get_monotonic_time ();
  program = g_subprocess_newv ((const char * const *) argv + 1, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  if (program == NULL)
    g_error ("%s", error->message);
  is_drawn = wait_for_content (&screen, began_us);
  printf ("{\"pid\": %s, \"ms\": %.1f}\n", g_subprocess_get_identifier (program),
          is_drawn ? (double) (g_get_monotonic_time () - began_us) / 1000 : -1.0);
  fflush (stdout);
  wait_for_end_of_input ();
  g_subprocess_send_signal (program, SIGTERM);
  g_subprocess_wait (program, NULL, NULL);
  XCloseDisplay (screen.display);
  return is_drawn ? 0 : 1;
}
