/* portunus-engine.h: the composition root: owns keys, server, lanes and threads
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-device-book.h"
#include "portunus-ledger.h"
#include "portunus-nearby-browser.h"
#include "portunus-notice.h"
#include "portunus-portal.h"
#include "portunus-secret-store.h"

G_BEGIN_DECLS

/**
 * PortunusEngineOptions:
 * @data_dir: (nullable): folder for journals and stores; %NULL for the usual one
 * @secret_store: which secret store
 * @passphrase: (nullable): opens the encrypted file store
 * @device_name: (nullable): name others see; %NULL for the setting or the host name
 * @speed: bytes a second at most, each way; 0 to do as the settings say
 */
typedef struct
{
  const char                *data_dir;
  PortunusSecretStoreChoice  secret_store;
  PortunusSecret            *passphrase;
  const char                *device_name;
  guint64                    speed;
} PortunusEngineOptions;

#define PORTUNUS_TYPE_ENGINE (portunus_engine_get_type ())

/**
 * PortunusEngine:
 *
 * One for each process, built in main() and passed down. Belongs to the thread-default context it was made in.
 */
G_DECLARE_FINAL_TYPE (PortunusEngine, portunus_engine, PORTUNUS, ENGINE, GObject)

PortunusEngine *portunus_engine_new           (const PortunusEngineOptions *options);
/* From the next start on keys are in the encrypted file that the passphrase opens. */
void            portunus_engine_use_secret_file (PortunusEngine            *self,
                                                 PortunusSecret            *passphrase);
/* From the next start on keys are nowhere, and others take this device for a new one each time. */
void            portunus_engine_use_secret_memory (PortunusEngine          *self);
/* Whether there is an encrypted file already, so that only its own passphrase will do. */
gboolean        portunus_engine_has_secret_file (PortunusEngine            *self);
gboolean        portunus_engine_wants_passphrase (PortunusEngine           *self);
/* Opens the secret store, loads the identity, checks the plugins. Nothing else may be called before it finished.
 * May be called again after a failure. */
void            portunus_engine_start_async   (PortunusEngine              *self,
                                               GCancellable                *cancellable,
                                               GAsyncReadyCallback          callback,
                                               gpointer                     user_data);
gboolean        portunus_engine_start_finish  (PortunusEngine              *self,
                                               GAsyncResult                *result,
                                               GError                     **error);
/* What the user should know, e.g. that there is no keyring. */
PortunusNotice  portunus_engine_get_notice    (PortunusEngine              *self);
/* (transfer full) (nullable): the same in words, without what to do about it. */
char           *portunus_engine_dup_notice_text (PortunusEngine            *self);
/* (transfer none): the secret store that was found to work. */
PortunusSecretStore *portunus_engine_get_secret_store (PortunusEngine      *self);
/* Takes the keys of this device, of its rooms and of TURN servers out of where they are into the keyring, or into the
 * encrypted file that @passphrase opens. After an error they are where they were. */
void            portunus_engine_move_keys_async (PortunusEngine            *self,
                                                 PortunusSecretStoreChoice  choice,
                                                 PortunusSecret            *passphrase,
                                                 GCancellable              *cancellable,
                                                 GAsyncReadyCallback        callback,
                                                 gpointer                   user_data);
gboolean        portunus_engine_move_keys_finish (PortunusEngine           *self,
                                                  GAsyncResult             *result,
                                                  gboolean                 *has_left_copies,
                                                  GError                  **error);
/* Erases them. This process goes on with what it knows; the next start makes new ones. */
void            portunus_engine_forget_keys_async (PortunusEngine          *self,
                                                   GCancellable            *cancellable,
                                                   GAsyncReadyCallback      callback,
                                                   gpointer                 user_data);
gboolean        portunus_engine_forget_keys_finish (PortunusEngine         *self,
                                                    GAsyncResult           *result,
                                                    GError                **error);
/* (transfer none): all transfers, those that are over and those that run. */
PortunusLedger *portunus_engine_get_ledger    (PortunusEngine              *self);
const char     *portunus_engine_get_device_id (PortunusEngine              *self);
void            portunus_engine_use_device_name (PortunusEngine            *self,
                                                 const char                *name);
const char     *portunus_engine_get_device_name (PortunusEngine            *self);
/* Reads the device book without a start: whoever looks into it needs no keys. */
void            portunus_engine_load_devices_async (PortunusEngine         *self,
                                                    GCancellable           *cancellable,
                                                    GAsyncReadyCallback     callback,
                                                    gpointer                user_data);
gboolean        portunus_engine_load_devices_finish (PortunusEngine        *self,
                                                     GAsyncResult          *result,
                                                     GError               **error);
/* (transfer none): the devices that we have met. */
PortunusDeviceBook *portunus_engine_get_device_book (PortunusEngine        *self);
/* (transfer full): to look for other devices nearby; it was not started. */
PortunusNearbyBrowser *portunus_engine_new_browser (PortunusEngine         *self);
/* The admin portal of our own server, for a browser on this machine; it stays until the engine is stopped. May be
 * called again to hear whether there is an account by now. */
void            portunus_engine_open_portal_async (PortunusEngine          *self,
                                                   GCancellable            *cancellable,
                                                   GAsyncReadyCallback      callback,
                                                   gpointer                 user_data);
PortunusPortal *portunus_engine_open_portal_finish (PortunusEngine         *self,
                                                    GAsyncResult           *result,
                                                    GError                **error);
/* Stops the embedded server and joins its thread; up to 4 s. Transfers must be over or cancelled before. */
void            portunus_engine_stop          (PortunusEngine              *self);

G_END_DECLS
