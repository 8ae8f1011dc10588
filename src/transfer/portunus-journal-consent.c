/* portunus-journal-consent.c: what a person said yes to, until it is here or given up
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-journal-consent.h"

#include <string.h>

#include "portunus-journal-private.h"
#include "portunus-kdf.h"
#include "portunus-wire.h"

/* Who comes back much later is asked about again: nobody remembers having said yes. */
#define MAX_AGE_S (7 * 24 * 60 * 60)

static void
hash_text (PortunusHasher *hasher,
           const char     *text)
{
  guint8 length[8];
  gsize n_text = text != NULL ? strlen (text) : 0;

  portunus_wire_put_u64 (length, n_text);
  portunus_hasher_update (hasher, length, sizeof length);
  portunus_hasher_update (hasher, text != NULL ? text : "", n_text);
}

/* What portunus_offer_is_same() compares. */
static void
hash_offer (PortunusOffer *offer,
            guint8         digest[PORTUNUS_HASH_SIZE])
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  PortunusManifest *manifest = portunus_offer_get_manifest (offer);
  PortunusEntry entry;
  guint8 numbers[16];

  for (guint i = 0; i < portunus_manifest_get_n_entries (manifest); i++)
    {
      portunus_manifest_get_entry (manifest, i, &entry);
      portunus_wire_put_u64 (numbers, entry.type);
      portunus_wire_put_u64 (numbers + 8, entry.size);
      portunus_hasher_update (hasher, numbers, sizeof numbers);
      hash_text (hasher, entry.path);
      hash_text (hasher, entry.target);
    }
  portunus_hasher_finish (hasher, digest);
}

static void
run (PortunusJournal   *self,
     PortunusStatement *statement)
{
  g_autoptr (GError) error = NULL;

  if (!portunus_statement_run (statement, &error))
    _portunus_journal_fail (self, error);
}

static PortunusStatement *
prepare (PortunusJournal *self,
         const char      *sql)
{
  g_autoptr (GError) error = NULL;
  PortunusStatement *statement = NULL;

  if (!self->is_broken)
    statement = portunus_database_prepare (self->database, sql, &error);
  if (error != NULL)
    _portunus_journal_fail (self, error);
  return statement;
}

void
_portunus_journal_drop_consent (PortunusJournal *self,
                                gint64           number)
{
  PortunusStatement *statement = prepare (self, "DELETE FROM consents WHERE transfer = ?");

  if (statement == NULL)
    return;
  portunus_statement_bind_int (statement, 0, number);
  run (self, statement);
}

/**
 * portunus_consent_free:
 * @self: (transfer full) (nullable): a consent
 */
void
portunus_consent_free (PortunusConsent *self)
{
  if (self == NULL)
    return;
  g_free (self->directory);
  g_clear_pointer (&self->wanted, g_byte_array_unref);
  g_free (self);
}

/**
 * portunus_journal_set_consent:
 * @self: a journal
 * @offer: whose transfer was begun
 * @consent: what was said about it; the directory and the policy are the transfer's
 *
 * Remembers that this very offer by this very device was accepted.
 */
void
portunus_journal_set_consent (PortunusJournal       *self,
                              PortunusOffer         *offer,
                              const PortunusConsent *consent)
{
  gint64 number;
  guint8 digest[PORTUNUS_HASH_SIZE];
  PortunusStatement *statement;

  g_return_if_fail (self != NULL);

  number = _portunus_journal_find_number (self, portunus_offer_get_id (offer));
  if (number == 0)
    return;
  statement = prepare (self, "INSERT OR REPLACE INTO consents (transfer, offer, wanted, max_bytes)"
                             " VALUES (?, ?, ?, ?)");
  if (statement == NULL)
    return;
  hash_offer (offer, digest);
  portunus_statement_bind_int (statement, 0, number);
  portunus_statement_bind_blob (statement, 1, digest, sizeof digest);
  if (consent->wanted != NULL)
    portunus_statement_bind_blob (statement, 2, consent->wanted->data, consent->wanted->len);
  portunus_statement_bind_int (statement, 3, (gint64) consent->max_bytes);
  run (self, statement);
}

