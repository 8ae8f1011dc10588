/* portunus-cli-json.c: events for a program, one JSON object a line
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-json.h"

#include "portunus-certificate.h"
#include "portunus-cli-error.h"
#include "portunus-cli-state.h"
#include "portunus-json.h"
#include "portunus-link.h"

#define MAX_ENTRIES 1000

struct _PortunusCliJson
{
  GObject  parent_instance;

  /* Borrowed */
  FILE    *stream;
};

static void portunus_cli_json_output_init (PortunusCliOutputInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusCliJson, portunus_cli_json, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PORTUNUS_TYPE_CLI_OUTPUT, portunus_cli_json_output_init))

/* Somebody may look at this in a terminal: what could drive it exists only inside strings, where it can be escaped. */
static char *
escape_controls (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      if (c < 0x10000
          && (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR
              || type == G_UNICODE_PARAGRAPH_SEPARATOR))
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

static JsonObject *
begin (const char *event)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "event", event);
  json_object_set_int_member (object, "time_ms", g_get_monotonic_time () / 1000);
  return object;
}

static void
end (PortunusCliOutput *output,
     JsonObject        *object)
{
  PortunusCliJson *self = PORTUNUS_CLI_JSON (output);
  g_autofree char *line = portunus_json_to_text (object);
  g_autofree char *safe = escape_controls (line);

  fputs (safe, self->stream);
  fputc ('\n', self->stream);
  fflush (self->stream);
  json_object_unref (object);
}

static void
set_text (JsonObject *object,
          const char *name,
          const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  if (valid != NULL)
    json_object_set_string_member (object, name, valid);
  else
    json_object_set_null_member (object, name);
}

static void
set_count (JsonObject *object,
           const char *name,
           guint64     value)
{
  if (value <= G_MAXINT64)
    json_object_set_int_member (object, name, (gint64) value);
  else
    json_object_set_null_member (object, name);
}

static void
write_message (PortunusCliOutput *self,
               const char        *event,
               const char        *message)
{
  JsonObject *object = begin (event);

  set_text (object, "message", message);
  end (self, object);
}

static void
write_notice (PortunusCliOutput *self,
              const char        *message)
{
  write_message (self, "notice", message);
}

static void
write_problem (PortunusCliOutput *self,
               const char        *message)
{
  write_message (self, "problem", message);
}

/* For those who show it beside what a browser says of the certificate; NULL for a link that holds no fingerprint. */
static char *
dup_certificate_words (const char *url)
{
  g_autoptr (PortunusLink) link = url != NULL ? portunus_link_parse (url, NULL) : NULL;

  return link != NULL && link->fingerprint != NULL ? portunus_certificate_dup_words (link->fingerprint) : NULL;
}

static void
write_link (PortunusCliOutput     *self,
            const PortunusCliLink *link)
{
  JsonObject *object = begin ("link");
  g_autofree char *words = dup_certificate_words (link->url);

  set_text (object, "url", link->url);
  set_text (object, "certificate_words", words);
  set_text (object, "code", link->code);
  set_text (object, "command", link->command);
  set_text (object, "code_command", link->code_command);
  set_text (object, "title", link->title);
  set_count (object, "files", link->n_files);
  set_count (object, "total", link->n_bytes);
  end (self, object);
}

static void
write_wrong_code (PortunusCliOutput *self,
                  guint              n_left)
{
  JsonObject *object = begin ("wrong-code");

  set_count (object, "left", n_left);
  end (self, object);
}

static void
write_room (PortunusCliOutput         *self,
            const PortunusCliRoomNews *news)
{
  static const char * const events[] = {
    [PORTUNUS_CLI_ROOM_JOINED] = "joined",
    [PORTUNUS_CLI_ROOM_LEFT] = "left",
    [PORTUNUS_CLI_ROOM_STATE] = "room",
    [PORTUNUS_CLI_ROOM_INVITATION] = "invitation",
  };
  JsonObject *object = begin (events[news->kind]);

  set_text (object, "peer", news->peer);
  set_text (object, "name", news->name);
  set_text (object, "url", news->url);
  if (news->kind == PORTUNUS_CLI_ROOM_STATE)
    {
      json_object_set_boolean_member (object, "locked", news->is_locked);
      json_object_set_int_member (object, "expires", news->expires);
    }
  else if (news->number > 0)
    set_count (object, "number", news->number);
  end (self, object);
}

