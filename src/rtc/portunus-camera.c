/* portunus-camera.c: pictures of a camera, one after the other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-camera.h"

#include <gst/gst.h>
#include <unistd.h>

#include "portunus-transfer-error.h"

/* Enough for a code that fills a third of the picture, and little enough to look through in a few milliseconds. */
#define MAX_SIDE 1280

#define BYTES_A_PIXEL 4

/* PipeWire says nothing where it has no camera for us, or where the other end of the connection is gone. */
#define FIRST_FRAME_MS 10000

/* What the other threads know; it may outlive the camera for a moment. */
typedef struct
{
  GWeakRef      camera;
  GMainContext *context;
  int           is_pending; /* atomic: whether a picture is on its way to the context */
  int           is_stopped; /* atomic */
} Feed;

struct _PortunusCamera
{
  GObject     parent_instance;

  /* Owned */
  char       *source;
  GstElement *pipeline;  /* (nullable): while it runs */
  Feed       *feed;      /* of the pipeline */
  GSource    *timeout;   /* (nullable): for the first picture */
  int         fd;        /* -1 where there is none, or the pipeline has it */
};

typedef struct
{
  Feed   *feed;
  GBytes *pixels;
  guint   width;
  guint   height;
} Frame;

enum { SIGNAL_FRAME, SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusCamera, portunus_camera, G_TYPE_OBJECT)

static void
clear_feed (gpointer data)
{
  Feed *feed = data;

  g_weak_ref_clear (&feed->camera);
  g_main_context_unref (feed->context);
}

static void
feed_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_feed);
}

static void
feed_closure_notify (gpointer  data,
                     GClosure *closure)
{
  feed_unref (data);
}

static void
drop_timeout (PortunusCamera *self)
{
  if (self->timeout != NULL)
    g_source_destroy (self->timeout);
  g_clear_pointer (&self->timeout, g_source_unref);
}

static void
frame_free (gpointer data)
{
  Frame *frame = data;

  g_atomic_int_set (&frame->feed->is_pending, FALSE);
  feed_unref (frame->feed);
  g_bytes_unref (frame->pixels);
  g_free (frame);
}

static gboolean
frame_cb (gpointer user_data)
{
  Frame *frame = user_data;
  g_autoptr (PortunusCamera) self = g_weak_ref_get (&frame->feed->camera);

  if (self == NULL || self->feed != frame->feed)
    return G_SOURCE_REMOVE;
  drop_timeout (self);
  g_signal_emit (self, signals[SIGNAL_FRAME], 0, frame->pixels, frame->width, frame->height);
  return G_SOURCE_REMOVE;
}

/* (transfer full) (nullable): %NULL where the sample is not what was asked for */
static Frame *
create_frame (GstSample *sample)
{
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  GstCaps *caps = gst_sample_get_caps (sample);
  int width = 0, height = 0;
  gsize n_bytes;
  gpointer pixels;
  Frame *frame;

  if (buffer == NULL || caps == NULL
      || !gst_structure_get_int (gst_caps_get_structure (caps, 0), "width", &width)
      || !gst_structure_get_int (gst_caps_get_structure (caps, 0), "height", &height)
      || width < 1 || width > MAX_SIDE || height < 1 || height > MAX_SIDE)
    return NULL;
  n_bytes = (gsize) width * (gsize) height * BYTES_A_PIXEL;
  if (gst_buffer_get_size (buffer) != n_bytes)
    return NULL;

  gst_buffer_extract_dup (buffer, 0, n_bytes, &pixels, &n_bytes);
  frame = g_new0 (Frame, 1);
  frame->pixels = g_bytes_new_take (pixels, n_bytes);
  frame->width = (guint) width;
  frame->height = (guint) height;
  return frame;
}

static GstFlowReturn
sample_on_streaming_thread (GstElement *sink,
                            gpointer    user_data)
{
  Feed *feed = user_data;
  GstSample *sample = NULL;
  Frame *frame = NULL;

  g_signal_emit_by_name (sink, "pull-sample", &sample);
  if (sample == NULL)
    return GST_FLOW_EOS;
  if (g_atomic_int_compare_and_exchange (&feed->is_pending, FALSE, TRUE))
    {
      frame = create_frame (sample);
      if (frame == NULL)
        g_atomic_int_set (&feed->is_pending, FALSE);
    }
  gst_sample_unref (sample);
  if (frame == NULL)
    return GST_FLOW_OK;

  frame->feed = g_atomic_rc_box_acquire (feed);
  g_main_context_invoke_full (feed->context, G_PRIORITY_DEFAULT, frame_cb, frame, frame_free);
  return GST_FLOW_OK;
}

static void
fail (PortunusCamera *self,
      const GError   *error)
{
  portunus_camera_stop (self);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static gboolean
timeout_cb (gpointer user_data)
{
  g_autoptr (PortunusCamera) self = g_object_ref (user_data);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The camera shows nothing");

  fail (self, error);
  return G_SOURCE_REMOVE;
}

static gboolean
message_cb (GstBus     *bus,
            GstMessage *message,
            gpointer    user_data)
{
  g_autoptr (PortunusCamera) self = g_object_ref (user_data);
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    gst_message_parse_error (message, &error, NULL);
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "The camera went away");
  else
    return G_SOURCE_CONTINUE;

  fail (self, error);
  return G_SOURCE_REMOVE;
}

