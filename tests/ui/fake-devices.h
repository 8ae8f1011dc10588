/* fake-devices.h: devices nearby and known, as a scene asks for them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-device-book.h"
#include "portunus-engine.h"

G_BEGIN_DECLS

/* (transfer full): the real one, with what the scene puts into it. */
PortunusDeviceBook *fake_devices_open_book (void);
/* For the browser that the engine made last. */
void                fake_devices_come      (PortunusEngine *engine,
                                            const char     *id,
                                            const char     *address,
                                            const char     *name);
void                fake_devices_go        (PortunusEngine *engine,
                                            guint           position);

G_END_DECLS
