/* portunus-qr.c: QR codes for links
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-qr.h"

#include <errno.h>
#include <qrencode.h>

#define QUIET_ZONE 4

/* Black on white, whatever the terminal's theme is. */
#define ANSI_BLACK_ON_WHITE "\033[38;5;16;48;5;231m"
#define ANSI_RESET          "\033[0m"

/**
 * portunus_qr_new:
 * @text: what to encode; up to about 2,300 bytes
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT when it is too long
 *
 * Encodes @text with medium error correction (ISO/IEC 18004).
 *
 * Returns: (transfer full): the code
 */
PortunusQr *
portunus_qr_new (const char  *text,
                 GError     **error)
{
  QRcode *code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  PortunusQr *qr;

  if (code == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "The text does not fit a QR code: %s",
                   g_strerror (errno));
      return NULL;
    }
  qr = g_new0 (PortunusQr, 1);
  qr->width = code->width;
  qr->modules = g_new (gboolean, qr->width * qr->width);
  for (guint i = 0; i < qr->width * qr->width; i++)
    qr->modules[i] = code->data[i] & 1;
  QRcode_free (code);
  return qr;
}

/**
 * portunus_qr_free:
 * @qr: (transfer full) (nullable): a code
 */
void
portunus_qr_free (PortunusQr *qr)
{
  if (qr == NULL)
    return;
  g_free (qr->modules);
  g_free (qr);
}

static gboolean
is_dark (const PortunusQr *qr,
         int               x,
         int               y)
{
  return x >= 0 && y >= 0 && x < (int) qr->width && y < (int) qr->width && qr->modules[y * qr->width + x];
}

static void
append_line (GString          *out,
             const PortunusQr *qr,
             int               y)
{
  g_string_append (out, ANSI_BLACK_ON_WHITE);
  for (int x = -QUIET_ZONE; x < (int) qr->width + QUIET_ZONE; x++)
    {
      gboolean is_upper = is_dark (qr, x, y);
      gboolean is_lower = is_dark (qr, x, y + 1);

      g_string_append (out, is_upper && is_lower ? "█" : is_upper ? "▀" : is_lower ? "▄" : " ");
    }
  g_string_append (out, ANSI_RESET "\n");
}

/**
 * portunus_qr_to_terminal:
 * @qr: a code
 *
 * Draws the code with half blocks, two modules to a character, with the quiet zone that scanners need.
 *
 * Returns: (transfer full): lines for a UTF-8 terminal
 */
char *
portunus_qr_to_terminal (const PortunusQr *qr)
{
  GString *out = g_string_new (NULL);

  for (int y = -QUIET_ZONE; y < (int) qr->width + QUIET_ZONE; y += 2)
    append_line (out, qr, y);
  return g_string_free (out, FALSE);
}
