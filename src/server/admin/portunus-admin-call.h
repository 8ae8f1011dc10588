/* portunus-admin-call.h: a request of the portal's page whose answer takes a while
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admin.h"
#include "portunus-router.h"

G_BEGIN_DECLS

#define PORTUNUS_ADMIN_TEXT_BYTES 1024

/**
 * PortunusAdminCall:
 * @admin: the portal
 * @request: the request; its body is @input
 * @input: what the page said; empty where it said nothing
 * @session: (nullable): handle of the session it came in
 * @totp: (nullable): a second factor that is about to be kept
 *
 * Must be ended by one of the functions that answer.
 */
typedef struct
{
  PortunusAdmin   *admin;
  PortunusRequest  request;
  JsonObject      *input;
  char            *session;
  PortunusSecret  *totp;

  /*< private >*/
  gboolean         is_over;
} PortunusAdminCall;

PortunusAdminCall *portunus_admin_call_new      (PortunusAdmin      *admin,
                                                 PortunusRequest    *request);
const char        *portunus_admin_call_get_text (PortunusAdminCall  *self,
                                                 const char         *name);
char              *portunus_admin_call_dup_client (PortunusAdminCall *self);
void               portunus_admin_call_answer   (PortunusAdminCall  *self,
                                                 JsonObject         *answer);
void               portunus_admin_call_refuse   (PortunusAdminCall  *self,
                                                 guint               status,
                                                 const char         *sentence);
void               portunus_admin_call_fail     (PortunusAdminCall  *self,
                                                 const GError       *error);

G_END_DECLS
