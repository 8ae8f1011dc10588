/* portunus-receive-view-private.h: the Receive tab from the inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-error-page.h"
#include "portunus-link-page.h"
#include "portunus-offer-desk.h"
#include "portunus-offer-page.h"
#include "portunus-password-page.h"
#include "portunus-receive-view.h"
#include "portunus-settings.h"

G_BEGIN_DECLS

struct _PortunusReceiveView
{
  AdwBin             parent_instance;

  /* Template children */
  GtkStack          *stack;
  PortunusLinkPage  *link_page;
  GtkLabel          *connecting_label;
  GtkWidget         *asked_label;
  PortunusPasswordPage *password_page;
  PortunusOfferPage *offer_page;
  GtkLabel          *progress_title_label;
  GtkListBox        *progress_box;
  AdwStatusPage     *done_page;
  GtkTextView       *text_view;
  PortunusErrorPage *error_page;

  /* Owned */
  PortunusEngine    *engine;      /* NULL until it started */
  PortunusPickup    *pickup;
  PortunusOfferDesk *desk;        /* (nullable) */
  PortunusWaitingOffer *waiting;  /* the pickup's offer */
  PortunusSettings  *settings;
  GPtrArray         *retired;     /* pickups that were told to stop and have not finished */
  char              *directory;
  char              *text;
  PortunusSecret    *password;    /* (nullable): of the room, for the pickup that is under way */

  gboolean           is_waiting;  /* for the engine */
  gboolean           is_over;
  gboolean           has_offer;
};

void _portunus_receive_view_show_page     (PortunusReceiveView *self,
                                           const char          *name);
void _portunus_receive_view_show_progress (PortunusReceiveView *self);
/* Fetches what the entry says. */
void _portunus_receive_view_start_pickup  (PortunusReceiveView *self);
/* Tries again with @password. */
void _portunus_receive_view_use_password  (PortunusReceiveView *self,
                                           PortunusSecret      *password);
/* Gives the pickup up, if there is one. */
void _portunus_receive_view_drop_pickup   (PortunusReceiveView *self);
void _portunus_receive_view_retire_pickup (PortunusReceiveView *self,
                                           PortunusPickup      *pickup);
/* Where files go by the settings. */
void _portunus_receive_view_read_directory (PortunusReceiveView *self);

G_END_DECLS
