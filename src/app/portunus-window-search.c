/* portunus-window-search.c: shows what was found outside the window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-window-private.h"

/**
 * portunus_window_show_transfers:
 * @self: a window
 * @words: what to look for; empty for all
 */
void
portunus_window_show_transfers (PortunusWindow *self,
                                const char     *words)
{
  g_return_if_fail (PORTUNUS_IS_WINDOW (self));
  g_return_if_fail (words != NULL);

  adw_view_stack_set_visible_child_name (self->views, "transfers");
  portunus_transfers_view_search (self->transfers_view, words);
}

/**
 * portunus_window_show_devices:
 * @self: a window
 */
void
portunus_window_show_devices (PortunusWindow *self)
{
  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  if (adw_view_stack_get_child_by_name (self->views, "devices") != NULL)
    adw_view_stack_set_visible_child_name (self->views, "devices");
}
