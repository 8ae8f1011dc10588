/* portunus-known-device-private.h: an entry of the device book from the inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-known-device.h"

G_BEGIN_DECLS

/* As it is stored. */
typedef struct
{
  char                *id;
  guint8               key[PORTUNUS_DEVICE_KEY_SIZE];
  char                *given_name;
  char                *said_name;
  PortunusDeviceTrust  trust;
  gint64               verified;
  gboolean             is_auto_accepting;
  char                *folder;
  guint64              max_bytes;
  gint64               first_seen;
  gint64               last_seen;
} PortunusDeviceRecord;

PortunusDeviceRecord       *_portunus_device_record_copy      (const PortunusDeviceRecord *self);
void                        _portunus_device_record_free      (gpointer                    self);

/* Both take @record over. */
PortunusKnownDevice        *_portunus_known_device_new        (PortunusDeviceRecord       *record);
void                        _portunus_known_device_set        (PortunusKnownDevice        *self,
                                                               PortunusDeviceRecord       *record);
const PortunusDeviceRecord *_portunus_known_device_get_record (PortunusKnownDevice        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusDeviceRecord, _portunus_device_record_free)

G_END_DECLS
