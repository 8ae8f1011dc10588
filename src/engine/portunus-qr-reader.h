/* portunus-qr-reader.h: finds the link in a picture of a QR code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Cameras have up to 50 million pixels; more is somebody who wants our memory. */
#define PORTUNUS_QR_READER_MAX_PIXELS 50000000

/**
 * PortunusPixels:
 * @data: rows of pixels of three or four bytes: R, G, B, and how opaque
 * @width: in pixels
 * @height: in pixels
 * @stride: bytes from one row to the next
 * @has_alpha: whether there is the fourth byte
 */
typedef struct
{
  const guint8 *data;
  guint         width;
  guint         height;
  gsize         stride;
  gboolean      has_alpha;
} PortunusPixels;

gboolean  portunus_qr_reader_is_available (void);
char     *portunus_qr_reader_find_link    (const PortunusPixels  *pixels,
                                           GError               **error);

G_END_DECLS
