/* portunus-transfer-text.c: what a transfer is doing, and how it ended, in a sentence
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfer-text.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-error-text.h"
#include "portunus-format.h"

static const char *
get_done_text (gboolean is_incoming,
               gboolean is_unconfirmed)
{
  if (is_incoming)
    return _("Received");
  return is_unconfirmed ? _("Fetched by a browser, which does not say whether it is saved") : _("Delivered");
}

static const char *
get_failure_text (const GError *error)
{
  return error != NULL ? portunus_error_text_get_advice (error) : _("Failed");
}

/**
 * portunus_transfer_text_dup_state:
 * @transfer: a transfer
 *
 * Returns: (transfer full): where it is
 */
char *
portunus_transfer_text_dup_state (PortunusTransfer *transfer)
{
  gboolean is_incoming = portunus_transfer_is_incoming (transfer);

  switch (portunus_transfer_get_state (transfer))
    {
    case PORTUNUS_TRANSFER_CONNECTING:
      return g_strdup (_("Connecting…"));
    case PORTUNUS_TRANSFER_OFFERED:
      return g_strdup (is_incoming ? _("Waiting for your answer") : _("Waiting for the other person to accept…"));
    case PORTUNUS_TRANSFER_CHECKING:
      return g_strdup (_("Checking what is there already…"));
    case PORTUNUS_TRANSFER_RUNNING:
      return portunus_transfer_is_paused (transfer) ? g_strdup (_("Paused")) : portunus_format_progress (transfer);
    case PORTUNUS_TRANSFER_VERIFYING:
      return g_strdup (_("Confirming that everything is in place…"));
    case PORTUNUS_TRANSFER_RECONNECTING:
      return g_strdup (_("Connection lost. Trying again, nothing that arrived is lost…"));
    case PORTUNUS_TRANSFER_DONE:
      return g_strdup (get_done_text (is_incoming, portunus_transfer_is_unconfirmed (transfer)));
    case PORTUNUS_TRANSFER_DECLINED:
      return g_strdup (_("Declined"));
    case PORTUNUS_TRANSFER_CANCELLED:
      return g_strdup (_("Stopped"));
    case PORTUNUS_TRANSFER_FAILED:
      return g_strdup (get_failure_text (portunus_transfer_get_error (transfer)));
    default:
      g_assert_not_reached ();
    }
}

/**
 * portunus_transfer_text_dup_result:
 * @entry: a transfer that is over
 *
 * Returns: (transfer full): how it ended
 */
char *
portunus_transfer_text_dup_result (PortunusHistoryEntry *entry)
{
  const PortunusHistoryRecord *record = portunus_history_entry_get_record (entry);
  g_autoptr (GError) error = NULL;

  switch (record->result)
    {
    case PORTUNUS_HISTORY_DONE:
      return g_strdup (get_done_text (record->is_incoming, record->is_unconfirmed));
    case PORTUNUS_HISTORY_DECLINED:
      return g_strdup (_("Declined"));
    case PORTUNUS_HISTORY_CANCELLED:
      return g_strdup (_("Stopped"));
    case PORTUNUS_HISTORY_INTERRUPTED:
      return g_strdup (record->is_incoming
                       ? _("Interrupted. What has arrived is kept: open the link again for the rest.")
                       : _("Interrupted. Send it again: only what is missing is sent."));
    case PORTUNUS_HISTORY_RUNNING:
    case PORTUNUS_HISTORY_FAILED:
    default:
      error = portunus_history_entry_dup_error (entry);
      return g_strdup (get_failure_text (error));
    }
}

/**
 * portunus_transfer_text_dup_peer:
 * @entry: a transfer that is over
 *
 * Returns: (transfer full): "From Anna (verified)"
 */
char *
portunus_transfer_text_dup_peer (PortunusHistoryEntry *entry)
{
  const PortunusHistoryRecord *record = portunus_history_entry_get_record (entry);
  g_autofree char *name = portunus_peer_dup_name (record->peer_name);
  const char *trust = portunus_badge_get_trust (record->peer_label);
  g_autofree char *peer = NULL;

  /* Translators: who offered the files; %s is a name */
  peer = g_strdup_printf (record->is_incoming ? _("From %s")
                          /* Translators: who got the files; %s is a name */
                                              : _("To %s"), name);
  /* Translators: the first is "From Anna" or "To Anna", the second "verified", "browser" … */
  return trust != NULL ? g_strdup_printf (_("%s (%s)"), peer, trust) : g_steal_pointer (&peer);
}

/**
 * portunus_transfer_text_dup_day:
 * @seconds: Unix time
 *
 * Returns: (transfer full): "Today", "Yesterday", or the date as the locale writes it
 */
char *
portunus_transfer_text_dup_day (gint64 seconds)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autoptr (GDateTime) yesterday = g_date_time_add_days (now, -1);

  if (time == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (time) == g_date_time_get_year (now)
      && g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now))
    return g_strdup (_("Today"));
  if (g_date_time_get_year (time) == g_date_time_get_year (yesterday)
      && g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (yesterday))
    return g_strdup (_("Yesterday"));
  /* How days are written is a choice of its own, LC_TIME, which g_date_time_format() follows: somebody who reads German
   * may well want them as they are in Denmark. */
  /* Translators: a day; see g_date_time_format() */
  return g_date_time_format (time, _("%A, %e %B %Y"));
}

/**
 * portunus_transfer_text_dup_time:
 * @seconds: Unix time
 *
 * Returns: (transfer full): the time of day
 */
char *
portunus_transfer_text_dup_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);

  /* Translators: a time of day; see g_date_time_format() */
  return time != NULL ? g_date_time_format (time, _("%H:%M")) : g_strdup ("");
}
