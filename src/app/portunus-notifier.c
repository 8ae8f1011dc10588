/* portunus-notifier.c: tells a person who does not look at the window what happens
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-notifier.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-error-text.h"
#include "portunus-format.h"
#include "portunus-name.h"
#include "portunus-settings.h"

#define MAX_TITLE_CHARACTERS 120

struct _PortunusNotifier
{
  GObject            parent_instance;

  /* Owned */
  PortunusOfferDesk *desk;
  GPtrArray         *told;         /* ids of what only says how something ended */
  PortunusSettings  *settings;

  /* Borrowed */
  GtkApplication    *application;

  guint              n_ended;
};

G_DEFINE_FINAL_TYPE (PortunusNotifier, portunus_notifier, G_TYPE_OBJECT)

static gboolean
is_looked_at (PortunusNotifier *self)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (gtk_widget_get_mapped (l->data) && gtk_window_is_active (l->data))
      return TRUE;
  return FALSE;
}

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

static gboolean
has_room_for (PortunusNotifier *self,
              guint64           n_bytes)
{
  g_autofree char *path = portunus_settings_dup_download_folder (self->settings);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (folder, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);

  return info != NULL && g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) > n_bytes;
}

static gboolean
can_say_yes (PortunusNotifier     *self,
             PortunusWaitingOffer *offer)
{
  PortunusManifest *manifest = portunus_offer_get_manifest (portunus_waiting_offer_get_offer (offer));
  const char *label = portunus_transfer_get_peer_label (portunus_waiting_offer_get_transfer (offer));
  g_autofree char *policy = portunus_settings_dup_text (self->settings, PORTUNUS_SETTING_CONFLICT_POLICY);

  return g_strcmp0 (label, "verified") == 0
         && (g_str_equal (policy, "rename") || g_str_equal (policy, "skip"))
         && !portunus_manifest_has_unknown_size (manifest)
         && has_room_for (self, portunus_manifest_get_total_bytes (manifest));
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
dup_offer_id (PortunusWaitingOffer *offer)
{
  return g_strconcat ("offer-", portunus_waiting_offer_get_id (offer), NULL);
}

static void
tell_offer (PortunusNotifier     *self,
            PortunusWaitingOffer *offer)
{
  const char *id = portunus_waiting_offer_get_id (offer);
  g_autofree char *name = dup_peer (portunus_waiting_offer_get_transfer (offer));
  /* Translators: title of a notification; %s is who offers files */
  g_autofree char *title = g_strdup_printf (_("%s Wants to Send You Something"), name);
  g_autofree char *body = describe_offer (offer);
  g_autofree char *notification_id = dup_offer_id (offer);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.show-offer", "s", id);
  if (can_say_yes (self, offer))
    g_notification_add_button_with_target (notification, _("Accept"), "app.accept-offer", "s", id);
  else
    g_notification_add_button_with_target (notification, _("Look at It"), "app.show-offer", "s", id);
  g_notification_add_button_with_target (notification, _("Decline"), "app.decline-offer", "s", id);
  g_application_send_notification (G_APPLICATION (self->application), notification_id, notification);
}

static void
withdraw_offer (PortunusNotifier     *self,
                PortunusWaitingOffer *offer)
{
  g_autofree char *id = dup_offer_id (offer);

  g_application_withdraw_notification (G_APPLICATION (self->application), id);
}

static void
answered_cb (PortunusWaitingOffer *offer,
             gboolean              is_yes,
             GArray               *wanted,
             PortunusNotifier     *self)
{
  withdraw_offer (self, offer);
}

static void
gone_cb (PortunusWaitingOffer *offer,
         PortunusNotifier     *self)
{
  withdraw_offer (self, offer);
}

static void
offers_changed_cb (GListModel       *offers,
                   guint             position,
                   guint             n_removed,
                   guint             n_added,
                   PortunusNotifier *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (PortunusWaitingOffer) offer = g_list_model_get_item (offers, i);

      g_signal_connect_object (offer, "answered", G_CALLBACK (answered_cb), self, 0);
      g_signal_connect_object (offer, "gone", G_CALLBACK (gone_cb), self, 0);
      if (!is_looked_at (self))
        tell_offer (self, offer);
    }
}