static void
follow_pipeline (PortunusCamera *self)
{
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  g_autoptr (GstBus) bus = gst_element_get_bus (self->pipeline);

  self->feed = g_atomic_rc_box_new0 (Feed);
  g_weak_ref_init (&self->feed->camera, self);
  self->feed->context = g_main_context_ref_thread_default ();
  g_signal_connect_data (sink, "new-sample", G_CALLBACK (sample_on_streaming_thread),
                         g_atomic_rc_box_acquire (self->feed), feed_closure_notify, 0);
  gst_bus_add_watch (bus, message_cb, self);
  self->timeout = g_timeout_source_new (FIRST_FRAME_MS);
  g_source_set_callback (self->timeout, timeout_cb, self, NULL);
  g_source_attach (self->timeout, self->feed->context);
}

static void
portunus_camera_dispose (GObject *object)
{
  portunus_camera_stop (PORTUNUS_CAMERA (object));

  G_OBJECT_CLASS (portunus_camera_parent_class)->dispose (object);
}

static void
portunus_camera_finalize (GObject *object)
{
  PortunusCamera *self = PORTUNUS_CAMERA (object);

  if (self->fd >= 0)
    close (self->fd);
  g_free (self->source);

  G_OBJECT_CLASS (portunus_camera_parent_class)->finalize (object);
}

static void
portunus_camera_class_init (PortunusCameraClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_camera_dispose;
  object_class->finalize = portunus_camera_finalize;

  signals[SIGNAL_FRAME] = g_signal_new ("frame", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 3, G_TYPE_BYTES, G_TYPE_UINT, G_TYPE_UINT);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_camera_init (PortunusCamera *self)
{
  self->fd = -1;
}

/**
 * portunus_camera_new:
 * @source: an element with its properties as gst_parse_launch() takes it; never from outside
 *
 * Returns: (transfer full): a camera that does not run yet
 */
PortunusCamera *
portunus_camera_new (const char *source)
{
  PortunusCamera *self;

  g_return_val_if_fail (source != NULL, NULL);

  self = g_object_new (PORTUNUS_TYPE_CAMERA, NULL);
  self->source = g_strdup (source);
  return self;
}

/**
 * portunus_camera_new_for_remote:
 * @fd: (transfer full): a connection to PipeWire that shows nothing but cameras, as the camera portal gives it
 *
 * Returns: (transfer full): a camera that does not run yet
 */
PortunusCamera *
portunus_camera_new_for_remote (int fd)
{
  PortunusCamera *self = NULL;
  g_autofree char *source = NULL;

  g_return_val_if_fail (fd >= 0, NULL);

  source = g_strdup_printf ("pipewiresrc fd=%d", fd);
  self = portunus_camera_new (source);
  self->fd = fd;
  return self;
}

static GstElement *
create_pipeline (PortunusCamera  *self,
                 GError         **error)
{
  g_autofree char *description = NULL;
  g_autoptr (GError) cause = NULL;
  GstElement *pipeline = NULL;

  description = g_strdup_printf ("%s ! videoconvert ! videoscale ! "
                                 "video/x-raw,format=RGBA,width=[1,%d],height=[1,%d] ! "
                                 "appsink name=sink emit-signals=true max-buffers=1 drop=true sync=false",
                                 self->source, MAX_SIDE, MAX_SIDE);
  if (gst_init_check (NULL, NULL, &cause))
    pipeline = gst_parse_launch_full (description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &cause);
  if (pipeline == NULL)
    g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN,
                 "No pictures of a camera: %s", cause != NULL ? cause->message : "no reason given");
  return pipeline != NULL ? gst_object_ref_sink (pipeline) : NULL;
}

/* A camera may take its time to come and to go. */
static void
stop_on_worker (GstElement *pipeline,
                gpointer    user_data)
{
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
close_cb (gpointer data)
{
  close (GPOINTER_TO_INT (data));
}

static void
start_on_worker (GstElement *pipeline,
                 gpointer    user_data)
{
  Feed *feed = user_data;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  /* The other worker may have been here first. */
  if (g_atomic_int_get (&feed->is_stopped))
    gst_element_set_state (pipeline, GST_STATE_NULL);
}

/**
 * portunus_camera_start:
 * @self: a camera that does not run
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN
 *
 * What goes wrong later comes by the signal.
 *
 * Returns: whether pictures are about to come
 */
gboolean
portunus_camera_start (PortunusCamera  *self,
                       GError         **error)
{
  g_return_val_if_fail (PORTUNUS_IS_CAMERA (self), FALSE);
  g_return_val_if_fail (self->pipeline == NULL, FALSE);

  self->pipeline = create_pipeline (self, error);
  if (self->pipeline == NULL)
    return FALSE;
  /* The element makes a copy of its own, at a time of its own. */
  if (self->fd >= 0)
    g_object_set_data_full (G_OBJECT (self->pipeline), "fd", GINT_TO_POINTER (self->fd), close_cb);
  self->fd = -1;
  follow_pipeline (self);
  gst_element_call_async (self->pipeline, start_on_worker, g_atomic_rc_box_acquire (self->feed), feed_unref);
  return TRUE;
}

/**
 * portunus_camera_stop:
 * @self: a camera
 *
 * No picture comes after this. Returns at once.
 */
void
portunus_camera_stop (PortunusCamera *self)
{
  g_autoptr (GstElement) pipeline = NULL;
  g_autoptr (GstBus) bus = NULL;

  g_return_if_fail (PORTUNUS_IS_CAMERA (self));

  pipeline = g_steal_pointer (&self->pipeline);
  if (pipeline == NULL)
    return;
  drop_timeout (self);
  bus = gst_element_get_bus (pipeline);
  gst_bus_remove_watch (bus);
  g_atomic_int_set (&self->feed->is_stopped, TRUE);
  g_clear_pointer (&self->feed, feed_unref);
  gst_element_call_async (pipeline, stop_on_worker, NULL, NULL);
}