static void
write_asked (PortunusCliOutput *self,
             const char        *peer_id,
             const char        *name)
{
  JsonObject *object = begin ("ask");

  set_text (object, "peer", peer_id);
  set_text (object, "name", name);
  end (self, object);
}

static void
write_waiting (PortunusCliOutput *self)
{
  end (self, begin ("waiting"));
}

static void
write_peer (PortunusCliOutput     *self,
            const PortunusCliPeer *peer)
{
  const char * const *words = portunus_transfer_get_words (peer->transfer);
  JsonObject *object = begin ("peer");
  JsonArray *array = json_array_new ();

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    json_array_add_string_element (array, words[i]);
  set_count (object, "transfer", peer->number);
  set_text (object, "name", portunus_transfer_get_peer_name (peer->transfer));
  set_text (object, "label", portunus_transfer_get_peer_label (peer->transfer));
  json_object_set_array_member (object, "words", array);
  end (self, object);
}

static JsonObject *
describe_entry (const PortunusEntry *entry)
{
  JsonObject *object = json_object_new ();

  set_text (object, "path", entry->path);
  set_count (object, "size", entry->size);
  set_text (object, "type", portunus_cli_entry_type_get_name (entry->type));
  if (entry->problem != NULL)
    set_text (object, "problem", entry->problem);
  return object;
}

static JsonObject *
describe_counts (const PortunusForecastSummary *summary)
{
  static const char * const names[] = {
    [PORTUNUS_FORECAST_NEW] = "new",
    [PORTUNUS_FORECAST_SAME] = "same",
    [PORTUNUS_FORECAST_OLDER] = "older",
    [PORTUNUS_FORECAST_NEWER] = "newer",
    [PORTUNUS_FORECAST_OTHER] = "taken",
  };
  JsonObject *object = json_object_new ();

  for (guint kind = PORTUNUS_FORECAST_NEW; kind <= PORTUNUS_FORECAST_OTHER; kind++)
    set_count (object, names[kind], summary->n_files[kind]);
  set_count (object, "unknown",
             summary->n_files[PORTUNUS_FORECAST_UNSEEN] + summary->n_files[PORTUNUS_FORECAST_HIDDEN]);
  return object;
}

/* All null where the folder cannot be looked at: nothing may look like an answer that is none. */
static void
set_outlook (JsonObject                     *object,
             const PortunusForecastQuestion *question)
{
  g_autoptr (PortunusForecast) forecast = NULL;
  PortunusForecastSummary summary = { .has_unknown_size = TRUE };

  if (!g_str_equal (question->directory, "-"))
    forecast = portunus_forecast_new (question, NULL, NULL);
  if (forecast != NULL)
    portunus_forecast_sum (forecast, NULL, &summary);
  set_count (object, "free", forecast != NULL ? portunus_forecast_get_free_bytes (forecast) : G_MAXUINT64);
  set_count (object, "needed", summary.has_unknown_size ? G_MAXUINT64 : summary.needed_bytes);
  if (forecast == NULL)
    {
      json_object_set_null_member (object, "fits");
      json_object_set_null_member (object, "here");
      return;
    }
  json_object_set_boolean_member (object, "fits", portunus_forecast_has_room (forecast, summary.needed_bytes));
  json_object_set_object_member (object, "here", describe_counts (&summary));
}

static void
write_offer (PortunusCliOutput              *self,
             const PortunusForecastQuestion *question)
{
  PortunusOffer *offer = question->offer;
  PortunusManifest *manifest = portunus_offer_get_manifest (offer);
  guint n_entries = MIN (portunus_manifest_get_n_entries (manifest), MAX_ENTRIES);
  gboolean is_unknown = portunus_manifest_has_unknown_size (manifest);
  JsonObject *object = begin ("offer");
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < n_entries; i++)
    {
      PortunusEntry entry;

      portunus_manifest_get_entry (manifest, i, &entry);
      json_array_add_object_element (array, describe_entry (&entry));
    }
  set_text (object, "title", portunus_offer_get_title (offer));
  set_count (object, "files", portunus_manifest_get_n_files (manifest));
  set_count (object, "total", is_unknown ? G_MAXUINT64 : portunus_manifest_get_total_bytes (manifest));
  set_outlook (object, question);
  json_object_set_array_member (object, "entries", array);
  end (self, object);
}

static void
write_accepted (PortunusCliOutput *self)
{
  end (self, begin ("accepted"));
}

