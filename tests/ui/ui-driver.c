/* ui-driver.c: drives the application from outside, as a screen reader and a script would
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "ui-driver.h"

#include <signal.h>
#include <sys/prctl.h>

#include "ui-driver-private.h"

#define APP_ID      "org.portunus.App"
#define MAIN_WINDOW "Portunus"
#define APP_PATH    "/org/portunus/App"
#define WINDOW_PATH APP_PATH "/window/%u"
#define MAX_WINDOWS 4
#define TIMEOUT_MS  60000
#define POLL_MS     20

static gboolean
has_ended (UiDriver *self)
{
  return self->process != NULL && g_subprocess_get_identifier (self->process) == NULL;
}

/**
 * ui_driver_wait_for:
 * @self: a driver
 * @condition: what may become true
 * @user_data: for @condition
 * @timeout_ms: for how long to wait for it
 *
 * Returns: whether it became true
 */
gboolean
ui_driver_wait_for (UiDriver    *self,
                    UiCondition  condition,
                    gpointer     user_data,
                    guint        timeout_ms)
{
  gint64 deadline = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;

  while (!condition (self, user_data))
    {
      if (has_ended (self) || g_get_monotonic_time () > deadline)
        return FALSE;

      /* Other processes do the work; there is no event of ours to wait for. */
      g_main_context_iteration (NULL, FALSE);
      g_usleep (POLL_MS * 1000);
    }
  return TRUE;
}

/**
 * ui_driver_wait_until:
 * @self: a driver
 * @condition: what must become true
 * @user_data: for @condition
 * @what: what that means, for the message
 */
void
ui_driver_wait_until (UiDriver    *self,
                      UiCondition  condition,
                      gpointer     user_data,
                      const char  *what)
{
  if (ui_driver_wait_for (self, condition, user_data, TIMEOUT_MS))
    return;
  if (has_ended (self))
    g_error ("The application ended while the test waited for: %s", what);
  ui_driver_print_tree (self);
  g_error ("Not within %d ms: %s", TIMEOUT_MS, what);
}

static GVariant *
call_actions (UiDriver   *self,
              const char *path,
              const char *method,
              GVariant   *arguments)
{
  return g_dbus_connection_call_sync (self->bus, APP_ID, path, "org.gtk.Actions", method, arguments, NULL,
                                      G_DBUS_CALL_FLAGS_NO_AUTO_START, TIMEOUT_MS, NULL, NULL);
}

/* A window that was closed for good and came back has another number. (transfer full) (nullable) */
static char *
dup_window_path (UiDriver *self)
{
  for (guint i = 1; i <= MAX_WINDOWS; i++)
    {
      g_autofree char *path = g_strdup_printf (WINDOW_PATH, i);
      g_autoptr (GVariant) reply = call_actions (self, path, "List", NULL);

      if (reply != NULL)
        return g_steal_pointer (&path);
    }
  return NULL;
}

static gboolean
has_window (UiDriver *self,
            gpointer  user_data)
{
  g_autofree char *path = dup_window_path (self);

  return path != NULL;
}

/* An application that just starts or ends cannot answer yet or any more, which libatspi warns of. */
static void
ignore_cb (const char     *domain,
           GLogLevelFlags  level,
           const char     *message,
           gpointer        user_data)
{
}

static gboolean
is_fatal_cb (const char     *domain,
             GLogLevelFlags  level,
             const char     *message,
             gpointer        user_data)
{
  return g_strcmp0 (domain, "dbind") != 0;
}

static void
die_with_parent_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/**
 * ui_driver_spawn:
 * @launcher: how to start it
 * @program: path of the program
 * @arguments: (nullable): what comes after the program's name
 *
 * Returns: (transfer full): the running program
 */
GSubprocess *
ui_driver_spawn (GSubprocessLauncher *launcher,
                 const char          *program,
                 const char * const  *arguments)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (argv, (char *) program);
  for (gsize i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) arguments[i]);
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent_cb, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

static UiDriver *
create (void)
{
  UiDriver *self = g_new0 (UiDriver, 1);
  g_autoptr (GError) error = NULL;

  g_log_set_handler ("dbind", G_LOG_LEVEL_WARNING | G_LOG_FLAG_FATAL, ignore_cb, NULL);
  g_test_log_set_fatal_handler (is_fatal_cb, NULL);
  self->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  self->window = MAIN_WINDOW;
  return self;
}

static UiDriver *
launch (const char         *program,
        const char * const *arguments,
        const char * const *environment)
{
  UiDriver *self = create ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE);

  for (gsize i = 0; environment != NULL && environment[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (environment[i], "=", 2);

      g_subprocess_launcher_setenv (launcher, pair[0], pair[1], TRUE);
    }

  self->process = ui_driver_spawn (launcher, program, arguments);
  return self;
}

