/* test-transfer-rows.c: rows of running transfers, which are told of progress many times a second
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "portunus-running-row.h"
#include "portunus-transfer-row.h"

#define N_BYTES 1000
#define N_STEPS 10

static guint n_tooltips;

static void
tooltip_cb (void)
{
  n_tooltips++;
}

/* Gives the progress bar below @widget, and counts from now on what is said to the pointer. */
static GtkProgressBar *
watch (GtkWidget *widget)
{
  GtkProgressBar *bar = GTK_IS_PROGRESS_BAR (widget) ? GTK_PROGRESS_BAR (widget) : NULL;
  GtkWidget *child;

  g_signal_connect (widget, "notify::tooltip-text", G_CALLBACK (tooltip_cb), NULL);
  for (child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkProgressBar *found = watch (child);

      bar = found != NULL ? found : bar;
    }
  return bar;
}

static PortunusTransfer *
create_transfer (void)
{
  PortunusTransfer *transfer = portunus_transfer_new (TRUE);

  portunus_transfer_set_title (transfer, "holiday.zip");
  portunus_transfer_set_peer (transfer, "Anna", "not verified", NULL);
  portunus_transfer_set_path (transfer, "LAN");
  portunus_transfer_set_totals (transfer, 1, N_BYTES);
  portunus_transfer_set_state (transfer, PORTUNUS_TRANSFER_RUNNING);
  return transfer;
}

/* Each tooltip that is set has the toolkit ask the X server where the pointer is. */
static void
check_row (GtkWidget        *row,
           PortunusTransfer *transfer)
{
  GtkProgressBar *bar = watch (row);

  g_assert_nonnull (bar);
  n_tooltips = 0;
  for (guint i = 1; i <= N_STEPS; i++)
    {
      portunus_transfer_set_progress (transfer, 0, i * N_BYTES / N_STEPS);
      g_assert_cmpfloat_with_epsilon (gtk_progress_bar_get_fraction (bar), (double) i / N_STEPS, 0.001);
    }
  portunus_transfer_set_peer (transfer, "Bert", "not verified", NULL);
  g_assert_cmpuint (n_tooltips, ==, 0);
  portunus_transfer_set_peer (transfer, "Bert", "verified", NULL);
  g_assert_cmpuint (n_tooltips, ==, 1);
}

static void
test_running_row (void)
{
  g_autoptr (PortunusTransfer) transfer = create_transfer ();
  g_autoptr (GtkWidget) row = g_object_ref_sink (g_object_new (PORTUNUS_TYPE_RUNNING_ROW, NULL));

  portunus_running_row_set_transfer (PORTUNUS_RUNNING_ROW (row), transfer);
  check_row (row, transfer);
}

static void
test_transfer_row (void)
{
  g_autoptr (PortunusTransfer) transfer = create_transfer ();
  g_autoptr (GtkWidget) row = g_object_ref_sink (portunus_transfer_row_new (transfer));

  check_row (row, transfer);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/transfer-rows/running", test_running_row);
  g_test_add_func ("/ui/transfer-rows/of-a-peer", test_transfer_row);
  return g_test_run ();
}
