/* portunus-arrival-list.c: everything that others send into one room, and how much of it there may be
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-arrival-list.h"

#include <string.h>

/* Offers of devices that are not verified and wait for an answer. */
#define MAX_STRANGERS           8
#define MAX_STRANGERS_OF_DEVICE 2
/* Of those whom nobody said yes to, so many may come back after their connection was lost. */
#define MAX_LOST                8

struct _PortunusArrivalList
{
  GPtrArray *arrivals;  /* PortunusArrival, oldest first */
};

static PortunusArrival *
get (PortunusArrivalList *self,
     guint                index)
{
  return g_ptr_array_index (self->arrivals, index);
}

static gboolean
is_over (PortunusArrival *arrival)
{
  return portunus_transfer_is_over (portunus_arrival_get_transfer (arrival));
}

static gboolean
is_lost (PortunusArrival *arrival)
{
  return !portunus_arrival_is_busy (arrival) && !portunus_arrival_is_accepted (arrival) && !is_over (arrival);
}

static gboolean
is_waiting_stranger (PortunusArrival *arrival)
{
  const char *label = portunus_transfer_get_peer_label (portunus_arrival_get_transfer (arrival));

  return portunus_arrival_is_busy (arrival) && !portunus_arrival_is_accepted (arrival)
         && g_strcmp0 (label, "verified") != 0;
}

/* The oldest that are too many. */
static GPtrArray *
list_forsaken (PortunusArrivalList *self)
{
  GPtrArray *forsaken = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_lost = 0;

  for (guint i = self->arrivals->len; i > 0; i--)
    if (is_lost (get (self, i - 1)) && ++n_lost > MAX_LOST)
      g_ptr_array_add (forsaken, g_object_ref (get (self, i - 1)));
  return forsaken;
}

/**
 * portunus_arrival_list_new:
 *
 * Returns: (transfer full): an empty list
 */
PortunusArrivalList *
portunus_arrival_list_new (void)
{
  PortunusArrivalList *self = g_new0 (PortunusArrivalList, 1);

  self->arrivals = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

/**
 * portunus_arrival_list_free:
 * @self: (transfer full): a list
 */
void
portunus_arrival_list_free (PortunusArrivalList *self)
{
  g_ptr_array_unref (self->arrivals);
  g_free (self);
}

/**
 * portunus_arrival_list_add:
 * @self: a list
 * @arrival: (transfer full): a new arrival
 */
void
portunus_arrival_list_add (PortunusArrivalList *self,
                           PortunusArrival     *arrival)
{
  g_ptr_array_add (self->arrivals, arrival);
}

/**
 * portunus_arrival_list_dup_all:
 * @self: a list
 *
 * Returns: (transfer full) (element-type PortunusArrival): what is in it now, so that it may change meanwhile
 */
GPtrArray *
portunus_arrival_list_dup_all (PortunusArrivalList *self)
{
  GPtrArray *arrivals = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->arrivals->len; i++)
    g_ptr_array_add (arrivals, g_object_ref (get (self, i)));
  return arrivals;
}

/**
 * portunus_arrival_list_is_busy:
 * @self: a list
 *
 * Returns: whether any attempt runs
 */
gboolean
portunus_arrival_list_is_busy (PortunusArrivalList *self)
{
  for (guint i = 0; i < self->arrivals->len; i++)
    if (portunus_arrival_is_busy (get (self, i)))
      return TRUE;
  return FALSE;
}

/**
 * portunus_arrival_list_find_idle:
 * @self: a list
 * @device: id of the device that sends
 *
 * Returns: (transfer none) (nullable): one of this device whose connection was lost
 */
PortunusArrival *
portunus_arrival_list_find_idle (PortunusArrivalList *self,
                                 const char          *device)
{
  for (guint i = 0; i < self->arrivals->len; i++)
    {
      PortunusArrival *arrival = get (self, i);

      if (g_strcmp0 (portunus_arrival_get_device (arrival), device) == 0 && !portunus_arrival_is_busy (arrival)
          && !is_over (arrival))
        return arrival;
    }
  return NULL;
}

/**
 * portunus_arrival_list_find_before:
 * @self: a list
 * @heir: an arrival of it
 * @offer: what @heir was offered
 *
 * Returns: (transfer none) (nullable): another arrival of the same device that is busy with the same offer
 */
PortunusArrival *
portunus_arrival_list_find_before (PortunusArrivalList *self,
                                   PortunusArrival     *heir,
                                   PortunusOffer       *offer)
{
  for (guint i = 0; i < self->arrivals->len; i++)
    {
      PortunusArrival *arrival = get (self, i);

      if (arrival != heir && portunus_arrival_has_offer (arrival, offer)
          && g_strcmp0 (portunus_arrival_get_device (arrival), portunus_arrival_get_device (heir)) == 0)
        return arrival;
    }
  return NULL;
}

/**
 * portunus_arrival_list_is_full_of_strangers:
 * @self: a list
 * @device: id of a device that is not verified
 *
 * Anybody may come and offer something, so nobody may fill the screen.
 *
 * Returns: whether @device, or all strangers together, have as many offers waiting as they may
 */
gboolean
portunus_arrival_list_is_full_of_strangers (PortunusArrivalList *self,
                                            const char          *device)
{
  guint n_strangers = 0;
  guint n_of_device = 0;

  for (guint i = 0; i < self->arrivals->len; i++)
    {
      PortunusArrival *arrival = get (self, i);

      if (!is_waiting_stranger (arrival))
        continue;
      n_strangers++;
      n_of_device += strcmp (portunus_arrival_get_device (arrival), device) == 0;
    }
  return n_strangers >= MAX_STRANGERS || n_of_device >= MAX_STRANGERS_OF_DEVICE;
}

/**
 * portunus_arrival_list_forget_ended:
 * @self: a list
 *
 * Keeps nothing of who is done, and gives up on the oldest of too many who did not come back.
 */
void
portunus_arrival_list_forget_ended (PortunusArrivalList *self)
{
  g_autoptr (GPtrArray) forsaken = list_forsaken (self);
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                                  "The sender did not come back");

  for (guint i = 0; i < forsaken->len; i++)
    portunus_transfer_finish (portunus_arrival_get_transfer (g_ptr_array_index (forsaken, i)), error);
  for (guint i = self->arrivals->len; i > 0; i--)
    if (is_over (get (self, i - 1)))
      g_ptr_array_remove_index (self->arrivals, i - 1);
}
