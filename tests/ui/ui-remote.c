/* ui-remote.c: drives the application as the lines of its standard input say, for tests that have two of them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include "ui-desktop.h"
#include "ui-driver.h"

#define LOGIND      "org.freedesktop.login1"
#define MAX_LINE    4096
#define MAX_PRESSES 10

/* The words of a line: a command and at most two arguments, "" where there is none. */
typedef struct
{
  const char      *program;
  UiDesktop       *desktop;
  UiDriver        *driver;    /* (nullable): while the application runs */
  GDBusConnection *logind;    /* (nullable): on which we are that, once it was needed */
} Remote;

/* Gives what there is to answer, or %NULL. */
typedef char *(*Run) (Remote     *self,
                      const char *first,
                      const char *second);

static char *
start (Remote     *self,
       const char *first,
       const char *second)
{
  const char * const arguments[] = { *first != '\0' ? first : NULL, NULL };

  self->driver = ui_driver_new (self->program, arguments, NULL);
  return NULL;
}

static char *
start_quiet (Remote     *self,
             const char *first,
             const char *second)
{
  self->driver = ui_driver_new_quiet (self->program);
  return NULL;
}

/* To one that something else started. */
static char *
attach (Remote     *self,
        const char *first,
        const char *second)
{
  self->driver = ui_driver_new_started ();
  return NULL;
}

/* In the instance that runs, as a file manager does. */
static char *
do_open (Remote     *self,
         const char *first,
         const char *second)
{
  const char * const command[] = { self->program, first, NULL };

  ui_driver_run (command);
  return NULL;
}

static char *
end (Remote     *self,
     const char *first,
     const char *second)
{
  ui_driver_quit (g_steal_pointer (&self->driver));
  return NULL;
}

static char *
do_kill (Remote     *self,
         const char *first,
         const char *second)
{
  ui_driver_kill (g_steal_pointer (&self->driver));
  return NULL;
}

static void
become_logind (Remote *self)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (self->logind != NULL)
    return;
  self->logind = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (self->logind, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName", g_variant_new ("(su)", LOGIND, 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
tell_of_sleep (Remote   *self,
               gboolean  is_about_to_sleep)
{
  g_autoptr (GError) error = NULL;

  become_logind (self);
  g_dbus_connection_emit_signal (self->logind, NULL, "/org/freedesktop/login1", LOGIND ".Manager", "PrepareForSleep",
                                 g_variant_new ("(b)", is_about_to_sleep), &error);
  g_assert_no_error (error);
  g_dbus_connection_flush_sync (self->logind, NULL, &error);
  g_assert_no_error (error);
}

/* The application stands for its machine, whose other programs have nothing to do with it. */
static char *
fall_asleep (Remote     *self,
             const char *first,
             const char *second)
{
  tell_of_sleep (self, TRUE);
  ui_driver_freeze (self->driver, TRUE);
  return NULL;
}

static char *
wake_up (Remote     *self,
         const char *first,
         const char *second)
{
  ui_driver_freeze (self->driver, FALSE);
  tell_of_sleep (self, FALSE);
  return NULL;
}

static char *
do_activate (Remote     *self,
             const char *first,
             const char *second)
{
  ui_driver_activate (self->driver, first, *second != '\0' ? second : NULL);
  return NULL;
}

static char *
do_activate_app (Remote     *self,
                 const char *first,
                 const char *second)
{
  ui_driver_activate_app (self->driver, first, *second != '\0' ? second : NULL);
  return NULL;
}

/* Again where the button was made anew meanwhile, as those of devices nearby are. */
static char *
press_until (Remote     *self,
             const char *first,
             const char *second)
{
  g_autoptr (AtspiAccessible) label = NULL;

  for (guint i = 0; i < MAX_PRESSES && label == NULL; i++)
    {
      g_autoptr (AtspiAccessible) button = ui_driver_find (self->driver, ATSPI_ROLE_PUSH_BUTTON, first);

      if (button != NULL || i == 0)
        ui_driver_press (self->driver, first);
      label = ui_driver_find (self->driver, ATSPI_ROLE_LABEL, second);
    }
  ui_driver_wait_label (self->driver, second);
  return NULL;
}

static char *
do_toggle (Remote     *self,
           const char *first,
           const char *second)
{
  ui_driver_toggle (self->driver, first);
  return NULL;
}

static char *
do_press (Remote     *self,
          const char *first,
          const char *second)
{
  ui_driver_press (self->driver, first);
  return NULL;
}

static char *
type_key (Remote     *self,
          const char *first,
          const char *second)
{
  ui_driver_type_key (self->driver, first);
  return NULL;
}

static char *
use_window (Remote     *self,
            const char *first,
            const char *second)
{
  ui_driver_use_window (self->driver, g_intern_string (first));
  return NULL;
}

static char *
wait_label (Remote     *self,
            const char *first,
            const char *second)
{
  ui_driver_wait_label (self->driver, first);
  return NULL;
}

static char *
wait_hidden (Remote     *self,
             const char *first,
             const char *second)
{
  ui_driver_wait_hidden (self->driver);
  return NULL;
}

static char *
wait_notification (Remote     *self,
                   const char *first,
                   const char *second)
{
  return ui_desktop_wait_notification (self->desktop, first);
}

static char *
press_notification (Remote     *self,
                    const char *first,
                    const char *second)
{
  ui_desktop_press (self->desktop, first, second);
  return NULL;
}

static char *
get_text (Remote     *self,
          const char *first,
          const char *second)
{
  return ui_driver_dup_text (self->driver, first);
}

static char *
take_picture (Remote     *self,
              const char *first,
              const char *second)
{
  ui_driver_take_picture (self->driver, first);
  return NULL;
}

static const struct
{
  const char *name;
  Run         run;
} commands[] = {
  { "start", start },
  { "start-quiet", start_quiet },
  { "attach", attach },
  { "open", do_open },
  { "quit", end },
  { "kill", do_kill },
  { "sleep", fall_asleep },
  { "wake", wake_up },
  { "activate", do_activate },
  { "activate-app", do_activate_app },
  { "press", do_press },
  { "press-until", press_until },
  { "toggle", do_toggle },
  { "key", type_key },
  { "window", use_window },
  { "label", wait_label },
  { "hidden", wait_hidden },
  { "notification", wait_notification },
  { "press-notification", press_notification },
  { "text", get_text },
  { "picture", take_picture },
};

static char *
run (Remote     *self,
     const char *line)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  int n_words;

  g_shell_parse_argv (line, &n_words, &words, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (words[0], commands[i].name))
      return commands[i].run (self, n_words > 1 ? words[1] : "", n_words > 2 ? words[2] : "");
  g_error ("No such command: %s", words[0]);
}

int
main (int   argc,
      char *argv[])
{
  Remote self = { .program = argv[argc - 1] };
  char line[MAX_LINE];

  g_test_init (&argc, &argv, NULL);
  atspi_init ();
  self.desktop = ui_desktop_new ();
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_autofree char *said = run (&self, line);
      g_autofree char *answer = g_strescape (said != NULL ? said : "", NULL);

      g_print ("ok %s\n", answer);
      fflush (stdout);
    }
  ui_desktop_free (self.desktop);
  g_clear_object (&self.logind);
  return 0;
}
