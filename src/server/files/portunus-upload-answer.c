/* portunus-upload-answer.c: what a client is told about a file that it puts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-upload-answer.h"

#include <string.h>

#include "portunus-transfer-error.h"

/* RFC 8941 §3.3.1: so many digits has an integer. */
#define MAX_DIGITS 15

/* Gives TRUE for a field that is not there, and leaves the number alone then. */
static gboolean
read_number (SoupMessageHeaders *headers,
             const char         *name,
             guint64            *number)
{
  const char *text = soup_message_headers_get_one (headers, name);

  if (text == NULL)
    return TRUE;
  if (*text == '\0' || strlen (text) > MAX_DIGITS || text[strspn (text, "0123456789")] != '\0')
    return FALSE;
  *number = g_ascii_strtoull (text, NULL, 10);
  return TRUE;
}

static gboolean
read_truth (SoupMessageHeaders *headers,
            const char         *name,
            gboolean           *truth)
{
  const char *text = soup_message_headers_get_one (headers, name);

  if (text == NULL)
    return TRUE;
  if (strcmp (text, "?0") != 0 && strcmp (text, "?1") != 0)
    return FALSE;
  *truth = text[1] == '1';
  return TRUE;
}

/**
 * portunus_upload_ask_read:
 * @message: a PUT, untrusted
 * @ask: (out caller-allocates): what it says of itself
 *
 * Reads the fields of draft-ietf-httpbis-resumable-upload that PROTOCOL.md §16 names.
 *
 * Returns: %FALSE where they are malformed
 */
gboolean
portunus_upload_ask_read (SoupServerMessage *message,
                          PortunusUploadAsk *ask)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  gboolean is_length_known = soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH;
  guint64 length = is_length_known ? (guint64) soup_message_headers_get_content_length (headers) : 0;

  *ask = (PortunusUploadAsk) { .size = PORTUNUS_SIZE_UNKNOWN, .is_complete = TRUE };
  if (!read_number (headers, "Upload-Offset", &ask->offset)
      || !read_truth (headers, "Upload-Complete", &ask->is_complete))
    return FALSE;
  if (is_length_known && ask->is_complete)
    ask->size = ask->offset + length;
  if (!read_number (headers, "Upload-Length", &ask->size))
    return FALSE;
  return !ask->is_complete || !is_length_known || ask->size == ask->offset + length;
}

static void
set_number (SoupServerMessage *message,
            const char        *name,
            guint64            number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  soup_message_headers_replace (soup_server_message_get_response_headers (message), name, text);
}

static void
set_state (SoupServerMessage         *message,
           const PortunusIntakeState *state)
{
  set_number (message, "Upload-Offset", state->offset);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Upload-Complete",
                                state->is_complete ? "?1" : "?0");
  if (state->size != PORTUNUS_SIZE_UNKNOWN)
    set_number (message, "Upload-Length", state->size);
}

static void
refuse_for (PortunusRequest *request,
            const GError    *error)
{
  if (g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DISK_FULL))
    portunus_request_refuse (request, SOUP_STATUS_INSUFFICIENT_STORAGE, "The disk of the receiver is full.");
  else if (g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE))
    portunus_request_refuse (request, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                             "The file is much larger than it was when it was offered.");
  else
    portunus_request_refuse (request, SOUP_STATUS_INTERNAL_SERVER_ERROR, "The receiver cannot write this file.");
}

/**
 * portunus_upload_answer_verdict:
 * @request: a request
 * @intake: where it puts something
 * @index: which file
 * @verdict: why it is not taken
 *
 * Refuses the request.
 */
void
portunus_upload_answer_verdict (PortunusRequest       *request,
                                PortunusIntake        *intake,
                                guint                  index,
                                PortunusIntakeVerdict  verdict)
{
  g_auto (PortunusIntakeState) state = { 0 };
  PortunusIntakeVerdict now = portunus_intake_get_state (intake, index, &state);

  if (now == PORTUNUS_INTAKE_GOOD)
    set_state (request->message, &state);
  if (state.error != NULL)
    refuse_for (request, state.error);
  else if (verdict == PORTUNUS_INTAKE_OFFSET)
    portunus_request_refuse (request, SOUP_STATUS_CONFLICT, "The file does not go on there.");
  else if (verdict == PORTUNUS_INTAKE_TOO_LONG)
    portunus_request_refuse (request, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "The file is longer than it should be.");
  else if (verdict == PORTUNUS_INTAKE_OVER)
    portunus_request_refuse (request, SOUP_STATUS_GONE, "The transfer is over.");
  else
    portunus_request_refuse (request, SOUP_STATUS_NOT_FOUND, "Nobody waits for this file, or no longer.");
}

/**
 * portunus_upload_answer_state:
 * @request: a request
 * @intake: where it puts something
 * @index: which file
 *
 * Tells how far the file is.
 */
void
portunus_upload_answer_state (PortunusRequest *request,
                              PortunusIntake  *intake,
                              guint            index)
{
  g_auto (PortunusIntakeState) state = { 0 };
  PortunusIntakeVerdict verdict = portunus_intake_get_state (intake, index, &state);

  if (verdict != PORTUNUS_INTAKE_GOOD)
    {
      portunus_upload_answer_verdict (request, intake, index, verdict);
      return;
    }
  set_state (request->message, &state);
  soup_server_message_set_status (request->message, SOUP_STATUS_OK, NULL);
}
