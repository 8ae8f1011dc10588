/* ui-driver-tree.c: the driver's view of what a screen reader sees
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "ui-driver.h"

#include <stdlib.h>
#include <string.h>

#include "ui-driver-private.h"

#define MAX_DEPTH 60

typedef struct
{
  AtspiRole        role;
  const char      *name;
  AtspiAccessible *found;
} Wanted;

/**
 * ui_driver_get_role:
 * @accessible: something
 *
 * Asks the application only once: what something is never changes, and each question takes a turn of its main loop.
 *
 * Returns: its role
 */
AtspiRole
ui_driver_get_role (AtspiAccessible *accessible)
{
  static GQuark quark;
  gpointer known;
  AtspiRole role;

  if (quark == 0)
    quark = g_quark_from_static_string ("ui-driver-role");
  known = g_object_get_qdata (G_OBJECT (accessible), quark);
  if (known != NULL)
    return GPOINTER_TO_INT (known);
  role = atspi_accessible_get_role (accessible, NULL);
  if (role != ATSPI_ROLE_INVALID)
    g_object_set_qdata (G_OBJECT (accessible), quark, GINT_TO_POINTER (role));
  return role;
}

/* Whether it was never given a place, and so nothing in it either. What is no widget, as the page of a stack, has none
 * to ask for. */
static gboolean
has_no_place (AtspiAccessible *accessible)
{
  g_autoptr (AtspiComponent) component = atspi_accessible_get_component_iface (accessible);
  g_autofree AtspiRect *place = NULL;

  if (component != NULL)
    place = atspi_component_get_extents (component, ATSPI_COORD_TYPE_WINDOW, NULL);
  return place != NULL && place->width == 0 && place->height == 0;
}

/* All at once and before anything is done with them: GTK 4.8 crashes when it is asked for a window that closed since
 * it counted. */
static GPtrArray *
get_children (AtspiAccessible *accessible)
{
  GPtrArray *children = g_ptr_array_new_with_free_func (g_object_unref);
  int n_children = atspi_accessible_get_child_count (accessible, NULL);

  for (int i = 0; i < n_children; i++)
    {
      AtspiAccessible *child = atspi_accessible_get_child_at_index (accessible, i, NULL);

      if (child != NULL)
        g_ptr_array_add (children, child);
    }
  return children;
}

/**
 * ui_driver_is_showing:
 * @accessible: something
 *
 * Returns: whether it is on the screen
 */
gboolean
ui_driver_is_showing (AtspiAccessible *accessible)
{
  g_autoptr (AtspiStateSet) states = atspi_accessible_get_state_set (accessible);
  g_autoptr (AtspiComponent) component = atspi_accessible_get_component_iface (accessible);
  g_autofree AtspiRect *place = NULL;

  if (states == NULL || component == NULL || !atspi_state_set_contains (states, ATSPI_STATE_VISIBLE))
    return FALSE;

  /* GTK 4.8 has the state "showing" for windows alone, but no place for what was never drawn. */
  place = atspi_component_get_extents (component, ATSPI_COORD_TYPE_WINDOW, NULL);
  return place != NULL && place->width > 0 && place->height > 0;
}

/* The buttons of a message dialog are called "_Cancel Cancel" with GTK 4.8. */
static gboolean
is_name (const char *name,
         const char *wanted)
{
  if (name == NULL)
    return FALSE;
  return g_str_equal (name, wanted) || (strchr (name, '_') != NULL && g_str_has_suffix (name, wanted));
}

static gboolean
is_wanted (AtspiAccessible *accessible,
           gconstpointer    user_data)
{
  const Wanted *wanted = user_data;
  g_autofree char *name = NULL;

  if (ui_driver_get_role (accessible) != wanted->role)
    return FALSE;
  name = atspi_accessible_get_name (accessible, NULL);
  return is_name (name, wanted->name) && ui_driver_is_showing (accessible);
}

/**
 * ui_driver_search:
 * @accessible: something
 * @match: what is looked for
 * @user_data: for @match
 * @depth: how deep it is already
 *
 * Returns: (transfer full) (nullable): the first that matches, of it and what is in it and has ever been on the screen
 */
