/* portunus-intake-run.c: the receiver's end of an intake
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-intake-private.h"

#include "portunus-have.h"
#include "portunus-transfer-error.h"

/* Until there is that much room again those who put may sleep. */
#define WAKE_BYTES (PORTUNUS_INTAKE_MAX_BYTES / 2)

/**
 * portunus_intake_open:
 * @self: a new intake
 * @wanted: one byte for each entry
 * @have: (element-type guint PortunusHave): how much is there of which file
 *
 * From here on the wanted files may be put.
 */
void
portunus_intake_open (PortunusIntake   *self,
                      const GByteArray *wanted,
                      GHashTable       *have)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  PortunusManifest *manifest = portunus_offer_get_manifest (self->offer);

  g_return_if_fail (wanted->len == self->fates->len && !self->is_open);

  self->is_open = TRUE;
  for (guint i = 0; i < wanted->len; i++)
    {
      const PortunusHave *there = g_hash_table_lookup (have, GUINT_TO_POINTER (i));
      PortunusEntry entry;

      portunus_manifest_get_entry (manifest, i, &entry);
      if (wanted->data[i] == 0 || (entry.type != PORTUNUS_ENTRY_FILE && entry.type != PORTUNUS_ENTRY_TEXT))
        continue;
      self->fates->data[i] = PORTUNUS_INTAKE_WANTED;
      self->n_left++;
      if (there != NULL)
        g_hash_table_insert (self->have, GUINT_TO_POINTER (i), g_memdup2 (&there->n_bytes, sizeof there->n_bytes));
    }
}

/**
 * portunus_intake_refuse:
 * @self: an intake
 * @index: of a file
 * @error: why it cannot be taken
 *
 * Called by the handler that portunus_intake_run() calls.
 */
void
portunus_intake_refuse (PortunusIntake *self,
                        guint           index,
                        const GError   *error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_insert (self->errors, GUINT_TO_POINTER (index), g_error_copy (error));
  /* Nobody will put its end. */
  if (self->current == index)
    {
      PortunusIntakeStep *step = g_new0 (PortunusIntakeStep, 1);

      step->fate = PORTUNUS_INTAKE_ENDED;
      step->index = index;
      step->status = PORTUNUS_END_SKIPPED;
      g_queue_push_tail (&self->steps, step);
      self->current = PORTUNUS_INTAKE_NO_FILE;
    }
  _portunus_intake_notify (self);
}

static PortunusIntakeStep *
wait_for_step (PortunusIntake  *self,
               GError         **error)
{
  PortunusIntakeStep *step;

  while (!self->is_closed && self->n_left > 0 && g_queue_is_empty (&self->steps))
    g_cond_wait (&self->cond, &self->lock);
  if (self->is_closed)
    {
      g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                           "The other side left before everything was there");
      return NULL;
    }
  step = g_queue_pop_head (&self->steps);
  self->is_busy = step != NULL;
  return step;
}

static gboolean
take_step (PortunusIntake               *self,
           const PortunusIntakeStep     *step,
           const PortunusStreamHandler  *handler,
           gpointer                      user_data,
           GError                      **error)
{
  PortunusEntry entry;
  gsize length;
  const guint8 *data;

  if (step->piece != NULL)
    {
      data = g_bytes_get_data (step->piece, &length);
      return handler->data (data, length, user_data, error);
    }
  if (step->fate == PORTUNUS_INTAKE_ENDED)
    return handler->end (step->status, step->size, user_data, error);
  portunus_manifest_get_entry (portunus_offer_get_manifest (self->offer), step->index, &entry);
  return handler->begin (step->index, step->offset, step->size, entry.mtime_ns, user_data, error);
}

/* With the lock. */
static void
count_step (PortunusIntake           *self,
            const PortunusIntakeStep *step)
{
  gsize n_before = self->n_waiting;
  gboolean is_good;

  self->is_busy = FALSE;
  if (step->piece != NULL)
    self->n_waiting -= g_bytes_get_size (step->piece);
  if (step->fate == PORTUNUS_INTAKE_ENDED)
    {
      is_good = step->status == PORTUNUS_END_COMPLETE
                && !g_hash_table_contains (self->errors, GUINT_TO_POINTER (step->index));
      self->fates->data[step->index] = is_good ? PORTUNUS_INTAKE_COMPLETE : PORTUNUS_INTAKE_FAILED;
      self->n_left--;
    }
  if ((n_before > WAKE_BYTES && self->n_waiting <= WAKE_BYTES) || g_queue_is_empty (&self->steps))
    _portunus_intake_notify (self);
}

/**
 * portunus_intake_run:
 * @self: an intake that was opened
 * @handler: what to do with the files; as if they had come in a stream
 * @user_data: for @handler
 * @error: return location for an error of @handler, or %PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST when it was closed
 *
 * Hands on what is put until every wanted file was ended. Blocks: call it on a worker.
 *
 * Returns: whether all of them were
 */
gboolean
portunus_intake_run (PortunusIntake               *self,
                     const PortunusStreamHandler  *handler,
                     gpointer                      user_data,
                     GError                      **error)
{
  gboolean is_good = TRUE;

  g_mutex_lock (&self->lock);
  while (is_good && self->n_left > 0)
    {
      PortunusIntakeStep *step = wait_for_step (self, error);

      if (step == NULL)
        {
          is_good = FALSE;
          break;
        }
      g_mutex_unlock (&self->lock);
      is_good = take_step (self, step, handler, user_data, error);
      g_mutex_lock (&self->lock);
      count_step (self, step);
      _portunus_intake_step_free (step);
    }
  g_mutex_unlock (&self->lock);
  return is_good && handler->finish (user_data, error);
}
