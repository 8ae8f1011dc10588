/* portunus-qr-view.c: draws a QR code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-qr-view.h"

#include "portunus-qr.h"

#define QUIET_MODULES 4
#define NATURAL_SIZE  220

struct _PortunusQrView
{
  GtkWidget   parent_instance;

  /* Owned */
  PortunusQr *qr;
};

G_DEFINE_FINAL_TYPE (PortunusQrView, portunus_qr_view, GTK_TYPE_WIDGET)

static guint
get_modules_a_side (PortunusQrView *self)
{
  return self->qr != NULL ? self->qr->width + 2 * QUIET_MODULES : 0;
}

static guint
get_run_length (const gboolean *row,
                guint           start,
                guint           width)
{
  guint end = start;

  while (end < width && row[end] == row[start])
    end++;
  return end - start;
}

static void
snapshot_row (PortunusQrView  *self,
              GtkSnapshot     *snapshot,
              guint            y,
              graphene_rect_t  place)
{
  static const GdkRGBA black = { 0, 0, 0, 1 };
  const gboolean *row = self->qr->modules + (gsize) y * self->qr->width;
  float module = place.size.height;
  float left = place.origin.x;
  guint length;

  for (guint x = 0; x < self->qr->width; x += length)
    {
      length = get_run_length (row, x, self->qr->width);
      if (!row[x])
        continue;
      place.origin.x = left + x * module;
      place.size.width = length * module;
      gtk_snapshot_append_color (snapshot, &black, &place);
    }
}

static void
portunus_qr_view_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  static const GdkRGBA white = { 1, 1, 1, 1 };
  PortunusQrView *self = PORTUNUS_QR_VIEW (widget);
  guint n_modules = get_modules_a_side (self);
  int available = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  int module, side, x, y;

  if (n_modules == 0 || available < (int) n_modules)
    return;

  /* Whole pixels: blurred edges cost a camera time. */
  module = available / (int) n_modules;
  side = module * (int) n_modules;
  x = (gtk_widget_get_width (widget) - side) / 2;
  y = (gtk_widget_get_height (widget) - side) / 2;
  gtk_snapshot_append_color (snapshot, &white, &GRAPHENE_RECT_INIT (x, y, side, side));
  for (guint row = 0; row < self->qr->width; row++)
    snapshot_row (self, snapshot, row,
                  GRAPHENE_RECT_INIT (x + QUIET_MODULES * module, y + ((int) row + QUIET_MODULES) * module,
                                      module, module));
}

static void
portunus_qr_view_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  int n_modules = (int) get_modules_a_side (PORTUNUS_QR_VIEW (widget));

  /* Below three pixels a module a phone's camera starts to fail. */
  *minimum = n_modules * 3;
  *natural = n_modules > 0 ? MAX (*minimum, NATURAL_SIZE / n_modules * n_modules) : 0;
  *minimum_baseline = *natural_baseline = -1;
}

static void
portunus_qr_view_finalize (GObject *object)
{
  PortunusQrView *self = PORTUNUS_QR_VIEW (object);

  g_clear_pointer (&self->qr, portunus_qr_free);

  G_OBJECT_CLASS (portunus_qr_view_parent_class)->finalize (object);
}

static void
portunus_qr_view_class_init (PortunusQrViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = portunus_qr_view_finalize;
  widget_class->snapshot = portunus_qr_view_snapshot;
  widget_class->measure = portunus_qr_view_measure;

  gtk_widget_class_set_css_name (widget_class, "qr");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
portunus_qr_view_init (PortunusQrView *self)
{
}

/**
 * portunus_qr_view_set_text:
 * @self: a view
 * @text: (nullable): what the code says; %NULL shows nothing
 *
 * Returns: %FALSE where @text does not fit into a QR code; nothing is shown then
 */
gboolean
portunus_qr_view_set_text (PortunusQrView *self,
                           const char     *text)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (PORTUNUS_IS_QR_VIEW (self), FALSE);

  g_clear_pointer (&self->qr, portunus_qr_free);
  if (text != NULL)
    {
      self->qr = portunus_qr_new (text, &error);
      if (self->qr == NULL)
        g_debug ("No QR code: %s", error->message);
    }
  gtk_widget_queue_resize (GTK_WIDGET (self));
  return text == NULL || self->qr != NULL;
}
