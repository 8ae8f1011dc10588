/* portunus-rtc-link.c: brings what happens on GStreamer's threads to the lane's context
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-link.h"

#include "portunus-context.h"
#include "portunus-transfer-error.h"

/* What may wait for the lane's context, and what a waiting message costs beside its content. Control messages have no
 * flow control of their own, so this is what stops a peer that floods us with them. */
#define MAX_WAITING     (16 * 1024 * 1024)
#define COST_OF_WAITING 256

struct _PortunusRtcLink
{
  /* Owned */
  GMainContext         *context;
  GWeakRef              target;

  PortunusRtcEventFunc  func;
  int                   n_waiting;
};

typedef struct
{
  PortunusRtcLink  *link;
  PortunusRtcEvent  event;
  int               cost;
} Hop;

/**
 * portunus_rtc_link_new:
 * @context: where @func is called
 * @target: (transfer none): who is interested; not kept alive
 * @func: receives the events, in the order in which they were posted
 *
 * Returns: (transfer full): a link to @target
 */
PortunusRtcLink *
portunus_rtc_link_new (GMainContext         *context,
                       GObject              *target,
                       PortunusRtcEventFunc  func)
{
  PortunusRtcLink *self = g_atomic_rc_box_new0 (PortunusRtcLink);

  self->context = g_main_context_ref (context);
  g_weak_ref_init (&self->target, target);
  self->func = func;
  return self;
}

/**
 * portunus_rtc_link_ref:
 * @self: a link
 *
 * Returns: (transfer full): @self
 */
PortunusRtcLink *
portunus_rtc_link_ref (PortunusRtcLink *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_link (gpointer data)
{
  PortunusRtcLink *self = data;

  g_weak_ref_clear (&self->target);
  g_main_context_unref (self->context);
}

/**
 * portunus_rtc_link_unref:
 * @self: (transfer full): a link
 */
void
portunus_rtc_link_unref (PortunusRtcLink *self)
{
  g_atomic_rc_box_release_full (self, clear_link);
}

static void
free_hop (gpointer data)
{
  Hop *hop = data;

  g_atomic_int_add (&hop->link->n_waiting, -hop->cost);
  g_free (hop->event.text);
  g_clear_pointer (&hop->event.message, g_bytes_unref);
  g_clear_error (&hop->event.error);
  portunus_rtc_link_unref (hop->link);
  g_free (hop);
}

static void
deliver (gpointer data)
{
  Hop *hop = data;
  g_autoptr (GObject) target = g_weak_ref_get (&hop->link->target);

  if (target != NULL)
    hop->link->func (target, &hop->event);
}

static void
post (Hop *hop)
{
  portunus_context_post (hop->link->context, deliver, hop, free_hop);
}

static Hop *
new_hop (PortunusRtcLink      *self,
         PortunusRtcEventType  type)
{
  Hop *hop = g_new0 (Hop, 1);

  hop->link = portunus_rtc_link_ref (self);
  hop->event.type = type;
  return hop;
}

/**
 * portunus_rtc_link_post:
 * @self: a link
 * @type: what happened
 *
 * Tells the target that something happened. Any thread; never blocks and never calls back from here.
 */
void
portunus_rtc_link_post (PortunusRtcLink      *self,
                        PortunusRtcEventType  type)
{
  post (new_hop (self, type));
}

/**
 * portunus_rtc_link_post_text:
 * @self: a link
 * @type: what happened
 * @text: the description or candidate
 *
 * As portunus_rtc_link_post().
 */
void
portunus_rtc_link_post_text (PortunusRtcLink      *self,
                             PortunusRtcEventType  type,
                             const char           *text)
{
  Hop *hop = new_hop (self, type);

  hop->event.text = g_strdup (text);
  post (hop);
}

/**
 * portunus_rtc_link_post_message:
 * @self: a link
 * @message: (transfer none): a control message of the peer
 *
 * As portunus_rtc_link_post(); a flood of messages becomes an error.
 */
void
portunus_rtc_link_post_message (PortunusRtcLink *self,
                                GBytes          *message)
{
  Hop *hop = new_hop (self, PORTUNUS_RTC_EVENT_CONTROL);

  hop->cost = g_bytes_get_size (message) + COST_OF_WAITING;
  if (g_atomic_int_add (&self->n_waiting, hop->cost) <= MAX_WAITING)
    {
      hop->event.message = g_bytes_ref (message);
    }
  else
    {
      hop->event.type = PORTUNUS_RTC_EVENT_FAILED;
      hop->event.error = g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                                      "The peer sends more control messages than can be handled");
    }
  post (hop);
}

/**
 * portunus_rtc_link_post_error:
 * @self: a link
 * @error: (transfer full): what went wrong
 *
 * As portunus_rtc_link_post().
 */
void
portunus_rtc_link_post_error (PortunusRtcLink *self,
                              GError          *error)
{
  Hop *hop = new_hop (self, PORTUNUS_RTC_EVENT_FAILED);

  hop->event.error = error;
  post (hop);
}
