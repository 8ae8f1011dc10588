/* portunus-context.c: work for the context that owns an object
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-context.h"

typedef struct
{
  PortunusPostFunc func;
  gpointer         data;
  GDestroyNotify   free_data;
} Post;

static gboolean
run_post_cb (gpointer user_data)
{
  Post *post = user_data;

  post->func (post->data);
  return G_SOURCE_REMOVE;
}

static void
post_free (gpointer user_data)
{
  Post *post = user_data;

  if (post->free_data != NULL)
    post->free_data (post->data);
  g_free (post);
}

/**
 * portunus_context_post:
 * @context: the context that shall run @func
 * @func: what to run, once
 * @data: (transfer full): for @func
 * @free_data: (nullable): frees @data, also when @context goes away before
 *
 * Runs @func in @context, never from inside this call, in the order of the calls of one thread. Unlike
 * g_main_context_invoke() it does not run @func right here when nobody happens to iterate @context at the moment.
 */
void
portunus_context_post (GMainContext     *context,
                       PortunusPostFunc  func,
                       gpointer          data,
                       GDestroyNotify    free_data)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Post *post = g_new (Post, 1);

  *post = (Post) { .func = func, .data = data, .free_data = free_data };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run_post_cb, post, post_free);
  g_source_attach (source, context);
}

/**
 * portunus_clear_source:
 * @source: (inout) (nullable): a source that was attached, and a reference to it
 *
 * Destroys the source, so that it is not dispatched any more, and drops the reference.
 */
void
portunus_clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}
