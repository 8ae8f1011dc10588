/* portunus-admission.h: what a client shows at the door of a room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

/**
 * PortunusAdmission:
 * @name: (nullable): what the host is shown of somebody who waits
 * @proof: (nullable): of the room's password
 * @token: (nullable): of an invitation
 * @host: (nullable): what makes somebody host
 * @ticket: (nullable): by which one comes back; the client keeps it here, in the place of @token
 *
 * One for all connections of a guest to one room, those of later included. For one thread.
 */
typedef struct
{
  char           *name;
  PortunusSecret *proof;
  char           *token;
  char           *host;
  char           *ticket;
} PortunusAdmission;

PortunusAdmission *portunus_admission_new         (const char              *name);
PortunusAdmission *portunus_admission_ref         (PortunusAdmission       *self);
void               portunus_admission_unref       (PortunusAdmission       *self);
void               portunus_admission_keep_ticket (PortunusAdmission       *self,
                                                   const char              *ticket);
/* The "enter" message. */
char              *portunus_admission_to_text     (const PortunusAdmission *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusAdmission, portunus_admission_unref)

G_END_DECLS
