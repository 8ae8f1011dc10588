/* portunus-cli-output.c: what the verbs have to say, for a person or for a program
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-output.h"

G_DEFINE_INTERFACE (PortunusCliOutput, portunus_cli_output, G_TYPE_OBJECT)

static void
portunus_cli_output_default_init (PortunusCliOutputInterface *iface)
{
}

/**
 * portunus_cli_output_notice:
 * @self: an output
 * @message: one sentence about this machine
 *
 * Something worth knowing before it starts.
 */
void
portunus_cli_output_notice (PortunusCliOutput *self,
                            const char        *message)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->notice (self, message);
}

/**
 * portunus_cli_output_problem:
 * @self: an output
 * @message: one sentence; may hold a path
 *
 * Something that will not be sent.
 */
void
portunus_cli_output_problem (PortunusCliOutput *self,
                             const char        *message)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->problem (self, message);
}

/**
 * portunus_cli_output_link:
 * @self: an output
 * @link: how the other side gets at it
 *
 * There is a way to fetch what is offered.
 */
void
portunus_cli_output_link (PortunusCliOutput     *self,
                          const PortunusCliLink *link)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->link (self, link);
}

/**
 * portunus_cli_output_wrong_code:
 * @self: an output
 * @n_left: tries that are left
 *
 * Somebody tried a wrong code.
 */
void
portunus_cli_output_wrong_code (PortunusCliOutput *self,
                                guint              n_left)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->wrong_code (self, n_left);
}

/**
 * portunus_cli_output_room:
 * @self: an output
 * @news: what is new
 *
 * Something of the room that we host is new, or was asked for.
 */
void
portunus_cli_output_room (PortunusCliOutput         *self,
                          const PortunusCliRoomNews *news)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->room (self, news);
}

/**
 * portunus_cli_output_asked:
 * @self: an output
 * @peer_id: who
 * @name: what it calls itself, fit for display
 *
 * Somebody wants to come into the room.
 */
void
portunus_cli_output_asked (PortunusCliOutput *self,
                           const char        *peer_id,
                           const char        *name)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->asked (self, peer_id, name);
}

/**
 * portunus_cli_output_waiting:
 * @self: an output
 *
 * The host of the room was asked whether we may come in.
 */
void
portunus_cli_output_waiting (PortunusCliOutput *self)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->waiting (self);
}

/**
 * portunus_cli_output_peer:
 * @self: an output
 * @peer: who, with words where there are any
 *
 * Somebody proved to have the link or code.
 */
void
portunus_cli_output_peer (PortunusCliOutput     *self,
                          const PortunusCliPeer *peer)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->peer (self, peer);
}

/**
 * portunus_cli_output_offer:
 * @self: an output
 * @question: what is offered to us and where it would go; the directory is "-" for standard output
 *
 * Somebody offers something.
 */
void
portunus_cli_output_offer (PortunusCliOutput              *self,
                           const PortunusForecastQuestion *question)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->offer (self, question);
}

/**
 * portunus_cli_output_accepted:
 * @self: an output
 *
 * We said yes.
 */
void
portunus_cli_output_accepted (PortunusCliOutput *self)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->accepted (self);
}

/**
 * portunus_cli_output_state:
 * @self: an output
 * @peer: whose transfer went on to another state
 *
 * A transfer went on to another state; %PORTUNUS_TRANSFER_DONE means that it was verified.
 */
void
portunus_cli_output_state (PortunusCliOutput     *self,
                           const PortunusCliPeer *peer)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->state (self, peer);
}

/**
 * portunus_cli_output_lane:
 * @self: an output
 * @peer: whose transfer goes another way
 *
 * A transfer has a way, or another one.
 */
void
portunus_cli_output_lane (PortunusCliOutput     *self,
                          const PortunusCliPeer *peer)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->lane (self, peer);
}

/**
 * portunus_cli_output_progress:
 * @self: an output
 * @peer: whose transfer moved on
 *
 * Bytes moved. Comes at most ten times a second for each transfer.
 */
void
portunus_cli_output_progress (PortunusCliOutput     *self,
                              const PortunusCliPeer *peer)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->progress (self, peer);
}

/**
 * portunus_cli_output_file:
 * @self: an output
 * @name: the file, fit for display
 * @status: what happened
 * @message: (nullable): why
 *
 * Something happened to one file.
 */
void
portunus_cli_output_file (PortunusCliOutput  *self,
                          const char         *name,
                          PortunusFileStatus  status,
                          const char         *message)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->file (self, name, status, message);
}

/**
 * portunus_cli_output_text:
 * @self: an output
 * @text: what the peer wrote, as it came
 *
 * A text arrived.
 */
void
portunus_cli_output_text (PortunusCliOutput *self,
                          const char        *text)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->text (self, text);
}

/**
 * portunus_cli_output_record:
 * @self: an output
 * @event: the name of the event
 * @fields: what a program is told, UTF-8
 * @text: (nullable): what a person is told, fit for display; %NULL for nothing
 *
 * Something that only one verb has to say.
 */
void
portunus_cli_output_record (PortunusCliOutput *self,
                            const char        *event,
                            JsonObject        *fields,
                            const char        *text)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->record (self, event, fields, text);
}

/**
 * portunus_cli_output_failed:
 * @self: an output
 * @error: why it ended
 *
 * The last event of a run that was not completed.
 */
void
portunus_cli_output_failed (PortunusCliOutput *self,
                            const GError      *error)
{
  PORTUNUS_CLI_OUTPUT_GET_IFACE (self)->failed (self, error);
}
