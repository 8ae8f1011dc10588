/* portunus-pages.h: the web page that the server gives to browsers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-router.h"
#include "portunus-web-version.h"

G_BEGIN_DECLS

/* The version in the address changes with the content, so that browsers may keep a file for ever. */
#define PORTUNUS_PAGES_FILE(name) \
  { "GET", "/web/" PORTUNUS_WEB_VERSION "/" name, PORTUNUS_ROUTE_NONE, PORTUNUS_ROUTE_RATE_NONE, \
    portunus_router_let_anybody, portunus_pages_handle_file }

/**
 * PORTUNUS_PAGES_ROUTES:
 *
 * The entries of the route table for the page and all that it loads.
 */
#define PORTUNUS_PAGES_ROUTES \
  { "GET", "/", PORTUNUS_ROUTE_NONE, PORTUNUS_ROUTE_RATE_NONE, portunus_router_let_anybody, \
    portunus_pages_handle_page }, \
  { "GET", "/r/{room}", PORTUNUS_ROUTE_NONE, PORTUNUS_ROUTE_RATE_NONE, portunus_router_let_anybody, \
    portunus_pages_handle_page }, \
  { "GET", "/share/worker.js", PORTUNUS_ROUTE_NONE, PORTUNUS_ROUTE_RATE_NONE, portunus_router_let_anybody, \
    portunus_pages_handle_share_worker }, \
  { "POST", "/share/", PORTUNUS_ROUTE_NONE, PORTUNUS_ROUTE_RATE_NONE, portunus_router_let_anybody, \
    portunus_pages_begin_share, G_MAXINT64, portunus_pages_begin_share }, \
  PORTUNUS_WEB_FILES (PORTUNUS_PAGES_FILE)

void portunus_pages_handle_page         (PortunusRequest *request,
                                         gpointer         user_data);
void portunus_pages_handle_file         (PortunusRequest *request,
                                         gpointer         user_data);
void portunus_pages_handle_share_worker (PortunusRequest *request,
                                         gpointer         user_data);
void portunus_pages_begin_share         (PortunusRequest *request,
                                         gpointer         user_data);

G_END_DECLS
