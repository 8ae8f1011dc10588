/* portunus-settings-table.c: the key, type, default and range of each setting
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-settings-private.h"

#define SWITCH(id, key, is_on)         [PORTUNUS_SETTING_##id] = { key, "b", is_on }
#define NUMBER(id, key, number, ...)   [PORTUNUS_SETTING_##id] = { key, "u", number, __VA_ARGS__ }
#define TEXT(id, key)                  [PORTUNUS_SETTING_##id] = { key, "s", "''" }
#define CHOICE(id, key, fallback, ...) [PORTUNUS_SETTING_##id] = { key, "s", fallback, .choices = { __VA_ARGS__ } }
#define LIST(id, key, list)            [PORTUNUS_SETTING_##id] = { key, "as", list }

const PortunusSettingSpec _portunus_settings_table[PORTUNUS_N_SETTINGS] = {
  TEXT (DEVICE_NAME, "device-name"),
  SWITCH (DISCOVERY, "discovery", "true"),
  SWITCH (DISCOVERY_NAME, "discovery-name", "true"),
  SWITCH (DISCOVERY_METERED, "discovery-metered", "false"),

  TEXT (DOWNLOAD_FOLDER, "download-folder"),
  CHOICE (CONFLICT_POLICY, "conflict-policy", "'rename'", "rename", "skip", "overwrite", "newer", "ask"),
  SWITCH (HISTORY, "keep-history", "true"),

  CHOICE (ROOM_ENTRY, "room-entry", "'link'", "link", "password", "ask"),
  NUMBER (ROOM_EXPIRY, "room-expiry", "86400", 0, 604800),
  NUMBER (ROOM_GUESTS, "room-guests", "32", 1, 256),
  SWITCH (ROOM_ONE_TIME, "room-one-time", "false"),

  NUMBER (UPLOAD_LIMIT, "upload-limit", "0", 0, 10000000),
  NUMBER (DOWNLOAD_LIMIT, "download-limit", "0", 0, 10000000),
  NUMBER (CONNECTIONS, "connections", "2", 1, 4),
  LIST (LANES, "lanes", "['tcp', 'rtc', 'relay']"),
  LIST (STUN_SERVERS, "stun-servers", "[]"),
  LIST (TURN_SERVERS, "turn-servers", "[]"),

  SWITCH (WELCOMED, "welcomed", "false"),
  SWITCH (BACKGROUND, "run-in-background", "true"),
  SWITCH (LOGIN_START, "start-at-login", "false"),
  CHOICE (SECRET_STORE, "secret-store", "'auto'", "auto", "file", "memory"),
};
