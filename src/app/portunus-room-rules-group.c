/* portunus-room-rules-group.c: who may come into a room, for how long, and how many
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-rules-group.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-list-name.h"
#include "portunus-settings.h"

struct _PortunusRoomRulesGroup
{
  AdwPreferencesGroup  parent_instance;

  /* Template children */
  AdwComboRow         *entry_row;
  GtkEditable         *password_row;
  AdwComboRow         *expiry_row;
  GtkSpinButton       *guests_spin;
  GtkSwitch           *one_time_switch;

  /* Owned */
  PortunusSettings    *settings;

  gboolean             asks_password;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* In the order of the rows. */
static const PortunusRoomEntry entries[] = {
  PORTUNUS_ROOM_ENTRY_LINK,
  PORTUNUS_ROOM_ENTRY_PASSWORD,
  PORTUNUS_ROOM_ENTRY_ASK,
};

static const guint expiries[] = { 60 * 60, 8 * 60 * 60, 24 * 60 * 60, 7 * 24 * 60 * 60, 0 };

G_DEFINE_FINAL_TYPE (PortunusRoomRulesGroup, portunus_room_rules_group, ADW_TYPE_PREFERENCES_GROUP)

static PortunusRoomEntry
get_entry (PortunusRoomRulesGroup *self)
{
  return entries[MIN (adw_combo_row_get_selected (self->entry_row), G_N_ELEMENTS (entries) - 1)];
}

static guint
get_expiry (PortunusRoomRulesGroup *self)
{
  return expiries[MIN (adw_combo_row_get_selected (self->expiry_row), G_N_ELEMENTS (expiries) - 1)];
}

static void
changed_cb (PortunusRoomRulesGroup *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->password_row),
                          self->asks_password && get_entry (self) == PORTUNUS_ROOM_ENTRY_PASSWORD);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
entry_selected_cb (PortunusRoomRulesGroup *self)
{
  portunus_settings_set_text (self->settings, PORTUNUS_SETTING_ROOM_ENTRY,
                              portunus_room_entry_get_name (get_entry (self)));
  changed_cb (self);
}

static void
expiry_selected_cb (PortunusRoomRulesGroup *self)
{
  portunus_settings_set_number (self->settings, PORTUNUS_SETTING_ROOM_EXPIRY, get_expiry (self));
}

/* An expiry that somebody wrote into the settings by hand is taken for the next longer one. */
static void
show_settings (PortunusRoomRulesGroup *self)
{
  g_autofree char *name = portunus_settings_dup_text (self->settings, PORTUNUS_SETTING_ROOM_ENTRY);
  guint expiry = portunus_settings_get_number (self->settings, PORTUNUS_SETTING_ROOM_EXPIRY);
  PortunusRoomEntry entry = PORTUNUS_ROOM_ENTRY_LINK;
  guint position = 0;

  portunus_room_entry_from_name (name, &entry);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (entries[i] == entry)
      adw_combo_row_set_selected (self->entry_row, i);
  while (expiries[position] != 0 && (expiry == 0 || expiries[position] < expiry))
    position++;
  adw_combo_row_set_selected (self->expiry_row, position);
}

static void
portunus_room_rules_group_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_ROOM_RULES_GROUP);

  G_OBJECT_CLASS (portunus_room_rules_group_parent_class)->dispose (object);
}

static void
portunus_room_rules_group_finalize (GObject *object)
{
  g_object_unref (PORTUNUS_ROOM_RULES_GROUP (object)->settings);

  G_OBJECT_CLASS (portunus_room_rules_group_parent_class)->finalize (object);
}

static void
portunus_room_rules_group_class_init (PortunusRoomRulesGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = portunus_room_rules_group_dispose;
  object_class->finalize = portunus_room_rules_group_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-room-rules-group.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomRulesGroup, entry_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomRulesGroup, password_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomRulesGroup, expiry_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomRulesGroup, guests_spin);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomRulesGroup, one_time_switch);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
portunus_room_rules_group_init (PortunusRoomRulesGroup *self)
{
  self->settings = portunus_settings_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  /* The list inside a group has no name of its own. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self->entry_row))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Rules of the room"), -1);
  portunus_list_name (GTK_WIDGET (self->entry_row),
                      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->entry_row)));
  portunus_list_name (GTK_WIDGET (self->expiry_row),
                      adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->expiry_row)));
  show_settings (self);
  portunus_settings_bind (self->settings, PORTUNUS_SETTING_ROOM_GUESTS, self->guests_spin, "value");
  portunus_settings_bind (self->settings, PORTUNUS_SETTING_ROOM_ONE_TIME, self->one_time_switch, "active");
  g_signal_connect_object (self->entry_row, "notify::selected", G_CALLBACK (entry_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->expiry_row, "notify::selected", G_CALLBACK (expiry_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (show_settings), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

/**
 * portunus_room_rules_group_ask_password:
 * @self: a group
 *
 * Asks for the password as well, where one is needed.
 */
void
portunus_room_rules_group_ask_password (PortunusRoomRulesGroup *self)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_RULES_GROUP (self));

  self->asks_password = TRUE;
  changed_cb (self);
}

/**
 * portunus_room_rules_group_is_complete:
 * @self: a group
 *
 * Returns: whether a room can be made by these rules
 */
gboolean
portunus_room_rules_group_is_complete (PortunusRoomRulesGroup *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ROOM_RULES_GROUP (self), FALSE);

  return get_entry (self) != PORTUNUS_ROOM_ENTRY_PASSWORD || *gtk_editable_get_text (self->password_row) != '\0';
}

/**
 * portunus_room_rules_group_read:
 * @self: a group that is complete
 * @rules: (out caller-allocates): for portunus_room_rules_clear()
 *
 * Gives the rules, and forgets the password.
 */
void
portunus_room_rules_group_read (PortunusRoomRulesGroup *self,
                                PortunusRoomRules      *rules)
{
  const char *password;

  g_return_if_fail (PORTUNUS_IS_ROOM_RULES_GROUP (self));

  *rules = (PortunusRoomRules) {
    .entry = get_entry (self),
    .max_peers = (guint) gtk_spin_button_get_value_as_int (self->guests_spin),
    .expiry_seconds = get_expiry (self),
    .is_one_time = gtk_switch_get_active (self->one_time_switch),
  };
  password = gtk_editable_get_text (self->password_row);
  if (rules->entry == PORTUNUS_ROOM_ENTRY_PASSWORD)
    rules->password = portunus_secret_new (password, strlen (password));
  gtk_editable_set_text (self->password_row, "");
}
