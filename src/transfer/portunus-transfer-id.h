/* portunus-transfer-id.h: what names a transfer across attempts and restarts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/** PORTUNUS_TRANSFER_ID_SIZE: random bytes, known to the two sides only. */
#define PORTUNUS_TRANSFER_ID_SIZE 16
