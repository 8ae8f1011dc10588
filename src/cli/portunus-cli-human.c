/* portunus-cli-human.c: events for a person
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-human-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-cli-error.h"
#include "portunus-cli-human-room.h"
#include "portunus-cli-offer-list.h"
#include "portunus-cli-text.h"
#include "portunus-name.h"
#include "portunus-transfer-error.h"

#define MAX_LISTED_ENTRIES   10
#define MAX_TITLE_CHARACTERS 200
#define MAX_LINE_CHARACTERS  1000

static void portunus_cli_human_output_init (PortunusCliOutputInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusCliHuman, portunus_cli_human, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_CLI_OUTPUT, portunus_cli_human_output_init))

void
_portunus_cli_say (PortunusCliHuman *self,
                   const char       *format,
                   ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  portunus_cli_bar_clear (self->bar);
  portunus_cli_write (self->stream, text);
}

G_GNUC_PRINTF (2, 3) static void
complain (PortunusCliHuman *self,
          const char       *format,
          ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strdup_printf ("portunus-cli: %s\n", text);
  portunus_cli_bar_clear (self->bar);
  portunus_cli_write (self->error_stream, line);
}

static void
show_notice (PortunusCliOutput *output,
             const char        *message)
{
  complain (PORTUNUS_CLI_HUMAN (output), "%s", message);
}

static void
show_problem (PortunusCliOutput *output,
              const char        *message)
{
  g_autofree char *safe = portunus_text_for_display (message, MAX_LINE_CHARACTERS);

  complain (PORTUNUS_CLI_HUMAN (output), "%s", safe);
}

static void
show_wrong_code (PortunusCliOutput *output,
                 guint              n_left)
{
  PortunusCliHuman *self = PORTUNUS_CLI_HUMAN (output);

  if (n_left == 0)
    complain (self, _("Somebody tried a wrong code too often: the code is closed now. The link still works."));
  else
    complain (self, ngettext ("Somebody tried a wrong code. %u try is left.",
                              "Somebody tried a wrong code. %u tries are left.", n_left), n_left);
}

static void
show_room (PortunusCliOutput         *output,
           const PortunusCliRoomNews *news)
{
  g_autofree char *text = portunus_cli_human_describe_room (news);

  show_notice (output, text);
}

/* The question itself is asked where it can be answered. */
static void
show_asked (PortunusCliOutput *output,
            const char        *peer_id,
            const char        *name)
{
}

static void
show_waiting (PortunusCliOutput *output)
{
  complain (PORTUNUS_CLI_HUMAN (output), _("The host of the room was asked to let us in."));
}

/* Names and labels are made fit for display where they enter. */
static void
show_peer (PortunusCliOutput     *output,
           const PortunusCliPeer *peer)
{
  PortunusCliHuman *self = PORTUNUS_CLI_HUMAN (output);
  const char *name = portunus_transfer_get_peer_name (peer->transfer);
  const char *label = portunus_transfer_get_peer_label (peer->transfer);
  const char * const *words = portunus_transfer_get_words (peer->transfer);
  g_autofree char *line = words != NULL ? g_strjoinv (" ", (char **) words) : NULL;

  if (line != NULL && g_strcmp0 (line, self->words) == 0)
    return;
  /* Translators: the name of a device, and "verified" or the like */
  _portunus_cli_say (self, _("Connected to %s (%s)\n"), name != NULL ? name : _("somebody"),
                     label != NULL ? label : "?");
  if (line != NULL && *line != '\0')
    /* Translators: four words that both people see; they compare them to be sure that nobody sits in between */
    _portunus_cli_say (self, _("Both screens show: %s\n"), line);
  g_free (self->words);
  self->words = g_steal_pointer (&line);
}

static void
warn_of_space (PortunusCliHuman *self,
               guint64           n_bytes,
               const char       *directory)
{
  g_autoptr (GFile) file = g_file_new_for_path (directory);
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (file, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);
  g_autofree char *free_size = NULL;
  g_autofree char *size = NULL;
  guint64 n_free;

  if (info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE))
    return;
  n_free = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE);
  if (n_bytes <= n_free)
    return;
  size = portunus_cli_format_size (n_bytes);
  free_size = portunus_cli_format_size (n_free);
  complain (self, _("This may not fit: it needs %s, and %s are free there."), size, free_size);
}

