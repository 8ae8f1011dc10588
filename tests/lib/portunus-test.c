/* portunus-test.c: what every test may use: waiting for a condition, temporary folders
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-test.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Whoever writes a test gives it a time for a machine of their own; others are busy, and sanitizers slow. */
#define PATIENCE 4

static gboolean
mark_expired_cb (gpointer user_data)
{
  gboolean *is_expired = user_data;

  *is_expired = TRUE;
  return G_SOURCE_REMOVE;
}

/* Wakes the loop now and then for predicates that no event of this context announces. */
static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static GSource *
attach_timeout (guint       interval_ms,
                GSourceFunc callback,
                gpointer    user_data)
{
  GSource *source = g_timeout_source_new (interval_ms);

  g_source_set_callback (source, callback, user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

void
portunus_test_wait (PortunusTestPredicate predicate,
                    gpointer              user_data,
                    guint                 timeout_ms)
{
  gboolean is_expired = FALSE;
  g_autoptr (GSource) deadline = attach_timeout (PATIENCE * timeout_ms, mark_expired_cb, &is_expired);
  g_autoptr (GSource) tick = attach_timeout (5, tick_cb, NULL);

  while (!is_expired && !predicate (user_data))
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);

  g_source_destroy (deadline);
  g_source_destroy (tick);
  if (is_expired && !predicate (user_data))
    g_error ("What the test waits for did not happen within %u ms", PATIENCE * timeout_ms);
}

void
portunus_test_store_result (GObject      *source,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  GAsyncResult **result = user_data;

  return *result != NULL;
}

void
portunus_test_wait_result (GAsyncResult **result)
{
  portunus_test_wait (has_result, result, 10000);
}

char *
portunus_test_make_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("portunus-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

static int
remove_entry_cb (const char        *path,
                 const struct stat *info,
                 int                kind,
                 struct FTW        *walk)
{
  return remove (path);
}

void
portunus_test_remove_tree (const char *path)
{
  nftw (path, remove_entry_cb, 16, FTW_DEPTH | FTW_PHYS);
}
