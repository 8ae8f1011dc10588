/* portunus-manifest-codec.c: a manifest as JSON, in parts that fit a control message
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-manifest.h"

#include <string.h>

#include "portunus-name.h"
#include "portunus-name-table.h"
#include "portunus-transfer-error.h"

/* What an entry takes besides its texts: member names, quotes and three numbers of full length. */
#define ENTRY_OVERHEAD 112

struct _PortunusManifestReader
{
  /* Owned */
  PortunusManifestBuilder *builder;
  PortunusNameTable       *names;
};

static const struct
{
  PortunusEntryType  type;
  const char        *code;
} type_codes[] = {
  { PORTUNUS_ENTRY_FILE, "f" },
  { PORTUNUS_ENTRY_DIRECTORY, "d" },
  { PORTUNUS_ENTRY_SYMLINK, "l" },
  { PORTUNUS_ENTRY_TEXT, "x" },
};

static const char *
get_type_code (PortunusEntryType type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (type_codes); i++)
    {
      if (type_codes[i].type == type)
        return type_codes[i].code;
    }
  g_return_val_if_reached (NULL);
}

static JsonObject *
write_entry (const PortunusEntry *entry)
{
  JsonObject *object = json_object_new ();
  gboolean has_content = entry->type == PORTUNUS_ENTRY_FILE || entry->type == PORTUNUS_ENTRY_TEXT;

  json_object_set_string_member (object, "p", entry->path);
  json_object_set_string_member (object, "t", get_type_code (entry->type));
  if (has_content && entry->size != PORTUNUS_SIZE_UNKNOWN)
    json_object_set_int_member (object, "s", (gint64) entry->size);
  if (entry->mode != PORTUNUS_MODE_UNKNOWN)
    json_object_set_int_member (object, "m", entry->mode);
  if (entry->mtime_ns != PORTUNUS_MTIME_UNKNOWN)
    json_object_set_int_member (object, "mt", entry->mtime_ns);
  if (entry->target != NULL)
    json_object_set_string_member (object, "l", entry->target);
  return object;
}

static gsize
count_json_bytes (const char *text)
{
  gsize n = 0;

  for (const char *p = text; p != NULL && *p != '\0'; p++)
    n += (guchar) *p < 0x20 || *p == 0x7f || *p == '"' || *p == '\\' ? strlen ("\\u0000") : 1;
  return n;
}

/**
 * portunus_manifest_write_part:
 * @self: a manifest
 * @first: index of the first entry to write
 * @max_bytes: longest JSON text of the array
 * @next: (out): index of the first entry that was not written
 *
 * Writes as many entries as fit, and one in any case: at most 48 KiB. An entry is
 * `{"p":path,"t":"f|d|l|x","s":size,"m":mode,"mt":mtime_ns,"l":target}`; "s" is left out where the size is not known,
 * "m" and "mt" likewise, "l" is for links.
 *
 * Returns: (transfer full): an array for portunus_manifest_reader_add_part()
 */
JsonArray *
portunus_manifest_write_part (const PortunusManifest *self,
                              guint                   first,
                              gsize                   max_bytes,
                              guint                  *next)
{
  JsonArray *array;
  guint n_entries;
  gsize n_bytes = strlen ("[]");
  guint i;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (next != NULL, NULL);

  array = json_array_new ();
  n_entries = portunus_manifest_get_n_entries (self);
  for (i = first; i < n_entries; i++)
    {
      PortunusEntry entry;

      portunus_manifest_get_entry (self, i, &entry);
      n_bytes += ENTRY_OVERHEAD + count_json_bytes (entry.path) + count_json_bytes (entry.target);
      if (n_bytes > max_bytes && i > first)
        break;
      json_array_add_object_element (array, write_entry (&entry));
    }
  *next = i;
  return array;
}

/**
 * portunus_manifest_reader_new:
 *
 * Returns: (transfer full): a reader that has seen nothing
 */
PortunusManifestReader *
portunus_manifest_reader_new (void)
{
  PortunusManifestReader *self = g_new0 (PortunusManifestReader, 1);

  self->builder = portunus_manifest_builder_new ();
  self->names = portunus_name_table_new ();
  return self;
}

/**
 * portunus_manifest_reader_free:
 * @self: (transfer full): a reader
 */
void
portunus_manifest_reader_free (PortunusManifestReader *self)
{
  portunus_manifest_builder_free (self->builder);
  portunus_name_table_free (self->names);
  g_free (self);
}

/**
 * portunus_manifest_reader_get_n_entries:
 * @self: a reader
 *
 * Returns: number of entries read so far: what the next part must begin with
 */
guint
portunus_manifest_reader_get_n_entries (PortunusManifestReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return portunus_manifest_builder_get_n_entries (self->builder);
}

