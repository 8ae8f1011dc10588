/* portunus-gate-head.h: the head of an HTTP/1 request, read strictly
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PORTUNUS_GATE_MAX_HEAD (16 * 1024)
#define PORTUNUS_GATE_MAX_FIELDS 64

/**
 * PortunusGateSlice:
 * @text: where it begins, without a terminating NUL
 * @length: how long it is
 *
 * A part of somebody else's buffer.
 */
typedef struct
{
  const char *text;
  gsize       length;
} PortunusGateSlice;

/**
 * PortunusGateField:
 * @name: a token
 * @value: without the spaces around it
 */
typedef struct
{
  PortunusGateSlice name;
  PortunusGateSlice value;
} PortunusGateField;

/**
 * PortunusGateHead:
 * @method: a token
 * @target: a path with its query, or `*`; an absolute target has lost its scheme and host
 * @minor_version: 0 or 1
 * @fields: all fields, in order
 * @n_fields: how many
 * @host: the value of Host
 * @content_length: bytes of the body, -1 where the head does not say
 * @is_chunked: whether the body comes in chunks
 * @is_upgrade: whether it asks for a WebSocket
 * @has_expectation: whether the client waits for "100 Continue"
 * @wants_close: whether the client wants no further request answered
 *
 * Borrows everything from the text that was parsed.
 */
typedef struct
{
  PortunusGateSlice method;
  PortunusGateSlice target;
  guint             minor_version;
  PortunusGateField fields[PORTUNUS_GATE_MAX_FIELDS];
  guint             n_fields;
  PortunusGateSlice host;
  gint64            content_length;
  gboolean          is_chunked;
  gboolean          is_upgrade;
  gboolean          has_expectation;
  gboolean          wants_close;
} PortunusGateHead;

gsize    portunus_gate_head_find_end (const char              *data,
                                      gsize                    length,
                                      gsize                   *n_scanned);
guint    portunus_gate_head_parse    (PortunusGateHead        *self,
                                      const char              *data,
                                      gsize                    length);
void     portunus_gate_head_write    (const PortunusGateHead  *self,
                                      GString                 *text);
gboolean portunus_gate_slice_equal   (PortunusGateSlice        slice,
                                      const char              *word);
gboolean portunus_gate_slice_has     (PortunusGateSlice        list,
                                      const char              *word);
gboolean portunus_gate_parse_field   (PortunusGateSlice        line,
                                      PortunusGateField       *field);
gboolean portunus_gate_parse_length  (PortunusGateSlice        value,
                                      gint64                  *length);

G_END_DECLS
