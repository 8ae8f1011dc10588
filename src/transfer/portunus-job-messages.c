/* portunus-job-messages.c: the last words of a side of a transfer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-job-messages.h"

#include <string.h>

#include "portunus-json.h"
#include "portunus-offer-codec.h"
#include "portunus-transfer-error.h"

/* The codes a peer may tell as the reason for its end; everything else it says is a plain failure over there. */
static const struct
{
  const char            *name;
  PortunusTransferError  code;
  const char            *message;
} reasons[] = {
  { "disk-full", PORTUNUS_TRANSFER_ERROR_DISK_FULL, "The other side has not enough room on its disk" },
  { "destination", PORTUNUS_TRANSFER_ERROR_DESTINATION, "The other side cannot write to its folder" },
  { "tampered", PORTUNUS_TRANSFER_ERROR_TAMPERED, "The other side found that something was altered on the way" },
  { "protocol", PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The other side did not understand us" },
  { "connection-lost", PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The other side heard nothing from us any more" },
};

/**
 * portunus_job_send_stop:
 * @session: an open session; one that is not open is left alone
 * @id: the transfer's id
 * @error: (nullable): why; %NULL when a person cancelled
 */
void
portunus_job_send_stop (PortunusSession *session,
                        const guint8     id[PORTUNUS_TRANSFER_ID_SIZE],
                        const GError    *error)
{
  g_autoptr (JsonObject) message = json_object_new ();

  json_object_set_string_member (message, "t", error == NULL ? "cancel" : "fail");
  portunus_transfer_id_write (message, id);
  if (error != NULL)
    json_object_set_string_member (message, "code", portunus_transfer_error_get_name (error));
  portunus_session_send_control (session, message);
}

/**
 * portunus_job_read_stop:
 * @message: a control message of the peer
 *
 * Returns: (transfer full) (nullable): what a "cancel" or "fail" means, %NULL for any other message
 */
GError *
portunus_job_read_stop (JsonObject *message)
{
  const char *type = json_object_get_string_member (message, "t");
  const char *code = "";

  if (strcmp (type, "cancel") == 0)
    return g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER,
                                "The other side stopped the transfer");
  if (strcmp (type, "fail") != 0)
    return NULL;
  portunus_json_get_string (message, "code", 64, &code, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (strcmp (reasons[i].name, code) == 0)
      return g_error_new_literal (PORTUNUS_TRANSFER_ERROR, reasons[i].code, reasons[i].message);
  return g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER,
                              "The transfer failed on the other side");
}
