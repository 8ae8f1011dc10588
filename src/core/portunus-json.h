/* portunus-json.h: strict reading and writing of the JSON messages peers send
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** PORTUNUS_JSON_MAX_DEPTH: how deep objects and arrays may nest; the parser below us recurses without a limit. */
#define PORTUNUS_JSON_MAX_DEPTH 8

JsonObject *portunus_json_parse      (const char  *text,
                                      gsize        length,
                                      gsize        max_length,
                                      GError     **error);
char       *portunus_json_to_text    (JsonObject  *object);
gboolean    portunus_json_get_string (JsonObject  *object,
                                      const char  *name,
                                      gsize        max_length,
                                      const char **value,
                                      GError     **error);
gboolean    portunus_json_get_uint64 (JsonObject  *object,
                                      const char  *name,
                                      guint64      max,
                                      guint64     *value,
                                      GError     **error);
gboolean    portunus_json_get_boolean (JsonObject *object,
                                       const char *name,
                                       gboolean   *value,
                                       GError    **error);
gboolean    portunus_json_get_array  (JsonObject  *object,
                                      const char  *name,
                                      guint        max_elements,
                                      JsonArray  **value,
                                      GError     **error);
gboolean    portunus_json_get_object (JsonObject  *object,
                                      const char  *name,
                                      JsonObject **value,
                                      GError     **error);
gboolean    portunus_json_has        (JsonObject  *object,
                                      const char  *name);

G_END_DECLS
