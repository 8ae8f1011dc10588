/* portunus-known-device.h: a device that we have met, and what we think of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_DEVICE_KEY_SIZE 32

/**
 * PortunusDeviceTrust:
 * @PORTUNUS_DEVICE_MET: something was moved to it or from it, and nobody compared words
 * @PORTUNUS_DEVICE_VERIFIED: a person vouches for its key
 * @PORTUNUS_DEVICE_BLOCKED: is refused before it can offer anything
 */
typedef enum
{
  PORTUNUS_DEVICE_MET,
  PORTUNUS_DEVICE_VERIFIED,
  PORTUNUS_DEVICE_BLOCKED,
} PortunusDeviceTrust;

#define PORTUNUS_TYPE_KNOWN_DEVICE (portunus_known_device_get_type ())

/**
 * PortunusKnownDevice:
 *
 * One entry of a #PortunusDeviceBook, which alone changes it. Its names are fit for display. Lives in the context of
 * its book. Properties, all read-only: "name", "trust" (int), "is-auto-accepting", "last-seen" (s since 1970).
 */
G_DECLARE_FINAL_TYPE (PortunusKnownDevice, portunus_known_device, PORTUNUS, KNOWN_DEVICE, GObject)

/* 32 hexadecimal digits. */
const char          *portunus_known_device_get_id            (PortunusKnownDevice *self);
/* PORTUNUS_DEVICE_KEY_SIZE bytes. */
const guint8        *portunus_known_device_get_key           (PortunusKnownDevice *self);
/* What its user is to see: the given name, else the said one, else the beginning of the id. */
const char          *portunus_known_device_get_name          (PortunusKnownDevice *self);
/* (nullable): by the person here. */
const char          *portunus_known_device_get_given_name    (PortunusKnownDevice *self);
/* By itself; may be empty. */
const char          *portunus_known_device_get_said_name     (PortunusKnownDevice *self);
PortunusDeviceTrust  portunus_known_device_get_trust         (PortunusKnownDevice *self);
/* Seconds since 1970; 0 for never. */
gint64               portunus_known_device_get_verified      (PortunusKnownDevice *self);
gint64               portunus_known_device_get_first_seen    (PortunusKnownDevice *self);
gint64               portunus_known_device_get_last_seen     (PortunusKnownDevice *self);
/* Never for a device that is not verified. */
gboolean             portunus_known_device_is_auto_accepting (PortunusKnownDevice *self);
/* (nullable) (type filename): where accepted files go; NULL for the usual folder. */
const char          *portunus_known_device_get_folder        (PortunusKnownDevice *self);
/* The most that is accepted at once; 0 for any. */
guint64              portunus_known_device_get_max_bytes     (PortunusKnownDevice *self);
gboolean             portunus_known_device_has_name          (PortunusKnownDevice *self,
                                                              const char          *name);
/* Whether one of its names, or the beginning of its id, is @text, as a person types it. */
gboolean             portunus_known_device_is_called         (PortunusKnownDevice *self,
                                                              const char          *text);

G_END_DECLS
