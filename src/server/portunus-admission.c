/* portunus-admission.c: what a client shows at the door of a room (SIGNALING.md)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admission.h"

#include "portunus-encoding.h"
#include "portunus-json.h"

/**
 * portunus_admission_new:
 * @name: (nullable): what the host is shown
 *
 * Returns: (transfer full): an admission that shows nothing else
 */
PortunusAdmission *
portunus_admission_new (const char *name)
{
  PortunusAdmission *self = g_rc_box_new0 (PortunusAdmission);

  self->name = g_strdup (name);
  return self;
}

/**
 * portunus_admission_ref:
 * @self: an admission
 *
 * Returns: (transfer full): @self
 */
PortunusAdmission *
portunus_admission_ref (PortunusAdmission *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PortunusAdmission *self = data;

  g_free (self->name);
  g_clear_pointer (&self->proof, portunus_secret_unref);
  g_free (self->token);
  g_free (self->host);
  g_free (self->ticket);
}

/**
 * portunus_admission_unref:
 * @self: (transfer full): an admission
 */
void
portunus_admission_unref (PortunusAdmission *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * portunus_admission_keep_ticket:
 * @self: an admission
 * @ticket: from a welcome
 *
 * A token is used up then, and would only be refused.
 */
void
portunus_admission_keep_ticket (PortunusAdmission *self,
                                const char        *ticket)
{
  g_free (self->ticket);
  self->ticket = g_strdup (ticket);
  g_clear_pointer (&self->token, g_free);
}

static void
set_text (JsonObject *object,
          const char *name,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

/**
 * portunus_admission_to_text:
 * @self: an admission
 *
 * Returns: (transfer full): the "enter" message
 */
char *
portunus_admission_to_text (const PortunusAdmission *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "type", "enter");
  set_text (object, "name", self->name);
  set_text (object, "token", self->token);
  set_text (object, "host", self->host);
  set_text (object, "ticket", self->ticket);
  if (self->proof != NULL)
    {
      gsize length;
      const guint8 *proof = portunus_secret_get_data (self->proof, &length);
      g_autofree char *text = portunus_encode_base64url (proof, length);

      json_object_set_string_member (object, "password", text);
    }
  return portunus_json_to_text (object);
}
