/* portunus-doctor-group.h: what keeps this computer and others apart, and what to do about it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-engine.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_DOCTOR_GROUP (portunus_doctor_group_get_type ())

G_DECLARE_FINAL_TYPE (PortunusDoctorGroup, portunus_doctor_group, PORTUNUS, DOCTOR_GROUP, AdwBin)

void portunus_doctor_group_examine (PortunusDoctorGroup *self,
                                    PortunusEngine      *engine);
/* Forgets what was found, and hides. */
void portunus_doctor_group_clear   (PortunusDoctorGroup *self);

G_END_DECLS
