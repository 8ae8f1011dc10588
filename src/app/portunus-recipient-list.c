/* portunus-recipient-list.c: the devices that something can be sent to, as they come and go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-recipient-list.h"

#include <glib/gi18n.h>

#include "portunus-recipient-model.h"
#include "portunus-recipient-row.h"
#include "portunus-spinner.h"

struct _PortunusRecipientList
{
  AdwBin                  parent_instance;

  /* Template children */
  GtkListBox             *rows_box;
  GtkWidget              *looking_box;
  GtkLabel               *nobody_label;

  /* Owned */
  PortunusEngine         *engine;     /* NULL until it started */
  PortunusNearbyBrowser  *browser;    /* while this is on the screen */
  PortunusRecipientModel *model;      /* likewise */
  guint                   release_id; /* 0, or the source that lets go of the list again */

  gboolean                has_known;
  gboolean                is_settled;
  gboolean                has_problem;
};

enum { SIGNAL_CHOSEN, SIGNAL_MISSED, SIGNAL_FOUND, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRecipientList, portunus_recipient_list, ADW_TYPE_BIN)

static void
chosen_cb (PortunusRecipientList *self,
           PortunusRecipient     *recipient)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, recipient);
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  GtkWidget *row = portunus_recipient_row_new (item);

  g_signal_connect_object (row, "chosen", G_CALLBACK (chosen_cb), user_data, G_CONNECT_SWAPPED);
  return row;
}

static void
update_rows_box (PortunusRecipientList *self)
{
  GListModel *list = portunus_recipient_model_get_list (self->model);

  gtk_widget_set_visible (GTK_WIDGET (self->rows_box), g_list_model_get_n_items (list) > 0);
}

static void
update (PortunusRecipientList *self)
{
  gboolean has_nearby = g_list_model_get_n_items (portunus_nearby_browser_get_devices (self->browser)) > 0;

  gtk_widget_set_visible (self->looking_box, !has_nearby && !self->is_settled && !self->has_problem);
  gtk_widget_set_visible (GTK_WIDGET (self->nobody_label), !has_nearby && (self->is_settled || self->has_problem));
  gtk_label_set_text (self->nobody_label, self->has_problem ? _("Nobody can be found in this network at the moment.")
                                                            : _("Nobody is waiting in this network."));
  if (has_nearby)
    g_signal_emit (self, signals[SIGNAL_FOUND], 0);
  else if (self->is_settled || self->has_problem)
    g_signal_emit (self, signals[SIGNAL_MISSED], 0);
}

static gboolean
release_cb (gpointer user_data)
{
  PortunusRecipientList *self = user_data;

  self->release_id = 0;
  if (self->model != NULL)
    portunus_recipient_model_hold (self->model, FALSE);
  return G_SOURCE_REMOVE;
}

/* What is beneath a finger or a button stays there until that is lifted, and what it does is done. */
static gboolean
event_cb (PortunusRecipientList *self,
          GdkEvent              *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (self->model == NULL)
    return GDK_EVENT_PROPAGATE;
  if (type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN)
    {
      g_clear_handle_id (&self->release_id, g_source_remove);
      portunus_recipient_model_hold (self->model, TRUE);
    }
  else if (self->release_id == 0 && (type == GDK_BUTTON_RELEASE || type == GDK_TOUCH_END || type == GDK_TOUCH_CANCEL
                                     || type == GDK_GRAB_BROKEN))
    self->release_id = g_idle_add (release_cb, self);
  return GDK_EVENT_PROPAGATE;
}

static void
settled_cb (PortunusRecipientList *self)
{
  if (self->is_settled)
    return;
  self->is_settled = TRUE;
  update (self);
}

static void
problem_cb (PortunusRecipientList *self,
            const GError          *error)
{
  if (self->has_problem == (error != NULL))
    return;
  self->has_problem = error != NULL;
  update (self);
}

