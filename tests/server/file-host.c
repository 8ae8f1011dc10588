/* file-host.c: a server with something to fetch and somewhere to put it, as other programs see it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "portunus-receiver.h"
#include "portunus-source.h"
#include "server-fixture.h"

#define RECEIVER_DEVICE "00112233445566778899aabbccddeeff"

static char *output;
static char *journal;
static char *text;
static char **expected;     /* PATH=SIZE */

static const GOptionEntry entries[] = {
  { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, NULL, NULL },
  { "journal", 0, 0, G_OPTION_ARG_FILENAME, &journal, NULL, NULL },
  { "text", 0, 0, G_OPTION_ARG_STRING, &text, NULL, NULL },
  { "expect", 0, 0, G_OPTION_ARG_STRING_ARRAY, &expected, NULL, NULL },
  { NULL },
};

typedef struct
{
  PortunusReceiver *receiver;
  GMainLoop        *loop;
} Host;

static const guint8 transfer_id[PORTUNUS_TRANSFER_ID_SIZE] = { 1, 2, 3 };

/* Whoever reads sees a line as soon as it is there. */
static void G_GNUC_PRINTF (1, 2)
say (const char *format,
     ...)
{
  va_list arguments;

  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
  fflush (stdout);
}

static GByteArray *
want_all (PortunusOffer *offer)
{
  guint n_entries = portunus_manifest_get_n_entries (portunus_offer_get_manifest (offer));
  GByteArray *wanted = g_byte_array_new ();

  g_byte_array_set_size (wanted, n_entries);
  memset (wanted->data, 1, n_entries);
  return wanted;
}

static void
complete_cb (PortunusHandout *handout,
             gpointer         user_data)
{
  say ("complete\n");
}

static void
failed_cb (PortunusHandout *handout,
           GError          *error,
           gpointer         user_data)
{
  say ("failed %s\n", error->message);
}

static PortunusHandout *
hand_out (PortunusTickets *tickets,
          char           **paths)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSourceSet) sources = portunus_source_set_new ((const char * const *) paths, text, NULL, &error);
  g_autoptr (PortunusOffer) offer = NULL;
  g_autoptr (GByteArray) wanted = NULL;
  g_autofree char *ticket = NULL;
  PortunusHandout *handout;

  g_assert_no_error (error);
  offer = portunus_offer_new (transfer_id, "Summer “2026”", portunus_source_set_get_manifest (sources));
  wanted = want_all (offer);
  handout = portunus_handout_new (sources, offer, wanted, NULL);
  g_signal_connect (handout, "complete", G_CALLBACK (complete_cb), NULL);
  g_signal_connect (handout, "failed", G_CALLBACK (failed_cb), NULL);
  ticket = portunus_tickets_publish_handout (tickets, handout);
  say ("fetch %s\n", ticket);
  return handout;
}

static void
plan_on_worker (GByteArray *wanted,
                GHashTable *have,
                guint64     total_bytes,
                gpointer    user_data)
{
  say ("plan %u\n", g_hash_table_size (have));
}

static void
progress_on_worker (guint    files_done,
                    guint64  done_bytes,
                    gpointer user_data)
{
}

static void
skipped_on_worker (guint64  n_bytes,
                   gpointer user_data)
{
}

static void
moved_on_worker (gsize    n_bytes,
                 gpointer user_data)
{
}

static void
file_on_worker (guint               index,
                PortunusFileStatus  status,
                const char         *message,
                gpointer            user_data)
{
  say ("file %u %u\n", index, status);
}

static void
refuse_on_worker (guint         index,
                  const GError *error,
                  gpointer      user_data)
{
  say ("refuse %u\n", index);
}

static void
text_on_worker (const char *content,
                gpointer    user_data)
{
  say ("text %s\n", content);
}

static const PortunusReceiverReports reports = {
  .plan = plan_on_worker,
  .progress = progress_on_worker,
  .skipped = skipped_on_worker,
  .moved = moved_on_worker,
  .file = file_on_worker,
  .refuse = refuse_on_worker,
  .text = text_on_worker,
};

static PortunusOffer *
make_offer (void)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (PortunusManifest) manifest = NULL;

  for (guint i = 0; expected[i] != NULL; i++)
    {
      char *equals = strrchr (expected[i], '=');
      PortunusEntry entry = {
        .type = g_str_has_prefix (expected[i], "text:") ? PORTUNUS_ENTRY_TEXT : PORTUNUS_ENTRY_FILE,
        .path = expected[i],
        .size = g_ascii_strtoull (equals + 1, NULL, 10),
        .mode = 0644,
        .mtime_ns = G_GINT64_CONSTANT (1700000000000000000),
      };

      *equals = '\0';
      g_assert_true (portunus_manifest_builder_add (builder, &entry, NULL));
    }
  manifest = portunus_manifest_builder_finish (builder);
  return portunus_offer_new (transfer_id, "Uploads", manifest);
}

static gpointer
receive_on_worker (gpointer user_data)
{
  PortunusReceiver *receiver = user_data;
  g_autoptr (GError) error = NULL;

  if (portunus_receiver_run (receiver, &error))
    say ("verified %u %u\n", portunus_receiver_get_n_done (receiver), portunus_receiver_get_n_failed (receiver));
  else
    say ("broken %s\n", error->message);
  return NULL;
}

static gboolean
quit_cb (GIOChannel   *channel,
         GIOCondition  condition,
         gpointer      loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

/* Whoever started us closes our input when it has enough. */
static void
run (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);

  g_io_add_watch (input, G_IO_IN | G_IO_HUP, quit_cb, loop);
  g_main_loop_run (loop);
}

static void
receive (PortunusTickets *tickets)
{
  g_autoptr (PortunusOffer) offer = make_offer ();
  g_autoptr (PortunusIntake) intake = portunus_intake_new (offer);
  g_autofree char *ticket = portunus_tickets_publish_intake (tickets, intake);
  const PortunusReceiverConfig config = {
    .intake = intake,
    .offer = offer,
    .directory = output,
    .policy = PORTUNUS_CONFLICT_SKIP,
    .journal_path = journal,
    .sender_device = RECEIVER_DEVICE,
  };
  g_autoptr (PortunusReceiver) receiver = portunus_receiver_new (&config, &reports, NULL);
  GThread *worker = g_thread_new ("receive", receive_on_worker, receiver);

  say ("upload %s\n", ticket);
  run ();
  portunus_intake_close (intake);
  g_thread_join (worker);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (PortunusTickets) tickets = portunus_tickets_new ();
  g_autoptr (PortunusHandout) handout = NULL;
  g_autoptr (GError) error = NULL;
  const PortunusServerOptions options = { .tickets = tickets };
  ServerFixture fixture = { 0 };

  /* A test limits the size of files, and means the error that comes after the signal. */
  signal (SIGXFSZ, SIG_IGN);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  server_fixture_set_up (&fixture, &options);
  say ("base %s\n", fixture.base);
  if (argc > 1 || text != NULL)
    handout = hand_out (tickets, argv + 1);
  if (expected != NULL)
    receive (tickets);
  else
    run ();
  server_fixture_tear_down (&fixture, NULL);
  return 0;
}
