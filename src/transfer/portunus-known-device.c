/* portunus-known-device.c: a device that we have met, and what we think of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-known-device-private.h"

#include <string.h>

/* A beginning of an id that is too short is taken for a name. */
#define MIN_ID_DIGITS 4
#define SHORT_ID_DIGITS 8

struct _PortunusKnownDevice
{
  GObject               parent_instance;

  /* Owned */
  PortunusDeviceRecord *record;
  char                 *short_id;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_TRUST,
  PROP_IS_AUTO_ACCEPTING,
  PROP_LAST_SEEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PortunusKnownDevice, portunus_known_device, G_TYPE_OBJECT)

PortunusDeviceRecord *
_portunus_device_record_copy (const PortunusDeviceRecord *self)
{
  PortunusDeviceRecord *copy = g_new (PortunusDeviceRecord, 1);

  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->given_name = g_strdup (self->given_name);
  copy->said_name = g_strdup (self->said_name);
  copy->folder = g_strdup (self->folder);
  return copy;
}

void
_portunus_device_record_free (gpointer data)
{
  PortunusDeviceRecord *self = data;

  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->given_name);
  g_free (self->said_name);
  g_free (self->folder);
  g_free (self);
}

static void
portunus_known_device_get_property (GObject    *object,
                                    guint       property_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  PortunusKnownDevice *self = PORTUNUS_KNOWN_DEVICE (object);

  switch (property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, portunus_known_device_get_name (self));
      break;
    case PROP_TRUST:
      g_value_set_int (value, self->record->trust);
      break;
    case PROP_IS_AUTO_ACCEPTING:
      g_value_set_boolean (value, portunus_known_device_is_auto_accepting (self));
      break;
    case PROP_LAST_SEEN:
      g_value_set_int64 (value, self->record->last_seen);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
portunus_known_device_finalize (GObject *object)
{
  PortunusKnownDevice *self = PORTUNUS_KNOWN_DEVICE (object);

  _portunus_device_record_free (self->record);
  g_free (self->short_id);

  G_OBJECT_CLASS (portunus_known_device_parent_class)->finalize (object);
}

static void
portunus_known_device_class_init (PortunusKnownDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = portunus_known_device_get_property;
  object_class->finalize = portunus_known_device_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_TRUST] = g_param_spec_int ("trust", NULL, NULL, PORTUNUS_DEVICE_MET, PORTUNUS_DEVICE_BLOCKED,
                                             PORTUNUS_DEVICE_MET, flags);
  properties[PROP_IS_AUTO_ACCEPTING] = g_param_spec_boolean ("is-auto-accepting", NULL, NULL, FALSE, flags);
  properties[PROP_LAST_SEEN] = g_param_spec_int64 ("last-seen", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
portunus_known_device_init (PortunusKnownDevice *self)
{
}

PortunusKnownDevice *
_portunus_known_device_new (PortunusDeviceRecord *record)
{
  PortunusKnownDevice *self = g_object_new (PORTUNUS_TYPE_KNOWN_DEVICE, NULL);

  self->record = record;
  self->short_id = g_strndup (record->id, SHORT_ID_DIGITS);
  return self;
}

/* Tells of all that may have changed; those who are bound look again. */
void
_portunus_known_device_set (PortunusKnownDevice  *self,
                            PortunusDeviceRecord *record)
{
  g_assert (strcmp (self->record->id, record->id) == 0);

  _portunus_device_record_free (self->record);
  self->record = record;
  for (guint i = PROP_0 + 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

const PortunusDeviceRecord *
_portunus_known_device_get_record (PortunusKnownDevice *self)
{
  return self->record;
}

/**
 * portunus_known_device_get_id:
 * @self: a device
 *
 * Returns: its id, see portunus_device_id_from_key()
 */
const char *
portunus_known_device_get_id (PortunusKnownDevice *self)
{
  return self->record->id;
}

/**
 * portunus_known_device_get_key:
 * @self: a device
 *
 * Returns: its public X25519 key, %PORTUNUS_DEVICE_KEY_SIZE bytes
 */
const guint8 *
portunus_known_device_get_key (PortunusKnownDevice *self)
{
  return self->record->key;
}

/**
 * portunus_known_device_get_name:
 * @self: a device
 *
 * Returns: the name to show; never empty
 */
const char *
portunus_known_device_get_name (PortunusKnownDevice *self)
{
  if (self->record->given_name != NULL)
    return self->record->given_name;
  return *self->record->said_name != '\0' ? self->record->said_name : self->short_id;
}

/**
 * portunus_known_device_get_given_name:
 * @self: a device
 *
 * Returns: (nullable): the name that the person here gave it
 */
const char *
portunus_known_device_get_given_name (PortunusKnownDevice *self)
{
  return self->record->given_name;
}

/**
 * portunus_known_device_get_said_name:
 * @self: a device
 *
 * Returns: the name that it last gave itself; may be empty
 */
const char *
portunus_known_device_get_said_name (PortunusKnownDevice *self)
{
  return self->record->said_name;
}

/**
 * portunus_known_device_get_trust:
 * @self: a device
 *
 * Returns: what we think of it
 */
PortunusDeviceTrust
portunus_known_device_get_trust (PortunusKnownDevice *self)
{
  return self->record->trust;
}

/**
 * portunus_known_device_get_verified:
 * @self: a device
 *
 * Returns: when a person vouched for its key, in seconds since 1970; 0 for never
 */
gint64
portunus_known_device_get_verified (PortunusKnownDevice *self)
{
  return self->record->verified;
}

/**
 * portunus_known_device_get_first_seen:
 * @self: a device
 *
 * Returns: when it was first met, in seconds since 1970
 */
gint64
portunus_known_device_get_first_seen (PortunusKnownDevice *self)
{
  return self->record->first_seen;
}

/**
 * portunus_known_device_get_last_seen:
 * @self: a device
 *
 * Returns: when it was last met, in seconds since 1970
 */
gint64
portunus_known_device_get_last_seen (PortunusKnownDevice *self)
{
  return self->record->last_seen;
}

/**
 * portunus_known_device_is_auto_accepting:
 * @self: a device
 *
 * Returns: whether what it offers is accepted without a question, within the limit
 */
gboolean
portunus_known_device_is_auto_accepting (PortunusKnownDevice *self)
{
  return self->record->is_auto_accepting && self->record->trust == PORTUNUS_DEVICE_VERIFIED;
}

/**
 * portunus_known_device_get_folder:
 * @self: a device
 *
 * Returns: (nullable) (type filename): where accepted files go; %NULL for the usual folder
 */
const char *
portunus_known_device_get_folder (PortunusKnownDevice *self)
{
  return self->record->folder;
}

/**
 * portunus_known_device_get_max_bytes:
 * @self: a device
 *
 * Returns: the most that is accepted at once without a question; 0 for any
 */
guint64
portunus_known_device_get_max_bytes (PortunusKnownDevice *self)
{
  return self->record->max_bytes;
}

static gboolean
is_same_name (const char *name,
              const char *folded)
{
  g_autofree char *other = g_utf8_casefold (name, -1);

  return strcmp (other, folded) == 0;
}

/**
 * portunus_known_device_has_name:
 * @self: a device
 * @name: a name, UTF-8
 *
 * Returns: whether the person here, or the device itself, calls it so, in whatever case
 */
gboolean
portunus_known_device_has_name (PortunusKnownDevice *self,
                                const char          *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  const PortunusDeviceRecord *record = self->record;

  return (record->given_name != NULL && is_same_name (record->given_name, folded))
         || (*record->said_name != '\0' && is_same_name (record->said_name, folded));
}

/**
 * portunus_known_device_is_called:
 * @self: a device
 * @text: what a person typed, UTF-8
 *
 * Returns: whether one of its names is @text, in whatever case, or @text is the beginning of its id
 */
gboolean
portunus_known_device_is_called (PortunusKnownDevice *self,
                                 const char          *text)
{
  gsize length = strlen (text);

  return (length >= MIN_ID_DIGITS && g_ascii_strncasecmp (self->record->id, text, length) == 0)
         || portunus_known_device_has_name (self, text);
}
