/* portunus-discovery-group.c: whether other devices find this one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-discovery-group.h"

#include <glib/gi18n.h>

#include "portunus-list-name.h"
#include "portunus-settings.h"

struct _PortunusDiscoveryGroup
{
  AdwPreferencesGroup  parent_instance;

  /* Template children */
  GtkWidget           *visible_switch;
  GtkWidget           *name_switch;
  GtkWidget           *metered_switch;

  /* Owned */
  PortunusSettings    *settings;
};

G_DEFINE_FINAL_TYPE (PortunusDiscoveryGroup, portunus_discovery_group, ADW_TYPE_PREFERENCES_GROUP)

static void
portunus_discovery_group_dispose (GObject *object)
{
  g_clear_object (&PORTUNUS_DISCOVERY_GROUP (object)->settings);

  G_OBJECT_CLASS (portunus_discovery_group_parent_class)->dispose (object);
}

static void
portunus_discovery_group_class_init (PortunusDiscoveryGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_discovery_group_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/portunus/App/portunus-discovery-group.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusDiscoveryGroup, visible_switch);
  gtk_widget_class_bind_template_child (widget_class, PortunusDiscoveryGroup, name_switch);
  gtk_widget_class_bind_template_child (widget_class, PortunusDiscoveryGroup, metered_switch);
}

static void
portunus_discovery_group_init (PortunusDiscoveryGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  portunus_list_name (GTK_WIDGET (self), _("Visibility"));
  self->settings = portunus_settings_new ();
  portunus_settings_bind (self->settings, PORTUNUS_SETTING_DISCOVERY, self->visible_switch, "active");
  portunus_settings_bind (self->settings, PORTUNUS_SETTING_DISCOVERY_NAME, self->name_switch, "active");
  portunus_settings_bind (self->settings, PORTUNUS_SETTING_DISCOVERY_METERED, self->metered_switch, "active");
}
