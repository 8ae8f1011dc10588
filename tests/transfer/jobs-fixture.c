/* jobs-fixture.c: whole transfers between two folders over lanes in memory
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "jobs-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "portunus-encoding.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define TIMEOUT_MS 60000

void
jobs_setup (Jobs          *self,
            gconstpointer  data)
{
  self->base = portunus_test_make_dir ();
  g_assert_no_errno (g_chmod (self->base, 0755));
  self->from = g_build_filename (self->base, "from", NULL);
  self->to = g_build_filename (self->base, "to", NULL);
  self->journal = g_build_filename (self->base, "journal.sqlite", NULL);
  g_assert_no_errno (g_mkdir (self->from, 0755));
  g_assert_no_errno (g_mkdir (self->to, 0755));
  self->sender = portunus_identity_new_random (NULL);
  self->receiver = portunus_identity_new_random (NULL);
  self->wire = portunus_test_wire_new (NULL);
  jobs_renew_id (self);
}

void
jobs_teardown (Jobs          *self,
               gconstpointer  data)
{
  g_clear_pointer (&self->sources, portunus_source_set_unref);
  portunus_test_wire_unref (self->wire);
  g_assert_finalize_object (self->sender);
  g_assert_finalize_object (self->receiver);
  portunus_test_remove_tree (self->base);
  g_free (self->base);
  g_free (self->from);
  g_free (self->to);
  g_free (self->journal);
}

void
jobs_renew_id (Jobs *self)
{
  portunus_fill_random (self->id, sizeof self->id);
}

static void
write_file (const char *path,
            const char *content,
            gsize       length)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_mkdir_with_parents (parent, 0755));
  g_file_set_contents_full (path, content, length, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
}

void
jobs_add (const char    *path,
          gconstpointer  data,
          JobsTestFunc   func)
{
  g_test_add (path, Jobs, data, jobs_setup, func, jobs_teardown);
}

char *
jobs_make_file (Jobs       *self,
                const char *name,
                gsize       size,
                guint       seed)
{
  char *path = g_build_filename (self->from, name, NULL);
  g_autofree char *content = g_malloc (size + 1);
  guint32 state = seed;

  for (gsize i = 0; i < size; i++)
    {
      state = state * 1664525 + 1013904223;
      content[i] = state >> 24;
    }
  write_file (path, content, size);
  return path;
}

void
jobs_make_text_file (const char *folder,
                     const char *name,
                     const char *content)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  write_file (path, content, strlen (content));
}

void
jobs_list (Jobs       *self,
           const char *names,
           const char *text)
{
  g_auto (GStrv) paths = g_strsplit (names != NULL ? names : "", " ", -1);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; paths[i] != NULL; i++)
    if (strcmp (paths[i], "-") != 0)
      {
        char *path = g_build_filename (self->from, paths[i], NULL);

        g_free (paths[i]);
        paths[i] = path;
      }
  g_clear_pointer (&self->sources, portunus_source_set_unref);
  self->sources = portunus_source_set_new ((const char * const *) paths, text, NULL, &error);
  g_assert_no_error (error);
}

void
jobs_assert_same (Jobs       *self,
                  const char *from,
                  const char *to)
{
  g_autofree char *source = g_build_filename (self->from, from, NULL);
  g_autofree char *copy = g_build_filename (self->to, to, NULL);
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;
  gsize n_expected;
  gsize n_found;
  struct stat a;
  struct stat b;

  g_assert_true (g_file_get_contents (source, &expected, &n_expected, NULL));
  g_assert_true (g_file_get_contents (copy, &found, &n_found, NULL));
  g_assert_cmpuint (n_expected, ==, n_found);
  g_assert_true (memcmp (expected, found, n_found) == 0);
  g_assert_no_errno (stat (source, &a));
  g_assert_no_errno (stat (copy, &b));
  g_assert_cmpint (a.st_mtim.tv_sec, ==, b.st_mtim.tv_sec);
  g_assert_cmpint (a.st_mtim.tv_nsec, ==, b.st_mtim.tv_nsec);
  g_assert_cmpuint (a.st_mode, ==, b.st_mode);
}

void
jobs_assert_content (Jobs       *self,
                     const char *to,
                     const char *content)
{
  g_autofree char *path = g_build_filename (self->to, to, NULL);
  g_autofree char *found = NULL;

  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, content);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char **) a, *(char **) b);
}

static void
list_folder (GPtrArray  *names,
             const char *folder,
             const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *shown = g_strconcat (prefix, name, NULL);
      g_autofree char *below = g_strconcat (shown, "/", NULL);
      gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK);

      g_ptr_array_add (names, g_strdup (is_folder ? below : shown));
      if (is_folder)
        list_folder (names, path, below);
    }
}

char *
jobs_dup_listing (Jobs *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  list_folder (names, self->to, "");
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" ", (char **) names->pdata);
}

void
jobs_assert_listing (Jobs       *self,
                     const char *expected)
{
  g_autofree char *found = jobs_dup_listing (self);

  g_assert_cmpstr (found, ==, expected);
}

static void
note_file (GString    *events,
           const char *name,
           guint       status)
{
  static const char * const words[] = { "done", "restarted", "failed" };

  g_string_append_printf (events, "%s%s:%s", events->len > 0 ? " " : "", name, words[status]);
}

static void
outgoing_file_cb (PortunusTransfer *transfer,
                  const char       *name,
                  guint             status,
                  const char       *message,
                  Attempt          *self)
{
  note_file (self->send_events, name, status);
}

static void
incoming_file_cb (PortunusTransfer *transfer,
                  const char       *name,
                  guint             status,
                  const char       *message,
                  Attempt          *self)
{
  note_file (self->receive_events, name, status);
}

static void
offer_cb (PortunusReceiveJob *job,
          PortunusOffer      *offer,
          Attempt            *self)
{
  const PortunusDestination destination = { self->jobs->to, self->policy, self->jobs->journal, self->max_bytes };

  g_assert_null (self->offer);
  self->offer = g_object_ref (offer);
  if (self->on_offer != NULL)
    self->on_offer (self);
  if (self->declines)
    portunus_receive_job_decline (job);
  else
    portunus_receive_job_accept (job, &destination, self->wanted);
}

static void
text_cb (PortunusReceiveJob *job,
         const char         *text,
         Attempt            *self)
{
  g_assert_null (self->text);
  self->text = g_strdup (text);
}

static void
send_finished_cb (PortunusSendJob *job,
                  GError          *error,
                  Attempt         *self)
{
  g_assert_false (self->send_finished);
  self->send_finished = TRUE;
  self->send_error = error != NULL ? g_error_copy (error) : NULL;
}

static void
receive_finished_cb (PortunusReceiveJob *job,
                     GError             *error,
                     Attempt            *self)
{
  g_assert_false (self->receive_finished);
  self->receive_finished = TRUE;
  self->receive_error = error != NULL ? g_error_copy (error) : NULL;
}

void
attempt_begin (Attempt *self,
               Jobs    *jobs)
{
  PartyLink *host_link;
  PartyLink *guest_link;

  self->jobs = jobs;
  self->send_events = g_string_new (NULL);
  self->receive_events = g_string_new (NULL);
  self->room = portunus_test_room_new ();
  self->host = party_new (self->room, jobs->wire, PORTUNUS_SESSION_SENDS, HANDSHAKE_LINK);
  self->guest = party_new (self->room, jobs->wire, PORTUNUS_SESSION_RECEIVES, HANDSHAKE_LINK);
  party_set_identity (self->host, jobs->sender);
  party_set_identity (self->guest, jobs->receiver);
  party_join (self->host);
  party_join (self->guest);
  party_settle ();
  host_link = party_find (self->host, "peer-2");
  guest_link = party_find (self->guest, PARTY_HOST);
  party_wait_open (host_link);
  party_wait_open (guest_link);
  self->send_session = host_link->session;
  self->receive_session = guest_link->session;
}

void
attempt_start_receiving (Attempt *self)
{
  self->incoming = self->earlier[1] != NULL ? g_object_ref (self->earlier[1]) : portunus_transfer_new (TRUE);
  self->receive_job = portunus_receive_job_new (self->receive_session, self->incoming);
  g_signal_connect (self->incoming, "file", G_CALLBACK (incoming_file_cb), self);
  g_signal_connect (self->receive_job, "offer", G_CALLBACK (offer_cb), self);
  g_signal_connect (self->receive_job, "text", G_CALLBACK (text_cb), self);
  g_signal_connect (self->receive_job, "finished", G_CALLBACK (receive_finished_cb), self);
}

void
attempt_start_sending (Attempt *self)
{
  g_autoptr (PortunusOffer) offer = portunus_offer_new (self->jobs->id, "A title",
                                                        portunus_source_set_get_manifest (self->jobs->sources));

  self->outgoing = self->earlier[0] != NULL ? g_object_ref (self->earlier[0]) : portunus_transfer_new (FALSE);
  self->send_job = portunus_send_job_new (self->send_session, self->jobs->sources, offer, self->outgoing);
  g_signal_connect (self->outgoing, "file", G_CALLBACK (outgoing_file_cb), self);
  g_signal_connect (self->send_job, "finished", G_CALLBACK (send_finished_cb), self);
  portunus_send_job_start (self->send_job);
}

static gboolean
is_finished (gpointer user_data)
{
  Attempt *self = user_data;

  return (self->send_finished || self->send_job == NULL) && (self->receive_finished || self->receive_job == NULL);
}

void
attempt_wait (Attempt *self)
{
  portunus_test_wait (is_finished, self, TIMEOUT_MS);
  party_settle ();
}

void
attempt_run (Attempt *self)
{
  attempt_start_receiving (self);
  attempt_start_sending (self);
  attempt_wait (self);
}

static void
clear_transfer (Attempt          *self,
                PortunusTransfer *transfer,
                PortunusTransfer *earlier)
{
  g_signal_handlers_disconnect_by_data (transfer, self);
  if (earlier != NULL)
    g_object_unref (transfer);
  else
    g_assert_finalize_object (transfer);
}

void
attempt_clear (Attempt *self)
{
  if (self->send_job != NULL)
    {
      g_assert_finalize_object (self->send_job);
      clear_transfer (self, self->outgoing, self->earlier[0]);
    }
  if (self->receive_job != NULL)
    {
      g_assert_finalize_object (self->receive_job);
      clear_transfer (self, self->incoming, self->earlier[1]);
    }
  /* A transfer that lives on remembers what it is about. */
  if (self->offer != NULL && self->earlier[0] == NULL && self->earlier[1] == NULL)
    g_assert_finalize_object (self->offer);
  else
    g_clear_object (&self->offer);
  party_free (self->host);
  party_free (self->guest);
  portunus_test_room_unref (self->room);
  g_clear_pointer (&self->wanted, g_byte_array_unref);
  g_string_free (self->send_events, TRUE);
  g_string_free (self->receive_events, TRUE);
  g_free (self->text);
  g_clear_error (&self->send_error);
  g_clear_error (&self->receive_error);
  *self = (Attempt) { 0 };
}

guint64
jobs_transfer (Jobs                   *jobs,
               PortunusConflictPolicy  policy)
{
  Attempt attempt = { .policy = policy };

  portunus_test_wire_set_options (jobs->wire, NULL);
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  g_assert_no_error (attempt.receive_error);
  g_assert_no_error (attempt.send_error);
  attempt_clear (&attempt);
  return portunus_test_wire_get_n_bytes (jobs->wire);
}

void
jobs_transfer_until (Jobs                   *jobs,
                     PortunusConflictPolicy  policy,
                     guint                   n_frames)
{
  const PortunusTestWireOptions options = { .cut_after_frames = n_frames };
  Attempt attempt = { .policy = policy };

  portunus_test_wire_set_options (jobs->wire, &options);
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  g_assert_error (attempt.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_error (attempt.send_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  attempt_clear (&attempt);
}
