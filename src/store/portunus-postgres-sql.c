/* portunus-postgres-sql.c: the SQL that both databases understand, in the words of PostgreSQL
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-postgres-private.h"

#include <string.h>

static const struct
{
  const char *word;
  const char *translation;
} words[] = {
  { "BLOB", "BYTEA" },
  { "INTEGER", "BIGINT" },
  { "STRICT", "" },
};

static gboolean
is_word_character (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

static gsize
measure_word (const char *sql)
{
  gsize length = 0;

  while (is_word_character (sql[length]))
    length++;
  return length;
}

/* What is between quotes, with them; a doubled quote looks like two texts side by side, which is as good. */
static gsize
measure_quoted (const char *sql)
{
  const char *end = strchr (sql + 1, sql[0]);

  return end != NULL ? (gsize) (end - sql) + 1 : strlen (sql);
}

static void
append_word (GString    *text,
             const char *word,
             gsize       length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].word) == length && strncmp (words[i].word, word, length) == 0)
      {
        g_string_append (text, words[i].translation);
        return;
      }
  g_string_append_len (text, word, length);
}

/* @n_parameters: (out): how many "?" there are, which become $1, $2 and so on. Comments are not looked for. */
char *
_portunus_postgres_translate (const char *sql,
                              guint      *n_parameters)
{
  GString *text = g_string_new (NULL);
  gsize length = 0;

  *n_parameters = 0;
  for (; *sql != '\0'; sql += length)
    {
      length = 1;
      if (*sql == '\'' || *sql == '"')
        {
          length = measure_quoted (sql);
          g_string_append_len (text, sql, length);
        }
      else if (*sql == '?')
        g_string_append_printf (text, "$%u", ++*n_parameters);
      else if (is_word_character (*sql))
        {
          length = measure_word (sql);
          append_word (text, sql, length);
        }
      else
        g_string_append_c (text, *sql);
    }
  return g_string_free (text, FALSE);
}
