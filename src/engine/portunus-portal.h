/* portunus-portal.h: where the admin portal of our own server is, and how to get in the first time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "portunus-secret.h"

G_BEGIN_DECLS

/* What its second factor is called in the secret store. */
#define PORTUNUS_PORTAL_SECRET_NAME "portal-totp"

/**
 * PortunusPortal:
 * @address: for a browser on this machine
 * @fingerprint: of its certificate, as browsers show it: hexadecimal digits
 * @setup_token: (nullable): text that lets somebody make the account; %NULL where there is one
 * @is_factor_lost: whether the secret of the account's second factor is gone, so that only recovery codes let in
 */
typedef struct
{
  char           *address;
  char           *fingerprint;
  PortunusSecret *setup_token;
  gboolean        is_factor_lost;
} PortunusPortal;

void portunus_portal_free (PortunusPortal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusPortal, portunus_portal_free)

G_END_DECLS
