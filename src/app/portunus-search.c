/* portunus-search.c: finds past transfers and known devices by words that a person types
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-search.h"

#include <glib/gi18n.h>

#include "portunus-name.h"
#include "portunus-paths.h"
#include "portunus-transfer-text.h"

#define MAX_TRANSFERS       10
#define MAX_DEVICES         5
#define MAX_TERMS           16
#define MAX_TERM_BYTES      200
#define MAX_NAME_CHARACTERS 200

#define TRANSFER_PREFIX "transfer:"
#define DEVICE_PREFIX   "device:"

/* (nullable): a search must not be what creates the file. */
static PortunusHistory *
open_history (void)
{
  g_autofree char *folder = portunus_paths_dup_data_dir (NULL, NULL);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, PORTUNUS_HISTORY_NAME, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  PortunusHistory *history;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  history = portunus_history_open (path, &error);
  if (history == NULL)
    g_debug ("The history cannot be searched: %s", error->message);
  return history;
}

static gboolean
has_key (GArray *keys,
         gint64  id)
{
  for (guint i = 0; i < keys->len; i++)
    if (g_array_index (keys, PortunusHistoryKey, i).id == id)
      return TRUE;
  return FALSE;
}

static void
keep_common (GArray *keys,
             GArray *others)
{
  for (guint i = keys->len; i > 0; i--)
    if (!has_key (others, g_array_index (keys, PortunusHistoryKey, i - 1).id))
      g_array_remove_index (keys, i - 1);
}

/* (nullable): those that have every word. */
static GArray *
list_keys (PortunusHistory *history,
           GPtrArray       *terms)
{
  g_autoptr (GArray) keys = NULL;

  for (guint i = 0; i < terms->len; i++)
    {
      g_autoptr (GArray) found = portunus_history_list (history, g_ptr_array_index (terms, i), NULL);

      if (found == NULL)
        return NULL;
      if (keys == NULL)
        keys = g_steal_pointer (&found);
      else
        keep_common (keys, found);
    }
  return g_steal_pointer (&keys);
}

static void
find_transfers (GPtrArray       *terms,
                GStrvBuilder    *ids)
{
  g_autoptr (PortunusHistory) history = open_history ();
  g_autoptr (GArray) keys = history != NULL ? list_keys (history, terms) : NULL;

  for (guint i = 0; keys != NULL && i < MIN (keys->len, MAX_TRANSFERS); i++)
    {
      g_autofree char *id = g_strdup_printf (TRANSFER_PREFIX "%" G_GINT64_FORMAT,
                                             g_array_index (keys, PortunusHistoryKey, i).id);

      g_strv_builder_add (ids, id);
    }
}

