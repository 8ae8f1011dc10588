/* portunus-upload-answer.h: what a client is told about a file that it puts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-intake.h"
#include "portunus-router.h"

G_BEGIN_DECLS

/**
 * PortunusUploadAsk:
 * @offset: where the body begins
 * @size: of the whole file; %PORTUNUS_SIZE_UNKNOWN where nobody says
 * @is_complete: whether the file ends with the body
 */
typedef struct
{
  guint64   offset;
  guint64   size;
  gboolean  is_complete;
} PortunusUploadAsk;

gboolean portunus_upload_ask_read       (SoupServerMessage     *message,
                                         PortunusUploadAsk     *ask);
void     portunus_upload_answer_state   (PortunusRequest       *request,
                                         PortunusIntake        *intake,
                                         guint                  index);
void     portunus_upload_answer_verdict (PortunusRequest       *request,
                                         PortunusIntake        *intake,
                                         guint                  index,
                                         PortunusIntakeVerdict  verdict);

G_END_DECLS
