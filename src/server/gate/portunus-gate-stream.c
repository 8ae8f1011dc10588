/* portunus-gate-stream.c: the stream the HTTP library sees instead of a connection
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-stream.h"

struct _PortunusGateStream
{
  GIOStream                      parent_instance;

  const PortunusGateStreamFuncs *funcs;

  /* Owned */
  GObject                       *owner;
  GInputStream                  *input;
  GOutputStream                 *output;

  gboolean                       is_closed;
};

/* The halves may outlive the stream, so each has what it needs. */
#define GATE_TYPE_INPUT (gate_input_get_type ())
G_DECLARE_FINAL_TYPE (GateInput, gate_input, GATE, INPUT, GInputStream)

struct _GateInput
{
  GInputStream                   parent_instance;
  const PortunusGateStreamFuncs *funcs;
  GObject                       *owner;
};

#define GATE_TYPE_OUTPUT (gate_output_get_type ())
G_DECLARE_FINAL_TYPE (GateOutput, gate_output, GATE, OUTPUT, GOutputStream)

struct _GateOutput
{
  GOutputStream                  parent_instance;
  const PortunusGateStreamFuncs *funcs;
  GObject                       *owner;
};

static void gate_input_pollable_init  (GPollableInputStreamInterface  *iface);
static void gate_output_pollable_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GateInput, gate_input, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, gate_input_pollable_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (GateOutput, gate_output, G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM, gate_output_pollable_init))
G_DEFINE_FINAL_TYPE (PortunusGateStream, portunus_gate_stream, G_TYPE_IO_STREAM)

static GSource *
add_cancellable (GSource      *source,
                 GCancellable *cancellable)
{
  g_autoptr (GSource) child = NULL;

  if (cancellable == NULL)
    return source;
  child = g_cancellable_source_new (cancellable);
  g_source_set_dummy_callback (child);
  g_source_add_child_source (source, child);
  return source;
}

static gssize
gate_input_read (GInputStream  *stream,
                 void          *buffer,
                 gsize          count,
                 GCancellable  *cancellable,
                 GError       **error)
{
  GateInput *self = GATE_INPUT (stream);

  return self->funcs->read (self->owner, buffer, count, error);
}

static gssize
gate_input_read_nonblocking (GPollableInputStream  *stream,
                             void                  *buffer,
                             gsize                  count,
                             GError               **error)
{
  return gate_input_read (G_INPUT_STREAM (stream), buffer, count, NULL, error);
}

static gboolean
gate_input_is_readable (GPollableInputStream *stream)
{
  return TRUE;
}

static GSource *
gate_input_create_source (GPollableInputStream *stream,
                          GCancellable         *cancellable)
{
  GateInput *self = GATE_INPUT (stream);

  return add_cancellable (self->funcs->create_input (self->owner, G_OBJECT (stream)), cancellable);
}

static void
gate_input_finalize (GObject *object)
{
  g_object_unref (GATE_INPUT (object)->owner);
  G_OBJECT_CLASS (gate_input_parent_class)->finalize (object);
}

static void
gate_input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = gate_input_is_readable;
  iface->create_source = gate_input_create_source;
  iface->read_nonblocking = gate_input_read_nonblocking;
}

static void
gate_input_class_init (GateInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gate_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = gate_input_read;
}

static void
gate_input_init (GateInput *self)
{
}

static gssize
gate_output_write (GOutputStream  *stream,
                   const void     *data,
                   gsize           length,
                   GCancellable   *cancellable,
                   GError        **error)
{
  GateOutput *self = GATE_OUTPUT (stream);

  return self->funcs->write (self->owner, data, length, error);
}

static gssize
gate_output_write_nonblocking (GPollableOutputStream  *stream,
                               const void             *data,
                               gsize                   length,
                               GError                **error)
{
  return gate_output_write (G_OUTPUT_STREAM (stream), data, length, NULL, error);
}

static gboolean
gate_output_is_writable (GPollableOutputStream *stream)
{
  return TRUE;
}

static GSource *
gate_output_create_source (GPollableOutputStream *stream,
                           GCancellable          *cancellable)
{
  GateOutput *self = GATE_OUTPUT (stream);

  return add_cancellable (self->funcs->create_output (self->owner, G_OBJECT (stream)), cancellable);
}

static void
gate_output_finalize (GObject *object)
{
  g_object_unref (GATE_OUTPUT (object)->owner);
  G_OBJECT_CLASS (gate_output_parent_class)->finalize (object);
}

static void
gate_output_pollable_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = gate_output_is_writable;
  iface->create_source = gate_output_create_source;
  iface->write_nonblocking = gate_output_write_nonblocking;
}

static void
gate_output_class_init (GateOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gate_output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = gate_output_write;
}

static void
gate_output_init (GateOutput *self)
{
}

static GInputStream *
portunus_gate_stream_get_input_stream (GIOStream *stream)
{
  return PORTUNUS_GATE_STREAM (stream)->input;
}

static GOutputStream *
portunus_gate_stream_get_output_stream (GIOStream *stream)
{
  return PORTUNUS_GATE_STREAM (stream)->output;
}

static gboolean
portunus_gate_stream_close (GIOStream     *stream,
                            GCancellable  *cancellable,
                            GError       **error)
{
  PortunusGateStream *self = PORTUNUS_GATE_STREAM (stream);

  if (!self->is_closed)
    {
      self->is_closed = TRUE;
      self->funcs->closed (self->owner);
    }
  return TRUE;
}

static void
portunus_gate_stream_close_async (GIOStream           *stream,
                                  int                  priority,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, portunus_gate_stream_close_async);
  portunus_gate_stream_close (stream, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

static gboolean
portunus_gate_stream_close_finish (GIOStream     *stream,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
portunus_gate_stream_finalize (GObject *object)
{
  PortunusGateStream *self = PORTUNUS_GATE_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_object (&self->owner);
  G_OBJECT_CLASS (portunus_gate_stream_parent_class)->finalize (object);
}

static void
portunus_gate_stream_class_init (PortunusGateStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_gate_stream_finalize;
  stream_class->get_input_stream = portunus_gate_stream_get_input_stream;
  stream_class->get_output_stream = portunus_gate_stream_get_output_stream;
  stream_class->close_fn = portunus_gate_stream_close;
  stream_class->close_async = portunus_gate_stream_close_async;
  stream_class->close_finish = portunus_gate_stream_close_finish;
}

static void
portunus_gate_stream_init (PortunusGateStream *self)
{
}

/**
 * portunus_gate_stream_new:
 * @funcs: (transfer none): what stands behind it; static
 * @owner: the first argument of @funcs; the stream holds a reference
 *
 * Returns: (transfer full): a stream
 */
PortunusGateStream *
portunus_gate_stream_new (const PortunusGateStreamFuncs *funcs,
                          GObject                       *owner)
{
  PortunusGateStream *self = g_object_new (PORTUNUS_GATE_TYPE_STREAM, NULL);

  self->funcs = funcs;
  self->owner = g_object_ref (owner);
  self->input = g_object_new (GATE_TYPE_INPUT, NULL);
  GATE_INPUT (self->input)->funcs = funcs;
  GATE_INPUT (self->input)->owner = g_object_ref (owner);
  self->output = g_object_new (GATE_TYPE_OUTPUT, NULL);
  GATE_OUTPUT (self->output)->funcs = funcs;
  GATE_OUTPUT (self->output)->owner = g_object_ref (owner);
  return self;
}