static gboolean
has_words (PortunusKnownDevice *device,
           GPtrArray           *terms)
{
  g_autofree char *names = g_strdup_printf ("%s\n%s", portunus_known_device_get_name (device),
                                            portunus_known_device_get_said_name (device));
  g_autofree char *folded = g_utf8_casefold (names, -1);

  for (guint i = 0; i < terms->len; i++)
    {
      g_autofree char *term = g_utf8_casefold (g_ptr_array_index (terms, i), -1);

      if (strstr (folded, term) == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
find_devices (PortunusDeviceBook *book,
              GPtrArray          *terms,
              GStrvBuilder       *ids)
{
  guint n_found = 0;

  for (guint i = 0; n_found < MAX_DEVICES && i < g_list_model_get_n_items (G_LIST_MODEL (book)); i++)
    {
      g_autoptr (PortunusKnownDevice) device = g_list_model_get_item (G_LIST_MODEL (book), i);
      g_autofree char *id = g_strconcat (DEVICE_PREFIX, portunus_known_device_get_id (device), NULL);

      if (portunus_known_device_get_trust (device) == PORTUNUS_DEVICE_BLOCKED || !has_words (device, terms))
        continue;
      g_strv_builder_add (ids, id);
      n_found++;
    }
}

static GPtrArray *
choose_terms (const char * const *terms)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; terms[i] != NULL && chosen->len < MAX_TERMS; i++)
    {
      g_autofree char *term = g_strstrip (g_strdup (terms[i]));

      if (*term != '\0' && strlen (term) <= MAX_TERM_BYTES)
        g_ptr_array_add (chosen, g_steal_pointer (&term));
    }
  return chosen;
}

/**
 * portunus_search_find:
 * @book: (nullable): the devices that we have met
 * @terms: words, all of which a result has somewhere
 *
 * Reads the history on the calling thread.
 *
 * Returns: (transfer full): ids of results: devices, then the youngest transfers
 */
char **
portunus_search_find (PortunusDeviceBook *book,
                      const char * const *terms)
{
  g_autoptr (GPtrArray) chosen = NULL;
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  g_return_val_if_fail (terms != NULL, NULL);

  chosen = choose_terms (terms);
  if (chosen->len == 0)
    return g_strv_builder_end (ids);
  if (book != NULL)
    find_devices (book, chosen, ids);
  find_transfers (chosen, ids);
  return g_strv_builder_end (ids);
}

/* (nullable) */
static PortunusHistoryEntry *
find_entry (const char *id)
{
  g_autoptr (PortunusHistory) history = NULL;
  gint64 number;

  if (!g_str_has_prefix (id, TRANSFER_PREFIX)
      || !g_ascii_string_to_signed (id + strlen (TRANSFER_PREFIX), 10, 1, G_MAXINT64, &number, NULL))
    return NULL;
  history = open_history ();
  return history != NULL ? portunus_history_find (history, number, NULL) : NULL;
}

/* (nullable) (transfer none) */
static PortunusKnownDevice *
find_device (PortunusDeviceBook *book,
             const char         *id)
{
  if (book == NULL || !g_str_has_prefix (id, DEVICE_PREFIX))
    return NULL;
  return portunus_device_book_lookup (book, id + strlen (DEVICE_PREFIX));
}

static GVariant *
describe (const char *id,
          const char *name,
          const char *description,
          const char *icon)
{
  g_autofree char *shown = portunus_text_for_display (name, MAX_NAME_CHARACTERS);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "id", "s", id);
  g_variant_dict_insert (&dict, "name", "s", shown);
  g_variant_dict_insert (&dict, "description", "s", description);
  g_variant_dict_insert (&dict, "gicon", "s", icon);
  return g_variant_dict_end (&dict);
}

/**
 * portunus_search_describe:
 * @book: (nullable): the devices that we have met
 * @id: of a result
 *
 * Returns: (transfer floating) (nullable): what to show of it; %NULL where it is gone meanwhile
 */
GVariant *
portunus_search_describe (PortunusDeviceBook *book,
                          const char         *id)
{
  g_autoptr (PortunusHistoryEntry) entry = NULL;
  g_autofree char *peer = NULL;
  PortunusKnownDevice *device;

  g_return_val_if_fail (id != NULL, NULL);

  device = find_device (book, id);
  if (device != NULL)
    return describe (id, portunus_known_device_get_name (device),
                     portunus_known_device_get_trust (device) == PORTUNUS_DEVICE_VERIFIED
                     ? _("Verified device") : _("Device that you have met"), "computer-symbolic");
  entry = find_entry (id);
  if (entry == NULL)
    return NULL;
  peer = portunus_transfer_text_dup_peer (entry);
  return describe (id, portunus_history_entry_get_record (entry)->title, peer,
                   portunus_history_entry_get_record (entry)->is_incoming ? "folder-download-symbolic"
                                                                          : "document-send-symbolic");
}

/**
 * portunus_search_parse:
 * @book: (nullable): the devices that we have met
 * @id: of a result
 * @name: (out) (optional) (transfer full): what it goes by
 *
 * Returns: what kind of thing it is
 */
PortunusSearchKind
portunus_search_parse (PortunusDeviceBook  *book,
                       const char          *id,
                       char               **name)
{
  g_autoptr (PortunusHistoryEntry) entry = NULL;
  PortunusKnownDevice *device;

  g_return_val_if_fail (id != NULL, PORTUNUS_SEARCH_NOTHING);

  device = find_device (book, id);
  if (device != NULL)
    {
      if (name != NULL)
        *name = g_strdup (portunus_known_device_get_name (device));
      return PORTUNUS_SEARCH_DEVICE;
    }
  entry = find_entry (id);
  if (entry != NULL && name != NULL)
    *name = g_strdup (portunus_history_entry_get_record (entry)->title);
  return entry != NULL ? PORTUNUS_SEARCH_TRANSFER : PORTUNUS_SEARCH_NOTHING;
}
