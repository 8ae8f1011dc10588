/* ui-driver-window.c: the driver's view of windows: their sizes, keys and pictures
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "ui-driver.h"

#include <stdio.h>
#include <string.h>

#include "ui-driver-private.h"

static char *
run_tool (const char * const *arguments)
{
  g_autoptr (GSubprocess) tool = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  tool = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  if (g_subprocess_communicate_utf8 (tool, NULL, NULL, &output, NULL, NULL) && g_subprocess_get_successful (tool))
    return g_strstrip (output);

  g_free (output);
  return NULL;
}

/**
 * ui_driver_run:
 * @command: (array zero-terminated=1): a program and its arguments
 */
void
ui_driver_run (const char * const *command)
{
  g_autofree char *output = run_tool (command);

  g_assert_nonnull (output);
}

static char *
find_window (UiDriver *self)
{
  g_autofree char *pattern = g_strdup_printf ("^%s$", self->window);
  const char * const search[] = { "xdotool", "search", "--onlyvisible", "--name", pattern, NULL };
  g_autofree char *windows = run_tool (search);
  const char *last = windows != NULL ? strrchr (windows, '\n') : NULL;

  return last != NULL ? g_strdup (last + 1) : g_steal_pointer (&windows);
}

static gboolean
is_mapped (UiDriver *self,
           gpointer  user_data)
{
  g_autofree char *window = find_window (self);

  return window != NULL;
}

/**
 * ui_driver_use_window:
 * @self: a driver
 * @title: the title of a window, static
 *
 * Waits until the window is there.
 */
void
ui_driver_use_window (UiDriver   *self,
                      const char *title)
{
  self->window = title;
  ui_driver_wait_until (self, is_mapped, NULL, title);
}

static gboolean
is_hidden (UiDriver *self,
           gpointer  user_data)
{
  return !is_mapped (self, NULL);
}

/**
 * ui_driver_wait_hidden:
 * @self: a driver
 */
void
ui_driver_wait_hidden (UiDriver *self)
{
  ui_driver_wait_until (self, is_hidden, NULL, "a window that is gone");
}

/**
 * ui_driver_wait_shown:
 * @self: a driver
 */
void
ui_driver_wait_shown (UiDriver *self)
{
  ui_driver_wait_until (self, is_mapped, NULL, "a window on the screen");
}

/* (transfer full) (nullable) */
static char *
run_geometry (UiDriver *self)
{
  g_autofree char *window = find_window (self);
  const char * const command[] = { "xdotool", "getwindowgeometry", window, NULL };

  return window != NULL ? run_tool (command) : NULL;
}

typedef struct
{
  int width;
  int height;
} Size;

/* A window that is only just being shown takes what its toolkit thinks once more. */
static gboolean
is_resized (UiDriver *self,
            gpointer  user_data)
{
  const Size *wanted = user_data;
  g_autofree char *window = find_window (self);
  g_autofree char *width = g_strdup_printf ("%d", wanted->width);
  g_autofree char *height = g_strdup_printf ("%d", wanted->height);
  const char * const command[] = { "xdotool", "windowsize", window, width, height, NULL };
  g_autofree char *output = NULL;
  Size size;

  if (window == NULL)
    return FALSE;
  ui_driver_get_size (self, &size.width, &size.height);
  if (size.width == wanted->width && size.height == wanted->height)
    return TRUE;
  output = run_tool (command);
  return FALSE;
}

/**
 * ui_driver_resize:
 * @self: a driver
 * @width: in pixels
 * @height: in pixels
 *
 * Fails the test where the window does not fit into that size.
 */
void
ui_driver_resize (UiDriver *self,
                  int       width,
                  int       height)
{
  Size size = { width, height };

  ui_driver_wait_until (self, is_resized, &size, "the window's new size");
}

typedef struct
{
  int x;
  int y;
} Place;

