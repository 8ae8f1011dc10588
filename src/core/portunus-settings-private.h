/* portunus-settings-private.h: what there is to know of each setting
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-settings.h"

G_BEGIN_DECLS

#define PORTUNUS_SETTINGS_SCHEMA        "org.portunus.App"
#define PORTUNUS_SETTINGS_MAX_N_CHOICES 5

typedef struct
{
  const char *key;

  /* "b", "u", "s" or "as" */
  const char *type;

  /* As GVariant text, of that type */
  const char *fallback;

  /* Of a number; both 0: any */
  guint       min;
  guint       max;

  /* Of a text; none: any */
  const char *choices[PORTUNUS_SETTINGS_MAX_N_CHOICES + 1];
} PortunusSettingSpec;

extern const PortunusSettingSpec _portunus_settings_table[PORTUNUS_N_SETTINGS];

G_END_DECLS
