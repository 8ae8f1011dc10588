/* portunus-qr-reader-missing.c: stands for the reader of QR codes where it was left out of the build
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-qr-reader.h"

gboolean
portunus_qr_reader_is_available (void)
{
  return FALSE;
}

char *
portunus_qr_reader_find_link (const PortunusPixels  *pixels,
                              GError               **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Built without a reader of QR codes");
  return NULL;
}