/* A window that is only just being shown is put where its toolkit thinks once more. */
static gboolean
is_moved (UiDriver *self,
          gpointer  user_data)
{
  const Place *wanted = user_data;
  g_autofree char *window = find_window (self);
  g_autofree char *x = g_strdup_printf ("%d", wanted->x);
  g_autofree char *y = g_strdup_printf ("%d", wanted->y);
  const char * const command[] = { "xdotool", "windowmove", window, x, y, NULL };
  g_autofree char *output = run_geometry (self);
  const char *position = output != NULL ? strstr (output, "Position: ") : NULL;
  g_autofree char *moved = NULL;
  Place place;

  if (position != NULL && sscanf (position, "Position: %d,%d", &place.x, &place.y) == 2 &&
      place.x == wanted->x && place.y == wanted->y)
    return TRUE;
  if (window != NULL)
    moved = run_tool (command);
  return FALSE;
}

/**
 * ui_driver_move:
 * @self: a driver
 * @x: of the left edge, in pixels
 * @y: of the upper edge, in pixels
 *
 * Waits until the window is there.
 */
void
ui_driver_move (UiDriver *self,
                int       x,
                int       y)
{
  Place place = { x, y };

  ui_driver_wait_until (self, is_moved, &place, "the window's new place");
}

/**
 * ui_driver_get_size:
 * @self: a driver
 * @width: (out): in pixels
 * @height: (out): in pixels
 */
void
ui_driver_get_size (UiDriver *self,
                    int      *width,
                    int      *height)
{
  g_autofree char *output = run_geometry (self);
  const char *geometry = output != NULL ? strstr (output, "Geometry: ") : NULL;

  g_assert_nonnull (geometry);
  g_assert_cmpint (sscanf (geometry, "Geometry: %dx%d", width, height), ==, 2);
}

/* A window that is only just being shown has a name before it can take the focus. What xdotool waits for by itself it
 * may wait for without end, so it never does here. */
static gboolean
takes_focus (UiDriver *self,
             gpointer  user_data)
{
  g_autofree char *window = find_window (self);
  const char * const focus[] = { "xdotool", "windowfocus", window, NULL };
  const char * const ask[] = { "xdotool", "getwindowfocus", "-f", NULL };
  g_autofree char *focused = window != NULL ? run_tool (focus) : NULL;
  g_autofree char *owner = focused != NULL ? run_tool (ask) : NULL;

  return owner != NULL && g_str_equal (owner, window);
}

/**
 * ui_driver_type_key:
 * @self: a driver
 * @key: its name, with modifiers: "shift+Tab"
 *
 * Without a window manager nobody gives the window the focus, so it gets it here.
 */
void
ui_driver_type_key (UiDriver   *self,
                    const char *key)
{
  const char * const type[] = { "xdotool", "key", key, NULL };
  g_autofree char *typed = NULL;

  ui_driver_wait_until (self, takes_focus, NULL, "a window that takes the focus");
  typed = run_tool (type);
  g_assert_nonnull (typed);
}

static void
take_picture (const char *window,
              const char *name)
{
  g_autofree char *import = g_find_program_in_path ("import");
  g_autofree char *file_name = g_strdup_printf ("%s.png", name);
  g_autofree char *path = g_test_build_filename (G_TEST_BUILT, "ui", file_name, NULL);
  const char * const command[] = { "import", "-window", window, path, NULL };
  g_autofree char *output = NULL;

  if (import != NULL)
    output = run_tool (command);
}

/**
 * ui_driver_take_picture:
 * @self: a driver
 * @name: of the picture
 *
 * Does nothing where there is no program to take pictures with: they are for people, not for the test.
 */
void
ui_driver_take_picture (UiDriver   *self,
                        const char *name)
{
  g_autofree char *window = find_window (self);

  if (window != NULL)
    take_picture (window, name);
}

/**
 * ui_driver_take_screen:
 * @self: a driver
 * @name: of the picture
 */
void
ui_driver_take_screen (UiDriver   *self,
                       const char *name)
{
  take_picture ("root", name);
}
