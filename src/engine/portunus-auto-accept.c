/* portunus-auto-accept.c: whether a rule of the device book accepts what a device offers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-auto-accept.h"

#include "portunus-conflict-choice.h"

#define CONSIDERED "portunus-auto-accept-considered"

typedef struct
{
  PortunusArrival *arrival;
  PortunusOffer   *offer;
  char            *directory;
  gboolean         is_asked;     /* where something is in the way */
  gboolean         is_ruled;     /* the folder is the rule's */
} Case;

static void
case_free (gpointer data)
{
  Case *self = data;

  g_object_unref (self->arrival);
  g_object_unref (self->offer);
  g_free (self->directory);
  g_free (self);
}

static gboolean
fits_rule (PortunusKnownDevice *device,
           PortunusOffer       *offer)
{
  PortunusManifest *manifest = portunus_offer_get_manifest (offer);
  guint64 max_bytes = portunus_known_device_get_max_bytes (device);

  return portunus_known_device_is_auto_accepting (device) && !portunus_manifest_has_unknown_size (manifest)
         && (max_bytes == 0 || portunus_manifest_get_total_bytes (manifest) <= max_bytes);
}

static gboolean
has_room (GFileInfo     *info,
          PortunusOffer *offer)
{
  PortunusManifest *manifest = portunus_offer_get_manifest (offer);

  return g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE)
         && portunus_manifest_get_total_bytes (manifest)
            <= g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE);
}

/* In the meantime the rule may be gone, or the offer. */
static gboolean
still_fits (const Case *self)
{
  PortunusKnownDevice *device = portunus_arrival_get_known_device (self->arrival);

  return device != NULL && fits_rule (device, self->offer);
}

static guint64
get_max_bytes (const Case *self)
{
  return portunus_known_device_get_max_bytes (portunus_arrival_get_known_device (self->arrival));
}

static void
ask (const Case *self)
{
  g_object_set_data (G_OBJECT (self->arrival), CONSIDERED, self->offer);
  g_signal_emit_by_name (self->arrival, "offer", self->offer);
  g_object_set_data (G_OBJECT (self->arrival), CONSIDERED, NULL);
}

/* It still goes where the rule says. */
static void
ask_about_conflicts (const Case *self)
{
  if (self->is_ruled)
    portunus_arrival_set_ruled_directory (self->arrival, self->directory);
  ask (self);
}

static gboolean
is_open (const Case *self)
{
  return portunus_arrival_has_offer (self->arrival, self->offer) && !portunus_arrival_is_accepted (self->arrival);
}

static void
accept (const Case *self)
{
  portunus_arrival_set_directory (self->arrival, self->directory);
  portunus_arrival_set_max_bytes (self->arrival, get_max_bytes (self));
  portunus_arrival_accept_by_rule (self->arrival);
  g_signal_emit_by_name (self->arrival, "auto-accepted", self->offer);
}

static void
foreseen_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Case *self = user_data;
  g_autoptr (PortunusForecast) forecast = portunus_forecast_new_finish (result, NULL);

  if (is_open (self))
    {
      if (!still_fits (self))
        ask (self);
      else if (portunus_conflict_choice_is_moot (forecast))
        accept (self);
      else
        ask_about_conflicts (self);
    }
  case_free (self);
}

static void
look_for_conflicts (Case *self)
{
  const PortunusForecastQuestion question = {
    .offer = self->offer,
    .directory = self->directory,
    .policy = PORTUNUS_CONFLICT_RENAME,
    .journal_path = portunus_transfer_get_journal_path (portunus_arrival_get_transfer (self->arrival)),
  };

  portunus_forecast_new_async (&question, NULL, foreseen_cb, self);
}

static void
queried_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Case *self = user_data;
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info_finish (G_FILE (source), result, NULL);
  gboolean fits = info != NULL && has_room (info, self->offer) && still_fits (self);

  if (fits && self->is_asked && is_open (self))
    {
      look_for_conflicts (self);
      return;
    }
  if (is_open (self))
    (fits ? accept : ask) (self);
  case_free (self);
}

/**
 * portunus_auto_accept_has_considered:
 * @arrival: an arrival that emits "offer"
 * @offer: what it offers
 *
 * Returns: whether the rules were asked already and leave it to a person, who is being asked
 */
gboolean
portunus_auto_accept_has_considered (PortunusArrival *arrival,
                                     PortunusOffer   *offer)
{
  return g_object_get_data (G_OBJECT (arrival), CONSIDERED) == offer;
}

/**
 * portunus_auto_accept_consider:
 * @arrival: an arrival that emits "offer", which was not considered
 * @offer: what it offers
 * @directory: (type filename): where files go if the rule names no folder
 * @is_asked: whether a person is to be asked where something is in the way
 *
 * A rule accepts what is offered if the device is verified, the size is known and within the limit, and the folder is
 * there and has room, and with @is_asked if nothing is in the way; who is asked for that alone is asked with the folder
 * of the rule. Files that grow meanwhile stay within the limit as well. Those who are to be asked otherwise must be
 * connected after the caller.
 */
void
portunus_auto_accept_consider (PortunusArrival *arrival,
                               PortunusOffer   *offer,
                               const char      *directory,
                               gboolean         is_asked)
{
  PortunusKnownDevice *device = portunus_arrival_get_known_device (arrival);
  const char *folder;
  g_autoptr (GFile) file = NULL;
  Case *self;

  if (device == NULL || !fits_rule (device, offer))
    return;
  g_signal_stop_emission_by_name (arrival, "offer");
  folder = portunus_known_device_get_folder (device);
  self = g_new0 (Case, 1);
  self->arrival = g_object_ref (arrival);
  self->offer = g_object_ref (offer);
  self->directory = g_strdup (folder != NULL ? folder : directory);
  self->is_asked = is_asked;
  self->is_ruled = folder != NULL;
  file = g_file_new_for_path (self->directory);
  g_file_query_filesystem_info_async (file, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, G_PRIORITY_DEFAULT, NULL, queried_cb,
                                      self);
}
