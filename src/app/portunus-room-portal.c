/* portunus-room-portal.c: the way to the admin portal of our own server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-portal.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-error-text.h"
#include "portunus-toast.h"

/* Asks managers of the clipboard not to keep it. */
#define HINT_TYPE "x-kde-passwordManagerHint"
#define HINT      "secret"

struct _PortunusRoomPortal
{
  AdwBin               parent_instance;

  /* Template children */
  AdwPreferencesRow   *code_row;
  GtkToggleButton     *show_button;
  GtkWidget           *factor_row;
  AdwPreferencesRow   *fingerprint_row;

  /* Owned */
  PortunusEngine      *engine;        /* NULL until it started */
  PortunusPortal      *portal;        /* NULL until it was opened */
  GdkContentProvider  *copied_code;   /* NULL unless the code was copied */
  GCancellable        *cancellable;

  gboolean             is_opening;
};

G_DEFINE_FINAL_TYPE (PortunusRoomPortal, portunus_room_portal, ADW_TYPE_BIN)

static gboolean
has_code (PortunusRoomPortal *self)
{
  return self->portal != NULL && self->portal->setup_token != NULL;
}

static void
enable_actions (PortunusRoomPortal *self)
{
  gboolean is_free = self->engine != NULL && !self->is_opening;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "room.open-portal", is_free);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "room.copy-portal", is_free);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "room.copy-setup-code", has_code (self));
}

static char *
dup_code (PortunusRoomPortal *self)
{
  gsize length;
  const guint8 *text = portunus_secret_get_data (self->portal->setup_token, &length);

  return g_strndup ((const char *) text, length);
}

static void
show_code (PortunusRoomPortal *self)
{
  gboolean is_shown = has_code (self) && gtk_toggle_button_get_active (self->show_button);
  g_autofree char *code = is_shown ? dup_code (self) : NULL;

  adw_preferences_row_set_title (self->code_row, is_shown ? code : _("Setup Code"));
  if (is_shown)
    explicit_bzero (code, strlen (code));
}

/* A code that was used is good for nothing any more, and need not lie about. */
static void
forget_code (PortunusRoomPortal *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));

  if (self->copied_code != NULL && gdk_clipboard_get_content (clipboard) == self->copied_code)
    gdk_clipboard_set_content (clipboard, NULL);
  g_clear_object (&self->copied_code);
}

static void
show_portal (PortunusRoomPortal *self)
{
  if (!has_code (self))
    forget_code (self);
  show_code (self);
  gtk_widget_set_visible (GTK_WIDGET (self->code_row), has_code (self));
  gtk_widget_set_visible (self->factor_row, self->portal->is_factor_lost);
  adw_preferences_row_set_title (self->fingerprint_row, self->portal->fingerprint);
  gtk_widget_set_visible (GTK_WIDGET (self->fingerprint_row), TRUE);
}

/* Whether there is a portal; otherwise the person is told why not. */
static gboolean
take_portal (PortunusRoomPortal *self,
             GAsyncResult       *result)
{
  g_autoptr (GError) error = NULL;
  PortunusPortal *portal = portunus_engine_open_portal_finish (self->engine, result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  self->is_opening = FALSE;
  if (portal != NULL)
    {
      g_clear_pointer (&self->portal, portunus_portal_free);
      self->portal = portal;
      show_portal (self);
    }
  else
    portunus_toast (GTK_WIDGET (self), portunus_error_text_get_advice (error));
  enable_actions (self);
  return portal != NULL;
}

static void
shown_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (PortunusRoomPortal) self = user_data;
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_debug ("Cannot open a browser: %s", error->message);
  portunus_toast (GTK_WIDGET (self), _("There is no browser to open. Copy the address into one."));
}

/* Whoever lists the processes of this computer sees what a browser is started with, so the code does not go along. */
static void
opened_to_show_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (PortunusRoomPortal) self = user_data;

  if (take_portal (self, result))
    gtk_show_uri_full (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->portal->address, GDK_CURRENT_TIME,
                       self->cancellable, shown_cb, g_object_ref (self));
}