/* As it was set; of a transfer that is not complete. */
static PortunusStatement *
prepare_find (PortunusJournal *self,
              PortunusOffer   *offer,
              const char      *sender_device)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  guint8 digest[PORTUNUS_HASH_SIZE];
  PortunusStatement *statement = prepare (
    self,
    "SELECT t.number, t.directory, c.wanted, c.max_bytes, t.policy"
    " FROM transfers t JOIN consents c ON c.transfer = t.number"
    " WHERE t.id = ? AND t.sender_device = ? AND c.offer = ? AND t.state = 1 AND t.updated BETWEEN ? AND ?");

  if (statement == NULL)
    return NULL;
  hash_offer (offer, digest);
  portunus_statement_bind_blob (statement, 0, portunus_offer_get_id (offer), PORTUNUS_TRANSFER_ID_SIZE);
  portunus_statement_bind_text (statement, 1, sender_device);
  portunus_statement_bind_blob (statement, 2, digest, sizeof digest);
  portunus_statement_bind_int (statement, 3, now_s - MAX_AGE_S);
  portunus_statement_bind_int (statement, 4, now_s);
  return statement;
}

static PortunusConsent *
read_consent (PortunusStatement *statement)
{
  PortunusConsent *consent = g_new0 (PortunusConsent, 1);
  gsize length;
  gconstpointer data = portunus_statement_get_blob (statement, 1, &length);

  consent->directory = g_strndup (data, length);
  data = portunus_statement_get_blob (statement, 2, &length);
  if (length > 0)
    {
      consent->wanted = g_byte_array_sized_new (length);
      g_byte_array_append (consent->wanted, data, length);
    }
  consent->max_bytes = (guint64) portunus_statement_get_int (statement, 3);
  consent->policy = PORTUNUS_CONFLICT_RENAME;
  portunus_conflict_policy_from_name (portunus_statement_get_text (statement, 4), &consent->policy);
  return consent;
}

/* Somebody who removed everything does not want it to begin anew. */
static gboolean
has_anything (PortunusJournal *self,
              gint64           number,
              const char      *directory)
{
  PortunusStatement *statement = prepare (self, "SELECT coalesce (part_path, final_path) FROM files"
                                                " WHERE transfer = ? AND state <> 3");
  gboolean is_there = FALSE;

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_int (statement, 0, number);
  while (!is_there && portunus_statement_step (statement, NULL))
    {
      const char *relative = portunus_statement_get_text (statement, 0);
      g_autofree char *path = relative != NULL ? g_build_filename (directory, relative, NULL) : NULL;

      is_there = path != NULL && g_file_test (path, G_FILE_TEST_EXISTS);
    }
  portunus_statement_reset (statement);
  return is_there;
}

/**
 * portunus_journal_find_consent:
 * @self: a journal
 * @offer: an offer, hostile
 * @sender_device: the device whose key a handshake proved
 *
 * Tells whether a person said yes to this before and it was cut off since. Another device, another id and other entries
 * are never the same, and neither is what lost all that arrived.
 *
 * Returns: (transfer full) (nullable): what was said
 */
PortunusConsent *
portunus_journal_find_consent (PortunusJournal *self,
                               PortunusOffer   *offer,
                               const char      *sender_device)
{
  g_autoptr (PortunusConsent) consent = NULL;
  PortunusStatement *statement;
  guint n_entries = portunus_manifest_get_n_entries (portunus_offer_get_manifest (offer));
  gint64 number;

  g_return_val_if_fail (self != NULL, NULL);

  statement = prepare_find (self, offer, sender_device);
  if (statement == NULL || !portunus_statement_step (statement, NULL))
    return NULL;
  number = portunus_statement_get_int (statement, 0);
  consent = read_consent (statement);
  portunus_statement_reset (statement);
  if ((consent->wanted != NULL && consent->wanted->len != n_entries)
      || !has_anything (self, number, consent->directory))
    return NULL;
  return g_steal_pointer (&consent);
}

/**
 * portunus_journal_withdraw_consent:
 * @self: a journal
 * @id: (array fixed-size=16): a transfer
 * @sender_device: who sends it
 *
 * It came to an end, whichever: who offers the same again is asked about again.
 */
void
portunus_journal_withdraw_consent (PortunusJournal *self,
                                   const guint8    *id,
                                   const char      *sender_device)
{
  PortunusStatement *statement;

  g_return_if_fail (self != NULL);

  statement = prepare (self, "DELETE FROM consents WHERE transfer IN"
                             " (SELECT number FROM transfers WHERE id = ? AND sender_device = ?)");
  if (statement == NULL)
    return;
  portunus_statement_bind_blob (statement, 0, id, PORTUNUS_TRANSFER_ID_SIZE);
  portunus_statement_bind_text (statement, 1, sender_device);
  run (self, statement);
}
