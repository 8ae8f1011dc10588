/* portunus-doctor-group.c: what keeps this computer and others apart, and what to do about it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-doctor-group.h"

#include <glib/gi18n.h>

#include "portunus-doctor.h"

struct _PortunusDoctorGroup
{
  AdwBin           parent_instance;

  /* Owned by the widget tree */
  GtkListBox      *rows_box;

  /* Owned */
  PortunusEngine  *engine;        /* NULL while nobody wants to know */
  GCancellable    *cancellable;   /* of a look that is under way */
  GNetworkMonitor *monitor;
};

G_DEFINE_FINAL_TYPE (PortunusDoctorGroup, portunus_doctor_group, ADW_TYPE_BIN)

typedef struct
{
  const char *icon_name;
  const char *label;
} GradeText;

static const GradeText grade_texts[] = {
  [PORTUNUS_FINDING_GOOD] = { "emblem-ok-symbolic", N_("As it should be") },
  [PORTUNUS_FINDING_NOTE] = { "dialog-information-symbolic", N_("May matter") },
  [PORTUNUS_FINDING_BAD] = { "dialog-warning-symbolic", N_("In the way") },
};

static void
add_row (PortunusDoctorGroup   *self,
         const PortunusFinding *finding)
{
  const GradeText *grade = &grade_texts[finding->grade];
  GtkWidget *image = gtk_image_new_from_icon_name (grade->icon_name);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), finding->text);
  if (finding->advice != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), finding->advice);
  gtk_widget_set_tooltip_text (image, _(grade->label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, _(grade->label), -1);
  if (finding->grade == PORTUNUS_FINDING_BAD)
    gtk_widget_add_css_class (image, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  gtk_list_box_append (self->rows_box, row);
}

static void
clear_rows (PortunusDoctorGroup *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->rows_box))) != NULL)
    gtk_list_box_remove (self->rows_box, row);
}

static gboolean
is_about_others (const PortunusFinding *finding)
{
  return g_str_equal (finding->topic, "network") || g_str_equal (finding->topic, "nearby")
         || g_str_equal (finding->topic, "firewall");
}

static void
examined_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PortunusDoctorGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = portunus_doctor_examine_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (findings == NULL)
    {
      g_debug ("Cannot find out what is in the way: %s", error->message);
      return;
    }
  clear_rows (self);
  for (guint i = 0; i < findings->len; i++)
    if (is_about_others (g_ptr_array_index (findings, i)))
      add_row (self, g_ptr_array_index (findings, i));
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_widget_get_first_child (GTK_WIDGET (self->rows_box)) != NULL);
}

static void
stop_looking (PortunusDoctorGroup *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
look (PortunusDoctorGroup *self)
{
  stop_looking (self);
  self->cancellable = g_cancellable_new ();
  portunus_doctor_examine_async (self->engine, self->cancellable, examined_cb, g_object_ref (self));
}

/* What was in the way may be gone, and somebody may be here to see that. */
static void
network_changed_cb (PortunusDoctorGroup *self)
{
  if (self->engine != NULL && gtk_widget_get_mapped (gtk_widget_get_parent (GTK_WIDGET (self))))
    look (self);
}

static void
portunus_doctor_group_dispose (GObject *object)
{
  PortunusDoctorGroup *self = PORTUNUS_DOCTOR_GROUP (object);

  stop_looking (self);
  g_clear_object (&self->engine);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (portunus_doctor_group_parent_class)->dispose (object);
}

static void
portunus_doctor_group_class_init (PortunusDoctorGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_doctor_group_dispose;
}

static void
portunus_doctor_group_init (PortunusDoctorGroup *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->rows_box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->rows_box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->rows_box), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows_box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Why Nobody May Be Found"), -1);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Why Nobody May Be Found"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->rows_box));
  adw_bin_set_child (ADW_BIN (self), group);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * portunus_doctor_group_examine:
 * @self: a group
 * @engine: an engine that started
 *
 * Shows what is found out, in a moment, and anew whenever the network changes; does nothing while it is at it.
 */
void
portunus_doctor_group_examine (PortunusDoctorGroup *self,
                               PortunusEngine      *engine)
{
  g_return_if_fail (PORTUNUS_IS_DOCTOR_GROUP (self));
  g_return_if_fail (PORTUNUS_IS_ENGINE (engine));

  if (self->cancellable != NULL)
    return;
  g_set_object (&self->engine, engine);
  look (self);
}

/**
 * portunus_doctor_group_clear:
 * @self: a group
 */
void
portunus_doctor_group_clear (PortunusDoctorGroup *self)
{
  g_return_if_fail (PORTUNUS_IS_DOCTOR_GROUP (self));

  stop_looking (self);
  g_clear_object (&self->engine);
  clear_rows (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
