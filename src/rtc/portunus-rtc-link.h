/* portunus-rtc-link.h: brings what happens on GStreamer's threads to the lane's context
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  PORTUNUS_RTC_EVENT_DESCRIPTION,
  PORTUNUS_RTC_EVENT_CANDIDATE,
  PORTUNUS_RTC_EVENT_STATE,
  PORTUNUS_RTC_EVENT_CHANNEL_OPEN,
  PORTUNUS_RTC_EVENT_CHANNEL_CLOSED,
  PORTUNUS_RTC_EVENT_CONTROL,
  PORTUNUS_RTC_EVENT_GOODBYE,
  PORTUNUS_RTC_EVENT_FAILED,
} PortunusRtcEventType;

/**
 * PortunusRtcEvent:
 *
 * @text with DESCRIPTION and CANDIDATE, @message with CONTROL, @error with FAILED.
 */
typedef struct
{
  PortunusRtcEventType  type;
  char                 *text;
  GBytes               *message;
  GError               *error;
} PortunusRtcEvent;

typedef void (*PortunusRtcEventFunc) (GObject                *target,
                                      const PortunusRtcEvent *event);

/**
 * PortunusRtcLink:
 *
 * What handlers on GStreamer's threads hold instead of a reference to the association, so that no such thread ever
 * drops the last one. Atomic reference count.
 */
typedef struct _PortunusRtcLink PortunusRtcLink;

PortunusRtcLink *portunus_rtc_link_new          (GMainContext         *context,
                                                 GObject              *target,
                                                 PortunusRtcEventFunc  func);
PortunusRtcLink *portunus_rtc_link_ref          (PortunusRtcLink      *self);
void             portunus_rtc_link_unref        (PortunusRtcLink      *self);
void             portunus_rtc_link_post         (PortunusRtcLink      *self,
                                                 PortunusRtcEventType  type);
void             portunus_rtc_link_post_text    (PortunusRtcLink      *self,
                                                 PortunusRtcEventType  type,
                                                 const char           *text);
void             portunus_rtc_link_post_message (PortunusRtcLink      *self,
                                                 GBytes               *message);
void             portunus_rtc_link_post_error   (PortunusRtcLink      *self,
                                                 GError               *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRtcLink, portunus_rtc_link_unref)

G_END_DECLS
