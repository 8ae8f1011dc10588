/* portunus-settings.h: the settings of this user
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusSetting:
 * @PORTUNUS_SETTING_DEVICE_NAME: text: the name others see; empty: the host name
 * @PORTUNUS_SETTING_DISCOVERY: boolean: whether other devices on the local network may find this one
 * @PORTUNUS_SETTING_DISCOVERY_NAME: boolean: whether the announcement tells this device's name
 * @PORTUNUS_SETTING_DISCOVERY_METERED: boolean: whether to announce on a metered network as well
 * @PORTUNUS_SETTING_DOWNLOAD_FOLDER: text: where received files go; empty: Downloads
 * @PORTUNUS_SETTING_CONFLICT_POLICY: text: "rename", "skip", "overwrite", "newer" or "ask"
 * @PORTUNUS_SETTING_HISTORY: boolean: whether transfers are remembered
 * @PORTUNUS_SETTING_ROOM_ENTRY: text: who may come into a new room: "link", "password" or "ask"
 * @PORTUNUS_SETTING_ROOM_EXPIRY: number: how long a new room is open, in seconds; 0: until it is closed
 * @PORTUNUS_SETTING_ROOM_GUESTS: number: how many guests a new room takes
 * @PORTUNUS_SETTING_ROOM_ONE_TIME: boolean: whether a new room locks itself behind its first guest
 * @PORTUNUS_SETTING_UPLOAD_LIMIT: number: kilobytes a second that all transfers together send at most; 0: no limit
 * @PORTUNUS_SETTING_DOWNLOAD_LIMIT: number: the same for what they receive
 * @PORTUNUS_SETTING_CONNECTIONS: number: how many WebRTC connections a transfer uses at once
 * @PORTUNUS_SETTING_LANES: list: which ways transfers may go, see portunus_lane_choice_allows()
 * @PORTUNUS_SETTING_STUN_SERVERS: list: each as `stun://HOST:PORT`
 * @PORTUNUS_SETTING_TURN_SERVERS: list: each as `turn://USER@HOST:PORT?transport=udp`, without the password, which is
 *   in the secret store
 * @PORTUNUS_SETTING_WELCOMED: boolean: whether this user has seen what is shown at the first start
 * @PORTUNUS_SETTING_BACKGROUND: boolean: whether what runs goes on after the window was closed
 * @PORTUNUS_SETTING_LOGIN_START: boolean: whether to start when this user logs in
 * @PORTUNUS_SETTING_SECRET_STORE: text: where keys are kept from the next start on: "auto" (the keyring) or "file"
 * @PORTUNUS_N_SETTINGS: how many there are
 *
 * Keys, defaults and ranges are in portunus-settings-table.c.
 */
typedef enum
{
  PORTUNUS_SETTING_DEVICE_NAME,
  PORTUNUS_SETTING_DISCOVERY,
  PORTUNUS_SETTING_DISCOVERY_NAME,
  PORTUNUS_SETTING_DISCOVERY_METERED,
  PORTUNUS_SETTING_DOWNLOAD_FOLDER,
  PORTUNUS_SETTING_CONFLICT_POLICY,
  PORTUNUS_SETTING_HISTORY,
  PORTUNUS_SETTING_ROOM_ENTRY,
  PORTUNUS_SETTING_ROOM_EXPIRY,
  PORTUNUS_SETTING_ROOM_GUESTS,
  PORTUNUS_SETTING_ROOM_ONE_TIME,
  PORTUNUS_SETTING_UPLOAD_LIMIT,
  PORTUNUS_SETTING_DOWNLOAD_LIMIT,
  PORTUNUS_SETTING_CONNECTIONS,
  PORTUNUS_SETTING_LANES,
  PORTUNUS_SETTING_STUN_SERVERS,
  PORTUNUS_SETTING_TURN_SERVERS,
  PORTUNUS_SETTING_WELCOMED,
  PORTUNUS_SETTING_BACKGROUND,
  PORTUNUS_SETTING_LOGIN_START,
  PORTUNUS_SETTING_SECRET_STORE,
  PORTUNUS_N_SETTINGS
} PortunusSetting;

#define PORTUNUS_TYPE_SETTINGS (portunus_settings_get_type ())

/**
 * PortunusSettings:
 *
 * Reads the schema org.portunus.App; where it is not installed, gives its defaults. Signal `changed`: a setting is
 * another than before, whoever changed it. Belongs to the thread-default context it was made in.
 */
G_DECLARE_FINAL_TYPE (PortunusSettings, portunus_settings, PORTUNUS, SETTINGS, GObject)

PortunusSettings  *portunus_settings_new                 (void);
gboolean           portunus_settings_get_boolean         (PortunusSettings    *self,
                                                          PortunusSetting      setting);
guint              portunus_settings_get_number          (PortunusSettings    *self,
                                                          PortunusSetting      setting);
char              *portunus_settings_dup_text            (PortunusSettings    *self,
                                                          PortunusSetting      setting);
char             **portunus_settings_dup_list            (PortunusSettings    *self,
                                                          PortunusSetting      setting);
void               portunus_settings_set_boolean         (PortunusSettings    *self,
                                                          PortunusSetting      setting,
                                                          gboolean             is_on);
void               portunus_settings_set_number          (PortunusSettings    *self,
                                                          PortunusSetting      setting,
                                                          guint                number);
void               portunus_settings_set_text            (PortunusSettings    *self,
                                                          PortunusSetting      setting,
                                                          const char          *text);
void               portunus_settings_set_list            (PortunusSettings    *self,
                                                          PortunusSetting      setting,
                                                          const char * const  *list);
void               portunus_settings_bind                (PortunusSettings    *self,
                                                          PortunusSetting      setting,
                                                          gpointer             object,
                                                          const char          *property);
char              *portunus_settings_dup_device_name     (PortunusSettings    *self);
char              *portunus_settings_dup_download_folder (PortunusSettings    *self);
gboolean           portunus_settings_uses_secret_file    (PortunusSettings    *self);

G_END_DECLS
