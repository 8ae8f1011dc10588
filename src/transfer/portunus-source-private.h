/* portunus-source-private.h: another look at what a person sends
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-source.h"

G_BEGIN_DECLS

PortunusSourceSet *_portunus_source_set_new_as (PortunusSourceSet *base,
                                                PortunusManifest  *manifest);

G_END_DECLS
