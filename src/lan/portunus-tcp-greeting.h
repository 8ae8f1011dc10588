/* portunus-tcp-greeting.h: how two ends of a TCP connection show that they were told of each other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** PORTUNUS_TCP_TOKEN_SIZE: bytes of the secret that both learned through the sealed negotiation. */
#define PORTUNUS_TCP_TOKEN_SIZE 16

/**
 * PortunusTcpChannel:
 * @PORTUNUS_TCP_CHANNEL_CONTROL: for control messages; decides whether there is a lane
 * @PORTUNUS_TCP_CHANNEL_DATA: for data frames
 *
 * What a connection of a lane is for.
 */
typedef enum
{
  PORTUNUS_TCP_CHANNEL_CONTROL,
  PORTUNUS_TCP_CHANNEL_DATA,
} PortunusTcpChannel;

/**
 * PortunusTcpSide:
 * @token: %PORTUNUS_TCP_TOKEN_SIZE bytes, copied
 * @is_initiator: which of the two we are
 */
typedef struct
{
  const guint8 *token;
  gboolean      is_initiator;
} PortunusTcpSide;

/* From the end that connected. */
void     portunus_tcp_greet_async   (GIOStream             *stream,
                                     const PortunusTcpSide *side,
                                     PortunusTcpChannel     channel,
                                     GCancellable          *cancellable,
                                     GAsyncReadyCallback    callback,
                                     gpointer               user_data);
gboolean portunus_tcp_greet_finish  (GIOStream             *stream,
                                     GAsyncResult          *result,
                                     GError               **error);
/* From the end that was connected to; says nothing to whom it does not know. */
void     portunus_tcp_answer_async  (GIOStream             *stream,
                                     const PortunusTcpSide *side,
                                     GCancellable          *cancellable,
                                     GAsyncReadyCallback    callback,
                                     gpointer               user_data);
gboolean portunus_tcp_answer_finish (GIOStream             *stream,
                                     GAsyncResult          *result,
                                     PortunusTcpChannel    *channel,
                                     GError               **error);

G_END_DECLS