static void
show_offer (PortunusCliOutput              *output,
            const PortunusForecastQuestion *question)
{
  PortunusCliHuman *self = PORTUNUS_CLI_HUMAN (output);
  PortunusManifest *manifest = portunus_offer_get_manifest (question->offer);
  guint64 n_bytes = portunus_manifest_get_total_bytes (manifest);
  gboolean is_unknown = portunus_manifest_has_unknown_size (manifest);
  g_autofree char *contents = portunus_cli_format_contents (portunus_manifest_get_n_files (manifest),
                                                            is_unknown ? G_MAXUINT64 : n_bytes);
  g_autofree char *list = portunus_cli_offer_list_format (manifest, MAX_LISTED_ENTRIES);

  /* Translators: the title of what is offered, and "3 files, 12.3 MB" */
  _portunus_cli_say (self, _("Offered: %s (%s)\n"), portunus_offer_get_title (question->offer), contents);
  _portunus_cli_say (self, "%s", list);
  if (!g_str_equal (question->directory, "-"))
    warn_of_space (self, n_bytes, question->directory);
  else if (portunus_manifest_get_n_files (manifest) > 1)
    complain (self, _("All files go to standard output, one after the other and without their names."));
}

static void
show_accepted (PortunusCliOutput *output)
{
}

static void
show_done (PortunusCliHuman *self,
           PortunusTransfer *transfer)
{
  guint64 n_bytes = portunus_transfer_get_done_bytes (transfer);
  g_autofree char *contents = portunus_cli_format_contents (portunus_transfer_get_files_done (transfer), n_bytes);
  gint64 now_us = g_get_monotonic_time ();
  gint64 seconds = self->started_us > 0 ? (now_us - self->started_us + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC : 0;
  g_autofree char *time = portunus_cli_format_duration (seconds);

  if (portunus_transfer_is_incoming (transfer))
    /* Translators: "3 files, 12.3 MB", and a time such as "0:13" */
    _portunus_cli_say (self, _("Received and verified: %s in %s\n"), contents, time);
  else if (portunus_transfer_is_unconfirmed (transfer))
    _portunus_cli_say (self, _("Fetched by a browser: %s in %s\n"), contents, time);
  else if (n_bytes == 0 && portunus_transfer_get_files_done (transfer) == 0)
    _portunus_cli_say (self, _("Delivered and verified: nothing is missing there\n"));
  else
    _portunus_cli_say (self, _("Delivered and verified: %s in %s\n"), contents, time);
}

/* The share goes on, so a person has to know that this device is not served any more, and what may follow. */
static void
show_loss (PortunusCliHuman *self,
           PortunusTransfer *transfer)
{
  const GError *error = portunus_transfer_get_error (transfer);
  const char *name = portunus_transfer_get_peer_name (transfer);

  portunus_cli_bar_clear (self->bar);
  if (name == NULL)
    name = _("somebody");
  if (portunus_transfer_is_incoming (transfer))
    return;
  if (g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER))
    /* Translators: the name of a device */
    _portunus_cli_say (self, _("%s stopped. With the same link it can go on from there.\n"), name);
  else if (g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DISK_FULL)
           || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DESTINATION))
    /* Translators: the name of a device */
    _portunus_cli_say (self, _("%s cannot store it there. With the same link it can try another folder.\n"), name);
}

static void
show_kept (PortunusCliHuman *self,
           PortunusTransfer *transfer)
{
  if (portunus_transfer_is_incoming (transfer) && portunus_transfer_get_done_bytes (transfer) > 0
      && g_error_matches (portunus_transfer_get_error (transfer), G_IO_ERROR, G_IO_ERROR_CANCELLED))
    _portunus_cli_say (self, _("What has arrived is kept. With the same link it goes on from there.\n"));
}

