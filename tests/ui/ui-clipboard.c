/* ui-clipboard.c: a program that others paste from: ui-clipboard TYPE FILE
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>

/* It leaves once somebody else has the clipboard, or the display is gone. */
static void
changed_cb (GdkClipboard *clipboard,
            GMainLoop    *loop)
{
  if (!gdk_clipboard_is_local (clipboard))
    g_main_loop_quit (loop);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GdkContentProvider) provider = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GdkClipboard *clipboard;
  char *data = NULL;
  gsize length;

  if (argc != 3 || !g_file_get_contents (argv[2], &data, &length, NULL))
    return 2;
  gtk_init ();
  bytes = g_bytes_new_take (data, length);
  provider = gdk_content_provider_new_for_bytes (argv[1], bytes);
  clipboard = gdk_display_get_clipboard (gdk_display_get_default ());
  gdk_clipboard_set_content (clipboard, provider);
  g_signal_connect (clipboard, "changed", G_CALLBACK (changed_cb), loop);
  g_print ("ready\n");
  g_main_loop_run (loop);
  return 0;
}
