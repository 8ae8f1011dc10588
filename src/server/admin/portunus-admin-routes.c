/* portunus-admin-routes.c: what the portal's endpoint answers to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-routes.h"

#include <string.h>

#include "portunus-admin-account.h"
#include "portunus-admin-entry.h"
#include "portunus-admin-pages.h"
#include "portunus-admin-private.h"
#include "portunus-admin-rooms.h"
#include "portunus-admin-settings.h"
#include "portunus-admin-version.h"
#include "portunus-kdf.h"

#define TOKEN_HEADER "X-Portunus-Token"

static PortunusAdminSession *
find_session (PortunusRequest *request,
              gpointer         user_data)
{
  PortunusServices *services = user_data;

  return _portunus_admin_find_session (services->admin, request->message);
}

/**
 * portunus_admin_let_setup:
 * @request: a request
 * @user_data: the #PortunusServices
 *
 * A #PortunusRouteAuthFunc for the first start.
 *
 * Returns: whether there is no account yet
 */
gboolean
portunus_admin_let_setup (PortunusRequest *request,
                          gpointer         user_data)
{
  PortunusServices *services = user_data;

  if (services->admin->has_account)
    portunus_request_refuse (request, SOUP_STATUS_FORBIDDEN, "The portal is set up already. Log in.");
  return !services->admin->has_account;
}

/**
 * portunus_admin_let_session:
 * @request: a request that changes nothing
 * @user_data: the #PortunusServices
 *
 * A #PortunusRouteAuthFunc.
 *
 * Returns: whether it comes with the cookie of a session
 */
gboolean
portunus_admin_let_session (PortunusRequest *request,
                            gpointer         user_data)
{
  if (find_session (request, user_data) != NULL)
    return TRUE;
  portunus_request_refuse (request, SOUP_STATUS_UNAUTHORIZED, "Log in first.");
  return FALSE;
}

/**
 * portunus_admin_let_change:
 * @request: a request that changes something
 * @user_data: the #PortunusServices
 *
 * A #PortunusRouteAuthFunc.
 *
 * Returns: whether it comes with the cookie of a session and with the token that only its page knows
 */
gboolean
portunus_admin_let_change (PortunusRequest *request,
                           gpointer         user_data)
{
  PortunusAdminSession *session = find_session (request, user_data);
  const char *token = soup_message_headers_get_one (soup_server_message_get_request_headers (request->message),
                                                    TOKEN_HEADER);

  if (session == NULL)
    {
      portunus_request_refuse (request, SOUP_STATUS_UNAUTHORIZED, "Log in first.");
      return FALSE;
    }
  if (token != NULL && strlen (token) == strlen (session->token)
      && portunus_constant_time_equal (token, session->token, strlen (token)))
    return TRUE;
  portunus_request_refuse (request, SOUP_STATUS_FORBIDDEN, "The page is out of date. Load it again.");
  return FALSE;
}

#define PAGE(path, handler) \
  { "GET", path, PORTUNUS_ROUTE_NONE, PORTUNUS_ROUTE_RATE_NONE, portunus_router_let_anybody, handler }
#define FILE_OF_PAGE(name) PAGE ("/admin/" PORTUNUS_ADMIN_VERSION "/" name, portunus_admin_handle_file)
#define ENTRY(path, auth, handler) \
  { "POST", "/admin/api/" path, PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_LOGIN, auth, handler }
#define VIEW(path, handler) \
  { "GET", "/admin/api/" path, PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_NONE, portunus_admin_let_session, \
    handler }
#define CHANGE(path, handler) \
  { "POST", "/admin/api/" path, PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_NONE, portunus_admin_let_change, \
    handler }

const PortunusRoute portunus_admin_routes[] = {
  PAGE ("/", portunus_admin_handle_home),
  PAGE ("/admin", portunus_admin_handle_page),
  FILE_OF_PAGE ("admin.js"),
  FILE_OF_PAGE ("admin.css"),
  FILE_OF_PAGE ("icon.svg"),
  PAGE ("/admin/api/state", portunus_admin_handle_state),
  ENTRY ("setup", portunus_admin_let_setup, portunus_admin_handle_setup),
  ENTRY ("setup/confirm", portunus_admin_let_setup, portunus_admin_handle_setup_confirm),
  ENTRY ("login", portunus_router_let_anybody, portunus_admin_handle_login),
  VIEW ("live", portunus_admin_handle_live),
  VIEW ("settings", portunus_admin_handle_settings),
  VIEW ("sessions", portunus_admin_handle_sessions),
  CHANGE ("logout", portunus_admin_handle_logout),
  CHANGE ("password", portunus_admin_handle_password),
  CHANGE ("totp", portunus_admin_handle_totp),
  CHANGE ("totp/confirm", portunus_admin_handle_totp_confirm),
  CHANGE ("recovery", portunus_admin_handle_recovery),
  CHANGE ("sessions/end", portunus_admin_handle_session_end),
  CHANGE ("settings", portunus_admin_handle_settings_set),
  CHANGE ("rooms/close", portunus_admin_handle_room_close),
  CHANGE ("rooms/kick", portunus_admin_handle_room_kick),
  { NULL },
};
