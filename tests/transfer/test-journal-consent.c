/* test-journal-consent.c: a yes holds for one offer of one device, until it came to an end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-journal-consent.h"

#include <glib/gstdio.h>

#include "sink-fixture.h"

#define SENDER "device-a"

static const char * const lines[] = { "t/a=1111111111", "t/b=2222222222", NULL };
static const char * const longer_lines[] = { "t/a=1111111111", "t/b=22222222223", NULL };
static const char * const renamed_lines[] = { "t/a=1111111111", "t/c=2222222222", NULL };
static const char * const more_lines[] = { "t/a=1111111111", "t/b=2222222222", "t/c=3333333333", NULL };

static const guint8 other_id[PORTUNUS_TRANSFER_ID_SIZE] = { 1, 2, 3 };

typedef struct
{
  Fixture          base;
  PortunusJournal *journal;
  PortunusOffer   *offer;
  char            *part_path;    /* of the one file that came in part */
} ConsentFixture;

static PortunusOffer *
create_offer (const guint8       *id,
              const char * const *offer_lines,
              gint64              mtime_ns)
{
  g_autoptr (PortunusManifest) manifest = create_manifest (offer_lines, mtime_ns);

  return portunus_offer_new (id, "two letters", manifest);
}

static void
begin_with (ConsentFixture         *f,
            PortunusConflictPolicy  policy)
{
  PortunusJournalTransfer transfer = {
    .sender_device = (char *) SENDER,
    .title = (char *) "two letters",
    .directory = f->base.destination,
    .policy = policy,
  };

  memcpy (transfer.id, transfer_id, sizeof transfer.id);
  portunus_journal_begin_transfer (f->journal, &transfer);
}

static void
begin (ConsentFixture *f)
{
  begin_with (f, PORTUNUS_CONFLICT_NEWER);
}

static void
receive_some (ConsentFixture *f)
{
  PortunusEntry entry;

  portunus_manifest_get_entry (portunus_offer_get_manifest (f->offer), 0, &entry);
  g_assert_true (g_file_set_contents (f->part_path, "11111", -1, NULL));
  portunus_journal_set_progress (f->journal, transfer_id, 0, &entry, "a.part", 5);
  portunus_journal_flush (f->journal);
}

static void
set_up (ConsentFixture *f,
        gconstpointer   data)
{
  const guint8 wanted[] = { 1, 0 };
  g_autoptr (GByteArray) bytes = g_byte_array_append (g_byte_array_new (), wanted, sizeof wanted);
  const PortunusConsent consent = { .wanted = bytes, .max_bytes = 4711 };
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  setup (&f->base, data);
  f->base.manifest = create_manifest (lines, 7);
  path = g_build_filename (f->base.directory, "journal.sqlite", NULL);
  f->journal = portunus_journal_open (path, &error);
  g_assert_no_error (error);
  f->offer = create_offer (transfer_id, lines, 7);
  f->part_path = g_build_filename (f->base.destination, "a.part", NULL);
  begin (f);
  portunus_journal_set_consent (f->journal, f->offer, &consent);
  receive_some (f);
}

static void
tear_down (ConsentFixture *f,
           gconstpointer   data)
{
  portunus_journal_close (f->journal);
  g_object_unref (f->offer);
  g_free (f->part_path);
  teardown (&f->base, data);
}

static gboolean
is_remembered (ConsentFixture *f,
               PortunusOffer  *offer,
               const char     *device)
{
  g_autoptr (PortunusConsent) consent = portunus_journal_find_consent (f->journal, offer, device);

  return consent != NULL;
}

static void
test_same (ConsentFixture *f,
           gconstpointer   data)
{
  /* As portunus_offer_is_same() has it, times do not count. */
  g_autoptr (PortunusOffer) touched = create_offer (transfer_id, lines, 8);
  g_autoptr (PortunusConsent) consent = portunus_journal_find_consent (f->journal, touched, SENDER);

  g_assert_nonnull (consent);
  g_assert_cmpstr (consent->directory, ==, f->base.destination);
  g_assert_cmpint (consent->policy, ==, PORTUNUS_CONFLICT_NEWER);
  g_assert_cmpuint (consent->max_bytes, ==, 4711);
  g_assert_cmpuint (consent->wanted->len, ==, 2);
  g_assert_cmpuint (consent->wanted->data[0], ==, 1);
  g_assert_cmpuint (consent->wanted->data[1], ==, 0);
}

