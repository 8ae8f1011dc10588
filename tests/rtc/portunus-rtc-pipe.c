/* portunus-rtc-pipe.c: carries a lane's negotiation to another process
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-pipe.h"

#include "portunus-json.h"

static void
negotiation_cb (PortunusLane *lane,
                JsonObject   *message,
                GIOChannel   *channel)
{
  g_autofree char *text = portunus_json_to_text (message);
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  g_io_channel_write_chars (channel, line, -1, NULL, NULL);
  g_io_channel_flush (channel, NULL);
}

static gboolean
line_cb (GIOChannel   *channel,
         GIOCondition  condition,
         gpointer      lane)
{
  g_autoptr (JsonObject) message = NULL;
  g_autofree char *line = NULL;
  gsize length;

  if (g_io_channel_read_line (channel, &line, &length, NULL, NULL) != G_IO_STATUS_NORMAL)
    return G_SOURCE_REMOVE;

  message = portunus_json_parse (line, length, 64 * 1024, NULL);
  g_assert_nonnull (message);
  portunus_lane_negotiate (lane, message);
  return G_SOURCE_CONTINUE;
}

static void
release_channel_cb (gpointer  channel,
                    GClosure *closure)
{
  g_io_channel_unref (channel);
}

void
portunus_rtc_pipe_connect (PortunusLane *lane,
                           int           fd)
{
  GIOChannel *channel = g_io_channel_unix_new (fd);

  g_signal_connect_data (lane, "negotiation", G_CALLBACK (negotiation_cb), channel, release_channel_cb, 0);
  g_io_add_watch (channel, G_IO_IN | G_IO_HUP, line_cb, lane);
}
