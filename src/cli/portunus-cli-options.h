/* portunus-cli-options.h: command lines, read and checked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-room-rules.h"
#include "portunus-secret-store.h"
#include "portunus-sink.h"

G_BEGIN_DECLS

/**
 * PortunusCliCommonOptions:
 * @help: (nullable): the help text, where it was asked for; then nothing else is checked
 * @data_dir: (nullable) (type filename): folder for journals and stores
 * @server: (nullable): URL of a room server
 * @lane: (nullable): the only kind of lane to use
 * @speed: bytes a second at most, each way; 0 to do as the settings say
 * @secret_store: where the device key is kept
 * @is_json: whether events are printed as JSON
 *
 * What every verb knows.
 */
typedef struct
{
  char                      *help;
  char                      *data_dir;
  char                      *server;
  char                      *lane;
  guint64                    speed;
  PortunusSecretStoreChoice  secret_store;
  gboolean                   is_json;
} PortunusCliCommonOptions;

/**
 * PortunusCliSendOptions:
 * @common: what every verb knows
 * @paths: (nullable): files and folders that exist, or "-" for standard input
 * @text: (nullable): text to send; "-" for standard input
 * @room: (nullable): link of a room to join
 * @device: (nullable): name, beginning of the id, or address of the device to send to
 * @is_code_first: whether the short code is the main thing shown
 * @is_once: whether the first peer uses the link up
 * @is_without_qr: whether the QR code is left out
 * @is_open: whether all who ask may come in
 * @is_controlled: whether orders come by standard input
 * @rules: who may come into the room
 */
typedef struct
{
  PortunusCliCommonOptions   common;
  char                     **paths;
  char                      *text;
  char                      *room;
  char                      *device;
  gboolean                   is_code_first;
  gboolean                   is_once;
  gboolean                   is_without_qr;
  gboolean                   is_open;
  gboolean                   is_controlled;
  PortunusRoomRules          rules;
} PortunusCliSendOptions;

/**
 * PortunusCliReceiveOptions:
 * @common: what every verb knows
 * @link_or_code: (nullable): what was given; "-" for a line of standard input; %NULL when hosting
 * @output: (type filename): an existing folder, or "-" for standard output
 * @policy: what to do where a file exists
 * @asks_policy: whether a person is to be asked that each time
 * @is_accepted: whether nobody is asked
 * @is_hosting: whether others come to us with what they send
 * @is_nearby: whether devices on the local network do
 * @is_once: whether the first of them is the last
 * @is_without_qr: whether to show no QR code
 * @is_controlled: whether orders come by standard input
 * @password: (nullable): of the room
 */
typedef struct
{
  PortunusCliCommonOptions  common;
  char                     *link_or_code;
  char                     *output;
  PortunusConflictPolicy    policy;
  gboolean                  asks_policy;
  gboolean                  is_accepted;
  gboolean                  is_hosting;
  gboolean                  is_nearby;
  gboolean                  is_once;
  gboolean                  is_without_qr;
  gboolean                  is_controlled;
  PortunusSecret           *password;
} PortunusCliReceiveOptions;

/**
 * PortunusCliNearbyOptions:
 * @common: what every verb knows
 * @goes_on: whether to look until it is stopped
 */
typedef struct
{
  PortunusCliCommonOptions  common;
  gboolean                  goes_on;
} PortunusCliNearbyOptions;

/**
 * PortunusCliDeviceAction:
 * @PORTUNUS_CLI_DEVICE_LIST: show all
 * @PORTUNUS_CLI_DEVICE_TRUST: vouch for its key
 * @PORTUNUS_CLI_DEVICE_UNTRUST: neither vouch for it nor block it
 * @PORTUNUS_CLI_DEVICE_BLOCK: take nothing from it
 * @PORTUNUS_CLI_DEVICE_RENAME: give it a name
 * @PORTUNUS_CLI_DEVICE_FORGET: know nothing of it
 * @PORTUNUS_CLI_DEVICE_AUTO_ACCEPT: take from it without a question, or not
 */