AtspiAccessible *
ui_driver_search (AtspiAccessible *accessible,
                  UiMatch          match,
                  gconstpointer    user_data,
                  guint            depth)
{
  g_autoptr (GPtrArray) children = NULL;
  AtspiAccessible *found = NULL;

  if (match (accessible, user_data))
    return g_object_ref (accessible);
  if (depth == MAX_DEPTH || has_no_place (accessible))
    return NULL;

  children = get_children (accessible);
  for (guint i = 0; i < children->len && found == NULL; i++)
    found = ui_driver_search (g_ptr_array_index (children, i), match, user_data, depth + 1);
  return found;
}

/* 0 where it has ended. */
static guint
get_process (UiDriver *self)
{
  const char *identifier;
  g_autoptr (GVariant) reply = NULL;
  guint32 process = 0;

  if (self->process != NULL)
    {
      identifier = g_subprocess_get_identifier (self->process);
      return identifier != NULL ? (guint) atoi (identifier) : 0;
    }
  reply = g_dbus_connection_call_sync (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                       g_variant_new ("(s)", "org.portunus.App"), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                       NULL, NULL);
  if (reply != NULL)
    g_variant_get (reply, "(u)", &process);
  return process;
}

/**
 * ui_driver_find_application:
 * @self: a driver
 *
 * Returns: (transfer full) (nullable): what its windows are in
 */
AtspiAccessible *
ui_driver_find_application (UiDriver *self)
{
  g_autoptr (AtspiAccessible) desktop = atspi_get_desktop (0);
  guint process = get_process (self);
  g_autoptr (GPtrArray) applications = NULL;

  if (process == 0)
    return NULL;

  /* What is known of it already would make libatspi ask for its state when an application comes or goes, while it is
   * told so: libdbus waits for itself then, without end. */
  atspi_accessible_set_cache_mask (desktop, ATSPI_CACHE_NONE);
  applications = get_children (desktop);
  for (guint i = 0; i < applications->len; i++)
    {
      AtspiAccessible *application = g_ptr_array_index (applications, i);

      if (atspi_accessible_get_process_id (application, NULL) != process)
        continue;
      atspi_accessible_set_cache_mask (application, ATSPI_CACHE_NONE);
      return g_object_ref (application);
    }
  return NULL;
}

static void
print_branch (AtspiAccessible *accessible,
              guint            depth)
{
  g_autofree char *role = atspi_accessible_get_role_name (accessible, NULL);
  g_autofree char *name = atspi_accessible_get_name (accessible, NULL);
  g_autoptr (GPtrArray) children = get_children (accessible);

  g_test_message ("%*s%s “%s”%s", (int) depth * 2, "", role, name,
                  ui_driver_is_showing (accessible) ? "" : " (hidden)");
  for (guint i = 0; i < children->len && depth < MAX_DEPTH; i++)
    print_branch (g_ptr_array_index (children, i), depth + 1);
}

/**
 * ui_driver_print_tree:
 * @self: a driver
 *
 * Says what is there instead of what was looked for.
 */
void
ui_driver_print_tree (UiDriver *self)
{
  g_autoptr (AtspiAccessible) application = ui_driver_find_application (self);

  if (application != NULL)
    print_branch (application, 0);
}

/**
 * ui_driver_find:
 * @self: a driver
 * @role: what it is
 * @name: what it is called
 *
 * Returns: (transfer full) (nullable): something that is on the screen now
 */
AtspiAccessible *
ui_driver_find (UiDriver   *self,
                AtspiRole   role,
                const char *name)
{
  g_autoptr (AtspiAccessible) application = ui_driver_find_application (self);
  const Wanted wanted = { role, name, NULL };

  return application != NULL ? ui_driver_search (application, is_wanted, &wanted, 0) : NULL;
}

static gboolean
is_there (UiDriver *self,
          gpointer  user_data)
{
  Wanted *wanted = user_data;

  g_clear_object (&wanted->found);
  wanted->found = ui_driver_find (self, wanted->role, wanted->name);
  return wanted->found != NULL;
}

static gboolean
is_gone (UiDriver *self,
         gpointer  user_data)
{
  return !is_there (self, user_data);
}

/**
 * ui_driver_wait:
 * @self: a driver
 * @role: what it is
 * @name: what it is called
 *
 * Returns: (transfer full): it, once it is on the screen
 */
AtspiAccessible *
ui_driver_wait (UiDriver   *self,
                AtspiRole   role,
                const char *name)
{
  Wanted wanted = { role, name, NULL };

  ui_driver_wait_until (self, is_there, &wanted, name);
  return wanted.found;
}

