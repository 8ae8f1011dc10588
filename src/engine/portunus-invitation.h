/* portunus-invitation.h: what a person has in hand to receive: a link, or a code and the server it is of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-link.h"
#include "portunus-secret.h"

G_BEGIN_DECLS

/**
 * PortunusInvitation:
 * @link: (nullable): where the room is; of a code %NULL until it was resolved, and then without a secret
 * @code: (nullable): the code, where it is one
 * @server: (nullable): URL of the room server that resolves the code
 * @link_secret: (nullable): from the link
 * @code_secret: (nullable): the stretched password of the code, once it was resolved
 */
typedef struct
{
  PortunusLink   *link;
  PortunusCode   *code;
  char           *server;
  PortunusSecret *link_secret;
  PortunusSecret *code_secret;
} PortunusInvitation;

PortunusInvitation *portunus_invitation_parse          (const char           *text,
                                                        const char           *server,
                                                        GError              **error);
void                portunus_invitation_free           (PortunusInvitation   *self);
/* Of a code; @self must outlive the operation. */
void                portunus_invitation_resolve_async  (PortunusInvitation   *self,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
gboolean            portunus_invitation_resolve_finish (GAsyncResult         *result,
                                                        GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusInvitation, portunus_invitation_free)

G_END_DECLS