static void
write_verified (PortunusCliOutput     *self,
                const PortunusCliPeer *peer)
{
  JsonObject *object = begin (portunus_transfer_is_unconfirmed (peer->transfer) ? "fetched" : "verified");

  set_count (object, "transfer", peer->number);
  set_count (object, "bytes", portunus_transfer_get_done_bytes (peer->transfer));
  set_count (object, "files", portunus_transfer_get_files_done (peer->transfer));
  end (self, object);
}

static void
write_state (PortunusCliOutput     *self,
             const PortunusCliPeer *peer)
{
  PortunusTransferState state = portunus_transfer_get_state (peer->transfer);
  const GError *error = portunus_transfer_get_error (peer->transfer);
  JsonObject *object = begin ("state");

  set_count (object, "transfer", peer->number);
  set_text (object, "state", portunus_cli_state_get_name (state));
  if (error != NULL)
    set_text (object, "code", portunus_cli_error_get_name (error));
  end (self, object);
  if (state == PORTUNUS_TRANSFER_DONE)
    write_verified (self, peer);
}

static void
write_lane (PortunusCliOutput     *self,
            const PortunusCliPeer *peer)
{
  JsonObject *object = begin ("lane");

  set_count (object, "transfer", peer->number);
  set_text (object, "path", portunus_transfer_get_path (peer->transfer));
  end (self, object);
}

static void
write_progress (PortunusCliOutput     *self,
                const PortunusCliPeer *peer)
{
  gint64 eta = portunus_transfer_get_eta (peer->transfer);
  JsonObject *object = begin ("progress");

  set_count (object, "transfer", peer->number);
  set_count (object, "bytes", portunus_transfer_get_done_bytes (peer->transfer));
  set_count (object, "total", portunus_transfer_get_total_bytes (peer->transfer));
  set_count (object, "rate", (guint64) portunus_transfer_get_rate (peer->transfer));
  set_count (object, "eta", eta >= 0 ? (guint64) eta : G_MAXUINT64);
  set_count (object, "files_done", portunus_transfer_get_files_done (peer->transfer));
  end (self, object);
}

static void
write_file (PortunusCliOutput  *self,
            const char         *name,
            PortunusFileStatus  status,
            const char         *message)
{
  JsonObject *object = begin ("file");

  set_text (object, "name", name);
  set_text (object, "status", portunus_cli_file_status_get_name (status));
  set_text (object, "message", message);
  end (self, object);
}

static void
write_text (PortunusCliOutput *self,
            const char        *text)
{
  JsonObject *object = begin ("text");

  set_text (object, "text", text);
  end (self, object);
}

static void
write_record (PortunusCliOutput *self,
              const char        *event,
              JsonObject        *fields,
              const char        *text)
{
  JsonObject *object = begin (event);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, fields);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (object, name, json_node_copy (value));
  end (self, object);
}

static void
write_failed (PortunusCliOutput *self,
              const GError      *error)
{
  JsonObject *object = begin ("error");

  set_text (object, "code", portunus_cli_error_get_name (error));
  set_text (object, "message", error->message);
  end (self, object);
}

static void
portunus_cli_json_output_init (PortunusCliOutputInterface *iface)
{
  iface->notice = write_notice;
  iface->problem = write_problem;
  iface->link = write_link;
  iface->wrong_code = write_wrong_code;
  iface->room = write_room;
  iface->asked = write_asked;
  iface->waiting = write_waiting;
  iface->peer = write_peer;
  iface->offer = write_offer;
  iface->accepted = write_accepted;
  iface->state = write_state;
  iface->lane = write_lane;
  iface->progress = write_progress;
  iface->file = write_file;
  iface->text = write_text;
  iface->record = write_record;
  iface->failed = write_failed;
}

static void
portunus_cli_json_class_init (PortunusCliJsonClass *klass)
{
}

static void
portunus_cli_json_init (PortunusCliJson *self)
{
}

/**
 * portunus_cli_json_new:
 * @stream: where to; stays the caller's
 *
 * Returns: (transfer full): an output for programs
 */
PortunusCliOutput *
portunus_cli_json_new (FILE *stream)
{
  PortunusCliJson *self = g_object_new (PORTUNUS_TYPE_CLI_JSON, NULL);

  self->stream = stream;
  return PORTUNUS_CLI_OUTPUT (self);
}