static void
show_state (PortunusCliOutput     *output,
            const PortunusCliPeer *peer)
{
  PortunusCliHuman *self = PORTUNUS_CLI_HUMAN (output);

  switch (portunus_transfer_get_state (peer->transfer))
    {
    case PORTUNUS_TRANSFER_RUNNING:
      if (self->started_us == 0)
        self->started_us = g_get_monotonic_time ();
      break;
    case PORTUNUS_TRANSFER_RECONNECTING:
      _portunus_cli_say (self, _("The way to the other side broke; trying again ...\n"));
      break;
    case PORTUNUS_TRANSFER_DONE:
      show_done (self, peer->transfer);
      break;
    case PORTUNUS_TRANSFER_CANCELLED:
    case PORTUNUS_TRANSFER_FAILED:
      show_loss (self, peer->transfer);
      show_kept (self, peer->transfer);
      break;
    case PORTUNUS_TRANSFER_CONNECTING:
    case PORTUNUS_TRANSFER_OFFERED:
    case PORTUNUS_TRANSFER_CHECKING:
    case PORTUNUS_TRANSFER_VERIFYING:
    case PORTUNUS_TRANSFER_DECLINED:
      portunus_cli_bar_clear (self->bar);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
show_lane (PortunusCliOutput     *output,
           const PortunusCliPeer *peer)
{
  PortunusCliHuman *self = PORTUNUS_CLI_HUMAN (output);

  /* On a terminal the bar has it. */
  if (!portunus_cli_bar_is_terminal (self->bar))
    /* Translators: "LAN", "direct", "TURN" or "relay" */
    _portunus_cli_say (self, _("Way: %s\n"), portunus_transfer_get_path (peer->transfer));
}

static void
show_progress (PortunusCliOutput     *output,
               const PortunusCliPeer *peer)
{
  if (portunus_transfer_get_state (peer->transfer) == PORTUNUS_TRANSFER_RUNNING)
    portunus_cli_bar_draw (PORTUNUS_CLI_HUMAN (output)->bar, peer->transfer);
}

static void
show_file (PortunusCliOutput  *output,
           const char         *name,
           PortunusFileStatus  status,
           const char         *message)
{
  PortunusCliHuman *self = PORTUNUS_CLI_HUMAN (output);
  g_autofree char *safe = portunus_text_for_display (message != NULL ? message : "?", MAX_LINE_CHARACTERS);

  if (status == PORTUNUS_FILE_FAILED)
    complain (self, "%s: %s", name, safe);
  else if (status == PORTUNUS_FILE_RESTARTED)
    /* Translators: the name of a file */
    complain (self, _("%s changed and begins again"), name);
}

static void
show_text (PortunusCliOutput *output,
           const char        *text)
{
  g_autofree char *safe = portunus_cli_text_inert (text);

  _portunus_cli_say (PORTUNUS_CLI_HUMAN (output), "%s", safe);
}

static void
show_record (PortunusCliOutput *output,
             const char        *event,
             JsonObject        *fields,
             const char        *text)
{
  if (text != NULL)
    _portunus_cli_say (PORTUNUS_CLI_HUMAN (output), "%s", text);
}

static void
show_failed (PortunusCliOutput *output,
             const GError      *error)
{
  PortunusCliHuman *self = PORTUNUS_CLI_HUMAN (output);
  g_autofree char *text = portunus_cli_error_dup_text (error);
  g_autofree char *detail = portunus_cli_error_dup_detail (error);

  /* Where both people know what happened, the layer below has nothing to add. */
  if (g_str_equal (text, detail) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DECLINED)
      || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER))
    complain (self, "%s", text);
  else
    complain (self, "%s (%s)", text, detail);
}

static void
portunus_cli_human_output_init (PortunusCliOutputInterface *iface)
{
  iface->notice = show_notice;
  iface->problem = show_problem;
  iface->link = _portunus_cli_human_show_link;
  iface->wrong_code = show_wrong_code;
  iface->room = show_room;
  iface->asked = show_asked;
  iface->waiting = show_waiting;
  iface->peer = show_peer;
  iface->offer = show_offer;
  iface->accepted = show_accepted;
  iface->state = show_state;
  iface->lane = show_lane;
  iface->progress = show_progress;
  iface->file = show_file;
  iface->text = show_text;
  iface->record = show_record;
  iface->failed = show_failed;
}

static void
portunus_cli_human_finalize (GObject *object)
{
  PortunusCliHuman *self = PORTUNUS_CLI_HUMAN (object);

  portunus_cli_bar_free (self->bar);
  g_free (self->words);

  G_OBJECT_CLASS (portunus_cli_human_parent_class)->finalize (object);
}

static void
portunus_cli_human_class_init (PortunusCliHumanClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = portunus_cli_human_finalize;
}

static void
portunus_cli_human_init (PortunusCliHuman *self)
{
}

/**
 * portunus_cli_human_new:
 * @stream: where lines and the bar go
 * @error_stream: where errors and problems go
 *
 * Returns: (transfer full): an output for people
 */
PortunusCliOutput *
portunus_cli_human_new (FILE *stream,
                        FILE *error_stream)
{
  PortunusCliHuman *self = g_object_new (PORTUNUS_TYPE_CLI_HUMAN, NULL);

  self->stream = stream;
  self->error_stream = error_stream;
  self->bar = portunus_cli_bar_new (stream);
  return PORTUNUS_CLI_OUTPUT (self);
}
