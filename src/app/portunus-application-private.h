/* portunus-application-private.h: what the parts of the application share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-activity-watch.h"
#include "portunus-application.h"
#include "portunus-background.h"
#include "portunus-lobby.h"
#include "portunus-notifier.h"
#include "portunus-search-provider.h"
#include "portunus-settings.h"
#include "portunus-window.h"

G_BEGIN_DECLS

struct _PortunusApplication
{
  AdwApplication      parent_instance;

  /* Owned */
  PortunusEngine     *engine;
  PortunusSettings   *settings;
  PortunusBackground *background;    /* in the first instance */
  PortunusOfferDesk  *desk;
  PortunusLobby      *lobby;         /* (nullable) */
  PortunusNotifier   *notifier;      /* in the first instance */
  PortunusActivityWatch *watch;      /* (nullable): over all transfers, once the engine has started */
  PortunusSearchProvider *provider;  /* while it has a session bus */
  GCancellable       *cancellable;
  GtkWidget          *welcome;       /* weak: while it is on the screen */
  GError             *start_error;   /* why the engine did not start */

  guint               lobby_retry;   /* source, after one that came to nothing */
  guint               lobby_retry_seconds;
  gboolean            is_starting;
  gboolean            is_ready;
  gboolean            is_welcoming;  /* the engine waits for the person */
  gboolean            is_quiet;      /* started to wait without a window */
  gboolean            is_away;       /* the window was closed and is kept */
  gboolean            is_autostart;  /* what the session was told last */
};

void            _portunus_application_install_actions   (PortunusApplication *self);
/* For those at the door of our room. */
void            _portunus_application_install_door      (PortunusApplication *self);
void            _portunus_application_start_engine      (PortunusApplication *self);
/* Where keys are in a file, the window asks for its passphrase first. */
void            _portunus_application_start_unless_locked (PortunusApplication *self);
void            _portunus_application_ask_passphrase    (PortunusApplication *self);
void            _portunus_application_go_without_keyring (PortunusApplication *self);
/* (nullable) */
PortunusWindow *_portunus_application_get_window        (PortunusApplication *self);
PortunusWindow *_portunus_application_present_window    (PortunusApplication *self);

/* Shows what is for the first start, if that is now; the engine waits for it. */
gboolean        _portunus_application_welcome           (PortunusApplication *self);
/* Takes it away until the next start, for what cannot wait. */
void            _portunus_application_put_off_welcome   (PortunusApplication *self);
gboolean        _portunus_application_export_search     (PortunusApplication *self,
                                                         GDBusConnection     *bus,
                                                         const char          *path,
                                                         GError             **error);
void            _portunus_application_set_up_background (PortunusApplication *self);
/* From now on closing the window hides it while there is something to keep. */
void            _portunus_application_follow_window     (PortunusApplication *self,
                                                         PortunusWindow      *window);
void            _portunus_application_update_lobby      (PortunusApplication *self);
/* Says goodbye to those who send, and waits a moment for it. */
void            _portunus_application_close_lobby       (PortunusApplication *self);
/* Stays for them while transfers run, also those of no window. */
void            _portunus_application_follow_transfers  (PortunusApplication *self);
/* Holds what there is a reason for by now. */
void            _portunus_application_update_background (PortunusApplication *self);

G_END_DECLS
