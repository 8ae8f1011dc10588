/* portunus-handout-private.h: what the reader needs of a handout
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-archive.h"
#include "portunus-handout.h"

G_BEGIN_DECLS

PortunusSourceSet *_portunus_handout_get_sources (PortunusHandout *self);
PortunusArchive   *_portunus_handout_get_archive (PortunusHandout *self);

G_END_DECLS
