/* portunus-application-door.c: what notifications can do about somebody at the door of our room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-application-private.h"

static PortunusWaitingGuest *
find_guest (gpointer  user_data,
            GVariant *parameter)
{
  return portunus_offer_desk_find_guest (PORTUNUS_APPLICATION (user_data)->desk,
                                         g_variant_get_string (parameter, NULL));
}

static void
answer (gpointer  user_data,
        GVariant *parameter,
        gboolean  is_yes)
{
  PortunusWaitingGuest *guest = find_guest (user_data, parameter);

  if (guest != NULL)
    portunus_waiting_guest_answer (guest, is_yes);
}

static void
let_in_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  answer (user_data, parameter, TRUE);
}

static void
keep_out_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  answer (user_data, parameter, FALSE);
}

static void
show_guest_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  PortunusWaitingGuest *guest;

  _portunus_application_present_window (PORTUNUS_APPLICATION (user_data));
  guest = find_guest (user_data, parameter);
  if (guest != NULL)
    portunus_waiting_guest_show (guest);
}

static const GActionEntry actions[] = {
  { "let-in", let_in_cb, "s" },
  { "keep-out", keep_out_cb, "s" },
  { "show-guest", show_guest_cb, "s" },
};

/**
 * _portunus_application_install_door:
 * @self: an application that starts
 */
void
_portunus_application_install_door (PortunusApplication *self)
{
  g_return_if_fail (PORTUNUS_IS_APPLICATION (self));

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
