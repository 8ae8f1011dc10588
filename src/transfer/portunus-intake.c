/* portunus-intake.c: where the content of accepted files is put, in pieces that come from elsewhere
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-intake-private.h"

void
_portunus_intake_step_free (PortunusIntakeStep *step)
{
  g_clear_pointer (&step->piece, g_bytes_unref);
  g_free (step);
}

void
_portunus_intake_notify (PortunusIntake *self)
{
  g_cond_signal (&self->cond);
  if (self->watch != NULL)
    self->watch (self->watch_data);
}

/**
 * portunus_intake_state_clear:
 * @state: a state; its content is freed
 */
void
portunus_intake_state_clear (PortunusIntakeState *state)
{
  g_clear_error (&state->error);
}

/**
 * portunus_intake_new:
 * @offer: what was offered
 *
 * Returns: (transfer full): an intake that takes nothing before portunus_intake_open()
 */
PortunusIntake *
portunus_intake_new (PortunusOffer *offer)
{
  PortunusIntake *self = g_atomic_rc_box_new0 (PortunusIntake);
  guint n_entries = portunus_manifest_get_n_entries (portunus_offer_get_manifest (offer));

  self->offer = g_object_ref (offer);
  self->fates = g_byte_array_new ();
  g_byte_array_set_size (self->fates, n_entries);
  for (guint i = 0; i < n_entries; i++)
    self->fates->data[i] = PORTUNUS_INTAKE_UNWANTED;
  self->have = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->errors = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_error_free);
  g_queue_init (&self->steps);
  self->current = PORTUNUS_INTAKE_NO_FILE;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  return self;
}

/**
 * portunus_intake_ref:
 * @self: an intake
 *
 * Returns: (transfer full): @self
 */
