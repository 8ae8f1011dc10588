/* portunus-recipient.c: a device or a room that something can be sent to, as a person sees it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-recipient.h"

#include <glib/gi18n.h>

#include "portunus-invitation.h"

struct _PortunusRecipient
{
  GObject              parent_instance;

  /* Owned */
  PortunusTarget      *target;     /* (nullable): of a device */
  PortunusKnownDevice *namesake;   /* (nullable): of our book, and perhaps this one */
  char                *room;       /* (nullable): link or code of a room; a secret */
  char                *server;     /* (nullable): that knows the code */
  char                *host;       /* (nullable): the machine of the room */
  PortunusSecret      *password;   /* (nullable): of the room, once a person told it */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRecipient, portunus_recipient, G_TYPE_OBJECT)

/* An announcement tells a name and no key; a name that several have tells nothing. */
static PortunusKnownDevice *
find_namesake (PortunusDeviceBook *book,
               const char         *name)
{
  PortunusKnownDevice *namesake = NULL;

  for (guint i = 0; name != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (book)); i++)
    {
      g_autoptr (PortunusKnownDevice) known = g_list_model_get_item (G_LIST_MODEL (book), i);

      if (g_strcmp0 (portunus_known_device_get_said_name (known), name) != 0)
        continue;
      if (namesake != NULL)
        return NULL;
      namesake = known;
    }
  return namesake;
}

static PortunusDeviceTrust
get_trust (PortunusRecipient *self)
{
  return self->namesake != NULL ? portunus_known_device_get_trust (self->namesake) : PORTUNUS_DEVICE_MET;
}

static void
portunus_recipient_finalize (GObject *object)
{
  PortunusRecipient *self = PORTUNUS_RECIPIENT (object);

  portunus_target_free (self->target);
  g_clear_object (&self->namesake);
  g_free (self->room);
  g_free (self->server);
  g_free (self->host);
  g_clear_pointer (&self->password, portunus_secret_unref);

  G_OBJECT_CLASS (portunus_recipient_parent_class)->finalize (object);
}

