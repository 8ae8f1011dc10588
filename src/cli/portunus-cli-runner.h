/* portunus-cli-runner.h: one run of a verb: engine, main loop, signals, exit status
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cli-error.h"
#include "portunus-cli-options.h"
#include "portunus-cli-output.h"
#include "portunus-engine.h"

G_BEGIN_DECLS

/**
 * PortunusCliRunner:
 *
 * Starts an engine, lets a verb work with it, and knows with what status the process ends.
 */
typedef struct _PortunusCliRunner PortunusCliRunner;

/**
 * PortunusCliVerb:
 * @start: the engine runs, or has its devices; ends in portunus_cli_runner_finish()
 * @cancel: a signal came after @start; leads to portunus_cli_runner_finish() soon
 * @stop: lets go of what belongs to the engine, whether it was started or not
 * @data: for all of them
 * @needs_no_keys: whether the engine is not started, and only its devices are there
 *
 * What a verb does.
 */
typedef struct
{
  void     (*start)  (PortunusCliRunner *runner,
                      gpointer           data);
  void     (*cancel) (gpointer           data);
  void     (*stop)   (gpointer           data);
  gpointer   data;
  gboolean   needs_no_keys;
} PortunusCliVerb;

int                portunus_cli_runner_run        (const PortunusCliCommonOptions *options,
                                                   PortunusCliOutput              *output,
                                                   const PortunusCliVerb          *verb);
PortunusEngine    *portunus_cli_runner_get_engine (PortunusCliRunner              *self);
PortunusCliOutput *portunus_cli_runner_get_output (PortunusCliRunner              *self);
void               portunus_cli_runner_finish     (PortunusCliRunner              *self,
                                                   const GError                   *error);

G_END_DECLS
