/* ui-driver-tree.c: the driver's view of what a screen reader sees
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "ui-driver.h"

#include <stdlib.h>
#include <string.h>

#include "ui-driver-private.h"

#define MAX_DEPTH 60

typedef gboolean (*Match) (AtspiAccessible *accessible,
                           gconstpointer    user_data);

typedef struct
{
  AtspiRole        role;
  const char      *name;
  AtspiAccessible *found;
} Wanted;

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

static gboolean
is_showing (AtspiAccessible *accessible)
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

  if (atspi_accessible_get_role (accessible, NULL) != wanted->role)
    return FALSE;
  name = atspi_accessible_get_name (accessible, NULL);
  return is_name (name, wanted->name) && is_showing (accessible);
}

static AtspiAccessible *
search (AtspiAccessible *accessible,
        Match            match,
        gconstpointer    user_data,
        guint            depth)
{
  g_autoptr (GPtrArray) children = NULL;
  AtspiAccessible *found = NULL;

  if (match (accessible, user_data))
    return g_object_ref (accessible);
  if (depth == MAX_DEPTH)
    return NULL;

  children = get_children (accessible);
  for (guint i = 0; i < children->len && found == NULL; i++)
    found = search (g_ptr_array_index (children, i), match, user_data, depth + 1);
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

static AtspiAccessible *
find_application (UiDriver *self)
{
  g_autoptr (AtspiAccessible) desktop = atspi_get_desktop (0);
  guint process = get_process (self);
  g_autoptr (GPtrArray) applications = NULL;

  if (process == 0)
    return NULL;

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

  g_test_message ("%*s%s “%s”%s", (int) depth * 2, "", role, name, is_showing (accessible) ? "" : " (hidden)");
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
  g_autoptr (AtspiAccessible) application = find_application (self);

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
  g_autoptr (AtspiAccessible) application = find_application (self);
  const Wanted wanted = { role, name, NULL };

  return application != NULL ? search (application, is_wanted, &wanted, 0) : NULL;
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

  return atspi_accessible_get_role (accessible, NULL) == ATSPI_ROLE_LABEL && has_own_name (name);
}

/* A list item takes its name from what is in it (WAI-ARIA 1.2 §5.2.8.4). */
static gboolean
is_named_by_content (AtspiAccessible *accessible)
{
  g_autoptr (AtspiAccessible) label = NULL;

  if (atspi_accessible_get_role (accessible, NULL) == ATSPI_ROLE_LIST_ITEM)
    label = search (accessible, is_named_label, NULL, 0);
  return label != NULL;
}

static gboolean
lacks_name (AtspiAccessible *accessible,
            gconstpointer    user_data)
{
  g_autofree char *name = NULL;

  if (!needs_name (atspi_accessible_get_role (accessible, NULL)) || !is_showing (accessible))
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

/**
 * ui_driver_check_names:
 * @self: a driver
 */
void
ui_driver_check_names (UiDriver *self)
{
  g_autoptr (AtspiAccessible) application = find_application (self);
  g_autoptr (AtspiAccessible) nameless = NULL;

  g_assert_nonnull (application);
  nameless = search (application, lacks_name, NULL, 0);
  if (nameless != NULL)
    {
      g_autofree char *place = describe (nameless);

      g_error ("No name for a screen reader: %s", place);
    }
}