static void
portunus_recipient_class_init (PortunusRecipientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_recipient_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
portunus_recipient_init (PortunusRecipient *self)
{
}

static void
set (PortunusRecipient    *self,
     const PortunusTarget *target,
     PortunusKnownDevice  *namesake)
{
  PortunusTarget *before = self->target;

  self->target = portunus_target_copy (target);
  portunus_target_free (before);
  g_set_object (&self->namesake, namesake);
}

static PortunusRecipient *
create (const PortunusTarget *target,
        PortunusKnownDevice  *namesake)
{
  PortunusRecipient *self = g_object_new (PORTUNUS_TYPE_RECIPIENT, NULL);

  set (self, target, namesake);
  return self;
}

static void
set_nearby (PortunusRecipient    *self,
            PortunusNearbyDevice *nearby,
            PortunusDeviceBook   *book)
{
  PortunusKnownDevice *namesake = find_namesake (book, portunus_nearby_device_get_name (nearby));
  PortunusTarget target = { .nearby = nearby };

  if (namesake != NULL && portunus_known_device_get_trust (namesake) == PORTUNUS_DEVICE_VERIFIED)
    target.known = namesake;
  set (self, &target, namesake);
}

/**
 * portunus_recipient_new_nearby:
 * @nearby: a device that announces itself
 * @book: the devices that were met
 *
 * Where @nearby goes by the name of a device that a person vouches for, what is sent is for that one and no other.
 *
 * Returns: (transfer full): a recipient
 */
PortunusRecipient *
portunus_recipient_new_nearby (PortunusNearbyDevice *nearby,
                               PortunusDeviceBook   *book)
{
  PortunusRecipient *self = g_object_new (PORTUNUS_TYPE_RECIPIENT, NULL);

  set_nearby (self, nearby, book);
  return self;
}

/**
 * portunus_recipient_new_known:
 * @known: a device of the book
 *
 * Returns: (transfer full): a recipient, wherever it is
 */
PortunusRecipient *
portunus_recipient_new_known (PortunusKnownDevice *known)
{
  const PortunusTarget target = { .known = known };

  return create (&target, known);
}

/**
 * portunus_recipient_new_address:
 * @address: HOST:PORT, see portunus_target_is_address()
 *
 * Returns: (transfer full): a recipient
 */
PortunusRecipient *
portunus_recipient_new_address (const char *address)
{
  const PortunusTarget target = { .address = address };

  return create (&target, NULL);
}

/**
 * portunus_recipient_copy:
 * @self: a recipient
 *
 * Returns: (transfer full): the same as it is now, which nothing changes any more
 */
PortunusRecipient *
portunus_recipient_copy (PortunusRecipient *self)
{
  return create (self->target, self->namesake);
}

/**
 * portunus_recipient_take_nearby:
 * @self: a recipient that is nearby
 * @nearby: what its device announces now
 * @book: the devices that were met
 */
void
portunus_recipient_take_nearby (PortunusRecipient    *self,
                                PortunusNearbyDevice *nearby,
                                PortunusDeviceBook   *book)
{
  set_nearby (self, nearby, book);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * portunus_recipient_tell_changed:
 * @self: a recipient
 *
 * Something about its device is different.
 */
void
portunus_recipient_tell_changed (PortunusRecipient *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * portunus_recipient_new_room:
 * @link_or_code: of a room that somebody else hosts, not checked
 * @server: (nullable): URL of the server that knows the code
 * @error: return location for %PORTUNUS_CORE_ERROR_BAD_LINK
 *
 * Returns: (transfer full) (nullable): a recipient: whoever takes things in the room
 */
PortunusRecipient *
portunus_recipient_new_room (const char  *link_or_code,
                             const char  *server,
                             GError     **error)
{
  g_autoptr (PortunusInvitation) invitation = portunus_invitation_parse (link_or_code, server, error);
  PortunusRecipient *self;

  if (invitation == NULL)
    return NULL;
  self = g_object_new (PORTUNUS_TYPE_RECIPIENT, NULL);
  self->room = g_strdup (link_or_code);
  self->server = g_strdup (server);
  self->host = g_strdup (invitation->link != NULL ? invitation->link->host : server);
  return self;
}

const char *
portunus_recipient_get_room (PortunusRecipient *self)
{
  return self->room;
}

const char *
portunus_recipient_get_server (PortunusRecipient *self)
{
  return self->server;
}

/**
 * portunus_recipient_set_password:
 * @self: a room
 * @password: (nullable): what a person typed; %NULL forgets it
 */
void
portunus_recipient_set_password (PortunusRecipient *self,
                                 PortunusSecret    *password)
{
  g_return_if_fail (self->room != NULL);

  g_clear_pointer (&self->password, portunus_secret_unref);
  self->password = password != NULL ? portunus_secret_ref (password) : NULL;
}

PortunusSecret *
portunus_recipient_get_password (PortunusRecipient *self)
{
  return self->password;
}

const PortunusTarget *
portunus_recipient_get_target (PortunusRecipient *self)
{
  return self->target;
}

const char *
portunus_recipient_get_name (PortunusRecipient *self)
{
  if (self->room != NULL)
    return self->host;
  if (self->target->known != NULL)
    return portunus_known_device_get_name (self->target->known);
  if (self->target->address != NULL)
    return self->target->address;
  if (portunus_nearby_device_get_name (self->target->nearby) != NULL)
    return portunus_nearby_device_get_name (self->target->nearby);
  return _("Device Without a Name");
}

/**
 * portunus_recipient_get_detail:
 * @self: a recipient
 *
 * Returns: (nullable): the address of a device nearby
 */
const char *
portunus_recipient_get_detail (PortunusRecipient *self)
{
  return self->target != NULL && self->target->nearby != NULL
         ? portunus_nearby_device_get_address (self->target->nearby) : NULL;
}

const char *
portunus_recipient_get_label (PortunusRecipient *self)
{
  static const char * const labels[] = { "known", "verified", "blocked" };

  return self->namesake != NULL ? labels[get_trust (self)] : "not verified";
}

gboolean
portunus_recipient_is_blocked (PortunusRecipient *self)
{
  return get_trust (self) == PORTUNUS_DEVICE_BLOCKED;
}
