/* portunus-conflict-question.h: a yes that was given without a look at what is in the way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "portunus-waiting-offer.h"

G_BEGIN_DECLS

/* Accepts @waiting; asks first, above @parent, where that is wanted and something is in the way in @directory. */
void portunus_conflict_question_accept        (GtkWindow            *parent,
                                               PortunusWaitingOffer *waiting,
                                               const char           *directory);
/* The same from outside of the window, which is brought for the question by an action of the application. */
void portunus_conflict_question_accept_unseen (GActionGroup         *actions,
                                               PortunusWaitingOffer *waiting,
                                               const char           *directory);

G_END_DECLS
