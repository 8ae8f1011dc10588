/* portunus-finding.h: one thing that helps or hinders connections, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusFindingGrade:
 * @PORTUNUS_FINDING_GOOD: as it should be
 * @PORTUNUS_FINDING_NOTE: may matter
 * @PORTUNUS_FINDING_BAD: something does not work because of it
 *
 * How bad it is.
 */
typedef enum
{
  PORTUNUS_FINDING_GOOD,
  PORTUNUS_FINDING_NOTE,
  PORTUNUS_FINDING_BAD,
} PortunusFindingGrade;

/**
 * PortunusFinding:
 * @topic: what it is about, for programs: "network", "nearby", "firewall", "server", "keys", "versions"
 * @grade: how bad it is
 * @text: one sentence in the user's language
 * @advice: (nullable): what to do about it
 *
 * Does not change.
 */
typedef struct
{
  const char           *topic;
  PortunusFindingGrade  grade;
  char                 *text;
  char                 *advice;
} PortunusFinding;

/* @topic: static. @text: (transfer full). @advice: (nullable): copied. */
PortunusFinding *portunus_finding_new  (const char           *topic,
                                        PortunusFindingGrade  grade,
                                        char                 *text,
                                        const char           *advice);
/* "good", "note" or "bad". */
const char      *portunus_finding_grade_to_string (PortunusFindingGrade grade);
void             portunus_finding_free (PortunusFinding      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusFinding, portunus_finding_free)

G_END_DECLS
