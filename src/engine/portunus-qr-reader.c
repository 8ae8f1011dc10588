/* portunus-qr-reader.c: finds the link in a picture of a QR code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-qr-reader.h"

#include <zbar.h>

#include "portunus-link.h"

/* A link is far shorter than the 2,953 bytes that fit into a QR code. */
#define MAX_LINK_BYTES 1024

/* More pixels than this a side cost time and show no more of a code. */
#define MAX_SIDE 2400

/**
 * portunus_qr_reader_is_available:
 *
 * Returns: whether codes can be read at all
 */
gboolean
portunus_qr_reader_is_available (void)
{
  return TRUE;
}

typedef struct
{
  guint8 *data;
  guint   width;
  guint   height;
} Luma;

/* Brightness by BT.601, on white paper. */
static guint8
get_luma (const guint8 *pixel,
          gboolean      has_alpha)
{
  guint luma = (77 * pixel[0] + 150 * pixel[1] + 29 * pixel[2]) >> 8;

  return (guint8) (has_alpha ? (luma * pixel[3] + 255 * (255 - pixel[3])) / 255 : luma);
}

/* The mean of step × step pixels, so that a big picture becomes small without losing thin lines. */
static guint8
get_mean (const PortunusPixels *pixels,
          guint                 x,
          guint                 y,
          guint                 step)
{
  gsize n_bytes = pixels->has_alpha ? 4 : 3;
  guint sum = 0;

  for (guint row = y * step; row < (y + 1) * step; row++)
    for (guint column = x * step; column < (x + 1) * step; column++)
      sum += get_luma (pixels->data + row * pixels->stride + column * n_bytes, pixels->has_alpha);
  return (guint8) (sum / (step * step));
}

static Luma
create_luma (const PortunusPixels *pixels)
{
  guint step = (MAX (pixels->width, pixels->height) + MAX_SIDE - 1) / MAX_SIDE;
  Luma luma = { NULL, pixels->width / step, pixels->height / step };

  luma.data = g_malloc (MAX ((gsize) luma.width * luma.height, 1));
  for (guint y = 0; y < luma.height; y++)
    for (guint x = 0; x < luma.width; x++)
      luma.data[(gsize) y * luma.width + x] = get_mean (pixels, x, y, step);
  return luma;
}

/* (nullable) */
static char *
dup_link (const zbar_symbol_t *symbol)
{
  guint n_bytes = zbar_symbol_get_data_length (symbol);
  g_autofree char *text = NULL;
  g_autoptr (PortunusLink) link = NULL;

  if (n_bytes == 0 || n_bytes > MAX_LINK_BYTES)
    return NULL;
  text = g_strndup (zbar_symbol_get_data (symbol), n_bytes);
  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  link = portunus_link_parse (g_strstrip (text), NULL);
  return link != NULL && link->secret != NULL ? portunus_link_format (link) : NULL;
}

static char *
find_link (zbar_image_scanner_t  *scanner,
           const Luma            *luma,
           GError               **error)
{
  zbar_image_t *image = zbar_image_create ();
  char *link = NULL;
  int n_symbols;

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, luma->width, luma->height);
  zbar_image_set_data (image, luma->data, (gsize) luma->width * luma->height, NULL);
  n_symbols = zbar_scan_image (scanner, image);
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image); symbol != NULL && link == NULL;
       symbol = zbar_symbol_next (symbol))
    link = dup_link (symbol);
  zbar_image_destroy (image);

  if (link == NULL && n_symbols > 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The QR code holds no link of ours");
  else if (link == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no QR code in the picture");
  return link;
}

/* No other kind of code is ours, and each is one more parser. */
static zbar_image_scanner_t *
create_scanner (void)
{
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();

  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_TEST_INVERTED, 1);
  return scanner;
}

/**
 * portunus_qr_reader_find_link:
 * @pixels: a picture of any content, of up to %PORTUNUS_QR_READER_MAX_PIXELS
 * @error: return location for %G_IO_ERROR_NOT_FOUND without a QR code, %G_IO_ERROR_INVALID_DATA with one that holds no
 *   link with a secret, %G_IO_ERROR_NOT_SUPPORTED where none can be read
 *
 * Any thread. Takes up to a second for a large picture.
 *
 * Returns: (transfer full): a link, checked
 */
char *
portunus_qr_reader_find_link (const PortunusPixels  *pixels,
                              GError               **error)
{
  zbar_image_scanner_t *scanner;
  Luma luma;
  char *link;

  g_return_val_if_fail (pixels != NULL && pixels->data != NULL, NULL);
  g_return_val_if_fail (pixels->width > 0 && pixels->height > 0, NULL);
  g_return_val_if_fail ((guint64) pixels->width * pixels->height <= PORTUNUS_QR_READER_MAX_PIXELS, NULL);

  scanner = create_scanner ();
  luma = create_luma (pixels);
  link = find_link (scanner, &luma, error);
  g_free (luma.data);
  zbar_image_scanner_destroy (scanner);
  return link;
}