typedef enum
{
  PORTUNUS_CLI_DEVICE_LIST,
  PORTUNUS_CLI_DEVICE_TRUST,
  PORTUNUS_CLI_DEVICE_UNTRUST,
  PORTUNUS_CLI_DEVICE_BLOCK,
  PORTUNUS_CLI_DEVICE_RENAME,
  PORTUNUS_CLI_DEVICE_FORGET,
  PORTUNUS_CLI_DEVICE_AUTO_ACCEPT,
} PortunusCliDeviceAction;

/**
 * PortunusCliDevicesOptions:
 * @common: what every verb knows
 * @action: what to do
 * @device: (nullable): name or beginning of the id; %NULL for a list
 * @name: (nullable): its new name; empty for the one it has by itself
 * @is_on: whether to take from it without a question
 * @folder: (nullable) (type filename): where that goes; an absolute path
 * @max_bytes: the most of it at once; 0 for any
 */
typedef struct
{
  PortunusCliCommonOptions  common;
  PortunusCliDeviceAction   action;
  char                     *device;
  char                     *name;
  gboolean                  is_on;
  char                     *folder;
  guint64                   max_bytes;
} PortunusCliDevicesOptions;

/**
 * PortunusCliTurnPasswordOptions:
 * @common: what every verb knows
 * @server: the server, as in the settings
 * @password: its password
 */
typedef struct
{
  PortunusCliCommonOptions  common;
  char                     *server;
  PortunusSecret           *password;
} PortunusCliTurnPasswordOptions;

/**
 * PortunusCliDoctorOptions:
 * @common: options of every verb
 *
 * What "doctor" was asked to do.
 */
typedef struct
{
  PortunusCliCommonOptions common;
} PortunusCliDoctorOptions;

/**
 * PortunusCliHistoryOptions:
 * @common: what every verb knows
 * @search: (nullable): what must be in names or people
 * @is_clearing: whether to forget all instead
 */
typedef struct
{
  PortunusCliCommonOptions  common;
  char                     *search;
  gboolean                  is_clearing;
} PortunusCliHistoryOptions;

/* @arguments begin with the verb. Errors are of G_OPTION_ERROR, one sentence for a person. A password is asked for at
 * once. */
PortunusCliSendOptions    *portunus_cli_send_options_parse    (const char * const         *arguments,
                                                               GError                    **error);
void                       portunus_cli_send_options_free     (PortunusCliSendOptions     *self);
PortunusCliReceiveOptions *portunus_cli_receive_options_parse (const char * const         *arguments,
                                                               GError                    **error);
void                       portunus_cli_receive_options_free  (PortunusCliReceiveOptions  *self);
PortunusCliNearbyOptions  *portunus_cli_nearby_options_parse  (const char * const         *arguments,
                                                               GError                    **error);
void                       portunus_cli_nearby_options_free   (PortunusCliNearbyOptions   *self);
PortunusCliDevicesOptions *portunus_cli_devices_options_parse (const char * const         *arguments,
                                                               GError                    **error);
void                       portunus_cli_devices_options_free  (PortunusCliDevicesOptions  *self);
/* Reads the password as well. */
PortunusCliTurnPasswordOptions *portunus_cli_turn_password_options_parse (const char * const              *arguments,
                                                                          GError                         **error);
void                            portunus_cli_turn_password_options_free  (PortunusCliTurnPasswordOptions  *self);
PortunusCliDoctorOptions *portunus_cli_doctor_options_parse (const char * const       *arguments,
                                                             GError                  **error);
void                      portunus_cli_doctor_options_free  (PortunusCliDoctorOptions *self);
PortunusCliHistoryOptions *portunus_cli_history_options_parse (const char * const         *arguments,
                                                               GError                    **error);
void                       portunus_cli_history_options_free  (PortunusCliHistoryOptions  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusCliHistoryOptions, portunus_cli_history_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusCliSendOptions, portunus_cli_send_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusCliReceiveOptions, portunus_cli_receive_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusCliDoctorOptions, portunus_cli_doctor_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusCliNearbyOptions, portunus_cli_nearby_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusCliDevicesOptions, portunus_cli_devices_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusCliTurnPasswordOptions, portunus_cli_turn_password_options_free)

G_END_DECLS
