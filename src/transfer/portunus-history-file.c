/* portunus-history-file.c: one file of a transfer, and what became of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-history-file.h"

struct _PortunusHistoryFile
{
  GObject                   parent_instance;

  /* Owned */
  char                     *name;
  char                     *message;
  char                     *place;

  guint64                   size;
  PortunusHistoryFileState  state;
};

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PortunusHistoryFile, portunus_history_file, G_TYPE_OBJECT)

static void
portunus_history_file_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  if (prop_id == PROP_STATE)
    g_value_set_uint (value, PORTUNUS_HISTORY_FILE (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
portunus_history_file_finalize (GObject *object)
{
  PortunusHistoryFile *self = PORTUNUS_HISTORY_FILE (object);

  g_free (self->name);
  g_free (self->message);
  g_free (self->place);

  G_OBJECT_CLASS (portunus_history_file_parent_class)->finalize (object);
}

static void
portunus_history_file_class_init (PortunusHistoryFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = portunus_history_file_get_property;
  object_class->finalize = portunus_history_file_finalize;

  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, PORTUNUS_HISTORY_FILE_FAILED, 0,
                                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
portunus_history_file_init (PortunusHistoryFile *self)
{
}

/**
 * portunus_history_file_new:
 * @name: its path in the transfer, fit for display
 * @size: in bytes; %G_MAXUINT64 where it is not known
 *
 * Returns: (transfer full): a file of which nothing was said
 */
PortunusHistoryFile *
portunus_history_file_new (const char *name,
                           guint64     size)
{
  PortunusHistoryFile *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (PORTUNUS_TYPE_HISTORY_FILE, NULL);
  self->name = g_strdup (name);
  self->size = size;
  return self;
}

/**
 * portunus_history_file_get_name:
 * @self: a file
 *
 * Returns: its path in the transfer, fit for display
 */
const char *
portunus_history_file_get_name (PortunusHistoryFile *self)
{
  return self->name;
}

/**
 * portunus_history_file_get_size:
 * @self: a file
 *
 * Returns: bytes, %G_MAXUINT64 where unknown
 */
guint64
portunus_history_file_get_size (PortunusHistoryFile *self)
{
  return self->size;
}

/**
 * portunus_history_file_get_state:
 * @self: a file
 *
 * Returns: what became of it
 */
PortunusHistoryFileState
portunus_history_file_get_state (PortunusHistoryFile *self)
{
  return self->state;
}

/**
 * portunus_history_file_get_message:
 * @self: a file
 *
 * Returns: (nullable): why it did not arrive, for logs and reports
 */
const char *
portunus_history_file_get_message (PortunusHistoryFile *self)
{
  return self->message;
}

/**
 * portunus_history_file_get_place:
 * @self: a file
 *
 * Returns: (nullable) (type filename): where it is, relative to the folder of the transfer; %NULL where that is not
 *   known
 */
const char *
portunus_history_file_get_place (PortunusHistoryFile *self)
{
  return self->place;
}

/**
 * portunus_history_file_set_state:
 * @self: a file
 * @state: what became of it
 * @message: (nullable): why
 */
void
portunus_history_file_set_state (PortunusHistoryFile      *self,
                                 PortunusHistoryFileState  state,
                                 const char               *message)
{
  g_autofree char *copy = g_strdup (message);

  g_return_if_fail (PORTUNUS_IS_HISTORY_FILE (self));

  g_free (self->message);
  self->message = g_steal_pointer (&copy);
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * portunus_history_file_set_place:
 * @self: a file
 * @place: (nullable) (type filename): where it is, relative to the folder of the transfer
 */
void
portunus_history_file_set_place (PortunusHistoryFile *self,
                                 const char          *place)
{
  char *copy = g_strdup (place);

  g_return_if_fail (PORTUNUS_IS_HISTORY_FILE (self));

  g_free (self->place);
  self->place = copy;
}
