/* portunus-cli-output.h: what the verbs have to say, for a person or for a program
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "portunus-forecast.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

/**
 * PortunusCliRoomNews:
 * @kind: what is new
 * @number: of somebody: to refer to them by
 * @peer: (nullable): of somebody: their id
 * @name: (nullable): of somebody: what they call themselves
 * @url: (nullable): of an invitation
 * @is_locked: of the state: whether nobody new gets in
 * @expires: of the state: Unix time in seconds, 0 for a room without an end
 *
 * What the host of a room learns of it.
 */
typedef struct
{
  enum
  {
    PORTUNUS_CLI_ROOM_JOINED,
    PORTUNUS_CLI_ROOM_LEFT,
    PORTUNUS_CLI_ROOM_STATE,
    PORTUNUS_CLI_ROOM_INVITATION,
  }           kind;
  guint       number;
  const char *peer;
  const char *name;
  const char *url;
  gboolean    is_locked;
  gint64      expires;
} PortunusCliRoomNews;

/**
 * PortunusCliLink:
 * @url: (nullable): the link
 * @code: (nullable): the short code
 * @command: what the other side runs for the link
 * @code_command: (nullable): what the other side runs for the code
 * @title: (nullable): what is sent; %NULL where others send to us
 * @n_files: how many files
 * @n_bytes: their size; %G_MAXUINT64 where unknown
 * @is_code_first: whether the code is the main thing
 * @has_qr: whether a QR code is wanted
 * @is_changed: whether it replaces one that was shown
 * @has_rules: whether the room is ours, so that it is known who gets in
 * @has_password: whether that takes a password
 * @is_asking: whether we are asked about each who comes
 *
 * How the other side gets at what is offered.
 */
typedef struct
{
  const char *url;
  const char *code;
  const char *command;
  const char *code_command;
  const char *title;
  guint       n_files;
  guint64     n_bytes;
  gboolean    is_code_first;
  gboolean    has_qr;
  gboolean    is_changed;
  gboolean    has_rules;
  gboolean    has_password;
  gboolean    is_asking;
} PortunusCliLink;

/**
 * PortunusCliPeer:
 * @number: counts the transfers of this run from 1
 * @transfer: the transfer with that peer
 *
 * One of those at the other end.
 */
typedef struct
{
  guint             number;
  PortunusTransfer *transfer;
} PortunusCliPeer;

#define PORTUNUS_TYPE_CLI_OUTPUT (portunus_cli_output_get_type ())

/**
 * PortunusCliOutput:
 *
 * Everything a run reports, as events. [type@CliHuman] tells them to a person, [type@CliJson] to a program.
 */
G_DECLARE_INTERFACE (PortunusCliOutput, portunus_cli_output, PORTUNUS, CLI_OUTPUT, GObject)

struct _PortunusCliOutputInterface
{
  GTypeInterface parent_iface;

  void (*notice)     (PortunusCliOutput     *self,
                      const char            *message);
  void (*problem)    (PortunusCliOutput     *self,
                      const char            *message);
  void (*link)       (PortunusCliOutput     *self,
                      const PortunusCliLink *link);
  void (*wrong_code) (PortunusCliOutput     *self,
                      guint                  n_left);
  void (*room)       (PortunusCliOutput         *self,
                      const PortunusCliRoomNews *news);
  void (*asked)      (PortunusCliOutput     *self,
                      const char            *peer_id,
                      const char            *name);
  void (*waiting)    (PortunusCliOutput     *self);
  void (*peer)       (PortunusCliOutput     *self,
                      const PortunusCliPeer *peer);
  void (*offer)      (PortunusCliOutput              *self,
                      const PortunusForecastQuestion *question);
  void (*accepted)   (PortunusCliOutput     *self);
  void (*state)      (PortunusCliOutput     *self,
                      const PortunusCliPeer *peer);
  void (*lane)       (PortunusCliOutput     *self,
                      const PortunusCliPeer *peer);
  void (*progress)   (PortunusCliOutput     *self,
                      const PortunusCliPeer *peer);
  void (*file)       (PortunusCliOutput     *self,
                      const char            *name,
                      PortunusFileStatus     status,
                      const char            *message);
  void (*text)       (PortunusCliOutput     *self,
                      const char            *text);
  void (*record)     (PortunusCliOutput     *self,
                      const char            *event,
                      JsonObject            *fields,
                      const char            *text);
  void (*failed)     (PortunusCliOutput     *self,
                      const GError          *error);
};

void portunus_cli_output_notice     (PortunusCliOutput     *self,
                                     const char            *message);
void portunus_cli_output_problem    (PortunusCliOutput     *self,
                                     const char            *message);
void portunus_cli_output_link       (PortunusCliOutput     *self,
                                     const PortunusCliLink *link);
void portunus_cli_output_wrong_code (PortunusCliOutput     *self,
                                     guint                  n_left);
void portunus_cli_output_room       (PortunusCliOutput     *self,
                                     const PortunusCliRoomNews *news);
void portunus_cli_output_asked      (PortunusCliOutput     *self,
                                     const char            *peer_id,
                                     const char            *name);
void portunus_cli_output_waiting    (PortunusCliOutput     *self);
void portunus_cli_output_peer       (PortunusCliOutput     *self,
                                     const PortunusCliPeer *peer);
void portunus_cli_output_offer      (PortunusCliOutput              *self,
                                     const PortunusForecastQuestion *question);
void portunus_cli_output_accepted   (PortunusCliOutput     *self);
void portunus_cli_output_state      (PortunusCliOutput     *self,
                                     const PortunusCliPeer *peer);
void portunus_cli_output_lane       (PortunusCliOutput     *self,
                                     const PortunusCliPeer *peer);
void portunus_cli_output_progress   (PortunusCliOutput     *self,
                                     const PortunusCliPeer *peer);
void portunus_cli_output_file       (PortunusCliOutput     *self,
                                     const char            *name,
                                     PortunusFileStatus     status,
                                     const char            *message);
void portunus_cli_output_text       (PortunusCliOutput     *self,
                                     const char            *text);
/* @text: (nullable): the same for a person, with its line ends. */
void portunus_cli_output_record     (PortunusCliOutput     *self,
                                     const char            *event,
                                     JsonObject            *fields,
                                     const char            *text);
void portunus_cli_output_failed     (PortunusCliOutput     *self,
                                     const GError          *error);

G_END_DECLS
