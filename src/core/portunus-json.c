/* portunus-json.c: strict reading and writing of the JSON messages peers send
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-json.h"

#include <string.h>

#include "portunus-error.h"
#include "portunus-json-check.h"

static guint count_members (JsonNode *node);

static void
count_member_cb (JsonObject *object,
                 const char *name,
                 JsonNode   *node,
                 gpointer    user_data)
{
  guint *n_members = user_data;

  *n_members += 1 + count_members (node);
}

static void
count_element_cb (JsonArray *array,
                  guint      index,
                  JsonNode  *node,
                  gpointer   user_data)
{
  guint *n_members = user_data;

  *n_members += count_members (node);
}

static guint
count_members (JsonNode *node)
{
  guint n_members = 0;

  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), count_member_cb, &n_members);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), count_element_cb, &n_members);
  return n_members;
}

/* json-glib keeps the last of two members of one name without a word, so a member that is missing was there twice. */
static JsonNode *
parse_strictly (JsonParser *parser,
                const char *text,
                gsize       length)
{
  guint n_members;
  JsonNode *root;

  if (length == 0 || !g_utf8_validate (text, length, NULL)
      || !portunus_json_check (text, length, PORTUNUS_JSON_MAX_DEPTH, &n_members)
      || !json_parser_load_from_data (parser, text, length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && count_members (root) == n_members ? root : NULL;
}

/**
 * portunus_json_parse:
 * @text: text of a peer, need not be terminated
 * @length: its length in bytes
 * @max_length: the longest text that may be parsed at all
 * @error: return location for a #PortunusCoreError
 *
 * Parses @text (RFC 8259), whose outermost value must be an object. No object in it may have two members of one name.
 *
 * Returns: (transfer full): the object, or %NULL with %PORTUNUS_CORE_ERROR_TOO_LARGE or %PORTUNUS_CORE_ERROR_MALFORMED
 */
JsonObject *
portunus_json_parse (const char  *text,
                     gsize        length,
                     gsize        max_length,
                     GError     **error)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonNode *root;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  if (length > max_length)
    {
      g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE,
                   "A message of %" G_GSIZE_FORMAT " bytes is over the limit of %" G_GSIZE_FORMAT, length, max_length);
      return NULL;
    }

  parser = json_parser_new_immutable ();
  root = parse_strictly (parser, text, length);
  if (root == NULL)
    {
      g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED, "A message is not well-formed JSON");
      return NULL;
    }
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED, "A message is not a JSON object");
      return NULL;
    }
  return json_node_dup_object (root);
}

/**
 * portunus_json_to_text:
 * @object: an object
 *
 * Returns: (transfer full): @object as compact JSON
 */
char *
portunus_json_to_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  json_node_set_object (node, object);
  text = json_to_string (node, FALSE);
  if (strchr (text, '\x1f') == NULL)
    return g_steal_pointer (&text);

  /* The one control character json-glib 1.6 forgets to escape. */
  parts = g_strsplit (text, "\x1f", -1);
  return g_strjoinv ("\\u001f", parts);
}

static JsonNode *
get_member (JsonObject    *object,
            const char    *name,
            JsonNodeType   type,
            GError       **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL && JSON_NODE_TYPE (node) == type)
    return node;

  g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED, "Member “%s” is missing or of the wrong type",
               name);
  return NULL;
}

static JsonNode *
get_value (JsonObject  *object,
           const char  *name,
           GType        type,
           GError     **error)
{
  JsonNode *node = get_member (object, name, JSON_NODE_VALUE, error);

  if (node != NULL && json_node_get_value_type (node) != type)
    {
      g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED, "Member “%s” is of the wrong type", name);
      return NULL;
    }
  return node;
}

/**
 * portunus_json_has:
 * @object: an object
 * @name: a member's name
 *
 * Returns: whether @object has that member, of whatever type
 */
gboolean
portunus_json_has (JsonObject *object,
                   const char *name)
{
  return json_object_has_member (object, name);
}

/**
 * portunus_json_get_string:
 * @object: an object
 * @name: a member's name
 * @max_length: longest value allowed, in bytes
 * @value: (out) (transfer none): the value, valid while @object lives
 * @error: return location for a #PortunusCoreError
 *
 * Returns: %FALSE if the member is missing, no string, or too long
 */
gboolean
portunus_json_get_string (JsonObject  *object,
                          const char  *name,
                          gsize        max_length,
                          const char **value,
                          GError     **error)
{
  JsonNode *node = get_value (object, name, G_TYPE_STRING, error);

  if (node == NULL)
    return FALSE;
  *value = json_node_get_string (node);
  if (strlen (*value) <= max_length)
    return TRUE;

  g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE, "Member “%s” is too long", name);
  return FALSE;
}

/**
 * portunus_json_get_uint64:
 * @object: an object
 * @name: a member's name
 * @max: largest value allowed
 * @value: (out): the value
 * @error: return location for a #PortunusCoreError
 *
 * Returns: %FALSE if the member is missing, no whole number, negative, or above @max
 */
gboolean
portunus_json_get_uint64 (JsonObject  *object,
                          const char  *name,
                          guint64      max,
                          guint64     *value,
                          GError     **error)
{
  JsonNode *node = get_value (object, name, G_TYPE_INT64, error);
  gint64 number;

  if (node == NULL)
    return FALSE;
  number = json_node_get_int (node);
  if (number >= 0 && (guint64) number <= max)
    {
      *value = number;
      return TRUE;
    }
  g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED, "Member “%s” is out of range", name);
  return FALSE;
}

/**
 * portunus_json_get_boolean:
 * @object: an object
 * @name: a member's name
 * @value: (out): the value
 * @error: return location for a #PortunusCoreError
 *
 * Returns: %FALSE if the member is missing or no boolean
 */
gboolean
portunus_json_get_boolean (JsonObject  *object,
                           const char  *name,
                           gboolean    *value,
                           GError     **error)
{
  JsonNode *node = get_value (object, name, G_TYPE_BOOLEAN, error);

  if (node == NULL)
    return FALSE;
  *value = json_node_get_boolean (node);
  return TRUE;
}

/**
 * portunus_json_get_array:
 * @object: an object
 * @name: a member's name
 * @max_elements: largest number of elements allowed
 * @value: (out) (transfer none): the array, valid while @object lives
 * @error: return location for a #PortunusCoreError
 *
 * Returns: %FALSE if the member is missing, no array, or too long
 */
gboolean
portunus_json_get_array (JsonObject  *object,
                         const char  *name,
                         guint        max_elements,
                         JsonArray  **value,
                         GError     **error)
{
  JsonNode *node = get_member (object, name, JSON_NODE_ARRAY, error);

  if (node == NULL)
    return FALSE;
  *value = json_node_get_array (node);
  if (json_array_get_length (*value) <= max_elements)
    return TRUE;

  g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE, "Member “%s” has too many elements", name);
  return FALSE;
}

/**
 * portunus_json_get_object:
 * @object: an object
 * @name: a member's name
 * @value: (out) (transfer none): the inner object, valid while @object lives
 * @error: return location for a #PortunusCoreError
 *
 * Returns: %FALSE if the member is missing or no object
 */
gboolean
portunus_json_get_object (JsonObject  *object,
                          const char  *name,
                          JsonObject **value,
                          GError     **error)
{
  JsonNode *node = get_member (object, name, JSON_NODE_OBJECT, error);

  if (node == NULL)
    return FALSE;
  *value = json_node_get_object (node);
  return TRUE;
}
