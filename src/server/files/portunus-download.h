/* portunus-download.h: an answer whose body is read from disk while the client takes it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "portunus-handout.h"

G_BEGIN_DECLS

void portunus_download_run (SoupServerMessage         *message,
                            PortunusHandout           *handout,
                            const PortunusHandoutPart *part,
                            guint64                    start,
                            guint64                    end);

G_END_DECLS