static void
stop (PortunusRecipientList *self)
{
  if (self->browser == NULL)
    return;
  g_clear_handle_id (&self->release_id, g_source_remove);
  gtk_list_box_bind_model (self->rows_box, NULL, NULL, NULL, NULL);
  g_clear_object (&self->model);
  g_signal_handlers_disconnect_by_data (portunus_nearby_browser_get_devices (self->browser), self);
  g_signal_handlers_disconnect_by_data (self->browser, self);
  portunus_nearby_browser_stop (self->browser);
  g_clear_object (&self->browser);
}

static void
start (PortunusRecipientList *self)
{
  GListModel *devices;
  GListModel *list;

  self->is_settled = self->has_problem = FALSE;
  self->browser = portunus_engine_new_browser (self->engine);
  devices = portunus_nearby_browser_get_devices (self->browser);
  self->model = portunus_recipient_model_new (devices, portunus_engine_get_device_book (self->engine),
                                              self->has_known);
  list = portunus_recipient_model_get_list (self->model);
  gtk_list_box_bind_model (self->rows_box, list, create_row_cb, self, NULL);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (update_rows_box), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (devices, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->browser, "settled", G_CALLBACK (settled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->browser, "problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
  update_rows_box (self);
  update (self);
  portunus_nearby_browser_start (self->browser);
}

static void
portunus_recipient_list_map (GtkWidget *widget)
{
  PortunusRecipientList *self = PORTUNUS_RECIPIENT_LIST (widget);

  GTK_WIDGET_CLASS (portunus_recipient_list_parent_class)->map (widget);
  if (self->engine != NULL && self->browser == NULL)
    start (self);
}

static void
portunus_recipient_list_unmap (GtkWidget *widget)
{
  stop (PORTUNUS_RECIPIENT_LIST (widget));
  GTK_WIDGET_CLASS (portunus_recipient_list_parent_class)->unmap (widget);
}

static void
portunus_recipient_list_dispose (GObject *object)
{
  PortunusRecipientList *self = PORTUNUS_RECIPIENT_LIST (object);

  stop (self);
  /* Both the template and the bin would let go of a bound child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_RECIPIENT_LIST);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_recipient_list_parent_class)->dispose (object);
}

static void
portunus_recipient_list_class_init (PortunusRecipientListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_recipient_list_dispose;
  widget_class->map = portunus_recipient_list_map;
  widget_class->unmap = portunus_recipient_list_unmap;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         PORTUNUS_TYPE_RECIPIENT);
  signals[SIGNAL_MISSED] = g_signal_new ("missed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FOUND] = g_signal_new ("found", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (PORTUNUS_TYPE_SPINNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-recipient-list.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusRecipientList, rows_box);
  gtk_widget_class_bind_template_child (widget_class, PortunusRecipientList, looking_box);
  gtk_widget_class_bind_template_child (widget_class, PortunusRecipientList, nobody_label);
}

static void
portunus_recipient_list_init (PortunusRecipientList *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->rows_box), events);
}

/**
 * portunus_recipient_list_set_engine:
 * @self: a list
 * @engine: an engine that started
 * @has_known: whether to list devices that were met as well
 */
void
portunus_recipient_list_set_engine (PortunusRecipientList *self,
                                    PortunusEngine        *engine,
                                    gboolean               has_known)
{
  g_return_if_fail (PORTUNUS_IS_RECIPIENT_LIST (self));
  g_return_if_fail (PORTUNUS_IS_ENGINE (engine));

  stop (self);
  g_set_object (&self->engine, engine);
  self->has_known = has_known;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    start (self);
}

/**
 * portunus_recipient_list_look_again:
 * @self: a list
 *
 * Begins anew, where it is on the screen.
 */
void
portunus_recipient_list_look_again (PortunusRecipientList *self)
{
  g_return_if_fail (PORTUNUS_IS_RECIPIENT_LIST (self));

  if (self->browser == NULL)
    return;
  stop (self);
  start (self);
}