/**
 * ui_driver_wait_label:
 * @self: a driver
 * @text: the whole text of a label
 */
void
ui_driver_wait_label (UiDriver   *self,
                      const char *text)
{
  g_autoptr (AtspiAccessible) label = ui_driver_wait (self, ATSPI_ROLE_LABEL, text);

  g_assert_nonnull (label);
}

/**
 * ui_driver_wait_gone:
 * @self: a driver
 * @role: what it is
 * @name: what it is called
 */
void
ui_driver_wait_gone (UiDriver   *self,
                     AtspiRole   role,
                     const char *name)
{
  Wanted wanted = { role, name, NULL };

  ui_driver_wait_until (self, is_gone, &wanted, name);
}

static void
act (UiDriver   *self,
     AtspiRole   role,
     const char *name)
{
  g_autoptr (AtspiAccessible) accessible = ui_driver_wait (self, role, name);
  g_autoptr (AtspiAction) action = atspi_accessible_get_action_iface (accessible);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (action);
  atspi_action_do_action (action, 0, &error);
  g_assert_no_error (error);
}

/**
 * ui_driver_press:
 * @self: a driver
 * @button: its name
 */
void
ui_driver_press (UiDriver   *self,
                 const char *button)
{
  act (self, ATSPI_ROLE_PUSH_BUTTON, button);
}

typedef struct
{
  const char *name;
  gboolean    is_on;
} Switch;

static gboolean
is_on (UiDriver   *self,
       const char *name)
{
  g_autoptr (AtspiAccessible) accessible = ui_driver_wait (self, ATSPI_ROLE_CHECK_BOX, name);
  g_autoptr (AtspiStateSet) states = atspi_accessible_get_state_set (accessible);

  return atspi_state_set_contains (states, ATSPI_STATE_CHECKED);
}

static gboolean
has_switched (UiDriver *self,
              gpointer  user_data)
{
  const Switch *wanted = user_data;

  return is_on (self, wanted->name) == wanted->is_on;
}

/**
 * ui_driver_toggle:
 * @self: a driver
 * @name: of a switch
 *
 * Waits until it has switched: it slides over first, and forgets it where its window closes meanwhile.
 */
void
ui_driver_toggle (UiDriver   *self,
                  const char *name)
{
  Switch wanted = { name, !is_on (self, name) };

  act (self, ATSPI_ROLE_CHECK_BOX, name);
  ui_driver_wait_until (self, has_switched, &wanted, name);
}

/**
 * ui_driver_is_sensitive:
 * @self: a driver
 * @button: its name
 *
 * Returns: whether the button may be pressed
 */
gboolean
ui_driver_is_sensitive (UiDriver   *self,
                        const char *button)
{
  g_autoptr (AtspiAccessible) accessible = ui_driver_wait (self, ATSPI_ROLE_PUSH_BUTTON, button);
  g_autoptr (AtspiStateSet) states = atspi_accessible_get_state_set (accessible);

  return atspi_state_set_contains (states, ATSPI_STATE_SENSITIVE);
}

/**
 * ui_driver_dup_text:
 * @self: a driver
 * @entry: its name
 *
 * Returns: (transfer full): what the entry says
 */
char *
ui_driver_dup_text (UiDriver   *self,
                    const char *entry)
{
  g_autoptr (AtspiAccessible) accessible = ui_driver_wait (self, ATSPI_ROLE_TEXT, entry);
  g_autoptr (AtspiText) text = atspi_accessible_get_text_iface (accessible);

  g_assert_nonnull (text);
  return atspi_text_get_text (text, 0, atspi_text_get_character_count (text, NULL), NULL);
}

/**
 * ui_driver_set_text:
 * @self: a driver
 * @entry: its name
 * @text: what it shall say
 */
void
ui_driver_set_text (UiDriver   *self,
                    const char *entry,
                    const char *text)
{
  g_autoptr (AtspiAccessible) accessible = ui_driver_wait (self, ATSPI_ROLE_TEXT, entry);
  g_autoptr (AtspiEditableText) editable = atspi_accessible_get_editable_text_iface (accessible);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (editable);
  atspi_editable_text_set_text_contents (editable, text, &error);
  g_assert_no_error (error);
}
