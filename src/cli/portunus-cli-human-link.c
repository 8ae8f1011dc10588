/* portunus-cli-human-link.c: how the other side gets at what is offered, for a person
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-human-private.h"

#include <glib/gi18n.h>

#include "portunus-cli-human-room.h"
#include "portunus-cli-text.h"
#include "portunus-name.h"
#include "portunus-qr.h"

#define MAX_TITLE_CHARACTERS 200
#define QR_QUIET_ZONE        4
#define QR_MORE_LINES        3       /* what comes after it */

/* A picture that is cut off helps nobody, and would push the link out of sight. */
static gboolean
has_room_for (PortunusCliHuman *self,
              const PortunusQr *qr)
{
  guint n_columns = qr->width + 2 * QR_QUIET_ZONE;
  guint n_lines = (n_columns + 1) / 2 + QR_MORE_LINES;

  if (n_columns <= portunus_cli_bar_get_width (self->bar) && n_lines <= portunus_cli_bar_get_height (self->bar))
    return TRUE;
  /* Translators: how wide and how high a terminal has to be */
  _portunus_cli_say (self, _("(There is a QR code as well in a window of %u columns and %u lines.)\n\n"), n_columns,
                     n_lines);
  return FALSE;
}

static void
show_qr (PortunusCliHuman *self,
         const char       *url)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusQr) qr = NULL;
  g_autofree char *picture = NULL;

  if (!portunus_cli_bar_is_terminal (self->bar) || !g_get_charset (NULL))
    return;
  qr = portunus_qr_new (url, &error);
  if (qr == NULL)
    {
      g_debug ("No QR code: %s", error->message);
      return;
    }
  if (!has_room_for (self, qr))
    return;
  picture = portunus_qr_to_terminal (qr);
  _portunus_cli_say (self, "%s%s\n", picture, g_str_has_suffix (picture, "\n") ? "" : "\n");
}

static void
show_way (PortunusCliHuman *self,
          const char       *secret,
          const char       *command)
{
  _portunus_cli_say (self, "  %s\n", secret);
  if (command != NULL)
    /* Translators: comes before a command for a terminal */
    _portunus_cli_say (self, _("  or in a terminal: %s\n"), command);
  _portunus_cli_say (self, "\n");
}

void
_portunus_cli_human_show_link (PortunusCliOutput     *output,
                               const PortunusCliLink *link)
{
  PortunusCliHuman *self = PORTUNUS_CLI_HUMAN (output);
  g_autofree char *title = portunus_text_for_display (link->title != NULL ? link->title : "", MAX_TITLE_CHARACTERS);
  g_autofree char *contents = portunus_cli_format_contents (link->n_files, link->n_bytes);
  g_autofree char *entry = portunus_cli_human_describe_entry (link);

  if (link->is_changed)
    _portunus_cli_say (self, _("The link changed. Those who do not have the files yet need the new one.\n\n"));
  else if (link->title == NULL)
    _portunus_cli_say (self, _("Others can send files here, with a browser too.\n\n"));
  else
    /* Translators: the title of what is sent, and "3 files, 12.3 MB" */
    _portunus_cli_say (self, _("Sharing %s (%s)\n\n"), title, contents);
  if (link->is_code_first && link->code != NULL)
    {
      _portunus_cli_say (self, _("Read this code to the other person:\n\n"));
      show_way (self, link->code, link->code_command);
      _portunus_cli_say (self, _("Or pass on this link:\n\n"));
      show_way (self, link->url, link->command);
    }
  else
    {
      _portunus_cli_say (self, _("Pass this link on to the other person:\n\n"));
      show_way (self, link->url, link->command);
      if (link->code != NULL)
        {
          _portunus_cli_say (self, _("Or read out this code:\n\n"));
          show_way (self, link->code, link->code_command);
        }
    }
  if (link->has_qr)
    show_qr (self, link->url);
  _portunus_cli_say (self, "%s", entry);
  if (link->title == NULL)
    _portunus_cli_say (self, _("Waiting for somebody who sends. Ctrl-C ends it.\n"));
  else
    _portunus_cli_say (self, _("Waiting for somebody to fetch it. Ctrl-C stops sharing.\n"));
}
