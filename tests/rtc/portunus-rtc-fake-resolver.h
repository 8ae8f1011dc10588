/* portunus-rtc-fake-resolver.h: stands in for the system's resolver in tests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RTC_FAKE_RESOLVER (portunus_rtc_fake_resolver_get_type ())

/**
 * PortunusRtcFakeResolver:
 *
 * Knows the names it was told. Of others it says no, or nothing before it is cancelled.
 */
G_DECLARE_FINAL_TYPE (PortunusRtcFakeResolver, portunus_rtc_fake_resolver, PORTUNUS, RTC_FAKE_RESOLVER, GResolver)

/* Takes the place of the default resolver of the process. */
PortunusRtcFakeResolver *portunus_rtc_fake_resolver_install       (gboolean                 is_silent);
/* Also puts the resolver that was there before back. */
void                     portunus_rtc_fake_resolver_remove        (PortunusRtcFakeResolver *self);
void                     portunus_rtc_fake_resolver_add           (PortunusRtcFakeResolver *self,
                                                                   const char              *name,
                                                                   const char              *address);
guint                    portunus_rtc_fake_resolver_get_n_lookups (PortunusRtcFakeResolver *self);
guint                    portunus_rtc_fake_resolver_get_n_waiting (PortunusRtcFakeResolver *self);

G_END_DECLS