static void
opened_to_copy_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (PortunusRoomPortal) self = user_data;

  if (!take_portal (self, result))
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->portal->address);
  portunus_toast (GTK_WIDGET (self), _("Address copied"));
}

static void
opened_again_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (PortunusRoomPortal) self = user_data;

  take_portal (self, result);
}

static void
open_portal (PortunusRoomPortal  *self,
             GAsyncReadyCallback  callback)
{
  if (self->engine == NULL || self->is_opening)
    return;
  self->is_opening = TRUE;
  enable_actions (self);
  portunus_engine_open_portal_async (self->engine, self->cancellable, callback, g_object_ref (self));
}

/* Whoever comes back from the browser may have made the account there. */
static void
active_changed_cb (PortunusRoomPortal *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (has_code (self) && GTK_IS_WINDOW (root) && gtk_window_is_active (GTK_WINDOW (root)))
    open_portal (self, opened_again_cb);
}

static void
open_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  open_portal (PORTUNUS_ROOM_PORTAL (widget), opened_to_show_cb);
}

static void
copy_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  open_portal (PORTUNUS_ROOM_PORTAL (widget), opened_to_copy_cb);
}

static void
copy_code_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  PortunusRoomPortal *self = PORTUNUS_ROOM_PORTAL (widget);
  g_autofree char *code = dup_code (self);
  g_autoptr (GBytes) hint = g_bytes_new_static (HINT, strlen (HINT));
  GdkContentProvider *providers[] = {
    gdk_content_provider_new_typed (G_TYPE_STRING, code),
    gdk_content_provider_new_for_bytes (HINT_TYPE, hint),
  };

  g_clear_object (&self->copied_code);
  self->copied_code = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), self->copied_code);
  explicit_bzero (code, strlen (code));
  portunus_toast (widget, _("Setup code copied"));
}

static void
portunus_room_portal_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (portunus_room_portal_parent_class)->root (widget);
  if (GTK_IS_WINDOW (gtk_widget_get_root (widget)))
    g_signal_connect_object (gtk_widget_get_root (widget), "notify::is-active", G_CALLBACK (active_changed_cb), widget,
                             G_CONNECT_SWAPPED);
}

static void
portunus_room_portal_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_data (gtk_widget_get_root (widget), widget);
  GTK_WIDGET_CLASS (portunus_room_portal_parent_class)->unroot (widget);
}

static void
portunus_room_portal_dispose (GObject *object)
{
  PortunusRoomPortal *self = PORTUNUS_ROOM_PORTAL (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_ROOM_PORTAL);
  g_clear_object (&self->copied_code);
  g_clear_pointer (&self->portal, portunus_portal_free);

  G_OBJECT_CLASS (portunus_room_portal_parent_class)->dispose (object);
}

static void
portunus_room_portal_finalize (GObject *object)
{
  PortunusRoomPortal *self = PORTUNUS_ROOM_PORTAL (object);

  g_clear_object (&self->engine);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (portunus_room_portal_parent_class)->finalize (object);
}

static void
portunus_room_portal_class_init (PortunusRoomPortalClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_room_portal_dispose;
  G_OBJECT_CLASS (klass)->finalize = portunus_room_portal_finalize;
  widget_class->root = portunus_room_portal_root;
  widget_class->unroot = portunus_room_portal_unroot;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-room-portal.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPortal, code_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPortal, show_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPortal, factor_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusRoomPortal, fingerprint_row);
  gtk_widget_class_bind_template_callback (widget_class, show_code);
  gtk_widget_class_install_action (widget_class, "room.open-portal", NULL, open_cb);
  gtk_widget_class_install_action (widget_class, "room.copy-portal", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "room.copy-setup-code", NULL, copy_code_cb);
}

static void
portunus_room_portal_init (PortunusRoomPortal *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  enable_actions (self);
}

/**
 * portunus_room_portal_set_engine:
 * @self: a way to the portal
 * @engine: an engine that started, whose server it is
 */
void
portunus_room_portal_set_engine (PortunusRoomPortal *self,
                                 PortunusEngine     *engine)
{
  g_return_if_fail (PORTUNUS_IS_ROOM_PORTAL (self));

  g_set_object (&self->engine, engine);
  enable_actions (self);
}
