/* portunus-settings.h: the settings of this user, every key in one place
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusNearbySetting:
 * @PORTUNUS_NEARBY_IS_ANNOUNCED: whether other devices on the local network may find this one
 * @PORTUNUS_NEARBY_SHOWS_NAME: whether the announcement tells this device's name
 * @PORTUNUS_NEARBY_IS_ANNOUNCED_METERED: whether to announce on a metered network as well
 */
typedef enum
{
  PORTUNUS_NEARBY_IS_ANNOUNCED,
  PORTUNUS_NEARBY_SHOWS_NAME,
  PORTUNUS_NEARBY_IS_ANNOUNCED_METERED,
} PortunusNearbySetting;

#define PORTUNUS_TYPE_SETTINGS (portunus_settings_get_type ())

/**
 * PortunusSettings:
 *
 * Reads the schema org.portunus.App; where it is not installed, gives its defaults. Signal `changed`: a setting is
 * another than before, whoever changed it. Belongs to the thread-default context it was made in.
 */
G_DECLARE_FINAL_TYPE (PortunusSettings, portunus_settings, PORTUNUS, SETTINGS, GObject)

PortunusSettings  *portunus_settings_new                   (void);
char             **portunus_settings_dup_stun_servers      (PortunusSettings *self);
void               portunus_settings_set_stun_servers      (PortunusSettings *self,
                                                            const char * const *servers);
char             **portunus_settings_dup_turn_servers      (PortunusSettings *self);
void               portunus_settings_set_turn_servers      (PortunusSettings *self,
                                                            const char * const *servers);
guint              portunus_settings_get_connections       (PortunusSettings *self);
void               portunus_settings_bind_connections      (PortunusSettings *self,
                                                            gpointer          object,
                                                            const char       *property);
char              *portunus_settings_dup_device_name       (PortunusSettings *self);
void               portunus_settings_bind_device_name      (PortunusSettings *self,
                                                            gpointer          object,
                                                            const char       *property);
gboolean           portunus_settings_get_nearby            (PortunusSettings *self,
                                                            PortunusNearbySetting which);
void               portunus_settings_bind_nearby           (PortunusSettings *self,
                                                            PortunusNearbySetting which,
                                                            gpointer          object,
                                                            const char       *property);
char              *portunus_settings_dup_download_folder   (PortunusSettings *self);
void               portunus_settings_set_download_folder   (PortunusSettings *self,
                                                            const char       *folder);
char              *portunus_settings_dup_conflict_policy   (PortunusSettings *self);
void               portunus_settings_set_conflict_policy   (PortunusSettings *self,
                                                            const char       *policy);
gboolean           portunus_settings_is_history_wanted     (PortunusSettings *self);
void               portunus_settings_bind_history          (PortunusSettings *self,
                                                            gpointer          object,
                                                            const char       *property);
gboolean           portunus_settings_is_secret_file_wanted (PortunusSettings *self);
void               portunus_settings_set_secret_file_wanted (PortunusSettings *self,
                                                             gboolean         is_wanted);
gboolean           portunus_settings_is_background_wanted  (PortunusSettings *self);
void               portunus_settings_bind_background       (PortunusSettings *self,
                                                            gpointer          object,
                                                            const char       *property);
gboolean           portunus_settings_is_login_start_wanted (PortunusSettings *self);
void               portunus_settings_set_login_start_wanted (PortunusSettings *self,
                                                             gboolean         is_wanted);
void               portunus_settings_bind_login_start      (PortunusSettings *self,
                                                            gpointer          object,
                                                            const char       *property);
char              *portunus_settings_dup_room_entry        (PortunusSettings *self);
void               portunus_settings_set_room_entry        (PortunusSettings *self,
                                                            const char       *entry);
guint              portunus_settings_get_room_expiry       (PortunusSettings *self);
void               portunus_settings_set_room_expiry       (PortunusSettings *self,
                                                            guint             expiry_seconds);
void               portunus_settings_bind_room_guests      (PortunusSettings *self,
                                                            gpointer          object,
                                                            const char       *property);
void               portunus_settings_bind_room_one_time    (PortunusSettings *self,
                                                            gpointer          object,
                                                            const char       *property);

G_END_DECLS
