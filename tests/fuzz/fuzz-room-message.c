/* fuzz-room-message.c: what members say to a room, what a room says to them, and what a new one is asked to be like
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-member-message.h"
#include "portunus-room-news.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t        length);

static void
check_said (const char *text,
            gsize       length)
{
  g_autoptr (PortunusMemberMessage) said = portunus_member_message_parse (text, length, NULL);

  if (said == NULL)
    return;
  g_assert_true (said->type != PORTUNUS_MEMBER_SIGNAL || (said->peer != NULL && said->data != NULL));
  g_assert_true (said->peer == NULL || portunus_room_is_peer_id (said->peer));
  g_assert_true (said->host == NULL || g_bytes_get_size (said->host) == PORTUNUS_ROOM_HOST_TOKEN_BYTES);
  g_assert_true (said->type != PORTUNUS_MEMBER_INVITE || said->expiry_seconds > 0);
}

static void
check_heard (const char *text,
             gsize       length)
{
  g_autoptr (PortunusRoomNews) heard = portunus_room_news_parse (text, length);

  if (heard == NULL)
    return;
  g_assert_true (heard->peer == NULL || portunus_room_is_peer_id (heard->peer));
  g_assert_true (heard->type != PORTUNUS_NEWS_SIGNAL || heard->data != NULL);
  g_assert_true (heard->type != PORTUNUS_NEWS_ERROR || heard->code != NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        length)
{
  const char *text = (const char *) data;
  g_auto (PortunusRoomOptions) options = { 0 };

  check_said (text, length);
  check_heard (text, length);
  if (portunus_room_options_read (&options, text, length, NULL))
    g_assert_true (options.entry != PORTUNUS_ROOM_ENTRY_PASSWORD || options.verifier != NULL);
  return 0;
}
