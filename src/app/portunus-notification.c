/* portunus-notification.c: what a notification says, and what can be answered from it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-notification.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-error-text.h"
#include "portunus-format.h"
#include "portunus-name.h"

#define MAX_TITLE_CHARACTERS 120

/* Some desktops read marks in what a notification says. */
static char *
dup_plain (const char *text)
{
  g_autofree char *shown = portunus_text_for_display (text, MAX_TITLE_CHARACTERS);
  GString *plain = g_string_new (shown);

  g_string_replace (plain, "&", "＆", 0);
  g_string_replace (plain, "<", "‹", 0);
  g_string_replace (plain, ">", "›", 0);
  return g_string_free (plain, FALSE);
}

static char *
dup_peer (PortunusTransfer *transfer)
{
  g_autofree char *name = portunus_peer_dup_name (portunus_transfer_get_peer_name (transfer));

  return dup_plain (name);
}

static char *
describe_offer (PortunusWaitingOffer *offer)
{
  PortunusOffer *what = portunus_waiting_offer_get_offer (offer);
  PortunusManifest *manifest = portunus_offer_get_manifest (what);
  PortunusTransfer *transfer = portunus_waiting_offer_get_transfer (offer);
  g_autofree char *title = dup_plain (portunus_offer_get_title (what));
  g_autofree char *words = portunus_format_words (portunus_transfer_get_words (transfer));
  g_autofree char *contents = NULL;

  if (portunus_manifest_has_unknown_size (manifest))
    contents = portunus_format_contents (portunus_manifest_get_n_files (manifest), PORTUNUS_SIZE_UNKNOWN);
  else
    contents = portunus_format_contents (portunus_manifest_get_n_files (manifest),
                                         portunus_manifest_get_total_bytes (manifest));
  return g_strjoin ("\n", title, contents, words, NULL);
}

static char *
dup_ending (PortunusTransfer *transfer)
{
  g_autofree char *name = dup_peer (transfer);
  gboolean is_incoming = portunus_transfer_is_incoming (transfer);

  switch (portunus_transfer_get_state (transfer))
    {
    case PORTUNUS_TRANSFER_DONE:
      /* Translators: title of a notification; %s is who sent something */
      return g_strdup_printf (is_incoming ? _("Received from %s")
                              /* Translators: title of a notification; %s is who fetched something */
                                          : _("Delivered to %s"), name);
    case PORTUNUS_TRANSFER_DECLINED:
      /* Translators: title of a notification; %s is who did not want something */
      return is_incoming ? NULL : g_strdup_printf (_("Declined by %s"), name);
    case PORTUNUS_TRANSFER_FAILED:
      /* Translators: title of a notification; %s is who sent something */
      return g_strdup_printf (is_incoming ? _("Not Received from %s")
                              /* Translators: title of a notification; %s is who fetched something */
                                          : _("Not Delivered to %s"), name);
    case PORTUNUS_TRANSFER_CANCELLED:
    case PORTUNUS_TRANSFER_CONNECTING:
    case PORTUNUS_TRANSFER_OFFERED:
    case PORTUNUS_TRANSFER_CHECKING:
    case PORTUNUS_TRANSFER_RUNNING:
    case PORTUNUS_TRANSFER_VERIFYING:
    case PORTUNUS_TRANSFER_RECONNECTING:
    default:
      return NULL;
    }
}

static char *
describe_ending (PortunusTransfer *transfer)
{
  const GError *error = portunus_transfer_get_error (transfer);
  const char *title = portunus_transfer_get_title (transfer);
  g_autofree char *what = title != NULL ? dup_plain (title) : NULL;
  g_autofree char *contents = NULL;

  if (portunus_transfer_get_state (transfer) == PORTUNUS_TRANSFER_FAILED && error != NULL)
    return g_strdup (portunus_error_text_get_advice (error));
  contents = portunus_format_contents (portunus_transfer_get_n_files (transfer),
                                       portunus_transfer_get_total_bytes (transfer));
  return what != NULL ? g_strjoin ("\n", what, contents, NULL) : g_steal_pointer (&contents);
}

/**
 * portunus_notification_new_offer:
 * @offer: what somebody offers
 * @may_accept: whether it may be accepted unseen
 * @hindrance: (nullable): a translated line that says what is in the way
 *
 * Returns: (transfer full): a notification of the application
 */
GNotification *
portunus_notification_new_offer (PortunusWaitingOffer *offer,
                                 gboolean              may_accept,
                                 const char           *hindrance)
{
  const char *id = portunus_waiting_offer_get_id (offer);
  g_autofree char *name = dup_peer (portunus_waiting_offer_get_transfer (offer));
  /* Translators: title of a notification; %s is who offers files */
  g_autofree char *title = g_strdup_printf (_("%s Wants to Send You Something"), name);
  g_autofree char *described = describe_offer (offer);
  g_autofree char *body = hindrance != NULL ? g_strjoin ("\n", described, hindrance, NULL) : NULL;
  GNotification *notification = g_notification_new (title);

  g_notification_set_body (notification, body != NULL ? body : described);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.show-offer", "s", id);
  if (may_accept)
    g_notification_add_button_with_target (notification, _("Accept"), "app.accept-offer", "s", id);
  else
    g_notification_add_button_with_target (notification, _("Look at It"), "app.show-offer", "s", id);
  g_notification_add_button_with_target (notification, _("Decline"), "app.decline-offer", "s", id);
  return notification;
}

/**
 * portunus_notification_new_guest:
 * @guest: who waits at the door of our room
 *
 * Returns: (transfer full): a notification of the application
 */
GNotification *
portunus_notification_new_guest (PortunusWaitingGuest *guest)
{
  const char *id = portunus_waiting_guest_get_id (guest);
  g_autofree char *shown = portunus_peer_dup_name (portunus_waiting_guest_get_name (guest));
  g_autofree char *name = dup_plain (shown);
  /* Translators: title of a notification; %s is what somebody calls themselves who wants to come into the room */
  g_autofree char *title = g_strdup_printf (_("%s Would Like to Come In"), name);
  GNotification *notification = g_notification_new (title);

  g_notification_set_body (notification, _("They are at the door of your room, and say this is their name."));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.show-guest", "s", id);
  g_notification_add_button_with_target (notification, _("Let In"), "app.let-in", "s", id);
  g_notification_add_button_with_target (notification, _("Keep Out"), "app.keep-out", "s", id);
  return notification;
}

/**
 * portunus_notification_new_ending:
 * @transfer: a transfer that is over
 *
 * Returns: (transfer full) (nullable): a notification; %NULL where the person ended it
 */
GNotification *
portunus_notification_new_ending (PortunusTransfer *transfer)
{
  g_autofree char *title = dup_ending (transfer);
  g_autofree char *body = NULL;
  GNotification *notification;

  if (title == NULL)
    return NULL;
  body = describe_ending (transfer);
  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  return notification;
}
