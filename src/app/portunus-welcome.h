/* portunus-welcome.h: says at the first start what Portunus does, and asks what has to be known
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-settings.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_WELCOME (portunus_welcome_get_type ())

/**
 * PortunusWelcome:
 *
 * Signal `finished`: the person has seen it, and what was asked is in the settings; the dialog closes itself. It does
 * not come where the dialog is destroyed instead.
 */
G_DECLARE_FINAL_TYPE (PortunusWelcome, portunus_welcome, PORTUNUS, WELCOME, AdwWindow)

GtkWidget *portunus_welcome_new (GtkWindow        *parent,
                                 PortunusSettings *settings);

G_END_DECLS
