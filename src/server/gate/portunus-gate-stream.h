/* portunus-gate-stream.h: the stream the HTTP library sees instead of a connection
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusGateStreamFuncs:
 * @read: as g_pollable_input_stream_read_nonblocking()
 * @create_input: (transfer full): a #GPollableSourceFunc source for the given stream, ready when @read may have some
 * @write: as g_pollable_output_stream_write_nonblocking()
 * @create_output: (transfer full): likewise, ready when @write may take something
 * @closed: the stream was closed; called once
 *
 * What stands behind a stream.
 */
typedef struct
{
  gssize   (*read)          (GObject     *owner,
                             void        *buffer,
                             gsize        count,
                             GError     **error);
  GSource *(*create_input)  (GObject     *owner,
                             GObject     *stream);
  gssize   (*write)         (GObject     *owner,
                             const void  *data,
                             gsize        length,
                             GError     **error);
  GSource *(*create_output) (GObject     *owner,
                             GObject     *stream);
  void     (*closed)        (GObject     *owner);
} PortunusGateStreamFuncs;

#define PORTUNUS_GATE_TYPE_STREAM (portunus_gate_stream_get_type ())

/**
 * PortunusGateStream:
 *
 * Has no bytes of its own: each read and write goes to its owner, so that nothing piles up between the client and the
 * library. Never blocks. Belongs to one thread.
 */
G_DECLARE_FINAL_TYPE (PortunusGateStream, portunus_gate_stream, PORTUNUS_GATE, STREAM, GIOStream)

PortunusGateStream *portunus_gate_stream_new (const PortunusGateStreamFuncs *funcs,
                                              GObject                       *owner);

G_END_DECLS
