/* portunus-postgres-missing.c: the answer of a build without libpq
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-database-private.h"

gboolean
_portunus_postgres_check_location (const char  *location,
                                   GError     **error)
{
  g_set_error_literal (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE,
                       "This build of Portunus has no PostgreSQL");
  return FALSE;
}

gboolean
_portunus_postgres_has_password (const char *location)
{
  return FALSE;
}

PortunusDatabase *
_portunus_postgres_database_open (const char  *location,
                                  GError     **error)
{
  _portunus_postgres_check_location (location, error);
  return NULL;
}
