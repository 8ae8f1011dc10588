/* fuzz-json.c: what our JSON reader accepts, it writes and reads again unchanged
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-json.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

static void
read_members (JsonObject *object)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *string;
      guint64 number;
      gboolean is_true;
      JsonArray *array;
      JsonObject *inner;

      if (portunus_json_get_string (object, l->data, 100, &string, NULL))
        g_assert_cmpuint (strlen (string), <=, 100);
      if (portunus_json_get_uint64 (object, l->data, 1000, &number, NULL))
        g_assert_cmpuint (number, <=, 1000);
      if (portunus_json_get_array (object, l->data, 10, &array, NULL))
        g_assert_cmpuint (json_array_get_length (array), <=, 10);
      portunus_json_get_boolean (object, l->data, &is_true, NULL);
      if (portunus_json_get_object (object, l->data, &inner, NULL))
        read_members (inner);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (JsonObject) object = portunus_json_parse ((const char *) data, size, 4096, NULL);
  g_autoptr (JsonObject) again = NULL;
  g_autofree char *text = NULL;

  if (object == NULL)
    return 0;

  read_members (object);
  /* json-glib writes very large and very small fractions in a form of its own; no message of ours has any. */
  text = portunus_json_to_text (object);
  if (strstr (text, "inf") != NULL || strstr (text, "e+") != NULL || strstr (text, "e-") != NULL)
    return 0;
  again = portunus_json_parse (text, strlen (text), G_MAXSIZE, NULL);
  g_assert_nonnull (again);
  g_assert_true (json_object_equal (object, again));
  return 0;
}
