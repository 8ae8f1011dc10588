/* portunus-admin-check.h: the one way by which anybody proves to be the administrator
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admin-call.h"

G_BEGIN_DECLS

#define PORTUNUS_ADMIN_ERROR (portunus_admin_error_quark ())

/**
 * PortunusAdminError:
 * @PORTUNUS_ADMIN_ERROR_WRONG: something of the proof is wrong, and nobody is told what
 * @PORTUNUS_ADMIN_ERROR_LOCKED: there were too many tries; nothing was looked at
 * @PORTUNUS_ADMIN_ERROR_BUSY: too many others are trying right now
 */
typedef enum
{
  PORTUNUS_ADMIN_ERROR_WRONG = 1,
  PORTUNUS_ADMIN_ERROR_LOCKED,
  PORTUNUS_ADMIN_ERROR_BUSY,
} PortunusAdminError;

/**
 * PortunusAdminProof:
 * @client: the address it comes from, as limits count it
 * @is_local: whether that is this machine
 * @setup_token: (nullable): for the first start; then nothing else counts
 * @password: (nullable): the password
 * @code: (nullable): of the authenticator
 * @recovery_code: (nullable): instead of @code
 * @is_password_enough: in a session, which had its second factor
 *
 * What somebody shows. Texts are untrusted.
 */
typedef struct
{
  char           *client;
  gboolean        is_local;
  char           *setup_token;
  PortunusSecret *password;
  char           *code;
  char           *recovery_code;
  gboolean        is_password_enough;
} PortunusAdminProof;

PortunusAdminProof *portunus_admin_proof_new          (PortunusAdminCall    *call);
void                portunus_admin_proof_free         (PortunusAdminProof   *proof);
PortunusSecret     *portunus_admin_proof_dup_password (const char           *text);

GQuark              portunus_admin_error_quark        (void);
void                portunus_admin_check_async        (PortunusAdmin        *admin,
                                                       PortunusAdminProof   *proof,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gint64              portunus_admin_check_finish       (PortunusAdmin        *admin,
                                                       GAsyncResult         *result,
                                                       GError              **error);
void                portunus_admin_check_spend        (PortunusAdmin        *admin,
                                                       guint64               step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusAdminProof, portunus_admin_proof_free)

G_END_DECLS
