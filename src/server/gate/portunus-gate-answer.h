/* portunus-gate-answer.h: the head of the HTTP library's answer, made fit for a connection that goes on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-gate-body.h"
#include "portunus-gate-head.h"

G_BEGIN_DECLS

/**
 * PortunusGateFraming:
 * @PORTUNUS_GATE_FRAMING_NONE: there is no body
 * @PORTUNUS_GATE_FRAMING_LENGTH: Content-Length says how long it is
 * @PORTUNUS_GATE_FRAMING_CHUNKED: it comes in chunks
 * @PORTUNUS_GATE_FRAMING_CLOSE: it ends with the connection
 */
typedef enum
{
  PORTUNUS_GATE_FRAMING_NONE,
  PORTUNUS_GATE_FRAMING_LENGTH,
  PORTUNUS_GATE_FRAMING_CHUNKED,
  PORTUNUS_GATE_FRAMING_CLOSE,
} PortunusGateFraming;

/**
 * PortunusGateAsk:
 * @is_head: whether the request was a HEAD
 * @minor_version: of the request
 * @keeps_alive: whether another request may follow
 *
 * What an answer depends on.
 */
typedef struct
{
  gboolean is_head;
  guint    minor_version;
  gboolean keeps_alive;
} PortunusGateAsk;

/**
 * PortunusGateAnswer:
 * @status: HTTP status
 * @framing: how the body comes from the library
 * @length: of the body, for %PORTUNUS_GATE_FRAMING_LENGTH
 */
typedef struct
{
  guint               status;
  PortunusGateFraming framing;
  guint64             length;
} PortunusGateAnswer;

gboolean portunus_gate_answer_rewrite (PortunusGateAnswer    *self,
                                       const PortunusGateAsk *ask,
                                       const char            *data,
                                       gsize                  length,
                                       GString               *text);
void     portunus_gate_answer_refuse  (GString               *text,
                                       guint                  status,
                                       const char            *more_fields,
                                       gboolean               with_body);

G_END_DECLS
