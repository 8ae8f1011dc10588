/* ui-portal.h: plays the portals that the application asks for a camera and a file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * UiPortal:
 *
 * Owns the name of the portals on the test's own session bus, in a thread of its own, so that it also answers while the
 * test waits for something else.
 */
typedef struct _UiPortal UiPortal;

/* What it answers with. */
typedef struct
{
  gboolean    has_camera;
  guint32     camera_response; /* 0 is yes, 1 is no */
  const char *file;            /* (nullable): what the person chooses */
} UiPortalAnswers;

UiPortal *ui_portal_new  (const UiPortalAnswers *answers);
void      ui_portal_free (UiPortal              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiPortal, ui_portal_free)

G_END_DECLS
