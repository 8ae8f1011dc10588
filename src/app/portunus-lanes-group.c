/* portunus-lanes-group.c: which ways transfers may go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-lanes-group.h"

#include "portunus-lane-choice.h"

#define N_LANES 3

struct _PortunusLanesGroup
{
  AdwPreferencesGroup  parent_instance;

  /* Template children */
  GtkSwitch           *tcp_switch;
  GtkSwitch           *rtc_switch;
  GtkSwitch           *relay_switch;

  /* Owned */
  PortunusSettings    *settings;
};

static const char * const kinds[N_LANES] = { "tcp", "rtc", "relay" };

G_DEFINE_FINAL_TYPE (PortunusLanesGroup, portunus_lanes_group, ADW_TYPE_PREFERENCES_GROUP)

static GtkSwitch *
get_switch (PortunusLanesGroup *self,
            guint               lane)
{
  GtkSwitch *switches[N_LANES] = { self->tcp_switch, self->rtc_switch, self->relay_switch };

  return switches[lane];
}

static void
switched_cb (PortunusLanesGroup *self,
             GParamSpec         *pspec,
             GtkSwitch          *toggled)
{
  for (guint i = 0; i < N_LANES; i++)
    if (get_switch (self, i) == toggled
        && gtk_switch_get_active (toggled) != portunus_lane_choice_allows (self->settings, kinds[i]))
      portunus_lane_choice_set_allows (self->settings, kinds[i], gtk_switch_get_active (toggled));
}

/* Nobody can turn the last one off. */
static void
show_choice (PortunusLanesGroup *self)
{
  for (guint i = 0; i < N_LANES; i++)
    {
      gtk_switch_set_active (get_switch (self, i), portunus_lane_choice_allows (self->settings, kinds[i]));
      gtk_widget_set_sensitive (GTK_WIDGET (get_switch (self, i)),
                                !portunus_lane_choice_is_last (self->settings, kinds[i]));
    }
}

static void
portunus_lanes_group_dispose (GObject *object)
{
  g_clear_object (&PORTUNUS_LANES_GROUP (object)->settings);

  G_OBJECT_CLASS (portunus_lanes_group_parent_class)->dispose (object);
}

static void
portunus_lanes_group_class_init (PortunusLanesGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_lanes_group_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-lanes-group.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusLanesGroup, tcp_switch);
  gtk_widget_class_bind_template_child (widget_class, PortunusLanesGroup, rtc_switch);
  gtk_widget_class_bind_template_child (widget_class, PortunusLanesGroup, relay_switch);
}

static void
portunus_lanes_group_init (PortunusLanesGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = portunus_settings_new ();
  show_choice (self);
  for (guint i = 0; i < N_LANES; i++)
    g_signal_connect_object (get_switch (self, i), "notify::active", G_CALLBACK (switched_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (show_choice), self, G_CONNECT_SWAPPED);
}
