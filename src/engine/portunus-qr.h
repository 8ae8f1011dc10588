/* portunus-qr.h: QR codes for links
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusQr:
 * @width: modules a side, quiet zone not included
 * @modules: @width × @width booleans, row by row; %TRUE is dark
 */
typedef struct
{
  guint     width;
  gboolean *modules;
} PortunusQr;

PortunusQr *portunus_qr_new     (const char       *text,
                                 GError          **error);
void        portunus_qr_free    (PortunusQr       *qr);
/* Half blocks, four modules of quiet zone, dark on light by ANSI colours so that it scans on any terminal theme. */
char       *portunus_qr_to_terminal (const PortunusQr *qr);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusQr, portunus_qr_free)

G_END_DECLS
