/* portunus-cli-target.c: which device a person means by what they typed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-target.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-transfer-error.h"

#define LOOK_MS 3000
#define MIN_ID_DIGITS 4

typedef struct
{
  char                  *text;
  PortunusNearbyBrowser *browser;
  GSource               *timer;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  if (search->timer != NULL)
    g_source_destroy (search->timer);
  g_clear_pointer (&search->timer, g_source_unref);
  if (search->browser != NULL)
    portunus_nearby_browser_stop (search->browser);
  g_clear_object (&search->browser);
  g_free (search->text);
  g_free (search);
}

/* Ids keep apart what names do not. */
static GError *
make_ambiguous (const char *text,
                GString    *candidates)
{
  /* Translators: what was typed, and a list of ids and names, one a line */
  return g_error_new (G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                      _("\"%s\" may be any of these; use the beginning of the id:%s"), text, candidates->str);
}

/**
 * portunus_cli_target_find_known:
 * @book: the devices that were met
 * @text: a name or the beginning of an id
 * @error: return location for a #GOptionError that lists the candidates where there are several
 *
 * Returns: (transfer full) (nullable): the device; %NULL without an error where there is none
 */
PortunusKnownDevice *
portunus_cli_target_find_known (PortunusDeviceBook  *book,
                                const char          *text,
                                GError             **error)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GString) candidates = g_string_new (NULL);

  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  found = portunus_device_book_find (book, text);
  if (found->len == 1)
    return g_object_ref (g_ptr_array_index (found, 0));
  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (candidates, "\n  %.8s  %s",
                            portunus_known_device_get_id (g_ptr_array_index (found, i)),
                            portunus_known_device_get_name (g_ptr_array_index (found, i)));
  if (found->len > 1)
    g_propagate_error (error, make_ambiguous (text, candidates));
  return NULL;
}

static gboolean
is_called (PortunusNearbyDevice *device,
           const char           *text)
{
  const char *name = portunus_nearby_device_get_name (device);
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *folded_name = name != NULL ? g_utf8_casefold (name, -1) : NULL;

  return g_strcmp0 (folded_name, folded) == 0
         || (strlen (text) >= MIN_ID_DIGITS && g_str_has_prefix (portunus_nearby_device_get_id (device), text));
}

static void
return_nearby (GTask                *task,
               PortunusNearbyDevice *device)
{
  const PortunusTarget target = { .nearby = device };

  g_task_return_pointer (task, portunus_target_copy (&target), (GDestroyNotify) portunus_target_free);
}

/* What is there by now is all there is. */
static gboolean
timer_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Search *search = g_task_get_task_data (task);
  GListModel *devices = portunus_nearby_browser_get_devices (search->browser);
  g_autoptr (PortunusNearbyDevice) match = NULL;
  g_autoptr (GString) candidates = g_string_new (NULL);
  guint n_matches = 0;

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (PortunusNearbyDevice) device = g_list_model_get_item (devices, i);
      const char *name = portunus_nearby_device_get_name (device);

      if (!is_called (device, search->text))
        continue;
      n_matches++;
      g_string_append_printf (candidates, "\n  %s  %s  %s", portunus_nearby_device_get_id (device),
                              portunus_nearby_device_get_address (device), name != NULL ? name : "");
      g_set_object (&match, device);
    }
  g_signal_handlers_disconnect_by_data (search->browser, task);
  if (n_matches == 1)
    return_nearby (task, match);
  else if (n_matches > 1)
    g_task_return_error (task, make_ambiguous (search->text, candidates));
  else
    g_task_return_new_error (task, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NOT_FOUND,
                             _("Nobody nearby or known is called \"%s\"; \"portunus-cli nearby\" shows who is there"),
                             search->text);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
problem_cb (PortunusNearbyBrowser *browser,
            const GError          *error,
            GTask                 *task)
{
  if (error == NULL)
    return;
  g_signal_handlers_disconnect_by_data (browser, task);
  g_task_return_new_error (task, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NOT_FOUND, "%s",
                           error->message);
  g_object_unref (task);
}

/* The task is kept by the timer and the signal until one of the two ends it. */
static void
look_around (PortunusEngine *engine,
             GTask          *task)
{
  Search *search = g_task_get_task_data (task);

  search->browser = portunus_engine_new_browser (engine);
  g_signal_connect (search->browser, "problem", G_CALLBACK (problem_cb), task);
  search->timer = g_timeout_source_new (LOOK_MS);
  g_source_set_callback (search->timer, timer_cb, task, NULL);
  g_source_attach (search->timer, g_main_context_get_thread_default ());
  portunus_nearby_browser_start (search->browser);
}

/**
 * portunus_cli_target_find_async:
 * @engine: an engine that was started
 * @text: a name, the beginning of an id, or HOST:PORT; UTF-8
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * A known device is meant before one that only calls itself so.
 */
void
portunus_cli_target_find_async (PortunusEngine      *engine,
                                const char          *text,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (PortunusKnownDevice) known = NULL;
  PortunusTarget target = { NULL };
  GError *error = NULL;
  Search *search = g_new0 (Search, 1);

  g_task_set_source_tag (task, portunus_cli_target_find_async);
  g_task_set_task_data (task, search, search_free);
  search->text = g_strdup (text);
  known = portunus_cli_target_find_known (portunus_engine_get_device_book (engine), text, &error);
  target.known = known;
  if (known == NULL && portunus_target_is_address (text))
    target.address = text;
  if (error != NULL)
    g_task_return_error (task, error);
  else if (portunus_target_is_given (&target))
    g_task_return_pointer (task, portunus_target_copy (&target), (GDestroyNotify) portunus_target_free);
  else
    look_around (engine, g_steal_pointer (&task));
}

/**
 * portunus_cli_target_find_finish:
 * @result: the result
 * @error: return location: a #GOptionError where several are meant, %PORTUNUS_TRANSFER_ERROR_NOT_FOUND where nobody
 *   is
 *
 * Returns: (transfer full): the device
 */
PortunusTarget *
portunus_cli_target_find_finish (GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
