/* ui-driver-check.c: whether all that can be used is named for a screen reader and has its place in the window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "ui-driver.h"

#include <string.h>

#include "ui-driver-private.h"

/* The least that is promised, and enough for all of a long page. */
#define NARROW_WIDTH  360
#define NARROW_HEIGHT 640
#define TALL_HEIGHT   1000

static gboolean
needs_name (AtspiRole role)
{
  static const AtspiRole roles[] = {
    ATSPI_ROLE_PUSH_BUTTON, ATSPI_ROLE_TOGGLE_BUTTON, ATSPI_ROLE_CHECK_BOX, ATSPI_ROLE_RADIO_BUTTON, ATSPI_ROLE_TEXT,
    ATSPI_ROLE_ENTRY, ATSPI_ROLE_PASSWORD_TEXT, ATSPI_ROLE_LIST, ATSPI_ROLE_LIST_ITEM, ATSPI_ROLE_PROGRESS_BAR,
    ATSPI_ROLE_MENU_ITEM, ATSPI_ROLE_PAGE_TAB, ATSPI_ROLE_LINK, ATSPI_ROLE_COMBO_BOX,
    ATSPI_ROLE_DIALOG, ATSPI_ROLE_FRAME,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      if (roles[i] == role)
        return TRUE;
    }
  return FALSE;
}

