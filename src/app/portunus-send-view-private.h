/* portunus-send-view-private.h: the Send tab from the inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-error-page.h"
#include "portunus-link-page.h"
#include "portunus-password-page.h"
#include "portunus-send-view.h"
#include "portunus-share-page.h"

G_BEGIN_DECLS

struct _PortunusSendView
{
  AdwBin                parent_instance;

  /* Template children */
  GtkStack             *stack;
  AdwStatusPage        *home_page;
  GtkWidget            *anyone_button;
  PortunusLinkPage     *room_page;
  PortunusPasswordPage *password_page;
  PortunusSharePage    *share_page;
  PortunusErrorPage    *error_page;

  /* Owned */
  PortunusEngine       *engine;    /* NULL until it started */
  PortunusShare        *share;
  PortunusRecipient    *recipient; /* (nullable): whom it is for; NULL for whoever has the link */
  GPtrArray            *retired;   /* shares that were told to stop and have not finished */
  char                **paths;     /* what is shared now, for another try */
  char                 *text;
  PortunusPicture      *picture;   /* (nullable): one of @paths, kept until then */

  gboolean              is_ready;
  gboolean              is_over;
};

void     _portunus_send_view_show_page     (PortunusSendView *self,
                                            const char       *name);
/* Shares what there is with whom it is for. */
void     _portunus_send_view_start_share   (PortunusSendView *self);
/* Gives the share up, if there is one. */
void     _portunus_send_view_drop_share    (PortunusSendView *self);
gboolean _portunus_send_view_has_something (PortunusSendView *self);

G_END_DECLS
