/* portunus-preparation.h: listing what is to be sent, on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-offer.h"
#include "portunus-source.h"

G_BEGIN_DECLS

/**
 * PortunusPreparation:
 * @sources: what will be read
 * @offer: what will be offered
 */
typedef struct
{
  PortunusSourceSet *sources;
  PortunusOffer     *offer;
} PortunusPreparation;

void                 portunus_preparation_free     (PortunusPreparation  *self);
/* @log_path: the log of what was offered, so that the same files get the same transfer id again. */
void                 portunus_preparation_run_async (const char * const   *paths,
                                                     const char           *text,
                                                     const char           *log_path,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
PortunusPreparation *portunus_preparation_run_finish (GAsyncResult         *result,
                                                      GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusPreparation, portunus_preparation_free)

G_END_DECLS
