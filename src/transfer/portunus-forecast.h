/* portunus-forecast.h: what receiving an offer would do to a folder, before anybody agrees to it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-offer.h"
#include "portunus-sink.h"

G_BEGIN_DECLS

/** PORTUNUS_FORECAST_MAX_ENTRIES: so many entries of an offer are looked for in the folder. */
#define PORTUNUS_FORECAST_MAX_ENTRIES 100000

/**
 * PortunusForecastKind:
 * @PORTUNUS_FORECAST_UNSEEN: not looked for: a text, what is never made, or beyond %PORTUNUS_FORECAST_MAX_ENTRIES
 * @PORTUNUS_FORECAST_NEW: nothing has its name; for a folder also where there is such a folder
 * @PORTUNUS_FORECAST_SAME: a file of the same name, size and time of change; its content was not looked at
 * @PORTUNUS_FORECAST_OLDER: a file that was changed earlier
 * @PORTUNUS_FORECAST_NEWER: a file that was changed later
 * @PORTUNUS_FORECAST_OTHER: something else of the same name: a folder, a link, a file of another size but the same
 *   time, or one whose offered time nobody said
 * @PORTUNUS_FORECAST_HIDDEN: the folder that it goes to cannot be looked at
 *
 * What is in the folder already where an entry would go.
 */
typedef enum
{
  PORTUNUS_FORECAST_UNSEEN,
  PORTUNUS_FORECAST_NEW,
  PORTUNUS_FORECAST_SAME,
  PORTUNUS_FORECAST_OLDER,
  PORTUNUS_FORECAST_NEWER,
  PORTUNUS_FORECAST_OTHER,
  PORTUNUS_FORECAST_HIDDEN,
  PORTUNUS_FORECAST_N_KINDS,
} PortunusForecastKind;

/**
 * PortunusForecastQuestion:
 * @offer: what is offered
 * @directory: (type filename): where it would go
 * @policy: what would be done where a file exists
 * @journal_path: (type filename) (nullable): the journal, for what an interrupted transfer left
 */
typedef struct
{
  PortunusOffer          *offer;
  const char             *directory;
  PortunusConflictPolicy  policy;
  const char             *journal_path;
} PortunusForecastQuestion;

/**
 * PortunusForecastSummary:
 * @n_files: how many files of each kind
 * @needed_bytes: how much is to be written, less what is there of interrupted transfers; sizes that nobody knows count
 *   for nothing
 * @has_unknown_size: whether there are any of those
 */
typedef struct
{
  guint    n_files[PORTUNUS_FORECAST_N_KINDS];
  guint64  needed_bytes;
  gboolean has_unknown_size;
} PortunusForecastSummary;

#define PORTUNUS_TYPE_FORECAST (portunus_forecast_get_type ())

/**
 * PortunusForecast:
 *
 * A look at the folder as it was at one moment; what is received later decides anew. Immutable: any thread may read it.
 */
G_DECLARE_FINAL_TYPE (PortunusForecast, portunus_forecast, PORTUNUS, FORECAST, GObject)

PortunusForecast     *portunus_forecast_new            (const PortunusForecastQuestion *question,
                                                        GCancellable                   *cancellable,
                                                        GError                        **error);
void                  portunus_forecast_new_async      (const PortunusForecastQuestion *question,
                                                        GCancellable                   *cancellable,
                                                        GAsyncReadyCallback             callback,
                                                        gpointer                        user_data);
PortunusForecast     *portunus_forecast_new_finish     (GAsyncResult                   *result,
                                                        GError                        **error);
PortunusForecastKind  portunus_forecast_get_kind       (PortunusForecast               *self,
                                                        guint                           index);
PortunusSinkAction    portunus_forecast_get_action     (PortunusForecast               *self,
                                                        guint                           index);
/* Where an entry would go, relative to the folder. */
char                 *portunus_forecast_dup_path       (PortunusForecast               *self,
                                                        guint                           index);
/* Whether all entries were looked for. */
gboolean              portunus_forecast_is_complete    (PortunusForecast               *self);
/* @wanted: (nullable): one byte for each entry, not 0 where wanted; NULL for all. */
void                  portunus_forecast_sum            (PortunusForecast               *self,
                                                        const guint8                   *wanted,
                                                        PortunusForecastSummary        *summary);
/* G_MAXUINT64 where the file system does not say. */
guint64               portunus_forecast_get_free_bytes (PortunusForecast               *self);
/* With the reserve that stays free. */
gboolean              portunus_forecast_has_room       (PortunusForecast               *self,
                                                        guint64                         needed_bytes);

G_END_DECLS
