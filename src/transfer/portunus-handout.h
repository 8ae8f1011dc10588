/* portunus-handout.h: the accepted part of a share, to be fetched piece by piece
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-offer.h"
#include "portunus-source.h"
#include "portunus-throttle.h"

G_BEGIN_DECLS

/** PORTUNUS_HANDOUT_ALL: what stands for everything at once where an index is asked for. */
#define PORTUNUS_HANDOUT_ALL G_MAXUINT

/**
 * PortunusHandoutPart:
 * @index: of the entry, or %PORTUNUS_HANDOUT_ALL for the archive
 * @size: in bytes
 * @name: what a client shall call it, one safe component
 * @etag: changes whenever the content does; hexadecimal digits
 */
typedef struct
{
  guint    index;
  guint64  size;
  char    *name;
  char    *etag;
} PortunusHandoutPart;

void portunus_handout_part_free (PortunusHandoutPart *part);

#define PORTUNUS_TYPE_HANDOUT (portunus_handout_get_type ())

/**
 * PortunusHandout:
 *
 * What one peer may fetch over HTTP (PROTOCOL.md §16), and what it has taken. Belongs to the context it was made in,
 * where its signals come; find_part(), note_taken() and fail() may be called on any thread. Signals:
 * - `progress`: more was taken
 * - `complete`: everything was taken; once
 * - `failed (GError *error)`: something can not be read, or changed; once
 */
G_DECLARE_FINAL_TYPE (PortunusHandout, portunus_handout, PORTUNUS, HANDOUT, GObject)

PortunusHandout     *portunus_handout_new             (PortunusSourceSet         *sources,
                                                       PortunusOffer             *offer,
                                                       const GByteArray          *wanted,
                                                       const guint8              *gone);
void                 portunus_handout_set_throttle    (PortunusHandout           *self,
                                                       PortunusThrottle          *throttle);
/* (nullable) */
PortunusThrottle    *portunus_handout_get_throttle    (PortunusHandout           *self);
/* Whether both give the same to the byte. */
gboolean             portunus_handout_is_same         (PortunusHandout           *self,
                                                       PortunusHandout           *other);
/* (transfer full) (nullable): an error where not all that was wanted is in it. */
GError              *portunus_handout_dup_shortfall   (PortunusHandout           *self);
guint                portunus_handout_get_n_files     (PortunusHandout           *self);
guint64              portunus_handout_get_n_bytes     (PortunusHandout           *self);
guint64              portunus_handout_get_taken_bytes (PortunusHandout           *self);
/* Monotonic time in microseconds of the last byte; 0 before the first. */
gint64               portunus_handout_get_taken_time  (PortunusHandout           *self);
gboolean             portunus_handout_is_complete     (PortunusHandout           *self);
/* Whether it was closed or failed. On any thread. */
gboolean             portunus_handout_is_over         (PortunusHandout           *self);
/* Nothing more can be read; without a signal. */
void                 portunus_handout_close           (PortunusHandout           *self);

PortunusHandoutPart *portunus_handout_find_part       (PortunusHandout           *self,
                                                       guint                      index);
void                 portunus_handout_note_taken      (PortunusHandout           *self,
                                                       const PortunusHandoutPart *part,
                                                       guint64                    start,
                                                       guint64                    end);
void                 portunus_handout_fail            (PortunusHandout           *self,
                                                       guint                      index,
                                                       const GError              *error);
/* The entry for which it failed; PORTUNUS_HANDOUT_ALL for none. */
guint                portunus_handout_get_culprit     (PortunusHandout           *self);

/**
 * PortunusHandoutReader:
 *
 * Reads one stretch of a part. All calls block: use it on one worker at a time.
 */
typedef struct _PortunusHandoutReader PortunusHandoutReader;

PortunusHandoutReader *portunus_handout_reader_new      (PortunusHandout            *handout,
                                                         const PortunusHandoutPart  *part,
                                                         guint64                     start,
                                                         guint64                     end);
void                   portunus_handout_reader_free     (PortunusHandoutReader      *self);
/* Up to @max_bytes more; (nullable): an empty one at the end, NULL on error. */
GBytes                *portunus_handout_reader_read     (PortunusHandoutReader      *self,
                                                         gsize                       max_bytes,
                                                         GError                    **error);
guint                  portunus_handout_reader_get_culprit (PortunusHandoutReader   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusHandoutPart, portunus_handout_part_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusHandoutReader, portunus_handout_reader_free)

G_END_DECLS
