/* portunus-invitation.c: what a person has in hand to receive: a link, or a code and the server it is of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-invitation.h"

#include <string.h>

#include "portunus-error.h"
#include "portunus-room-api.h"
#include "portunus-stretch.h"

static gboolean
take_link (PortunusInvitation  *self,
           const char          *text,
           GError             **error)
{
  self->link = portunus_link_parse (text, error);
  if (self->link == NULL)
    return FALSE;
  if (self->link->secret == NULL)
    {
      g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK,
                           "The link lacks its secret part. Copy the whole link, to its last character.");
      return FALSE;
    }
  self->link_secret = portunus_secret_new (g_bytes_get_data (self->link->secret, NULL),
                                           g_bytes_get_size (self->link->secret));
  return TRUE;
}

static gboolean
take_code (PortunusInvitation  *self,
           const char          *text,
           GError             **error)
{
  self->code = portunus_code_parse (text, NULL);
  if (self->code == NULL)
    {
      g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK,
                           "This is neither a link nor a code of Portunus. A link begins with “https://”; a code is a "
                           "number and two words, like 7-cedar-lantern.");
      return FALSE;
    }
  if (self->server != NULL)
    return TRUE;
  g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_LINK,
                       "A code needs the address of the room server it was made on (--server URL); use the link "
                       "where there is none.");
  return FALSE;
}

/**
 * portunus_invitation_parse:
 * @text: what the person typed or pasted
 * @server: (nullable): URL of the room server that resolves a code
 * @error: return location for %PORTUNUS_CORE_ERROR_BAD_LINK
 *
 * Returns: (transfer full): the invitation, or %NULL if it is damaged
 */
PortunusInvitation *
portunus_invitation_parse (const char  *text,
                           const char  *server,
                           GError     **error)
{
  g_autoptr (PortunusInvitation) self = g_new0 (PortunusInvitation, 1);
  gboolean is_link = strstr (text, "://") != NULL;

  self->server = g_strdup (server);
  if (!(is_link ? take_link : take_code) (self, text, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * portunus_invitation_free:
 * @self: (transfer full) (nullable): an invitation
 */
void
portunus_invitation_free (PortunusInvitation *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->link, portunus_link_free);
  g_clear_pointer (&self->code, portunus_code_free);
  g_clear_pointer (&self->link_secret, portunus_secret_unref);
  g_clear_pointer (&self->code_secret, portunus_secret_unref);
  g_free (self->server);
  g_free (self);
}

static void
stretched_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusInvitation *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->code_secret = portunus_stretch_finish (result, &error);
  if (self->code_secret != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
resolved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusInvitation *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->link = portunus_room_api_resolve_code_finish (result, &error);
  if (self->link != NULL)
    portunus_stretch_async (self->code->password, self->link->room, g_task_get_cancellable (task), stretched_cb,
                            g_object_ref (task));
  else
    g_task_return_error (task, error);
}

/**
 * portunus_invitation_resolve_async:
 * @self: an invitation by code; must outlive the operation
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Asks the server for the room of the code, and stretches its password.
 */
void
portunus_invitation_resolve_async (PortunusInvitation  *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (self->code != NULL && self->link == NULL);

  g_task_set_source_tag (task, portunus_invitation_resolve_async);
  g_task_set_task_data (task, self, NULL);
  portunus_room_api_resolve_code_async (self->server, self->code->number, cancellable, resolved_cb, task);
}

/**
 * portunus_invitation_resolve_finish:
 * @result: the result
 * @error: return location: as portunus_room_api_resolve_code_finish(), or a #PortunusCryptoError
 *
 * Returns: whether the room and the secret are known
 */
gboolean
portunus_invitation_resolve_finish (GAsyncResult  *result,
                                    GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
