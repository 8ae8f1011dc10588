/* portunus-cli-human-room.c: what a person is told of the room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-human-room.h"

#include <glib/gi18n.h>

#include "portunus-name.h"

#define MAX_NAME_CHARACTERS 80

static char *
describe_state (const PortunusCliRoomNews *news)
{
  g_autoptr (GDateTime) end = news->expires > 0 ? g_date_time_new_from_unix_local (news->expires) : NULL;
  g_autofree char *time = end != NULL ? g_date_time_format (end, "%x %H:%M") : NULL;
  const char *lock = news->is_locked ? _("The room is locked: nobody new comes in.") : _("The room is not locked.");

  if (time == NULL)
    return g_strdup (lock);
  /* Translators: a sentence about the lock of the room, and the time at which it ends */
  return g_strdup_printf (_("%s It ends at %s."), lock, time);
}

/**
 * portunus_cli_human_describe_room:
 * @news: what is new
 *
 * Returns: (transfer full): a sentence
 */
char *
portunus_cli_human_describe_room (const PortunusCliRoomNews *news)
{
  g_autofree char *name = portunus_text_for_display (news->name != NULL ? news->name : "", MAX_NAME_CHARACTERS);

  switch (news->kind)
    {
    case PORTUNUS_CLI_ROOM_JOINED:
      /* Translators: a number to refer to somebody by, and what they call themselves */
      return g_strdup_printf (_("%u: %s is in the room."), news->number, name);
    case PORTUNUS_CLI_ROOM_LEFT:
      return g_strdup_printf (_("%u: %s left the room."), news->number, name);
    case PORTUNUS_CLI_ROOM_INVITATION:
      return g_strdup_printf (_("This link lets in one guest: %s"), news->url);
    case PORTUNUS_CLI_ROOM_STATE:
    default:
      return describe_state (news);
    }
}

static const char *
get_sentence (const PortunusCliLink *link)
{
  if (link->is_asking && link->has_password)
    return _("Only those who know the password and whom you let in get in by it. Pass the password on in another way.");
  if (link->is_asking)
    return _("Those who have it ask you before they get in.");
  if (link->has_password)
    return _("Only those who know the password as well get in by it. Pass the password on in another way.");
  return link->has_rules ? _("Whoever has it gets in. Treat it like a key.") : "";
}

/**
 * portunus_cli_human_describe_entry:
 * @link: how the other side gets at what is offered
 *
 * Returns: (transfer full): a line about what the link is worth, or ""
 */
char *
portunus_cli_human_describe_entry (const PortunusCliLink *link)
{
  const char *sentence = get_sentence (link);

  return *sentence != '\0' ? g_strconcat (sentence, "\n\n", NULL) : g_strdup ("");
}
