/* portunus-application.h: the desktop application
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-engine.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_APPLICATION (portunus_application_get_type ())

G_DECLARE_FINAL_TYPE (PortunusApplication, portunus_application, PORTUNUS, APPLICATION, AdwApplication)

PortunusApplication *portunus_application_new (PortunusEngine *engine);

G_END_DECLS
