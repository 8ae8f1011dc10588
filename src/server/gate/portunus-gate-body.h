/* portunus-gate-body.h: where the body of an HTTP/1 message ends, and what of it is contents
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PortunusGateBodyEvent:
 * @PORTUNUS_GATE_BODY_MORE: all input was used; give more
 * @PORTUNUS_GATE_BODY_DATA: contents follow
 * @PORTUNUS_GATE_BODY_END: the body is over; what follows belongs to the next message
 * @PORTUNUS_GATE_BODY_FAULT: the framing is broken, or the body too large; see `status`
 */
typedef enum
{
  PORTUNUS_GATE_BODY_MORE,
  PORTUNUS_GATE_BODY_DATA,
  PORTUNUS_GATE_BODY_END,
  PORTUNUS_GATE_BODY_FAULT,
} PortunusGateBodyEvent;

typedef enum
{
  PORTUNUS_GATE_BODY_SIZE,
  PORTUNUS_GATE_BODY_EXTENSION,
  PORTUNUS_GATE_BODY_SIZE_FEED,
  PORTUNUS_GATE_BODY_CONTENTS,
  PORTUNUS_GATE_BODY_CONTENTS_RETURN,
  PORTUNUS_GATE_BODY_CONTENTS_FEED,
  PORTUNUS_GATE_BODY_TRAILER,
  PORTUNUS_GATE_BODY_TRAILER_LINE,
  PORTUNUS_GATE_BODY_TRAILER_FEED,
  PORTUNUS_GATE_BODY_LAST_FEED,
  PORTUNUS_GATE_BODY_OVER,
} PortunusGateBodyState;

/**
 * PortunusGateBody:
 * @is_chunked: whether it comes in chunks
 * @state: where the reader stands
 * @n_left: bytes left of the chunk, or of the body
 * @n_digits: digits of the chunk's size
 * @n_line: bytes of the line, of all trailers together
 * @n_total: contents announced so far
 * @max_total: how much may be announced
 * @status: HTTP status of a fault: 400 or 413
 *
 * Plain data, nothing to free. Holds no contents.
 */
typedef struct
{
  gboolean              is_chunked;
  PortunusGateBodyState state;
  guint64               n_left;
  guint                 n_digits;
  guint                 n_line;
  guint64               n_total;
  guint64               max_total;
  guint                 status;
} PortunusGateBody;

void                  portunus_gate_body_init_length  (PortunusGateBody *self,
                                                       guint64           length);
void                  portunus_gate_body_init_chunked (PortunusGateBody *self,
                                                       guint64           max_total);
PortunusGateBodyEvent portunus_gate_body_next         (PortunusGateBody *self,
                                                       const char       *data,
                                                       gsize             length,
                                                       gsize            *n_framing,
                                                       gsize            *n_contents);
void                  portunus_gate_body_take         (PortunusGateBody *self,
                                                       gsize             n_contents);
gboolean              portunus_gate_body_is_over      (PortunusGateBody *self);

G_END_DECLS
