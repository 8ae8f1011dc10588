/* portunus-room-form.c: what a room is, and what the next one shall be like
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-form.h"

#include <glib/gi18n.h>

#include "portunus-room-rules-group.h"

struct _PortunusRoomForm
{
  AdwBin                  parent_instance;

  /* Template children */
  PortunusRoomRulesGroup *rules_group;
  GtkWidget              *open_button;
};

G_DEFINE_FINAL_TYPE (PortunusRoomForm, portunus_room_form, ADW_TYPE_BIN)

static void
changed_cb (PortunusRoomForm *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "form.open", portunus_room_form_is_complete (self));
}

static void
open_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "room.open", NULL);
}

static void
portunus_room_form_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_ROOM_FORM);

  G_OBJECT_CLASS (portunus_room_form_parent_class)->dispose (object);
}

static void
portunus_room_form_class_init (PortunusRoomFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_room_form_dispose;

  g_type_ensure (PORTUNUS_TYPE_ROOM_RULES_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-room-form.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomForm, rules_group);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomForm, open_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_install_action (widget_class, "form.open", NULL, open_cb);
}

static void
portunus_room_form_init (PortunusRoomForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  portunus_room_rules_group_ask_password (self->rules_group);
  changed_cb (self);
}

/**
 * portunus_room_form_is_complete:
 * @self: a form
 *
 * Returns: whether a room can be made of it
 */
gboolean
portunus_room_form_is_complete (PortunusRoomForm *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ROOM_FORM (self), FALSE);

  return portunus_room_rules_group_is_complete (self->rules_group);
}

/**
 * portunus_room_form_read:
 * @self: a form that is complete
 * @rules: (out caller-allocates): for portunus_room_rules_clear()
 *
 * Gives the rules, and forgets the password.
 */
void
portunus_room_form_read (PortunusRoomForm  *self,
                         PortunusRoomRules *rules)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_FORM (self));

  portunus_room_rules_group_read (self->rules_group, rules);
}

/**
 * portunus_room_form_set_name:
 * @self: a form
 * @name: by which the others see this device
 */
void
portunus_room_form_set_name (PortunusRoomForm *self,
                             const char       *name)
{
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  g_return_if_fail (PORTUNUS_IS_ROOM_FORM (self));

  /* Translators: %s is the name of this device */
  text = g_strdup_printf (_("Your guests see this device as “%s”."), name);
  markup = g_markup_escape_text (text, -1);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->rules_group), markup);
}
