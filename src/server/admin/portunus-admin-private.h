/* portunus-admin-private.h: what the parts of the portal share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admin-live.h"
#include "portunus-admin-session.h"
#include "portunus-admin.h"
#include "portunus-password-pool.h"
#include "portunus-services.h"
#include "portunus-store-admin.h"

G_BEGIN_DECLS

/* A second factor that was shown to somebody and is not confirmed yet. */
typedef struct
{
  PortunusSecret *totp;
  /* NULL where the account has a password already. */
  char           *password_hash;
  gint64          made_us;
} PortunusAdminEnrolment;

struct _PortunusAdmin
{
  GObject                 parent_instance;

  /* Owned */
  PortunusServerStore    *store;
  PortunusAdminVault     *vault;
  PortunusPasswordPool   *passwords;
  PortunusAdminSessions  *sessions;
  PortunusAdminLive      *live;
  PortunusSecret         *totp;
  PortunusSecret         *setup_token;
  GSource                *refresh;

  /* Borrowed; NULL once the server ends */
  PortunusServices       *services;

  PortunusAdminEnrolment  enrolment;
  gboolean                is_tls;
  gboolean                has_account;
  guint                   n_recovery_codes;
};

void                  _portunus_admin_take_account     (PortunusAdmin        *self,
                                                        PortunusAdminAccount *account);
void                  _portunus_admin_count_failure    (PortunusAdmin        *self);
void                  _portunus_admin_set_totp         (PortunusAdmin        *self,
                                                        PortunusSecret       *totp);
void                  _portunus_admin_begin_enrolment  (PortunusAdmin        *self,
                                                        const char           *password_hash);
gboolean              _portunus_admin_has_enrolment    (PortunusAdmin        *self);
void                  _portunus_admin_forget_enrolment (PortunusAdmin        *self);
PortunusAdminSession *_portunus_admin_find_session     (PortunusAdmin        *self,
                                                        SoupServerMessage    *message);
void                  _portunus_admin_set_cookie       (PortunusAdmin        *self,
                                                        SoupServerMessage    *message,
                                                        const char           *id);

G_END_DECLS
