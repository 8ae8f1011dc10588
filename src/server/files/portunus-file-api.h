/* portunus-file-api.h: fetching and putting files with a ticket
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-router.h"

G_BEGIN_DECLS

/** PORTUNUS_FILE_MAX_BODY: no limit of its own: how much may be put was agreed upon beforehand. */
#define PORTUNUS_FILE_MAX_BODY (G_GUINT64_CONSTANT (1) << 62)

/**
 * PORTUNUS_FILE_ROUTES:
 *
 * The entries of the route table for the transfers of browsers with this very process (PROTOCOL.md §16). Who has the
 * ticket in the path is let in: it came to him by a sealed session.
 */
#define PORTUNUS_FILE_ROUTES \
  { "GET", "/d/{fetch}", PORTUNUS_ROUTE_NONE, PORTUNUS_ROUTE_RATE_NONE, portunus_file_api_has_fetch_ticket, \
    portunus_file_api_handle_fetch }, \
  { "HEAD", "/d/{fetch}", PORTUNUS_ROUTE_NONE, PORTUNUS_ROUTE_RATE_NONE, portunus_file_api_has_fetch_ticket, \
    portunus_file_api_handle_fetch }, \
  { "DELETE", "/d/{fetch}", PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_NONE, portunus_file_api_has_fetch_ticket, \
    portunus_file_api_handle_void }, \
  { "HEAD", "/u/{put}", PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_NONE, portunus_file_api_has_put_ticket, \
    portunus_file_api_handle_progress }, \
  { "PUT", "/u/{put}", PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_NONE, portunus_file_api_has_put_ticket, \
    portunus_file_api_handle_put, PORTUNUS_FILE_MAX_BODY, portunus_file_api_begin_put }, \
  { "DELETE", "/u/{put}", PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_NONE, portunus_file_api_has_put_ticket, \
    portunus_file_api_handle_give_up }

gboolean portunus_file_api_has_fetch_ticket (PortunusRequest *request,
                                             gpointer         user_data);
gboolean portunus_file_api_has_put_ticket   (PortunusRequest *request,
                                             gpointer         user_data);
void     portunus_file_api_handle_fetch     (PortunusRequest *request,
                                             gpointer         user_data);
void     portunus_file_api_handle_void      (PortunusRequest *request,
                                             gpointer         user_data);
void     portunus_file_api_handle_progress  (PortunusRequest *request,
                                             gpointer         user_data);
void     portunus_file_api_begin_put        (PortunusRequest *request,
                                             gpointer         user_data);
void     portunus_file_api_handle_put       (PortunusRequest *request,
                                             gpointer         user_data);
void     portunus_file_api_handle_give_up   (PortunusRequest *request,
                                             gpointer         user_data);

G_END_DECLS
