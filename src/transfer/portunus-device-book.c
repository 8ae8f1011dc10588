/* portunus-device-book.c: the devices that we have met, kept in the data folder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-device-book-private.h"

#include <string.h>

#include "portunus-identity.h"
#include "portunus-name.h"

enum
{
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusDeviceBook, portunus_device_book, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *list)
{
  return PORTUNUS_TYPE_KNOWN_DEVICE;
}

static guint
get_n_items (GListModel *list)
{
  return PORTUNUS_DEVICE_BOOK (list)->devices->len;
}

static gpointer
get_item (GListModel *list,
          guint       position)
{
  GPtrArray *devices = PORTUNUS_DEVICE_BOOK (list)->devices;

  return position < devices->len ? g_object_ref (g_ptr_array_index (devices, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
find_position (PortunusDeviceBook *self,
               const char         *id,
               guint              *position)
{
  for (*position = 0; *position < self->devices->len; (*position)++)
    if (strcmp (portunus_known_device_get_id (g_ptr_array_index (self->devices, *position)), id) == 0)
      return TRUE;
  return FALSE;
}

/* Takes @record over. */
static PortunusKnownDevice *
append (PortunusDeviceBook   *self,
        PortunusDeviceRecord *record)
{
  PortunusKnownDevice *device = _portunus_known_device_new (record);

  g_ptr_array_add (self->devices, device);
  g_list_model_items_changed (G_LIST_MODEL (self), self->devices->len - 1, 0, 1);
  return device;
}

