/* portunus-server-answer.c: results of the server's thread on their way to those who asked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server-answer.h"

/**
 * portunus_room_info_free:
 * @info: (transfer full) (nullable): what was said of a room
 */
void
portunus_room_info_free (PortunusRoomInfo *info)
{
  if (info == NULL)
    return;
  g_free (info->id);
  g_free (info->host);
  g_free (info);
}

/* What became of a task, on its way back to the thread that asked. */
typedef struct
{
  GTask            *task;
  PortunusRoomInfo *info;
  GError           *error;
} Answer;

static gboolean
answer_cb (gpointer user_data)
{
  Answer *answer = user_data;

  if (answer->error != NULL)
    g_task_return_error (answer->task, g_steal_pointer (&answer->error));
  else if (answer->info != NULL)
    g_task_return_pointer (answer->task, g_steal_pointer (&answer->info), (GDestroyNotify) portunus_room_info_free);
  else
    g_task_return_boolean (answer->task, TRUE);
  return G_SOURCE_REMOVE;
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_object_unref (answer->task);
  g_free (answer);
}

/**
 * portunus_server_give_back:
 * @task: (transfer full): somebody's task
 * @info: (transfer full) (nullable): its result; %NULL for %TRUE
 * @error: (transfer full) (nullable): why it failed
 *
 * Answers @task in the context it came from. A task holds a reference to the server, and the last one must not go in
 * the server's own thread, which would then wait for itself; so the task leaves that thread before it is answered.
 */
void
portunus_server_give_back (GTask            *task,
                           PortunusRoomInfo *info,
                           GError           *error)
{
  Answer *answer = g_new0 (Answer, 1);
  g_autoptr (GSource) source = g_idle_source_new ();
  g_autoptr (GMainContext) context = g_main_context_ref (g_task_get_context (task));

  answer->task = task;
  answer->info = info;
  answer->error = error;
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, answer_cb, answer, answer_free);
  g_source_attach (source, context);
}
