/* portunus-secret-store.h: where secrets live between runs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SECRET_STORE (portunus_secret_store_get_type ())

/**
 * PortunusSecretStore:
 *
 * Named secrets that outlive the process. Back ends: the system keyring, an encrypted file, memory. Use it from the
 * thread it was made in.
 */
G_DECLARE_DERIVABLE_TYPE (PortunusSecretStore, portunus_secret_store, PORTUNUS, SECRET_STORE, GObject)

struct _PortunusSecretStoreClass
{
  GObjectClass parent_class;

  const char     *(*get_kind)      (PortunusSecretStore  *self);
  void            (*lookup_async)  (PortunusSecretStore  *self,
                                    const char           *name,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  PortunusSecret *(*lookup_finish) (PortunusSecretStore  *self,
                                    GAsyncResult         *result,
                                    GError              **error);
  void            (*store_async)   (PortunusSecretStore  *self,
                                    const char           *name,
                                    PortunusSecret       *secret,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  gboolean        (*store_finish)  (PortunusSecretStore  *self,
                                    GAsyncResult         *result,
                                    GError              **error);
  void            (*clear_async)   (PortunusSecretStore  *self,
                                    const char           *name,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
  gboolean        (*clear_finish)  (PortunusSecretStore  *self,
                                    GAsyncResult         *result,
                                    GError              **error);
};

/* "keyring", "file" or "memory". */
const char     *portunus_secret_store_get_kind      (PortunusSecretStore  *self);
/* Gives NULL without an error where there is no secret of that name. */
void            portunus_secret_store_lookup_async  (PortunusSecretStore  *self,
                                                     const char           *name,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
PortunusSecret *portunus_secret_store_lookup_finish (PortunusSecretStore  *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            portunus_secret_store_store_async   (PortunusSecretStore  *self,
                                                     const char           *name,
                                                     PortunusSecret       *secret,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean        portunus_secret_store_store_finish  (PortunusSecretStore  *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void            portunus_secret_store_clear_async   (PortunusSecretStore  *self,
                                                     const char           *name,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean        portunus_secret_store_clear_finish  (PortunusSecretStore  *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);

PortunusSecretStore *portunus_memory_secret_store_new  (void);
/* Does not touch the disk before the first lookup or store. scrypt runs on a worker. */
PortunusSecretStore *portunus_file_secret_store_new    (const char     *path,
                                                        PortunusSecret *passphrase);
PortunusSecretStore *portunus_keyring_secret_store_new (void);

/**
 * PortunusSecretStoreChoice:
 * @PORTUNUS_SECRET_STORE_AUTO: the keyring where it answers, else the encrypted file where a passphrase was given,
 *   else memory; it says then what the trouble is
 */
typedef enum
{
  PORTUNUS_SECRET_STORE_AUTO,
  PORTUNUS_SECRET_STORE_KEYRING,
  PORTUNUS_SECRET_STORE_FILE,
  PORTUNUS_SECRET_STORE_MEMORY,
} PortunusSecretStoreChoice;

/**
 * PortunusKeyringTrouble:
 * @PORTUNUS_KEYRING_TROUBLE_NONE: it works, or was not asked for
 * @PORTUNUS_KEYRING_TROUBLE_ABSENT: there is none
 * @PORTUNUS_KEYRING_TROUBLE_SILENT: a service has the name and does not answer
 * @PORTUNUS_KEYRING_TROUBLE_LOCKED: it is locked, and was not unlocked
 * @PORTUNUS_KEYRING_TROUBLE_LATE: it did not open in time
 *
 * Why secrets are not in the keyring.
 */
typedef enum
{
  PORTUNUS_KEYRING_TROUBLE_NONE,
  PORTUNUS_KEYRING_TROUBLE_ABSENT,
  PORTUNUS_KEYRING_TROUBLE_SILENT,
  PORTUNUS_KEYRING_TROUBLE_LOCKED,
  PORTUNUS_KEYRING_TROUBLE_LATE,
} PortunusKeyringTrouble;

/* Tries the store and gives one that works, or an error that names the way out. A keyring service has 3 s to answer;
 * one that is locked may ask its user, who has a minute where there is a display and 5 s where there is none.
 * @passphrase is for the file store, may be NULL. @trouble says why it is another store than the keyring. */
void                 portunus_secret_store_open_async  (PortunusSecretStoreChoice  choice,
                                                        const char                *file_path,
                                                        PortunusSecret            *passphrase,
                                                        GCancellable              *cancellable,
                                                        GAsyncReadyCallback        callback,
                                                        gpointer                   user_data);
PortunusSecretStore *portunus_secret_store_open_finish (GAsyncResult              *result,
                                                        PortunusKeyringTrouble    *trouble,
                                                        GError                   **error);

G_END_DECLS
