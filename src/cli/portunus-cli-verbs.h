/* portunus-cli-verbs.h: the verbs, one file each
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cli-options.h"
#include "portunus-cli-output.h"

G_BEGIN_DECLS

/* All give the exit status. */
int portunus_cli_send          (const PortunusCliSendOptions         *options,
                                PortunusCliOutput                    *output);
int portunus_cli_receive       (const PortunusCliReceiveOptions      *options,
                                PortunusCliOutput                    *output);
int portunus_cli_host          (const PortunusCliReceiveOptions      *options,
                                PortunusCliOutput                    *output);
int portunus_cli_doctor        (const PortunusCliDoctorOptions       *options,
                                PortunusCliOutput                    *output);
int portunus_cli_history       (const PortunusCliHistoryOptions      *options,
                                PortunusCliOutput                    *output);
int portunus_cli_lobby         (const PortunusCliReceiveOptions      *options,
                                PortunusCliOutput                    *output);
int portunus_cli_nearby        (const PortunusCliNearbyOptions       *options,
                                PortunusCliOutput                    *output);
int portunus_cli_devices       (const PortunusCliDevicesOptions      *options,
                                PortunusCliOutput                    *output);
int portunus_cli_turn_password (const PortunusCliTurnPasswordOptions *options,
                                PortunusCliOutput                    *output);

G_END_DECLS
