/* portunus-badge.c: who the peer is and how the data goes, in a word each
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-badge.h"

#include <glib/gi18n.h>

#include "portunus-name.h"
#include "portunus-tooltip.h"

#define MAX_NAME_CHARACTERS 80

typedef struct
{
  const char *id;
  const char *label;
  const char *explanation;
} BadgeText;

static const BadgeText trust_texts[] = {
  { "host", N_("host"), N_("This device is the host of the room.") },
  { "verified", N_("verified"), N_("This device is the one you verified before.") },
  { "known", N_("known"), N_("This computer met a device of this name. Compare the four words to be sure.") },
  { "blocked", N_("blocked"), N_("You blocked this device: it cannot offer you anything.") },
  { "browser", N_("browser"), N_("This is a web page. It is as trustworthy as the computer that served it.") },
  { "not verified", N_("not verified"), N_("Compare the four words to be sure who this is.") },
};

static const BadgeText lane_texts[] = {
  { "LAN", N_("LAN"), N_("The data stays in your local network.") },
  { "direct", N_("direct"), N_("The data goes straight to the other computer.") },
  { "TURN", N_("TURN"), N_("The data goes through a TURN server, which cannot read it.") },
  { "relay", N_("relay"), N_("The data goes through the room’s server, which cannot read it.") },
  { "stored", N_("stored"), N_("The data waits on a server, which cannot read it.") },
};

static void
show_text (GtkLabel        *badge,
           const BadgeText *texts,
           gsize            n_texts,
           const char      *id)
{
  for (gsize i = 0; i < n_texts; i++)
    {
      if (g_strcmp0 (texts[i].id, id) != 0)
        continue;
      gtk_label_set_text (badge, _(texts[i].label));
      portunus_tooltip_set (GTK_WIDGET (badge), _(texts[i].explanation));
      gtk_widget_set_visible (GTK_WIDGET (badge), TRUE);
      return;
    }
  gtk_widget_set_visible (GTK_WIDGET (badge), FALSE);
}

static const char *
find_label (const BadgeText *texts,
            gsize            n_texts,
            const char      *id)
{
  for (gsize i = 0; i < n_texts; i++)
    if (g_strcmp0 (texts[i].id, id) == 0)
      return _(texts[i].label);
  return NULL;
}

/**
 * portunus_peer_dup_name:
 * @name: (nullable): what a peer calls itself
 *
 * Returns: (transfer full): plain text for a label; never empty
 */
char *
portunus_peer_dup_name (const char *name)
{
  if (name == NULL || *name == '\0')
    return g_strdup (_("Someone"));
  return portunus_text_for_display (name, MAX_NAME_CHARACTERS);
}

/**
 * portunus_badge_get_trust:
 * @label: (nullable): "host", "verified", "browser" or "not verified"
 *
 * Returns: (nullable): the same in the language of the user; %NULL for anything else
 */
const char *
portunus_badge_get_trust (const char *label)
{
  return find_label (trust_texts, G_N_ELEMENTS (trust_texts), label);
}

/**
 * portunus_badge_get_lane:
 * @lane: (nullable): "LAN", "direct", "TURN", "relay" or "stored"
 *
 * Returns: (nullable): the same in the language of the user; %NULL for anything else
 */
const char *
portunus_badge_get_lane (const char *lane)
{
  return find_label (lane_texts, G_N_ELEMENTS (lane_texts), lane);
}

/**
 * portunus_badge_show_trust:
 * @badge: a label
 * @label: (nullable): "verified", "browser" or "not verified"; anything else hides @badge
 */
void
portunus_badge_show_trust (GtkLabel   *badge,
                           const char *label)
{
  g_return_if_fail (GTK_IS_LABEL (badge));

  show_text (badge, trust_texts, G_N_ELEMENTS (trust_texts), label);
}

/**
 * portunus_badge_show_lane:
 * @badge: a label
 * @lane: (nullable): "LAN", "direct", "TURN", "relay" or "stored"; anything else hides @badge
 */
void
portunus_badge_show_lane (GtkLabel   *badge,
                          const char *lane)
{
  g_return_if_fail (GTK_IS_LABEL (badge));

  show_text (badge, lane_texts, G_N_ELEMENTS (lane_texts), lane);
}
