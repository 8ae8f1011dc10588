/* portunus-search.h: finds past transfers and known devices by words that a person types
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-device-book.h"
#include "portunus-history.h"

G_BEGIN_DECLS

/**
 * PortunusSearchKind:
 * @PORTUNUS_SEARCH_NOTHING: no result of ours
 * @PORTUNUS_SEARCH_TRANSFER: a transfer that is over
 * @PORTUNUS_SEARCH_DEVICE: a device that we have met
 */
typedef enum
{
  PORTUNUS_SEARCH_NOTHING,
  PORTUNUS_SEARCH_TRANSFER,
  PORTUNUS_SEARCH_DEVICE,
} PortunusSearchKind;

/* (transfer full): ids of results, the best first. */
char               **portunus_search_find     (PortunusDeviceBook *book,
                                               const char * const *terms);
/* (transfer none) (nullable): a floating "a{sv}" as the shell shows it; NULL where it is gone. */
GVariant            *portunus_search_describe (PortunusDeviceBook *book,
                                               const char         *id);
/* @name: (out) (optional): what to look for inside the application */
PortunusSearchKind   portunus_search_parse    (PortunusDeviceBook *book,
                                               const char         *id,
                                               char              **name);

G_END_DECLS
