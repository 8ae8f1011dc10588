/* qr-picture.c: image files of QR codes, as the application draws them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "qr-picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "portunus-qr.h"

#define QUIET 4
#define BLACK 0x000000ff
#define WHITE 0xffffffff
#define BLUE  0x3584e4ff

static void
fill (GdkPixbuf *pixbuf,
      guint      x,
      guint      y,
      guint      side)
{
  g_autoptr (GdkPixbuf) part = gdk_pixbuf_new_subpixbuf (pixbuf, (int) x, (int) y, (int) side, (int) side);

  gdk_pixbuf_fill (part, BLACK);
}

static GdkPixbuf *
draw (const char *text,
      guint       module)
{
  g_autoptr (PortunusQr) qr = portunus_qr_new (text, NULL);
  int side = (int) ((qr->width + 2 * QUIET) * module);
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, side, side);

  gdk_pixbuf_fill (pixbuf, WHITE);
  for (guint y = 0; y < qr->width; y++)
    for (guint x = 0; x < qr->width; x++)
      {
        if (qr->modules[y * qr->width + x])
          fill (pixbuf, (x + QUIET) * module, (y + QUIET) * module, module);
      }
  return pixbuf;
}

static GdkPixbuf *
draw_nothing (void)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 300, 200);

  gdk_pixbuf_fill (pixbuf, BLUE);
  return pixbuf;
}

GBytes *
qr_picture_new (const char *text,
                guint       module,
                const char *type)
{
  g_autoptr (GdkPixbuf) pixbuf = text != NULL ? draw (text, module) : draw_nothing ();
  g_autoptr (GError) error = NULL;
  char *data;
  gsize n_bytes;

  gdk_pixbuf_save_to_buffer (pixbuf, &data, &n_bytes, type, &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (data, n_bytes);
}