static void
test_other (ConsentFixture *f,
            gconstpointer   data)
{
  g_autoptr (PortunusOffer) longer = create_offer (transfer_id, longer_lines, 7);
  g_autoptr (PortunusOffer) renamed = create_offer (transfer_id, renamed_lines, 7);
  g_autoptr (PortunusOffer) more = create_offer (transfer_id, more_lines, 7);
  g_autoptr (PortunusOffer) other = create_offer (other_id, lines, 7);

  g_assert_false (is_remembered (f, f->offer, "device-b"));
  g_assert_false (is_remembered (f, longer, SENDER));
  g_assert_false (is_remembered (f, renamed, SENDER));
  g_assert_false (is_remembered (f, more, SENDER));
  g_assert_false (is_remembered (f, other, SENDER));
  g_assert_true (is_remembered (f, f->offer, SENDER));
}

static void
test_end (ConsentFixture *f,
          gconstpointer   data)
{
  portunus_journal_withdraw_consent (f->journal, transfer_id, "device-b");
  g_assert_true (is_remembered (f, f->offer, SENDER));
  portunus_journal_withdraw_consent (f->journal, transfer_id, SENDER);
  g_assert_false (is_remembered (f, f->offer, SENDER));
}

static void
test_complete (ConsentFixture *f,
               gconstpointer   data)
{
  portunus_journal_finish_transfer (f->journal, transfer_id);
  g_assert_false (is_remembered (f, f->offer, SENDER));
}

static void
test_removed (ConsentFixture *f,
              gconstpointer   data)
{
  g_assert_cmpint (g_unlink (f->part_path), ==, 0);
  g_assert_false (is_remembered (f, f->offer, SENDER));
}

/* Without a keyring a device has another key each time: what it takes over is not what was said about it. */
static void
test_new_key (ConsentFixture *f,
              gconstpointer   data)
{
  PortunusJournalTransfer transfer = {
    .sender_device = (char *) "device-b",
    .title = (char *) "two letters",
    .directory = f->base.destination,
    .policy = PORTUNUS_CONFLICT_NEWER,
  };

  memcpy (transfer.id, transfer_id, sizeof transfer.id);
  portunus_journal_begin_transfer (f->journal, &transfer);
  g_assert_false (is_remembered (f, f->offer, SENDER));
  g_assert_false (is_remembered (f, f->offer, "device-b"));
}

/* Who accepts the same again may choose otherwise, and that is what goes on. */
static void
test_other_policy (ConsentFixture *f,
                   gconstpointer   data)
{
  const PortunusConsent again = { .max_bytes = 0 };
  g_autoptr (PortunusConsent) consent = NULL;

  portunus_journal_withdraw_consent (f->journal, transfer_id, SENDER);
  begin_with (f, PORTUNUS_CONFLICT_SKIP);
  portunus_journal_set_consent (f->journal, f->offer, &again);
  consent = portunus_journal_find_consent (f->journal, f->offer, SENDER);
  g_assert_nonnull (consent);
  g_assert_cmpint (consent->policy, ==, PORTUNUS_CONFLICT_SKIP);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/transfer/consent/same", ConsentFixture, NULL, set_up, test_same, tear_down);
  g_test_add ("/transfer/consent/other", ConsentFixture, NULL, set_up, test_other, tear_down);
  g_test_add ("/transfer/consent/end", ConsentFixture, NULL, set_up, test_end, tear_down);
  g_test_add ("/transfer/consent/complete", ConsentFixture, NULL, set_up, test_complete, tear_down);
  g_test_add ("/transfer/consent/other-policy", ConsentFixture, NULL, set_up, test_other_policy, tear_down);
  g_test_add ("/transfer/consent/removed", ConsentFixture, NULL, set_up, test_removed, tear_down);
  g_test_add ("/transfer/consent/new-key", ConsentFixture, NULL, set_up, test_new_key, tear_down);
  return g_test_run ();
}
