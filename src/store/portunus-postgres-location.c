/* portunus-postgres-location.c: addresses of PostgreSQL databases
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-postgres-private.h"

/* Never with what libpq says about it, which quotes the part of it that may be a password. */
gboolean
_portunus_postgres_check_location (const char  *location,
                                   GError     **error)
{
  PQconninfoOption *options = PQconninfoParse (location, NULL);

  if (options == NULL)
    g_set_error_literal (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE,
                         "The address of the PostgreSQL database cannot be read; write it as "
                         "postgresql://USER@HOST/DATABASE?sslmode=verify-full");
  PQconninfoFree (options);
  return options != NULL;
}

gboolean
_portunus_postgres_has_password (const char *location)
{
  PQconninfoOption *options = PQconninfoParse (location, NULL);
  gboolean has_password = FALSE;

  for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++)
    has_password |= option->val != NULL
                    && (g_str_equal (option->keyword, "password") || g_str_equal (option->keyword, "sslpassword"));
  PQconninfoFree (options);
  return has_password;
}
