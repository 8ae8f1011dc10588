/* portunus-conflict-row.c: a row that asks what to do where a file exists
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-conflict-row.h"

#include <glib/gi18n.h>

#include "portunus-list-name.h"

struct _PortunusConflictRow
{
  AdwComboRow parent_instance;
};

/* What the rows of the list stand for. */
static const char * const names[] = { "ask", "rename", "skip", "overwrite", "newer" };

G_DEFINE_FINAL_TYPE (PortunusConflictRow, portunus_conflict_row, ADW_TYPE_COMBO_ROW)

static void
portunus_conflict_row_class_init (PortunusConflictRowClass *klass)
{
}

static void
portunus_conflict_row_init (PortunusConflictRow *self)
{
  const char * const words[] = {
    /* Translators: nothing was chosen yet of what to do where a file exists */
    _("Choose what to do"), _("Keep both"), _("Skip identical files, else keep both"), _("Replace"),
    _("Replace by newer files only"), NULL,
  };
  g_autoptr (GtkStringList) list = gtk_string_list_new (words);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Where a File Exists"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (list));
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (self), TRUE);
  portunus_list_name (GTK_WIDGET (self), _("Where a File Exists"));
}

/**
 * portunus_conflict_row_begin:
 * @self: a row
 *
 * Begins anew, with what the settings say.
 */
void
portunus_conflict_row_begin (PortunusConflictRow *self)
{
  g_autoptr (PortunusSettings) settings = portunus_settings_new ();
  g_autofree char *name = portunus_settings_dup_text (settings, PORTUNUS_SETTING_CONFLICT_POLICY);

  g_return_if_fail (PORTUNUS_IS_CONFLICT_ROW (self));

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      adw_combo_row_set_selected (ADW_COMBO_ROW (self), i);
}

/**
 * portunus_conflict_row_get_choice:
 * @self: a row
 * @choice: (out): what was chosen
 */
void
portunus_conflict_row_get_choice (PortunusConflictRow    *self,
                                  PortunusConflictChoice *choice)
{
  guint selected;

  g_return_if_fail (PORTUNUS_IS_CONFLICT_ROW (self));

  selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));
  portunus_conflict_choice_parse (names[selected < G_N_ELEMENTS (names) ? selected : 0], choice);
}
