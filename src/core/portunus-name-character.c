/* portunus-name-character.c: which characters of a peer's text may be shown or written
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-name-character.h"

typedef struct
{
  gunichar first;
  gunichar last;
} Range;

/* Controls, bidi controls, line separators, Default_Ignorable_Code_Point (Unicode 15, DerivedCoreProperties) and
 * noncharacters of the first plane; those that end the other planes are told by their low bits. Sorted. */
static const Range inert_exceptions[] = {
  { 0x0000, 0x001f },
  { 0x007f, 0x009f },
  { 0x00ad, 0x00ad },
  { 0x034f, 0x034f },
  { 0x061c, 0x061c },
  { 0x115f, 0x1160 },
  { 0x17b4, 0x17b5 },
  { 0x180b, 0x180f },
  { 0x200b, 0x200f },
  { 0x2028, 0x202e },
  { 0x2060, 0x206f },
  { 0x3164, 0x3164 },
  { 0xfdd0, 0xfdef },
  { 0xfe00, 0xfe0f },
  { 0xfeff, 0xfeff },
  { 0xffa0, 0xffa0 },
  { 0xfff0, 0xfffb },
  { 0x1bca0, 0x1bca3 },
  { 0x1d173, 0x1d17a },
  { 0xe0000, 0xe0fff },
};

static gboolean
is_variation_selector (gunichar c)
{
  return c >= 0xfe00 && c <= 0xfe0f;
}

/**
 * portunus_character_is_inert:
 * @c: a Unicode character
 *
 * Whether @c shows itself and nothing else: it does not control a terminal, reorder or hide its neighbours, break the
 * line, or stay invisible.
 *
 * Returns: %FALSE for what must not reach a screen or a disk
 */
gboolean
portunus_character_is_inert (gunichar c)
{
  if (c >= 0x20 && c < 0x7f)
    return TRUE;
  if ((c & 0xfffe) == 0xfffe)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (inert_exceptions) && c >= inert_exceptions[i].first; i++)
    {
      if (c <= inert_exceptions[i].last)
        return FALSE;
    }
  return TRUE;
}

/**
 * portunus_character_is_joiner:
 * @c: a Unicode character
 *
 * Returns: whether @c is ZERO WIDTH JOINER or NON-JOINER, which mean something only between two other characters
 */
gboolean
portunus_character_is_joiner (gunichar c)
{
  return c == 0x200c || c == 0x200d;
}

/**
 * portunus_character_is_kept:
 * @previous: the character before @c as it is kept, or 0
 * @c: a Unicode character
 * @next: the character after @c, or 0
 *
 * Whether @c may stay in a text. Besides the inert characters these are joiners inside a word or emoji and variation
 * selectors after one: Persian, Indic and emoji names need them, and there they change what is seen.
 *
 * Returns: %FALSE for a character to replace
 */
gboolean
portunus_character_is_kept (gunichar previous,
                            gunichar c,
                            gunichar next)
{
  gboolean has_base = previous > 0x9f && g_unichar_isgraph (previous) && portunus_character_is_inert (previous);

  if (is_variation_selector (c))
    return has_base;
  if (portunus_character_is_joiner (c))
    return (has_base || is_variation_selector (previous))
           && next > 0x9f && g_unichar_isgraph (next) && portunus_character_is_inert (next);

  return portunus_character_is_inert (c);
}
