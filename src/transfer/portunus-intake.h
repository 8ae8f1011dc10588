/* portunus-intake.h: where the content of accepted files is put, in pieces that come from elsewhere
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-offer.h"
#include "portunus-stream-reader.h"

G_BEGIN_DECLS

/** PORTUNUS_INTAKE_MAX_BYTES: how much of what was put may wait for the disk. */
#define PORTUNUS_INTAKE_MAX_BYTES (2 * 1024 * 1024)

/**
 * PortunusIntakeVerdict:
 * @PORTUNUS_INTAKE_GOOD: taken
 * @PORTUNUS_INTAKE_UNKNOWN: the file is not wanted, or was dealt with
 * @PORTUNUS_INTAKE_OFFSET: it does not go on there
 * @PORTUNUS_INTAKE_TOO_LONG: more than was said
 * @PORTUNUS_INTAKE_REFUSED: the destination cannot take the file, see the error
 * @PORTUNUS_INTAKE_OVER: nothing is taken any more
 */
typedef enum
{
  PORTUNUS_INTAKE_GOOD,
  PORTUNUS_INTAKE_UNKNOWN,
  PORTUNUS_INTAKE_OFFSET,
  PORTUNUS_INTAKE_TOO_LONG,
  PORTUNUS_INTAKE_REFUSED,
  PORTUNUS_INTAKE_OVER,
} PortunusIntakeVerdict;

/**
 * PortunusIntakeState:
 * @offset: how much of the file was taken
 * @size: how long it will be
 * @is_complete: whether it is in place
 * @error: (nullable): why it was refused
 */
typedef struct
{
  guint64   offset;
  guint64   size;
  gboolean  is_complete;
  GError   *error;
} PortunusIntakeState;

void portunus_intake_state_clear (PortunusIntakeState *state);

/* On the worker, or wherever the intake is closed: something changed that portunus_intake_has_room() or
 * portunus_intake_get_state() tells of. */
typedef void (*PortunusIntakeFunc) (gpointer user_data);

/**
 * PortunusIntake:
 *
 * A queue between those who put the content of files (PROTOCOL.md §16), on one thread, and a receiver that writes it,
 * on its worker. Has an atomic reference count; all calls may come from any thread.
 */
typedef struct _PortunusIntake PortunusIntake;

PortunusIntake        *portunus_intake_new         (PortunusOffer          *offer);
PortunusIntake        *portunus_intake_ref         (PortunusIntake         *self);
void                   portunus_intake_unref       (PortunusIntake         *self);

/* For those who put. */
void                   portunus_intake_set_watch   (PortunusIntake         *self,
                                                    PortunusIntakeFunc      func,
                                                    gpointer                user_data);
gpointer               portunus_intake_get_watch_data (PortunusIntake      *self);
PortunusIntakeVerdict  portunus_intake_begin       (PortunusIntake         *self,
                                                    guint                   index,
                                                    guint64                 offset,
                                                    guint64                 size);
PortunusIntakeVerdict  portunus_intake_put         (PortunusIntake         *self,
                                                    GBytes                 *piece);
gboolean               portunus_intake_has_room    (PortunusIntake         *self);
/* Whether all that was put is written. */
gboolean               portunus_intake_is_idle     (PortunusIntake         *self);
PortunusIntakeVerdict  portunus_intake_end_file    (PortunusIntake         *self);
PortunusIntakeVerdict  portunus_intake_give_up     (PortunusIntake         *self,
                                                    guint                   index);
PortunusIntakeVerdict  portunus_intake_get_state   (PortunusIntake         *self,
                                                    guint                   index,
                                                    PortunusIntakeState    *state);
void                   portunus_intake_close       (PortunusIntake         *self);

/* For the receiver. @have: (element-type guint PortunusHave). */
void                   portunus_intake_open        (PortunusIntake               *self,
                                                    const GByteArray             *wanted,
                                                    GHashTable                   *have);
void                   portunus_intake_refuse      (PortunusIntake               *self,
                                                    guint                         index,
                                                    const GError                 *error);
gboolean               portunus_intake_run         (PortunusIntake               *self,
                                                    const PortunusStreamHandler  *handler,
                                                    gpointer                      user_data,
                                                    GError                      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusIntake, portunus_intake_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortunusIntakeState, portunus_intake_state_clear)

G_END_DECLS
