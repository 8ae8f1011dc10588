/* portunus-transfer-places.c: where the files of a past transfer are, and showing them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfer-places.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-toast.h"

/* More are not dragged or selected one by one. */
#define MAX_TOPS 50

#define FILE_MANAGER_TIMEOUT_MS 3000

static GFile *
dup_folder (PortunusHistoryEntry *entry)
{
  const PortunusHistoryRecord *record = portunus_history_entry_get_record (entry);

  if (!record->is_incoming || record->folder == NULL || !g_path_is_absolute (record->folder))
    return NULL;
  return g_file_new_for_path (record->folder);
}

/* Without a place of its own a file is where the sender said, unless that is not its name here. */
static const char *
get_place (PortunusHistoryFile *file)
{
  const char *place = portunus_history_file_get_place (file);

  return place != NULL ? place : portunus_history_file_get_name (file);
}

static GFile *
find_existing (GFile      *folder,
               const char *place)
{
  g_autoptr (GFile) file = NULL;

  if (*place == '\0' || g_path_is_absolute (place))
    return NULL;
  file = g_file_resolve_relative_path (folder, place);
  return g_file_has_prefix (file, folder) && g_file_query_exists (file, NULL) ? g_steal_pointer (&file) : NULL;
}

/**
 * portunus_transfer_places_dup_file:
 * @entry: a past transfer
 * @file: one of its files
 *
 * Returns: (transfer full) (nullable): where it is; %NULL where it was not received, or is not there any more
 */
GFile *
portunus_transfer_places_dup_file (PortunusHistoryEntry *entry,
                                   PortunusHistoryFile  *file)
{
  g_autoptr (GFile) folder = dup_folder (entry);

  if (folder == NULL || portunus_history_file_get_state (file) != PORTUNUS_HISTORY_FILE_DONE)
    return NULL;
  return find_existing (folder, get_place (file));
}

/**
 * portunus_transfer_places_list_tops:
 * @entry: a past transfer
 * @files: (element-type PortunusHistoryFile): its files
 *
 * Returns: (transfer full) (element-type GFile): the files and folders that it brought, as far as they are there
 */
GPtrArray *
portunus_transfer_places_list_tops (PortunusHistoryEntry *entry,
                                    GPtrArray            *files)
{
  GPtrArray *tops = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GFile) folder = dup_folder (entry);

  for (guint i = 0; folder != NULL && i < files->len && tops->len < MAX_TOPS; i++)
    {
      PortunusHistoryFile *file = g_ptr_array_index (files, i);
      const char *place = get_place (file);
      g_autofree char *top = g_strndup (place, strcspn (place, "/"));
      GFile *found = NULL;

      if (portunus_history_file_get_state (file) != PORTUNUS_HISTORY_FILE_DONE || g_hash_table_contains (seen, top))
        continue;
      found = find_existing (folder, top);
      g_hash_table_add (seen, g_steal_pointer (&top));
      if (found != NULL)
        g_ptr_array_add (tops, found);
    }
  return tops;
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GtkWidget) origin = user_data;
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_debug ("Cannot open a file: %s", error->message);
  portunus_toast (origin, _("No application opens this. Look for it in your file manager."));
}

/**
 * portunus_transfer_places_open:
 * @origin: a widget of the window
 * @file: a file or folder
 *
 * Opens it with the application for its kind, or says that there is none.
 */
void
portunus_transfer_places_open (GtkWidget *origin,
                               GFile     *file)
{
  GtkRoot *root = gtk_widget_get_root (origin);
  g_autofree char *uri = g_file_get_uri (file);

  g_return_if_fail (GTK_IS_WINDOW (root));

  gtk_show_uri_full (GTK_WINDOW (root), uri, GDK_CURRENT_TIME, NULL, opened_cb, g_object_ref (origin));
}

typedef struct
{
  GtkWidget *origin;
  GFile     *folder;
} Showing;

static void
shown_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autofree Showing *showing = user_data;
  g_autoptr (GtkWidget) origin = showing->origin;
  g_autoptr (GFile) folder = showing->folder;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    return;
  g_debug ("No file manager selects files: %s", error->message);
  if (gtk_widget_get_root (origin) != NULL)
    portunus_transfer_places_open (origin, folder);
}

/**
 * portunus_transfer_places_show:
 * @origin: a widget of the window
 * @files: (element-type GFile): what to select
 * @folder: where they are
 *
 * Shows them in the file manager; where that cannot select them, the folder.
 */
void
portunus_transfer_places_show (GtkWidget *origin,
                               GPtrArray *files,
                               GFile     *folder)
{
  GDBusConnection *bus = g_application_get_dbus_connection (g_application_get_default ());
  GVariantBuilder uris;
  Showing *showing;

  if (bus == NULL || files->len == 0)
    {
      portunus_transfer_places_open (origin, folder);
      return;
    }
  g_variant_builder_init (&uris, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *uri = g_file_get_uri (g_ptr_array_index (files, i));

      g_variant_builder_add (&uris, "s", uri);
    }
  showing = g_new (Showing, 1);
  *showing = (Showing) { .origin = g_object_ref (origin), .folder = g_object_ref (folder) };
  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems", g_variant_new ("(ass)", &uris, ""), NULL,
                          G_DBUS_CALL_FLAGS_NONE, FILE_MANAGER_TIMEOUT_MS, NULL, shown_cb, showing);
}