static void
remove_at (PortunusDeviceBook *self,
           guint               position)
{
  g_ptr_array_remove_index (self->devices, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static gboolean
is_in (GPtrArray  *records,
       const char *id)
{
  for (guint i = 0; i < records->len; i++)
    if (strcmp (((PortunusDeviceRecord *) g_ptr_array_index (records, i))->id, id) == 0)
      return TRUE;
  return FALSE;
}

/* Makes the list what was read. */
void
_portunus_device_book_take (PortunusDeviceBook *self,
                            GPtrArray          *records)
{
  for (guint i = self->devices->len; i > 0; i--)
    if (!is_in (records, portunus_known_device_get_id (g_ptr_array_index (self->devices, i - 1))))
      remove_at (self, i - 1);
  for (guint i = 0; i < records->len; i++)
    {
      PortunusDeviceRecord *record = g_ptr_array_index (records, i);
      PortunusKnownDevice *device = portunus_device_book_lookup (self, record->id);

      if (device == NULL)
        append (self, _portunus_device_record_copy (record));
      else
        _portunus_known_device_set (device, _portunus_device_record_copy (record));
    }
}

void
_portunus_device_book_emit_problem (PortunusDeviceBook *self,
                                    const GError       *error)
{
  g_signal_emit (self, signals[PROBLEM], 0, error);
}

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* Takes @record over. */
static void
change (PortunusDeviceBook   *self,
        PortunusKnownDevice  *device,
        PortunusDeviceWrite   what,
        PortunusDeviceRecord *record)
{
  _portunus_device_book_write (self, what, record);
  _portunus_known_device_set (device, record);
}

/**
 * portunus_device_book_lookup:
 * @self: a book
 * @id: a device id
 *
 * Returns: (transfer none) (nullable): the device
 */
PortunusKnownDevice *
portunus_device_book_lookup (PortunusDeviceBook *self,
                             const char         *id)
{
  guint position;

  g_return_val_if_fail (PORTUNUS_IS_DEVICE_BOOK (self), NULL);

  return find_position (self, id, &position) ? g_ptr_array_index (self->devices, position) : NULL;
}

/**
 * portunus_device_book_lookup_key:
 * @self: a book
 * @key: a public key that a handshake proved, %PORTUNUS_DEVICE_KEY_SIZE bytes
 *
 * Returns: (transfer none) (nullable): the device with this very key
 */
PortunusKnownDevice *
portunus_device_book_lookup_key (PortunusDeviceBook *self,
                                 const guint8       *key)
{
  g_return_val_if_fail (PORTUNUS_IS_DEVICE_BOOK (self), NULL);

  for (guint i = 0; i < self->devices->len; i++)
    {
      PortunusKnownDevice *device = g_ptr_array_index (self->devices, i);

      if (memcmp (portunus_known_device_get_key (device), key, PORTUNUS_DEVICE_KEY_SIZE) == 0)
        return device;
    }
  return NULL;
}

/**
 * portunus_device_book_find_namesake:
 * @self: a book
 * @key: a public key that a handshake proved
 * @name: what its device calls itself, fit for display
 *
 * A name is no identity: whoever has it and another key is a stranger, or a device that was set up anew. A device that
 * was met before may take the name of one that is verified as well.
 *
 * Returns: (transfer none) (nullable): a device that goes by this name and has another key
 */
PortunusKnownDevice *
portunus_device_book_find_namesake (PortunusDeviceBook *self,
                                    const guint8       *key,
                                    const char         *name)
{
  PortunusKnownDevice *known;

  g_return_val_if_fail (PORTUNUS_IS_DEVICE_BOOK (self), NULL);

  known = portunus_device_book_lookup_key (self, key);
  if (*name == '\0' || (known != NULL && portunus_known_device_get_trust (known) == PORTUNUS_DEVICE_VERIFIED))
    return NULL;
  for (guint i = 0; i < self->devices->len; i++)
    {
      PortunusKnownDevice *device = g_ptr_array_index (self->devices, i);

      if (device != known && (known == NULL || portunus_known_device_get_trust (device) == PORTUNUS_DEVICE_VERIFIED)
          && portunus_known_device_has_name (device, name))
        return device;
    }
  return NULL;
}

/**
 * portunus_device_book_find:
 * @self: a book
 * @text: a name or the beginning of an id, as a person types it; UTF-8
 *
 * Returns: (transfer full) (element-type PortunusKnownDevice): all devices that this may mean
 */
GPtrArray *
portunus_device_book_find (PortunusDeviceBook *self,
                           const char         *text)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (PORTUNUS_IS_DEVICE_BOOK (self), found);

  for (guint i = 0; i < self->devices->len; i++)
    if (portunus_known_device_is_called (g_ptr_array_index (self->devices, i), text))
      g_ptr_array_add (found, g_object_ref (g_ptr_array_index (self->devices, i)));
  return found;
}

/**
 * portunus_device_book_note:
 * @self: a book
 * @key: a public key that a handshake proved, %PORTUNUS_DEVICE_KEY_SIZE bytes
 * @said_name: what the device calls itself; hostile
 *
 * Adds a device, or notes that it was seen now and what it calls itself. Only for devices that a person dealt with:
 * what others may fill at will would grow without end.
 *
 * Returns: (transfer none): the device
 */
PortunusKnownDevice *
portunus_device_book_note (PortunusDeviceBook *self,
                           const guint8       *key,
                           const char         *said_name)
{
  PortunusKnownDevice *device;
  PortunusDeviceRecord *record;

  g_return_val_if_fail (PORTUNUS_IS_DEVICE_BOOK (self), NULL);

  device = portunus_device_book_lookup_key (self, key);
  if (device != NULL)
    {
      record = _portunus_device_record_copy (_portunus_known_device_get_record (device));
      g_free (record->said_name);
    }
  else
    {
      record = g_new0 (PortunusDeviceRecord, 1);
      memcpy (record->key, key, sizeof record->key);
      record->id = portunus_device_id_from_key (key);
      record->first_seen = get_now ();
    }
  record->last_seen = get_now ();
  record->said_name = portunus_text_for_display (said_name, PORTUNUS_DEVICE_MAX_NAME);
  if (device == NULL)
    {
      _portunus_device_book_write (self, PORTUNUS_DEVICE_WRITE_SEEN, record);
      return append (self, record);
    }
  change (self, device, PORTUNUS_DEVICE_WRITE_SEEN, record);
  return device;
}

static PortunusDeviceRecord *
begin_change (PortunusDeviceBook   *self,
              const char           *id,
              PortunusKnownDevice **device)
{
  *device = portunus_device_book_lookup (self, id);
  return *device != NULL ? _portunus_device_record_copy (_portunus_known_device_get_record (*device)) : NULL;
}

/**
 * portunus_device_book_rename:
 * @self: a book
 * @id: a device id
 * @name: (nullable): what the person here calls it; %NULL or empty for what it calls itself
 *
 * Returns: whether there is such a device
 */
gboolean
portunus_device_book_rename (PortunusDeviceBook *self,
                             const char         *id,
                             const char         *name)
{
  PortunusKnownDevice *device;
  PortunusDeviceRecord *record;

  g_return_val_if_fail (PORTUNUS_IS_DEVICE_BOOK (self), FALSE);

  record = begin_change (self, id, &device);
  if (record == NULL)
    return FALSE;
  g_free (record->given_name);
  record->given_name = name != NULL && *name != '\0' ? portunus_text_for_display (name, PORTUNUS_DEVICE_MAX_NAME)
                                                     : NULL;
  change (self, device, PORTUNUS_DEVICE_WRITE_NAME, record);
  return TRUE;
}

/**
 * portunus_device_book_set_trust:
 * @self: a book
 * @id: a device id
 * @trust: what a person decided
 *
 * Verifying counts from now.
 *
 * Returns: whether there is such a device
 */
gboolean
portunus_device_book_set_trust (PortunusDeviceBook  *self,
                                const char          *id,
                                PortunusDeviceTrust  trust)
{
  PortunusKnownDevice *device;
  PortunusDeviceRecord *record;

  g_return_val_if_fail (PORTUNUS_IS_DEVICE_BOOK (self), FALSE);

  record = begin_change (self, id, &device);
  if (record == NULL)
    return FALSE;
  record->trust = trust;
  record->verified = trust == PORTUNUS_DEVICE_VERIFIED ? get_now () : 0;
  change (self, device, PORTUNUS_DEVICE_WRITE_TRUST, record);
  return TRUE;
}

/**
 * portunus_device_book_set_auto_accept:
 * @self: a book
 * @id: a device id
 * @rules: what to accept without a question; copied. Counts only while the device is verified.
 *
 * Returns: whether there is such a device
 */
gboolean
portunus_device_book_set_auto_accept (PortunusDeviceBook       *self,
                                      const char               *id,
                                      const PortunusAutoAccept *rules)
{
  PortunusKnownDevice *device;
  PortunusDeviceRecord *record;

  g_return_val_if_fail (PORTUNUS_IS_DEVICE_BOOK (self), FALSE);

  record = begin_change (self, id, &device);
  if (record == NULL)
    return FALSE;
  record->is_auto_accepting = rules->is_on;
  g_free (record->folder);
  record->folder = g_strdup (rules->folder);
  record->max_bytes = rules->max_bytes;
  change (self, device, PORTUNUS_DEVICE_WRITE_AUTO_ACCEPT, record);
  return TRUE;
}

/**
 * portunus_device_book_forget:
 * @self: a book
 * @id: a device id
 *
 * A device that was blocked is a stranger again.
 *
 * Returns: whether there was such a device
 */
gboolean
portunus_device_book_forget (PortunusDeviceBook *self,
                             const char         *id)
{
  guint position;

  g_return_val_if_fail (PORTUNUS_IS_DEVICE_BOOK (self), FALSE);

  if (!find_position (self, id, &position))
    return FALSE;
  _portunus_device_book_write (self, PORTUNUS_DEVICE_WRITE_REMOVAL,
                               _portunus_known_device_get_record (g_ptr_array_index (self->devices, position)));
  remove_at (self, position);
  return TRUE;
}

static void
portunus_device_book_dispose (GObject *object)
{
  portunus_device_book_close (PORTUNUS_DEVICE_BOOK (object));

  G_OBJECT_CLASS (portunus_device_book_parent_class)->dispose (object);
}

static void
portunus_device_book_finalize (GObject *object)
{
  PortunusDeviceBook *self = PORTUNUS_DEVICE_BOOK (object);

  g_free (self->path);
  g_ptr_array_unref (self->devices);
  g_ptr_array_unref (self->flushes);
  g_clear_error (&self->error);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (portunus_device_book_parent_class)->finalize (object);
}

static void
portunus_device_book_class_init (PortunusDeviceBookClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_device_book_dispose;
  object_class->finalize = portunus_device_book_finalize;

  signals[PROBLEM] = g_signal_new ("problem", PORTUNUS_TYPE_DEVICE_BOOK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_device_book_init (PortunusDeviceBook *self)
{
  self->devices = g_ptr_array_new_with_free_func (g_object_unref);
  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
  self->context = g_main_context_ref_thread_default ();
}

/**
 * portunus_device_book_new:
 * @path: (type filename): the database; made with the first entry
 *
 * Returns: (transfer full): a book that knows nobody before it is loaded
 */
PortunusDeviceBook *
portunus_device_book_new (const char *path)
{
  PortunusDeviceBook *self = g_object_new (PORTUNUS_TYPE_DEVICE_BOOK, NULL);

  self->path = g_strdup (path);
  return self;
}
