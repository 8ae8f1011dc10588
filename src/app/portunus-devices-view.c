/* portunus-devices-view.c: the Devices page: who is near, who is known, and what others see of this device
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-devices-view.h"

#include <glib/gi18n.h>

#include "portunus-discovery-group.h"
#include "portunus-doctor-group.h"
#include "portunus-known-group.h"
#include "portunus-recipient-list.h"
#include "portunus-toast.h"

struct _PortunusDevicesView
{
  AdwBin                 parent_instance;

  /* Template children */
  PortunusRecipientList *nearby_list;
  PortunusDoctorGroup   *doctor_group;
  PortunusKnownGroup    *known_group;
  GtkWidget             *address_row;
  AdwActionRow          *own_row;

  /* Owned */
  PortunusEngine        *engine;     /* NULL until it started */
};

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusDevicesView, portunus_devices_view, ADW_TYPE_BIN)

static void
emit_chosen (PortunusDevicesView *self,
             PortunusRecipient   *recipient)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, recipient);
}

static void
missed_cb (PortunusDevicesView *self)
{
  portunus_doctor_group_examine (self->doctor_group, self->engine);
}

static void
found_cb (PortunusDevicesView *self)
{
  portunus_doctor_group_clear (self->doctor_group);
}

static void
look_again_cb (PortunusDevicesView *self)
{
  portunus_doctor_group_clear (self->doctor_group);
  portunus_recipient_list_look_again (self->nearby_list);
}

static void
address_changed_cb (PortunusDevicesView *self)
{
  gtk_widget_remove_css_class (self->address_row, "error");
}

static void
address_cb (PortunusDevicesView *self)
{
  g_autofree char *address = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->address_row))));
  g_autoptr (PortunusRecipient) recipient = NULL;

  if (!portunus_target_is_address (address))
    {
      gtk_widget_add_css_class (self->address_row, "error");
      portunus_toast (GTK_WIDGET (self), _("An address is a host and a port, such as 192.168.1.20:38117"));
      return;
    }
  recipient = portunus_recipient_new_address (address);
  emit_chosen (self, recipient);
}

static void
portunus_devices_view_dispose (GObject *object)
{
  PortunusDevicesView *self = PORTUNUS_DEVICES_VIEW (object);

  /* Both the template and the bin would let go of a bound child. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_DEVICES_VIEW);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_devices_view_parent_class)->dispose (object);
}

static void
portunus_devices_view_class_init (PortunusDevicesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_devices_view_dispose;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, PORTUNUS_TYPE_RECIPIENT);

  g_type_ensure (PORTUNUS_TYPE_DISCOVERY_GROUP);
  g_type_ensure (PORTUNUS_TYPE_DOCTOR_GROUP);
  g_type_ensure (PORTUNUS_TYPE_KNOWN_GROUP);
  g_type_ensure (PORTUNUS_TYPE_RECIPIENT_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-devices-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusDevicesView, nearby_list);
  gtk_widget_class_bind_template_child (widget_class, PortunusDevicesView, doctor_group);
  gtk_widget_class_bind_template_child (widget_class, PortunusDevicesView, known_group);
  gtk_widget_class_bind_template_child (widget_class, PortunusDevicesView, address_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusDevicesView, own_row);
  gtk_widget_class_bind_template_callback (widget_class, emit_chosen);
  gtk_widget_class_bind_template_callback (widget_class, missed_cb);
  gtk_widget_class_bind_template_callback (widget_class, found_cb);
  gtk_widget_class_bind_template_callback (widget_class, look_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
}

static void
portunus_devices_view_init (PortunusDevicesView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

}

/**
 * portunus_devices_view_set_engine:
 * @self: a view
 * @engine: an engine that started
 */
void
portunus_devices_view_set_engine (PortunusDevicesView *self,
                                  PortunusEngine      *engine)
{
  g_return_if_fail (PORTUNUS_IS_DEVICES_VIEW (self));
  g_return_if_fail (PORTUNUS_IS_ENGINE (engine));

  g_set_object (&self->engine, engine);
  adw_action_row_set_subtitle (self->own_row, portunus_engine_get_device_name (engine));
  portunus_known_group_set_book (self->known_group, portunus_engine_get_device_book (engine));
  portunus_recipient_list_set_engine (self->nearby_list, engine, FALSE);
}

/**
 * portunus_devices_view_show_device:
 * @self: a view
 * @id: the id of a device that was met; nothing happens where it is unknown
 */
void
portunus_devices_view_show_device (PortunusDevicesView *self,
                                   const char          *id)
{
  g_return_if_fail (PORTUNUS_IS_DEVICES_VIEW (self));

  portunus_known_group_show (self->known_group, id);
}
