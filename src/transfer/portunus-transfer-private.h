/* portunus-transfer-private.h: what the parts of a transfer share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-rate.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

struct _PortunusTransfer
{
  GObject                parent_instance;

  /* Owned */
  char                  *title;
  char                  *peer_name;
  char                  *peer_label;
  char                 **words;
  char                  *path;
  char                  *device;
  char                  *directory;
  char                  *journal_path;
  char                 **sources;
  PortunusOffer         *offer;
  GError                *error;

  PortunusRate           rate;
  PortunusTransferState  state;
  gboolean               is_incoming;
  gboolean               is_unconfirmed;
  gboolean               is_paused;
  gboolean               can_pause;
  guint                  n_files;
  guint                  files_done;
  guint64                total_bytes;
  guint64                done_bytes;
};

/* From portunus-transfer-facts.c: its signals, and what it frees. */
void _portunus_transfer_install_facts (GObjectClass     *object_class);
void _portunus_transfer_clear_facts   (PortunusTransfer *self);

G_END_DECLS
