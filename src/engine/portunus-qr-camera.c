/* portunus-qr-camera.c: looks for a link in what a camera sees
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-qr-camera.h"

#include "portunus-camera.h"
#include "portunus-qr-reader.h"

#define BYTES_A_PIXEL 4

struct _PortunusQrCamera
{
  GObject         parent_instance;

  /* Owned */
  PortunusCamera *camera;
  GCancellable   *cancellable;

  gboolean        is_reading; /* a picture is looked through on a worker */
};

typedef struct
{
  GBytes *pixels;
  guint   width;
  guint   height;
} Frame;

enum { SIGNAL_FRAME, SIGNAL_FOUND, SIGNAL_STRANGE, SIGNAL_FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusQrCamera, portunus_qr_camera, G_TYPE_OBJECT)

static void
frame_free (gpointer data)
{
  Frame *frame = data;

  g_bytes_unref (frame->pixels);
  g_free (frame);
}

static void
read_on_worker (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Frame *frame = task_data;
  PortunusPixels pixels = {
    .data = g_bytes_get_data (frame->pixels, NULL),
    .width = frame->width,
    .height = frame->height,
    .stride = (gsize) frame->width * BYTES_A_PIXEL,
    .has_alpha = TRUE,
  };
  GError *error = NULL;
  char *link = portunus_qr_reader_find_link (&pixels, &error);

  if (link != NULL)
    g_task_return_pointer (task, link, g_free);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  PortunusQrCamera *self = PORTUNUS_QR_CAMERA (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *link = g_task_propagate_pointer (G_TASK (result), &error);

  self->is_reading = FALSE;
  if (link != NULL)
    {
      portunus_qr_camera_stop (self);
      g_signal_emit (self, signals[SIGNAL_FOUND], 0, link);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    g_signal_emit (self, signals[SIGNAL_STRANGE], 0);
}

static void
read_frame (PortunusQrCamera *self,
            GBytes           *pixels,
            guint             width,
            guint             height)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, read_cb, NULL);
  Frame *frame = g_new0 (Frame, 1);

  frame->pixels = g_bytes_ref (pixels);
  frame->width = width;
  frame->height = height;
  g_task_set_source_tag (task, read_frame);
  g_task_set_task_data (task, frame, frame_free);
  self->is_reading = TRUE;
  g_task_run_in_thread (task, read_on_worker);
}

static void
frame_cb (PortunusCamera   *camera,
          GBytes           *pixels,
          guint             width,
          guint             height,
          PortunusQrCamera *self)
{
  if (!self->is_reading)
    read_frame (self, pixels, width, height);
  g_signal_emit (self, signals[SIGNAL_FRAME], 0, pixels, width, height);
}

static void
failed_cb (PortunusCamera   *camera,
           const GError     *error,
           PortunusQrCamera *self)
{
  g_cancellable_cancel (self->cancellable);
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
portunus_qr_camera_dispose (GObject *object)
{
  PortunusQrCamera *self = PORTUNUS_QR_CAMERA (object);

  if (self->camera != NULL)
    portunus_qr_camera_stop (self);
  g_clear_object (&self->camera);

  G_OBJECT_CLASS (portunus_qr_camera_parent_class)->dispose (object);
}

static void
portunus_qr_camera_finalize (GObject *object)
{
  g_clear_object (&PORTUNUS_QR_CAMERA (object)->cancellable);

  G_OBJECT_CLASS (portunus_qr_camera_parent_class)->finalize (object);
}

static void
portunus_qr_camera_class_init (PortunusQrCameraClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = portunus_qr_camera_dispose;
  object_class->finalize = portunus_qr_camera_finalize;

  signals[SIGNAL_FRAME] = g_signal_new ("frame", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 3, G_TYPE_BYTES, G_TYPE_UINT, G_TYPE_UINT);
  signals[SIGNAL_FOUND] = g_signal_new ("found", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_STRANGE] = g_signal_new ("strange", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_qr_camera_init (PortunusQrCamera *self)
{
  self->cancellable = g_cancellable_new ();
}

static PortunusQrCamera *
take_camera (PortunusCamera *camera)
{
  PortunusQrCamera *self = g_object_new (PORTUNUS_TYPE_QR_CAMERA, NULL);

  self->camera = camera;
  g_signal_connect_object (camera, "frame", G_CALLBACK (frame_cb), self, 0);
  g_signal_connect_object (camera, "failed", G_CALLBACK (failed_cb), self, 0);
  return self;
}

/**
 * portunus_qr_camera_new:
 * @source: an element of GStreamer, as for portunus_camera_new()
 *
 * Returns: (transfer full): a camera that does not run yet
 */
PortunusQrCamera *
portunus_qr_camera_new (const char *source)
{
  g_return_val_if_fail (source != NULL, NULL);

  return take_camera (portunus_camera_new (source));
}

/**
 * portunus_qr_camera_new_for_remote:
 * @fd: (transfer full): what the camera portal gave
 *
 * Returns: (transfer full): a camera that does not run yet
 */
PortunusQrCamera *
portunus_qr_camera_new_for_remote (int fd)
{
  g_return_val_if_fail (fd >= 0, NULL);

  return take_camera (portunus_camera_new_for_remote (fd));
}

/**
 * portunus_qr_camera_start:
 * @self: a camera that never ran
 * @error: return location for what portunus_camera_start() says
 *
 * Returns: whether pictures are about to come
 */
gboolean
portunus_qr_camera_start (PortunusQrCamera  *self,
                          GError           **error)
{
  g_return_val_if_fail (PORTUNUS_IS_QR_CAMERA (self), FALSE);

  return portunus_camera_start (self->camera, error);
}

/**
 * portunus_qr_camera_stop:
 * @self: a camera
 *
 * No signal comes after this.
 */
void
portunus_qr_camera_stop (PortunusQrCamera *self)
{
  g_return_if_fail (PORTUNUS_IS_QR_CAMERA (self));

  g_cancellable_cancel (self->cancellable);
  portunus_camera_stop (self->camera);
}