static const char *
read_string (JsonObject *object,
             const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/* FALSE when there is such a member and it is no integer; @value is left alone when there is none. */
static gboolean
read_integer (JsonObject *object,
              const char *name,
              gint64     *value)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *value = json_node_get_int (node);
  return TRUE;
}

static gboolean
read_type (JsonObject        *object,
           PortunusEntryType *type)
{
  const char *code = read_string (object, "t");

  for (gsize i = 0; code != NULL && i < G_N_ELEMENTS (type_codes); i++)
    {
      if (strcmp (type_codes[i].code, code) == 0)
        {
          *type = type_codes[i].type;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
read_numbers (JsonObject    *object,
              PortunusEntry *entry)
{
  gint64 size = -1;
  gint64 mode = PORTUNUS_MODE_UNKNOWN;
  gboolean has_content = entry->type == PORTUNUS_ENTRY_FILE || entry->type == PORTUNUS_ENTRY_TEXT;
  gboolean has_size = json_object_has_member (object, "s");

  entry->mtime_ns = PORTUNUS_MTIME_UNKNOWN;
  if (!read_integer (object, "s", &size) || !read_integer (object, "m", &mode)
      || !read_integer (object, "mt", &entry->mtime_ns))
    return FALSE;
  if ((has_size && (size < 0 || size >= (gint64) PORTUNUS_SIZE_MAX || (!has_content && size != 0)))
      || (mode != PORTUNUS_MODE_UNKNOWN && (mode < 0 || mode > 07777)))
    return FALSE;

  entry->size = has_content && !has_size ? PORTUNUS_SIZE_UNKNOWN : (guint64) MAX (size, 0);
  entry->mode = (guint) mode;
  return TRUE;
}

static gboolean
read_entry (JsonNode      *node,
            PortunusEntry *entry)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object == NULL || !read_type (object, &entry->type) || !read_numbers (object, entry))
    return FALSE;

  entry->path = read_string (object, "p");
  entry->target = read_string (object, "l");
  if (entry->path == NULL || (entry->target != NULL) != (entry->type == PORTUNUS_ENTRY_SYMLINK))
    return FALSE;
  return entry->target == NULL || g_utf8_validate (entry->target, -1, NULL);
}

static gboolean
add_entry (PortunusManifestReader  *self,
           JsonNode                *node,
           GError                 **error)
{
  PortunusEntry entry = { 0, };
  g_autofree char *path = NULL;

  if (!read_entry (node, &entry))
    {
      g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                           "An entry does not have the form it must have");
      return FALSE;
    }

  path = entry.type == PORTUNUS_ENTRY_DIRECTORY ? portunus_name_table_place_folder (self->names, entry.path, error)
                                                : portunus_name_table_place_file (self->names, entry.path, error);
  if (path == NULL)
    return FALSE;

  entry.path = path;
  if (entry.target != NULL && !portunus_symlink_target_is_inside (path, entry.target))
    entry.problem = "the link leads out of what is sent";
  return portunus_manifest_builder_add (self->builder, &entry, error);
}

/**
 * portunus_manifest_reader_add_part:
 * @self: a reader
 * @first: index of the part's first entry, as the peer says
 * @entries: the entries, as the peer sent them
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 *
 * Checks and appends the entries of one part. Parts must come in order without a gap. Names are made safe and unique;
 * a link that leads out of the transfer gets a problem.
 *
 * Returns: %FALSE when the peer does not keep to the rules
 */
gboolean
portunus_manifest_reader_add_part (PortunusManifestReader  *self,
                                   guint                    first,
                                   JsonArray               *entries,
                                   GError                 **error)
{
  g_autoptr (GError) own_error = NULL;
  guint n;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (entries != NULL, FALSE);

  n = json_array_get_length (entries);
  if (n == 0 || first != portunus_manifest_reader_get_n_entries (self))
    {
      g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                           "A part of the list of files is empty or not the next one");
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      if (!add_entry (self, json_array_get_element (entries, i), &own_error))
        {
          g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "Entry %u: %s", first + i,
                       own_error->message);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * portunus_manifest_reader_finish:
 * @self: a reader
 * @n_entries: how many there are, as the peer announced
 * @total_bytes: the sum of their known sizes, as the peer announced
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 *
 * Returns: (transfer full) (nullable): the manifest, if it is what was announced and not empty
 */
PortunusManifest *
portunus_manifest_reader_finish (PortunusManifestReader  *self,
                                 guint                    n_entries,
                                 guint64                  total_bytes,
                                 GError                 **error)
{
  g_autoptr (PortunusManifest) manifest = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  manifest = portunus_manifest_builder_finish (self->builder);
  if (n_entries == 0 || portunus_manifest_get_n_entries (manifest) != n_entries
      || portunus_manifest_get_total_bytes (manifest) != total_bytes)
    {
      g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                           "The list of files is not what was announced");
      return NULL;
    }
  return g_steal_pointer (&manifest);
}
