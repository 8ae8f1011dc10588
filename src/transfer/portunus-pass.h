/* portunus-pass.h: what lets a device that came by a code come back after the code was closed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

/** PORTUNUS_MAX_PASSES: how many devices are remembered; the oldest gives way. */
#define PORTUNUS_MAX_PASSES 64

/**
 * PortunusPass:
 * @device: the device it was given to, which alone may use it
 * @secret: portunus_session_dup_pass_secret() of the session by code
 */
typedef struct
{
  char           *device;
  PortunusSecret *secret;
} PortunusPass;

GPtrArray *portunus_passes_new (void);
/* A device has one pass, its last one. */
void       portunus_passes_add (GPtrArray      *passes,
                                const char     *device,
                                PortunusSecret *secret);

G_END_DECLS
