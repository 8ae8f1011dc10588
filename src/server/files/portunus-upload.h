/* portunus-upload.h: a request whose body goes to disk while the client sends it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-intake.h"
#include "portunus-router.h"

G_BEGIN_DECLS

/** PORTUNUS_UPLOAD_PACK: in the place of an index: many small files at once. */
#define PORTUNUS_UPLOAD_PACK G_MAXUINT

void portunus_upload_begin         (PortunusRequest *request,
                                    PortunusIntake  *intake,
                                    guint            index);
void portunus_upload_end           (PortunusRequest *request);
void portunus_upload_tell_progress (PortunusRequest *request,
                                    PortunusIntake  *intake,
                                    guint            index);
void portunus_upload_give_up       (PortunusRequest *request,
                                    PortunusIntake  *intake,
                                    guint            index);

G_END_DECLS
