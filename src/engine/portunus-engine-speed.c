/* portunus-engine-speed.c: how fast transfers may go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-engine-state-private.h"

/* Settings count in kilobytes, as file managers do. */
#define UNIT_BYTES 1000

static void
follow_settings (PortunusEngine *self)
{
  portunus_throttle_set (self->upload, (guint64) UNIT_BYTES
                                       * portunus_settings_get_number (self->settings, PORTUNUS_SETTING_UPLOAD_LIMIT));
  portunus_throttle_set (self->download, (guint64) UNIT_BYTES
                                         * portunus_settings_get_number (self->settings,
                                                                         PORTUNUS_SETTING_DOWNLOAD_LIMIT));
}

/*
 * Keeps to @per_second bytes each way, or with 0 to the settings, as they change.
 */
void
_portunus_engine_set_up_speed (PortunusEngine *self,
                               guint64         per_second)
{
  self->upload = portunus_throttle_new (per_second);
  self->download = portunus_throttle_new (per_second);
  if (per_second != 0)
    return;
  follow_settings (self);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (follow_settings), self, G_CONNECT_SWAPPED);
}

/**
 * portunus_engine_get_upload:
 * @self: an engine
 *
 * Returns: (transfer none): the speed of what goes out
 */
PortunusThrottle *
portunus_engine_get_upload (PortunusEngine *self)
{
  return self->upload;
}

/**
 * portunus_engine_get_download:
 * @self: an engine
 *
 * Returns: (transfer none): the speed of what comes in
 */
PortunusThrottle *
portunus_engine_get_download (PortunusEngine *self)
{
  return self->download;
}
