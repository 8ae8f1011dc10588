/* portunus-stretch-password.c: stretching the password of a room on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-stretch-password.h"

typedef struct
{
  PortunusSecret *password;
  PortunusSecret *link_secret;
  char           *room;
} Stretch;

static void
stretch_free (gpointer data)
{
  Stretch *stretch = data;

  portunus_secret_unref (stretch->password);
  portunus_secret_unref (stretch->link_secret);
  g_free (stretch->room);
  g_free (stretch);
}

static void
stretch_on_worker (GTask        *task,
                   gpointer      source,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  Stretch *stretch = task_data;
  GError *error = NULL;
  PortunusRoomPassword *result = portunus_room_password_stretch (stretch->password, stretch->room,
                                                                 stretch->link_secret, &error);

  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) portunus_room_password_free);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_stretch_password_async:
 * @password: what somebody typed
 * @room: the room's id
 * @link_secret: from the link
 * @cancellable: (nullable): cancels
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Runs portunus_room_password_stretch() where it does not hold up the caller.
 */
void
portunus_stretch_password_async (PortunusSecret      *password,
                                 const char          *room,
                                 PortunusSecret      *link_secret,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Stretch *stretch = g_new (Stretch, 1);

  stretch->password = portunus_secret_ref (password);
  stretch->link_secret = portunus_secret_ref (link_secret);
  stretch->room = g_strdup (room);
  g_task_set_source_tag (task, portunus_stretch_password_async);
  g_task_set_task_data (task, stretch, stretch_free);
  g_task_run_in_thread (task, stretch_on_worker);
}

/**
 * portunus_stretch_password_finish:
 * @result: the result
 * @error: return location for a #PortunusCryptoError
 *
 * Returns: (transfer full): what the password gives
 */
PortunusRoomPassword *
portunus_stretch_password_finish (GAsyncResult  *result,
                                  GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