PortunusIntake *
portunus_intake_ref (PortunusIntake *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PortunusIntake *self = data;

  g_object_unref (self->offer);
  g_byte_array_unref (self->fates);
  g_hash_table_unref (self->have);
  g_hash_table_unref (self->errors);
  g_queue_clear_full (&self->steps, (GDestroyNotify) _portunus_intake_step_free);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

/**
 * portunus_intake_unref:
 * @self: (transfer full): an intake
 */
void
portunus_intake_unref (PortunusIntake *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * portunus_intake_set_watch:
 * @self: an intake
 * @func: (nullable): called when something changed, with a lock held: it must not call back
 * @user_data: for @func
 *
 * There is one watch; %NULL ends it, and no call is under way after that.
 */
void
portunus_intake_set_watch (PortunusIntake     *self,
                           PortunusIntakeFunc  func,
                           gpointer            user_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->watch = func;
  self->watch_data = user_data;
}

/**
 * portunus_intake_get_watch_data:
 * @self: an intake
 *
 * Returns: (nullable): what was given with the watch; %NULL where there is none
 */
gpointer
portunus_intake_get_watch_data (PortunusIntake *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->watch_data;
}

static PortunusIntakeStep *
push_step (PortunusIntake     *self,
           PortunusIntakeFate  fate)
{
  PortunusIntakeStep *step = g_new0 (PortunusIntakeStep, 1);

  step->fate = fate;
  step->index = self->current;
  g_queue_push_tail (&self->steps, step);
  g_cond_signal (&self->cond);
  return step;
}

static void
push_begin (PortunusIntake *self,
            guint64         offset,
            guint64         size)
{
  PortunusIntakeStep *step = push_step (self, PORTUNUS_INTAKE_WANTED);

  step->offset = offset;
  step->size = size;
  self->offset = offset;
  self->size = size;
}

static void
push_end (PortunusIntake    *self,
          PortunusEndStatus  status)
{
  PortunusIntakeStep *step = push_step (self, PORTUNUS_INTAKE_ENDED);

  step->size = self->offset;
  step->status = status;
  self->fates->data[self->current] = PORTUNUS_INTAKE_ENDED;
  self->current = PORTUNUS_INTAKE_NO_FILE;
}

static PortunusIntakeVerdict
check_fate (PortunusIntake *self,
            guint           index)
{
  if (self->is_closed)
    return PORTUNUS_INTAKE_OVER;
  if (!self->is_open || index >= self->fates->len)
    return PORTUNUS_INTAKE_UNKNOWN;
  if (g_hash_table_contains (self->errors, GUINT_TO_POINTER (index)))
    return PORTUNUS_INTAKE_REFUSED;
  return self->fates->data[index] == PORTUNUS_INTAKE_WANTED ? PORTUNUS_INTAKE_GOOD : PORTUNUS_INTAKE_UNKNOWN;
}

static guint64
get_have (PortunusIntake *self,
          guint           index)
{
  const guint64 *have = g_hash_table_lookup (self->have, GUINT_TO_POINTER (index));

  return have != NULL ? *have : 0;
}

/* The content of another file that was begun stays where it is: the receiver keeps it for another attempt, and has no
 * use for it in this one. */
static void
leave_current (PortunusIntake *self)
{
  if (self->current != PORTUNUS_INTAKE_NO_FILE)
    push_end (self, PORTUNUS_END_UNREADABLE);
}

/**
 * portunus_intake_begin:
 * @self: an intake
 * @index: of a wanted file or text
 * @offset: where what is put next begins: 0, what the receiver has, or where the same file was left
 * @size: of the whole file
 *
 * Begins a file, begins it again, or goes on with it. One that was begun before and not ended fails if it is another.
 *
 * Returns: whether portunus_intake_put() may follow
 */
PortunusIntakeVerdict
portunus_intake_begin (PortunusIntake *self,
                       guint           index,
                       guint64         offset,
                       guint64         size)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  PortunusIntakeVerdict verdict = check_fate (self, index);

  if (verdict != PORTUNUS_INTAKE_GOOD)
    return verdict;
  if (offset > size || size >= PORTUNUS_SIZE_MAX)
    return PORTUNUS_INTAKE_TOO_LONG;
  if (self->current == index && self->offset == offset && self->size == size)
    return PORTUNUS_INTAKE_GOOD;
  if (offset != 0 && (self->current == index || offset != get_have (self, index)))
    return PORTUNUS_INTAKE_OFFSET;
  if (self->current != index)
    leave_current (self);
  self->current = index;
  push_begin (self, offset, size);
  return PORTUNUS_INTAKE_GOOD;
}

/**
 * portunus_intake_put:
 * @self: an intake with a file that was begun
 * @piece: what comes next of it
 *
 * Takes a piece, however much waits already: ask portunus_intake_has_room() before the next.
 *
 * Returns: whether it was taken
 */
PortunusIntakeVerdict
portunus_intake_put (PortunusIntake *self,
                     GBytes         *piece)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gsize length = g_bytes_get_size (piece);
  PortunusIntakeVerdict verdict;

  if (self->current == PORTUNUS_INTAKE_NO_FILE)
    return self->is_closed ? PORTUNUS_INTAKE_OVER : PORTUNUS_INTAKE_UNKNOWN;
  verdict = check_fate (self, self->current);
  if (verdict != PORTUNUS_INTAKE_GOOD || length == 0)
    return verdict;
  if (length > self->size - self->offset)
    return PORTUNUS_INTAKE_TOO_LONG;
  push_step (self, PORTUNUS_INTAKE_UNWANTED)->piece = g_bytes_ref (piece);
  self->offset += length;
  self->n_waiting += length;
  return PORTUNUS_INTAKE_GOOD;
}

/**
 * portunus_intake_has_room:
 * @self: an intake
 *
 * Returns: whether more may be put
 */
gboolean
portunus_intake_has_room (PortunusIntake *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_waiting < PORTUNUS_INTAKE_MAX_BYTES || self->is_closed;
}

/**
 * portunus_intake_is_idle:
 * @self: an intake
 *
 * Returns: whether the worker has dealt with all that was put
 */