static char *
dup_guest_id (PortunusWaitingGuest *guest)
{
  return g_strconcat ("guest-", portunus_waiting_guest_get_id (guest), NULL);
}

static void
tell_guest (PortunusNotifier     *self,
            PortunusWaitingGuest *guest)
{
  const char *id = portunus_waiting_guest_get_id (guest);
  g_autofree char *shown = portunus_peer_dup_name (portunus_waiting_guest_get_name (guest));
  g_autofree char *name = dup_plain (shown);
  /* Translators: title of a notification; %s is what somebody calls themselves who wants to come into the room */
  g_autofree char *title = g_strdup_printf (_("%s Would Like to Come In"), name);
  g_autofree char *notification_id = dup_guest_id (guest);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, _("They are at the door of your room, and say this is their name."));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.show-guest", "s", id);
  g_notification_add_button_with_target (notification, _("Let In"), "app.let-in", "s", id);
  g_notification_add_button_with_target (notification, _("Keep Out"), "app.keep-out", "s", id);
  g_application_send_notification (G_APPLICATION (self->application), notification_id, notification);
}

static void
guest_gone_cb (PortunusWaitingGuest *guest,
               PortunusNotifier     *self)
{
  g_autofree char *id = dup_guest_id (guest);

  g_application_withdraw_notification (G_APPLICATION (self->application), id);
}

static void
guest_answered_cb (PortunusWaitingGuest *guest,
                   gboolean              is_yes,
                   PortunusNotifier     *self)
{
  guest_gone_cb (guest, self);
}

static void
guests_changed_cb (GListModel       *guests,
                   guint             position,
                   guint             n_removed,
                   guint             n_added,
                   PortunusNotifier *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (PortunusWaitingGuest) guest = g_list_model_get_item (guests, i);

      g_signal_connect_object (guest, "answered", G_CALLBACK (guest_answered_cb), self, 0);
      g_signal_connect_object (guest, "gone", G_CALLBACK (guest_gone_cb), self, 0);
      if (!is_looked_at (self))
        tell_guest (self, guest);
    }
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

static void
ended_cb (PortunusTransfer *transfer,
          GParamSpec       *pspec,
          PortunusNotifier *self)
{
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GNotification) notification = NULL;

  if (!portunus_transfer_is_over (transfer))
    return;
  g_signal_handlers_disconnect_by_func (transfer, ended_cb, self);
  title = dup_ending (transfer);
  if (title == NULL || is_looked_at (self))
    return;
  body = describe_ending (transfer);
  id = g_strdup_printf ("ended-%u", self->n_ended++);
  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
  g_ptr_array_add (self->told, g_steal_pointer (&id));
}

static void
running_changed_cb (GListModel       *running,
                    guint             position,
                    guint             n_removed,
                    guint             n_added,
                    PortunusNotifier *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (running, i);

      g_signal_handlers_disconnect_by_func (transfer, ended_cb, self);
      g_signal_connect_object (transfer, "notify::state", G_CALLBACK (ended_cb), self, 0);
    }
}

static void
withdraw_waiting (PortunusNotifier *self)
{
  GListModel *offers = portunus_offer_desk_get_offers (self->desk);
  GListModel *guests = portunus_offer_desk_get_guests (self->desk);

  for (guint i = 0; i < g_list_model_get_n_items (offers); i++)
    {
      g_autoptr (PortunusWaitingOffer) offer = g_list_model_get_item (offers, i);

      withdraw_offer (self, offer);
    }
  for (guint i = 0; i < g_list_model_get_n_items (guests); i++)
    {
      g_autoptr (PortunusWaitingGuest) guest = g_list_model_get_item (guests, i);

      guest_gone_cb (guest, self);
    }
}

