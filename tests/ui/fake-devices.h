/* fake-devices.h: devices nearby and known, as a scene asks for them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-device-book.h"

G_BEGIN_DECLS

/* (transfer full): the real one, with what the scene puts into it. */
PortunusDeviceBook *fake_devices_open_book (void);

G_END_DECLS