gboolean
portunus_intake_is_idle (PortunusIntake *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return (g_queue_is_empty (&self->steps) && !self->is_busy) || self->is_closed;
}

/**
 * portunus_intake_end_file:
 * @self: an intake with a file that was begun
 *
 * Tells that the file is whole. Once the worker has dealt with it portunus_intake_get_state() says what became of it.
 *
 * Returns: whether it is as long as was said
 */
PortunusIntakeVerdict
portunus_intake_end_file (PortunusIntake *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  PortunusIntakeVerdict verdict;

  if (self->current == PORTUNUS_INTAKE_NO_FILE)
    return self->is_closed ? PORTUNUS_INTAKE_OVER : PORTUNUS_INTAKE_UNKNOWN;
  verdict = check_fate (self, self->current);
  if (verdict != PORTUNUS_INTAKE_GOOD)
    return verdict;
  if (self->offset != self->size)
    return PORTUNUS_INTAKE_OFFSET;
  push_end (self, PORTUNUS_END_COMPLETE);
  return PORTUNUS_INTAKE_GOOD;
}

/**
 * portunus_intake_give_up:
 * @self: an intake
 * @index: of a wanted file or text
 *
 * Tells that the file will not come.
 *
 * Returns: whether it was still waited for
 */
PortunusIntakeVerdict
portunus_intake_give_up (PortunusIntake *self,
                         guint           index)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  PortunusIntakeVerdict verdict = check_fate (self, index);

  if (verdict != PORTUNUS_INTAKE_GOOD)
    return verdict;
  if (self->current != index)
    {
      PortunusEntry entry;

      leave_current (self);
      portunus_manifest_get_entry (portunus_offer_get_manifest (self->offer), index, &entry);
      self->current = index;
      push_begin (self, get_have (self, index), entry.size);
    }
  push_end (self, PORTUNUS_END_UNREADABLE);
  return PORTUNUS_INTAKE_GOOD;
}

/**
 * portunus_intake_get_state:
 * @self: an intake
 * @index: of an entry
 * @state: (out caller-allocates): how far it is; clear it
 *
 * Returns: %PORTUNUS_INTAKE_GOOD for a file that is waited for, on its way, or in place; %PORTUNUS_INTAKE_REFUSED for
 *   one that the destination could not take
 */
PortunusIntakeVerdict
portunus_intake_get_state (PortunusIntake      *self,
                           guint                index,
                           PortunusIntakeState *state)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const GError *error = g_hash_table_lookup (self->errors, GUINT_TO_POINTER (index));
  PortunusEntry entry;

  *state = (PortunusIntakeState) { 0 };
  if (index >= self->fates->len || self->fates->data[index] == PORTUNUS_INTAKE_UNWANTED)
    return self->is_closed ? PORTUNUS_INTAKE_OVER : PORTUNUS_INTAKE_UNKNOWN;
  if (error != NULL)
    {
      state->error = g_error_copy (error);
      return PORTUNUS_INTAKE_REFUSED;
    }
  portunus_manifest_get_entry (portunus_offer_get_manifest (self->offer), index, &entry);
  state->is_complete = self->fates->data[index] == PORTUNUS_INTAKE_COMPLETE;
  state->size = self->current == index ? self->size : entry.size;
  state->offset = self->current == index ? self->offset : state->is_complete ? state->size : get_have (self, index);
  if (self->fates->data[index] == PORTUNUS_INTAKE_FAILED)
    return PORTUNUS_INTAKE_UNKNOWN;
  return self->is_closed && !state->is_complete ? PORTUNUS_INTAKE_OVER : PORTUNUS_INTAKE_GOOD;
}

/**
 * portunus_intake_close:
 * @self: an intake
 *
 * Nothing is put any more; the worker ends without what is missing.
 */
void
portunus_intake_close (PortunusIntake *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  _portunus_intake_notify (self);
}
