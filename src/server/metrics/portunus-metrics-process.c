/* portunus-metrics-process.c: memory, descriptors and times of the process, under the names that Prometheus clients use
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-metrics-private.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Of proc(5), /proc/PID/stat; counted from 1, the name of the program being the second. */
enum
{
  STAT_STATE = 3,
  STAT_USER_TICKS = 14,
  STAT_SYSTEM_TICKS = 15,
  STAT_START_TICKS = 22,
  STAT_VIRTUAL_BYTES = 23,
  STAT_RESIDENT_PAGES = 24,
};

static void
append (GString    *text,
        const char *kind,
        const char *name,
        const char *help,
        double      value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.15g", value);
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n%s %s\n", name, help, name, kind, name, number);
}

/* Gives NULL-terminated fields from STAT_STATE on. */
static char **
read_stat (void)
{
  g_autofree char *line = NULL;
  const char *rest;

  if (!g_file_get_contents ("/proc/self/stat", &line, NULL, NULL))
    return NULL;
  /* The name of the program may have spaces and parentheses in it. */
  rest = strrchr (line, ')');
  return rest != NULL && rest[1] == ' ' ? g_strsplit (rest + 2, " ", 0) : NULL;
}

static double
get_field (char **fields,
           guint  number)
{
  return g_ascii_strtod (fields[number - STAT_STATE], NULL);
}

static double
get_boot_time (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/stat", &text, NULL, NULL))
    return 0;
  line = strstr (text, "\nbtime ");
  return line != NULL ? g_ascii_strtod (line + strlen ("\nbtime "), NULL) : 0;
}

static guint
count_descriptors (void)
{
  GDir *folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n++;
  g_clear_pointer (&folder, g_dir_close);
  /* One is the folder's own. */
  return n > 0 ? n - 1 : 0;
}

static void
append_stat (GString *text)
{
  g_auto (GStrv) fields = read_stat ();
  double ticks = sysconf (_SC_CLK_TCK);

  if (fields == NULL || g_strv_length (fields) <= STAT_RESIDENT_PAGES - STAT_STATE)
    return;
  append (text, "counter", "process_cpu_seconds_total", "Time of the processor, of user and system.",
          (get_field (fields, STAT_USER_TICKS) + get_field (fields, STAT_SYSTEM_TICKS)) / ticks);
  append (text, "gauge", "process_start_time_seconds", "Unix time at which the process began.",
          get_boot_time () + get_field (fields, STAT_START_TICKS) / ticks);
  append (text, "gauge", "process_virtual_memory_bytes", "Virtual memory.", get_field (fields, STAT_VIRTUAL_BYTES));
  append (text, "gauge", "process_resident_memory_bytes", "Resident memory.",
          get_field (fields, STAT_RESIDENT_PAGES) * sysconf (_SC_PAGESIZE));
}

/*
 * Appends figures of this process.
 */
void
_portunus_metrics_write_process (GString *text)
{
  struct rlimit limit;

  append_stat (text);
  append (text, "gauge", "process_open_fds", "Open file descriptors.", count_descriptors ());
  if (getrlimit (RLIMIT_NOFILE, &limit) == 0)
    append (text, "gauge", "process_max_fds", "How many file descriptors there may be.", (double) limit.rlim_cur);
  g_string_append (text, "# HELP portunus_build_info The version, as labels; always 1.\n"
                   "# TYPE portunus_build_info gauge\n");
  g_string_append_printf (text, "portunus_build_info{version=\"%s\",libsoup=\"%u.%u.%u\"} 1\n", PORTUNUS_VERSION,
                          soup_get_major_version (), soup_get_minor_version (), soup_get_micro_version ());
}
