/* visitor.h: a browser in a hosted room, as far as its host can tell
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "device.h"
#include "portunus-meeting.h"

G_BEGIN_DECLS

/* What the host told a page that speaks to it over a lane of kind "https", and how its own tools fared. */
typedef struct
{
  Device              *device;
  PortunusMeeting     *meeting;
  PortunusSession     *session;
  PortunusSessionRole  role;
  GPtrArray           *heard;       /* JsonObject, in order */
  char                *base;        /* "https://127.0.0.1:PORT" */
  char                *id;          /* of the transfer */
  guint                n_closed;
} Visitor;

Visitor    *visitor_new         (Device              *device,
                                 const char          *link,
                                 PortunusSessionRole  role);
void        visitor_free        (Visitor             *self);
/* Waits for a message of that type; the last one. */
JsonObject *visitor_wait_heard  (Visitor             *self,
                                 const char          *type);
void        visitor_wait_closed (Visitor             *self);
/* Sends @text, in which the quotes are single ones. */
void        visitor_say         (Visitor             *self,
                                 const char          *text);
/* Runs curl with these arguments, "URL" standing for an address below the base; gives what it wrote out. */
char       *visitor_run_curl    (Visitor             *self,
                                 const char          *path,
                                 const char * const  *arguments);

G_END_DECLS
