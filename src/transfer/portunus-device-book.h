/* portunus-device-book.h: the devices that we have met, kept in the data folder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-known-device.h"

G_BEGIN_DECLS

/** PORTUNUS_DEVICE_BOOK_NAME: its name in the data folder. */
#define PORTUNUS_DEVICE_BOOK_NAME "devices.sqlite"

/**
 * PortunusAutoAccept:
 * @is_on: whether anything is accepted without a question
 * @folder: (nullable) (type filename): where it goes; %NULL for the usual folder
 * @max_bytes: the most that is accepted at once; 0 for any
 */
typedef struct
{
  gboolean    is_on;
  const char *folder;
  guint64     max_bytes;
} PortunusAutoAccept;

#define PORTUNUS_TYPE_DEVICE_BOOK (portunus_device_book_get_type ())

/**
 * PortunusDeviceBook:
 *
 * A list model of #PortunusKnownDevice. Changes show at once and are written by a worker, one after the other; what
 * other processes write shows a moment later. Nothing in it ever expires. Lives in the thread-default context it was
 * made in. Signal `problem (GError *error)`: a change could not be written.
 */
G_DECLARE_FINAL_TYPE (PortunusDeviceBook, portunus_device_book, PORTUNUS, DEVICE_BOOK, GObject)

PortunusDeviceBook  *portunus_device_book_new             (const char               *path);
/* Reads what is stored; the list is empty before. */
void                 portunus_device_book_load_async      (PortunusDeviceBook       *self,
                                                           GCancellable             *cancellable,
                                                           GAsyncReadyCallback       callback,
                                                           gpointer                  user_data);
gboolean             portunus_device_book_load_finish     (PortunusDeviceBook       *self,
                                                           GAsyncResult             *result,
                                                           GError                  **error);
/* Waits until everything is written; FALSE if anything since the last call was not. */
void                 portunus_device_book_flush_async     (PortunusDeviceBook       *self,
                                                           GAsyncReadyCallback       callback,
                                                           gpointer                  user_data);
gboolean             portunus_device_book_flush_finish    (PortunusDeviceBook       *self,
                                                           GAsyncResult             *result,
                                                           GError                  **error);

/* Waits for the writes that are under way; later changes are not written. */
void                 portunus_device_book_close           (PortunusDeviceBook       *self);

/* (transfer none) (nullable) */
PortunusKnownDevice *portunus_device_book_lookup          (PortunusDeviceBook       *self,
                                                           const char               *id);
/* (transfer none) (nullable): the same, where the whole key is at hand. */
PortunusKnownDevice *portunus_device_book_lookup_key      (PortunusDeviceBook       *self,
                                                           const guint8             *key);
/* (transfer none) (nullable): a device with another key that goes by this name. */
PortunusKnownDevice *portunus_device_book_find_namesake   (PortunusDeviceBook       *self,
                                                           const guint8             *key,
                                                           const char               *name);
/* (transfer full) (element-type PortunusKnownDevice): all that a person may mean by @text. */
GPtrArray           *portunus_device_book_find            (PortunusDeviceBook       *self,
                                                           const char               *text);

/* (transfer none): we met it, with a person's consent: adds it, or notes the time and what it calls itself. */
PortunusKnownDevice *portunus_device_book_note            (PortunusDeviceBook       *self,
                                                           const guint8             *key,
                                                           const char               *said_name);
/* All of these: FALSE where the device is not in the book (any more). @name: (nullable): NULL or empty for none. */
gboolean             portunus_device_book_rename          (PortunusDeviceBook       *self,
                                                           const char               *id,
                                                           const char               *name);
gboolean             portunus_device_book_set_trust       (PortunusDeviceBook       *self,
                                                           const char               *id,
                                                           PortunusDeviceTrust       trust);
gboolean             portunus_device_book_set_auto_accept (PortunusDeviceBook       *self,
                                                           const char               *id,
                                                           const PortunusAutoAccept *rules);
gboolean             portunus_device_book_forget          (PortunusDeviceBook       *self,
                                                           const char               *id);

G_END_DECLS
