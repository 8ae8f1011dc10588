/* drag-partner.c: a window as a file manager's: the files on the command line can be dragged out, and it says what is
 * dropped on it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>

#define SIZE 200

static GdkContentProvider *
prepare_cb (GtkDragSource *source,
            double         x,
            double         y,
            char         **paths)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  GdkFileList *list;
  GdkContentProvider *provider;

  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (files, g_file_new_for_path (paths[i]));
  list = gdk_file_list_new_from_array ((GFile **) files->pdata, files->len);
  provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  return provider;
}

typedef struct
{
  GdkDrop          *drop;
  GDataInputStream *lines;
} Reading;

static void read_next (Reading *reading);

static void
line_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Reading *reading = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (reading->lines, result, NULL, NULL);
  g_autofree char *path = NULL;

  if (line == NULL)
    {
      g_print ("end\n");
      gdk_drop_finish (reading->drop, GDK_ACTION_COPY);
      g_object_unref (reading->drop);
      g_object_unref (reading->lines);
      g_free (reading);
      return;
    }
  path = g_filename_from_uri (g_strchomp (line), NULL, NULL);
  if (path != NULL)
    g_print ("%s\n", path);
  read_next (reading);
}

static void
read_next (Reading *reading)
{
  g_data_input_stream_read_line_async (reading->lines, G_PRIORITY_DEFAULT, NULL, line_cb, reading);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  const char *type;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = gdk_drop_read_finish (GDK_DROP (source), result, &type, &error);
  Reading *reading;

  if (stream == NULL)
    {
      g_print ("%s\n", error->message);
      return;
    }
  reading = g_new0 (Reading, 1);
  reading->drop = g_object_ref (GDK_DROP (source));
  reading->lines = g_data_input_stream_new (stream);
  read_next (reading);
}

/* As plain URIs, as any file manager takes them; the toolkit would go through portals between two that have them. */
static gboolean
drop_cb (GtkDropTargetAsync *target,
         GdkDrop            *drop,
         double              x,
         double              y,
         gpointer            user_data)
{
  static const char *types[] = { "text/uri-list", NULL };

  gdk_drop_read_async (drop, types, G_PRIORITY_DEFAULT, NULL, opened_cb, NULL);
  return TRUE;
}

static GtkWidget *
create_place (char **paths)
{
  GtkWidget *label = gtk_label_new (paths[0]);
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_vexpand (label, TRUE);
  if (paths[0] != NULL)
    {
      g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), paths);
      gtk_widget_add_controller (label, g_object_ref (GTK_EVENT_CONTROLLER (source)));
    }
  g_object_unref (source);
  return label;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  static const char *types[] = { "text/uri-list" };
  GtkDropTargetAsync *target;
  GtkWidget *window, *label;

  gtk_init ();
  window = gtk_window_new ();
  label = create_place (argv + 1);
  target = gtk_drop_target_async_new (gdk_content_formats_new (types, G_N_ELEMENTS (types)), GDK_ACTION_COPY);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), NULL);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (target));
  gtk_window_set_title (GTK_WINDOW (window), "Drag Partner");
  gtk_window_set_default_size (GTK_WINDOW (window), SIZE, SIZE);
  gtk_window_set_child (GTK_WINDOW (window), label);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);
  return 0;
}
