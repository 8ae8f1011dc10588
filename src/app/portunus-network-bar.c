/* portunus-network-bar.c: says when this computer is in no network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-network-bar.h"

#include <glib/gi18n.h>

#include "portunus-doctor.h"

struct _PortunusNetworkBar
{
  AdwBin           parent_instance;

  /* Owned */
  GNetworkMonitor *monitor;
};

G_DEFINE_FINAL_TYPE (PortunusNetworkBar, portunus_network_bar, ADW_TYPE_BIN)

/* Whether there is a way out, which is what the monitor knows, does not matter in a network of one's own. */
static void
update (PortunusNetworkBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), !portunus_doctor_has_network ());
}

static void
portunus_network_bar_dispose (GObject *object)
{
  g_clear_object (&PORTUNUS_NETWORK_BAR (object)->monitor);

  G_OBJECT_CLASS (portunus_network_bar_parent_class)->dispose (object);
}

static void
portunus_network_bar_class_init (PortunusNetworkBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_network_bar_dispose;
}

static void
portunus_network_bar_init (PortunusNetworkBar *self)
{
  GtkWidget *label = gtk_label_new (_("This computer is in no network, and nobody can reach it. Connect a cable, or "
                                      "join a wireless network."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "portunus-notice");
  adw_bin_set_child (ADW_BIN (self), label);
  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