/* GTK 4.8 gives the name of the class to what has none. */
static gboolean
has_own_name (const char *name)
{
  static const char * const prefixes[] = { "Gtk", "Adw", "Portunus" };

  if (name == NULL || *name == '\0')
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      gsize length = strlen (prefixes[i]);

      if (g_str_has_prefix (name, prefixes[i]) && g_ascii_isupper (name[length]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_named_label (AtspiAccessible *accessible,
                gconstpointer    user_data)
{
  g_autofree char *name = atspi_accessible_get_name (accessible, NULL);

  return ui_driver_get_role (accessible) == ATSPI_ROLE_LABEL && has_own_name (name);
}

/* A list item takes its name from what is in it (WAI-ARIA 1.2 §5.2.8.4). */
static gboolean
is_named_by_content (AtspiAccessible *accessible)
{
  g_autoptr (AtspiAccessible) label = NULL;

  if (ui_driver_get_role (accessible) == ATSPI_ROLE_LIST_ITEM)
    label = ui_driver_search (accessible, is_named_label, NULL, 0);
  return label != NULL;
}

static gboolean
lacks_name (AtspiAccessible *accessible,
            gconstpointer    user_data)
{
  g_autofree char *name = NULL;

  if (!needs_name (ui_driver_get_role (accessible)) || !ui_driver_is_showing (accessible))
    return FALSE;
  name = atspi_accessible_get_name (accessible, NULL);
  return !has_own_name (name) && !is_named_by_content (accessible);
}

static char *
describe (AtspiAccessible *accessible)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (AtspiAccessible) parent = g_object_ref (accessible);

  while (parent != NULL)
    {
      g_autoptr (AtspiAccessible) child = g_steal_pointer (&parent);
      g_autofree char *role = atspi_accessible_get_role_name (child, NULL);
      g_autofree char *name = atspi_accessible_get_name (child, NULL);

      g_string_append_printf (line, "%s%s “%s”", line->len > 0 ? " in " : "", role, name);
      parent = atspi_accessible_get_parent (child, NULL);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* Nothing that can be reached is a mere box. */
static gboolean
lacks_role (AtspiAccessible *accessible,
            gconstpointer    user_data)
{
  AtspiRole role = ui_driver_get_role (accessible);
  g_autoptr (AtspiStateSet) states = NULL;

  if (role != ATSPI_ROLE_INVALID && role != ATSPI_ROLE_UNKNOWN && role != ATSPI_ROLE_FILLER)
    return FALSE;
  states = atspi_accessible_get_state_set (accessible);
  return states != NULL && atspi_state_set_contains (states, ATSPI_STATE_FOCUSABLE)
         && ui_driver_is_showing (accessible);
}

static gboolean
is_mute (AtspiAccessible *accessible,
         gconstpointer    user_data)
{
  return lacks_name (accessible, NULL) || lacks_role (accessible, NULL);
}

/* The check boxes are in lists, whose lines are somewhere while they are not needed. */
static gboolean
is_control (AtspiAccessible *accessible)
{
  AtspiRole role = ui_driver_get_role (accessible);

  return role == ATSPI_ROLE_PUSH_BUTTON || role == ATSPI_ROLE_TOGGLE_BUTTON || role == ATSPI_ROLE_TEXT
         || role == ATSPI_ROLE_LINK;
}

typedef struct
{
  int width;
  int height;
} Size;

/* To the left or right, where nothing scrolls. What is below or above is where it was before the window changed. */
static gboolean
sticks_out (AtspiAccessible *accessible,
            gconstpointer    user_data)
{
  const Size *size = user_data;
  g_autoptr (AtspiComponent) component = NULL;
  g_autofree AtspiRect *place = NULL;

  if (!is_control (accessible) || !ui_driver_is_showing (accessible))
    return FALSE;
  component = atspi_accessible_get_component_iface (accessible);
  place = atspi_component_get_extents (component, ATSPI_COORD_TYPE_WINDOW, NULL);
  return place != NULL && place->y + place->height > 0 && place->y < size->height
         && (place->x < 0 || place->x + place->width > size->width);
}

static void
expect_none (UiDriver      *self,
             UiMatch        is_fault,
             gconstpointer  user_data,
             const char    *fault)
{
  g_autoptr (AtspiAccessible) application = ui_driver_find_application (self);
  g_autoptr (AtspiAccessible) faulty = NULL;
  g_autofree char *place = NULL;

  g_assert_nonnull (application);
  faulty = ui_driver_search (application, is_fault, user_data, 0);
  if (faulty == NULL)
    return;
  place = describe (faulty);
  g_error ("%s: %s", fault, place);
}

/**
 * ui_driver_check_names:
 * @self: a driver
 */
void
ui_driver_check_names (UiDriver *self)
{
  expect_none (self, is_mute, NULL, "No name or role for a screen reader");
}

static gboolean
is_all_inside (UiDriver *self,
               gpointer  user_data)
{
  g_autoptr (AtspiAccessible) application = ui_driver_find_application (self);
  g_autoptr (AtspiAccessible) faulty = NULL;
  Size size;

  ui_driver_get_size (self, &size.width, &size.height);
  faulty = application != NULL ? ui_driver_search (application, sticks_out, &size, 0) : NULL;
  return application != NULL && faulty == NULL;
}

/**
 * ui_driver_check_width:
 * @self: a driver with a single window on the screen
 */
void
ui_driver_check_width (UiDriver *self)
{
  /* Lines of a list are filled in idle turns, and take their places a moment after the window has its size. */
  ui_driver_wait_until (self, is_all_inside, NULL, "all that can be used is whole in the window");
}

static void
check_shape (UiDriver   *self,
             const char *name,
             int         height)
{
  g_autofree char *narrow_name = g_strconcat (name, "-narrow", NULL);
  int old_width, old_height;

  ui_driver_check_names (self);
  ui_driver_get_size (self, &old_width, &old_height);
  if (height != 0)
    ui_driver_resize (self, old_width, height);
  ui_driver_take_picture (self, name);
  ui_driver_resize (self, NARROW_WIDTH, NARROW_HEIGHT);
  ui_driver_check_names (self);
  ui_driver_take_picture (self, narrow_name);
  ui_driver_resize (self, old_width, old_height);
}

/**
 * ui_driver_check_page:
 * @self: a driver that shows a page
 * @name: of its pictures
 */
void
ui_driver_check_page (UiDriver   *self,
                      const char *name)
{
  check_shape (self, name, 0);
}

/**
 * ui_driver_check_tall_page:
 * @self: a driver that shows a page with more to it than a window holds
 * @name: of its pictures
 */
void
ui_driver_check_tall_page (UiDriver   *self,
                           const char *name)
{
  check_shape (self, name, TALL_HEIGHT);
}