static void
portunus_notifier_dispose (GObject *object)
{
  PortunusNotifier *self = PORTUNUS_NOTIFIER (object);

  if (self->desk != NULL)
    withdraw_waiting (self);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (portunus_notifier_parent_class)->dispose (object);
}

static void
portunus_notifier_finalize (GObject *object)
{
  PortunusNotifier *self = PORTUNUS_NOTIFIER (object);

  g_ptr_array_unref (self->told);
  g_object_unref (self->settings);

  G_OBJECT_CLASS (portunus_notifier_parent_class)->finalize (object);
}

static void
portunus_notifier_class_init (PortunusNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_notifier_dispose;
  object_class->finalize = portunus_notifier_finalize;
}

static void
portunus_notifier_init (PortunusNotifier *self)
{
  self->told = g_ptr_array_new_with_free_func (g_free);
  self->settings = portunus_settings_new ();
}

/**
 * portunus_notifier_new:
 * @application: the application, which must outlive the result
 * @desk: where offers wait
 *
 * Returns: (transfer full): a notifier
 */
PortunusNotifier *
portunus_notifier_new (GtkApplication    *application,
                       PortunusOfferDesk *desk)
{
  PortunusNotifier *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (PORTUNUS_IS_OFFER_DESK (desk), NULL);

  self = g_object_new (PORTUNUS_TYPE_NOTIFIER, NULL);
  self->application = application;
  self->desk = g_object_ref (desk);
  g_signal_connect_object (portunus_offer_desk_get_offers (desk), "items-changed", G_CALLBACK (offers_changed_cb),
                           self, 0);
  g_signal_connect_object (portunus_offer_desk_get_guests (desk), "items-changed", G_CALLBACK (guests_changed_cb),
                           self, 0);
  return self;
}

/**
 * portunus_notifier_follow_ledger:
 * @self: a notifier
 * @ledger: what knows all transfers
 */
void
portunus_notifier_follow_ledger (PortunusNotifier *self,
                                 PortunusLedger   *ledger)
{
  GListModel *running;

  g_return_if_fail (PORTUNUS_IS_NOTIFIER (self));
  g_return_if_fail (PORTUNUS_IS_LEDGER (ledger));

  running = portunus_ledger_get_running (ledger);
  g_signal_connect_object (running, "items-changed", G_CALLBACK (running_changed_cb), self, 0);
  running_changed_cb (running, 0, 0, g_list_model_get_n_items (running), self);
}

/**
 * portunus_notifier_tell_waiting:
 * @self: a notifier
 *
 * Tells of all offers and guests that wait, also those that the person has seen in the window.
 */
void
portunus_notifier_tell_waiting (PortunusNotifier *self)
{
  GListModel *offers, *guests;

  g_return_if_fail (PORTUNUS_IS_NOTIFIER (self));

  offers = portunus_offer_desk_get_offers (self->desk);
  for (guint i = 0; i < g_list_model_get_n_items (offers); i++)
    {
      g_autoptr (PortunusWaitingOffer) offer = g_list_model_get_item (offers, i);

      tell_offer (self, offer);
    }
  guests = portunus_offer_desk_get_guests (self->desk);
  for (guint i = 0; i < g_list_model_get_n_items (guests); i++)
    {
      g_autoptr (PortunusWaitingGuest) guest = g_list_model_get_item (guests, i);

      tell_guest (self, guest);
    }
}

/**
 * portunus_notifier_clear:
 * @self: a notifier
 *
 * Withdraws what only says how something ended.
 */
void
portunus_notifier_clear (PortunusNotifier *self)
{
  g_return_if_fail (PORTUNUS_IS_NOTIFIER (self));

  for (guint i = 0; i < self->told->len; i++)
    g_application_withdraw_notification (G_APPLICATION (self->application), g_ptr_array_index (self->told, i));
  g_ptr_array_set_size (self->told, 0);
}
