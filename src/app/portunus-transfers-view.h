/* portunus-transfers-view.h: the Transfers page: those that run and those that were
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-engine.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_TRANSFERS_VIEW (portunus_transfers_view_get_type ())

/**
 * PortunusTransfersView:
 *
 * Signals: `send-again (GStrv paths)`, and `receive-again`: a person wants what did not arrive, and has to show the
 * link once more.
 */
G_DECLARE_FINAL_TYPE (PortunusTransfersView, portunus_transfers_view, PORTUNUS, TRANSFERS_VIEW, AdwBin)

void portunus_transfers_view_set_engine (PortunusTransfersView *self,
                                         PortunusEngine        *engine);
/* Shows those that have the words; an empty text shows all. */
void portunus_transfers_view_search     (PortunusTransfersView *self,
                                         const char            *words);

G_END_DECLS
