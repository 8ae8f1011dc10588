/* portunus-test.h: what every test may use: waiting for a condition, temporary folders
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef gboolean (*PortunusTestPredicate) (gpointer user_data);

/* Runs the thread-default context until @predicate is true; fails the test after @timeout_ms. */
void  portunus_test_wait        (PortunusTestPredicate predicate,
                                 gpointer              user_data,
                                 guint                 timeout_ms);
/* A GAsyncReadyCallback that stores a reference to its result in the GAsyncResult ** given as user data. */
void  portunus_test_store_result (GObject              *source,
                                  GAsyncResult         *result,
                                  gpointer              user_data);
/* Runs the thread-default context until @result is set, 10 s at most. */
void  portunus_test_wait_result  (GAsyncResult        **result);
char *portunus_test_make_dir     (void);
void  portunus_test_remove_tree  (const char           *path);

G_END_DECLS
