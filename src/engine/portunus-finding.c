/* portunus-finding.c: one thing that helps or hinders connections, in words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-finding.h"

/**
 * portunus_finding_new:
 * @topic: what it is about; static
 * @grade: how bad it is
 * @text: (transfer full): one sentence
 * @advice: (nullable): what to do about it
 *
 * Returns: (transfer full): a finding
 */
PortunusFinding *
portunus_finding_new (const char           *topic,
                      PortunusFindingGrade  grade,
                      char                 *text,
                      const char           *advice)
{
  PortunusFinding *self = g_new0 (PortunusFinding, 1);

  self->topic = topic;
  self->grade = grade;
  self->text = text;
  self->advice = g_strdup (advice);
  return self;
}

const char *
portunus_finding_grade_to_string (PortunusFindingGrade grade)
{
  static const char * const names[] = { "good", "note", "bad" };

  return names[grade];
}

void
portunus_finding_free (PortunusFinding *self)
{
  g_free (self->text);
  g_free (self->advice);
  g_free (self);
}
