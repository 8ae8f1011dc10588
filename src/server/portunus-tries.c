/* portunus-tries.c: how often each client may try, within a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tries.h"

/* Clients that are remembered; when as many tried lately, nobody else may. */
#define MAX_CLIENTS 4096

typedef struct
{
  guint  n;
  gint64 began_us;
} Window;

struct _PortunusTries
{
  guint       max;
  gint64      window_us;
  GHashTable *windows;    /* client → Window */
};

/**
 * portunus_tries_new:
 * @max: how many tries each client has in its window
 * @window_us: how long it lasts
 *
 * Returns: (transfer full): a count of nothing
 */
PortunusTries *
portunus_tries_new (guint  max,
                    gint64 window_us)
{
  PortunusTries *self = g_new0 (PortunusTries, 1);

  self->max = max;
  self->window_us = window_us;
  self->windows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * portunus_tries_free:
 * @self: (transfer full): a count
 */
void
portunus_tries_free (PortunusTries *self)
{
  g_hash_table_unref (self->windows);
  g_free (self);
}

static gboolean
is_over (PortunusTries *self,
         const Window  *window,
         gint64         now_us)
{
  return now_us - window->began_us >= self->window_us;
}

static void
forget_old (PortunusTries *self,
            gint64         now_us)
{
  GHashTableIter iter;
  gpointer window;

  g_hash_table_iter_init (&iter, self->windows);
  while (g_hash_table_iter_next (&iter, NULL, &window))
    if (is_over (self, window, now_us))
      g_hash_table_iter_remove (&iter);
}

static Window *
find_or_add (PortunusTries *self,
             const char    *client,
             gint64         now_us)
{
  Window *window = g_hash_table_lookup (self->windows, client);

  if (window == NULL)
    {
      if (g_hash_table_size (self->windows) >= MAX_CLIENTS)
        forget_old (self, now_us);
      if (g_hash_table_size (self->windows) >= MAX_CLIENTS)
        return NULL;
      window = g_new0 (Window, 1);
      window->began_us = now_us;
      g_hash_table_insert (self->windows, g_strdup (client), window);
    }
  if (is_over (self, window, now_us))
    *window = (Window) { .began_us = now_us };
  return window;
}

/**
 * portunus_tries_take:
 * @self: a count
 * @client: who tries
 * @now_us: monotonic time in microseconds
 *
 * Counts one try, before it is known whether it is right.
 *
 * Returns: whether there was one left
 */
gboolean
portunus_tries_take (PortunusTries *self,
                     const char    *client,
                     gint64         now_us)
{
  Window *window = find_or_add (self, client, now_us);

  if (window == NULL || window->n >= self->max)
    return FALSE;
  window->n++;
  return TRUE;
}

/**
 * portunus_tries_give_back:
 * @self: a count
 * @client: whose try was right
 *
 * That try does not count. Those before it do: others may be behind the same address.
 */
void
portunus_tries_give_back (PortunusTries *self,
                          const char    *client)
{
  Window *window = g_hash_table_lookup (self->windows, client);

  if (window != NULL && window->n > 0)
    window->n--;
}

/**
 * portunus_tries_recall:
 * @self: a count
 * @client: somebody who tried before
 * @n: how often
 * @began_us: monotonic time in microseconds of the first time
 *
 * Counts those tries again, after a restart.
 */
void
portunus_tries_recall (PortunusTries *self,
                       const char    *client,
                       guint          n,
                       gint64         began_us)
{
  Window *window = find_or_add (self, client, began_us);

  if (window != NULL)
    window->n = MIN (n, self->max);
}

/**
 * portunus_tries_get_left:
 * @self: a count
 * @client: somebody
 * @now_us: monotonic time in microseconds
 *
 * Returns: how many tries there are left
 */
guint
portunus_tries_get_left (PortunusTries *self,
                         const char    *client,
                         gint64         now_us)
{
  Window *window = g_hash_table_lookup (self->windows, client);

  return window == NULL || is_over (self, window, now_us) ? self->max : self->max - window->n;
}

/**
 * portunus_tries_clear:
 * @self: a count
 *
 * Forgets everybody.
 */
void
portunus_tries_clear (PortunusTries *self)
{
  g_hash_table_remove_all (self->windows);
}