/**
 * ui_driver_new_quiet:
 * @program: path of the application
 *
 * Returns: (transfer full): an application that waits for what others send, without a window
 */
UiDriver *
ui_driver_new_quiet (const char *program)
{
  const char * const arguments[] = { "--background", NULL };

  return launch (program, arguments, NULL);
}

/**
 * ui_driver_new:
 * @program: path of the application
 * @arguments: (nullable): what comes after the program's name
 * @environment: (nullable): "NAME=value" texts
 *
 * Returns: (transfer full): a running application with its window on the screen
 */
UiDriver *
ui_driver_new (const char         *program,
               const char * const *arguments,
               const char * const *environment)
{
  UiDriver *self = launch (program, arguments, environment);

  ui_driver_wait_until (self, has_window, NULL, "a window");
  ui_driver_wait_shown (self);
  return self;
}

/**
 * ui_driver_new_started:
 *
 * Returns: (transfer full): an application with its window on the screen, which this test did not start itself
 */
UiDriver *
ui_driver_new_started (void)
{
  UiDriver *self = create ();

  ui_driver_wait_until (self, has_window, NULL, "a window");
  ui_driver_wait_shown (self);
  return self;
}

/**
 * ui_driver_quit:
 * @self: (transfer full): a driver
 */
void
ui_driver_quit (UiDriver *self)
{
  ui_driver_activate_app (self, "quit", NULL);
  ui_driver_wait_exit (self);
}

static gboolean
has_no_name (UiDriver *self,
             gpointer  user_data)
{
  g_autoptr (GVariant) reply = call_actions (self, APP_PATH, "List", NULL);

  return reply == NULL;
}

/**
 * ui_driver_wait_exit:
 * @self: (transfer full): a driver
 */
void
ui_driver_wait_exit (UiDriver *self)
{
  g_autoptr (GError) error = NULL;

  if (self->process != NULL)
    {
      g_subprocess_wait (self->process, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_successful (self->process));
    }
  else
    {
      ui_driver_wait_until (self, has_no_name, NULL, "the end of the application");
    }
  g_clear_object (&self->process);
  g_clear_object (&self->bus);
  g_free (self);
}

/**
 * ui_driver_kill:
 * @self: (transfer full): a driver of an application that it started
 *
 * As a power cut does: the application has no say.
 */
void
ui_driver_kill (UiDriver *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
  g_clear_object (&self->bus);
  g_free (self);
}

/**
 * ui_driver_freeze:
 * @self: a driver of an application that it started
 * @is_frozen: or goes on
 */
void
ui_driver_freeze (UiDriver *self,
                  gboolean  is_frozen)
{
  g_subprocess_send_signal (self->process, is_frozen ? SIGSTOP : SIGCONT);
}

static void
activate (UiDriver   *self,
          const char *path,
          const char *action,
          const char *target)
{
  g_autoptr (GVariant) reply = NULL;
  GVariantBuilder parameters;

  g_variant_builder_init (&parameters, G_VARIANT_TYPE ("av"));
  if (target != NULL)
    {
      g_autoptr (GError) error = NULL;
      GVariant *value = g_variant_parse (NULL, target, NULL, NULL, &error);

      g_assert_no_error (error);
      g_variant_builder_add (&parameters, "v", value);
      g_variant_unref (value);
    }
  reply = call_actions (self, path, "Activate", g_variant_new ("(sava{sv})", action, &parameters, NULL));
  g_assert_nonnull (reply);
}

/**
 * ui_driver_activate:
 * @self: a driver
 * @action: a window action
 * @target: (nullable): its parameter as the text form of a #GVariant
 */
void
ui_driver_activate (UiDriver   *self,
                    const char *action,
                    const char *target)
{
  g_autofree char *path = dup_window_path (self);

  g_assert_nonnull (path);
  activate (self, path, action, target);
}

/**
 * ui_driver_activate_app:
 * @self: a driver
 * @action: an action of the application
 * @target: (nullable): its parameter as the text form of a #GVariant
 */
void
ui_driver_activate_app (UiDriver   *self,
                        const char *action,
                        const char *target)
{
  activate (self, APP_PATH, action, target);
}

/**
 * ui_driver_is_enabled:
 * @self: a driver
 * @action: a window action
 *
 * Returns: whether @action can be used now
 */
gboolean
ui_driver_is_enabled (UiDriver   *self,
                      const char *action)
{
  g_autofree char *path = dup_window_path (self);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) description = NULL;
  gboolean is_enabled = FALSE;

  g_assert_nonnull (path);
  reply = call_actions (self, path, "Describe", g_variant_new ("(s)", action));
  g_assert_nonnull (reply);
  description = g_variant_get_child_value (reply, 0);
  g_variant_get_child (description, 0, "b", &is_enabled);
  return is_enabled;
}
