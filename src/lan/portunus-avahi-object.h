/* portunus-avahi-object.h: one thing that the Avahi daemon does for us
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-avahi.h"

G_BEGIN_DECLS

/* Any interface of the network, either version of IP: the daemon's AVAHI_IF_UNSPEC and AVAHI_PROTO_UNSPEC. */
#define PORTUNUS_AVAHI_ANY (-1)

/**
 * PortunusAvahiObjectClass:
 * @interface: the last part of its D-Bus interface, such as "ServiceBrowser"
 * @method: what makes it, of org.freedesktop.Avahi.Server2
 * @has_start: whether it waits for a call of its Start method
 * @ready: (nullable): called when it is there
 * @signal: called with the name and the parameters of each of its signals
 * @failed: called when it could not be made, or did not do what it was told
 */
typedef struct
{
  const char *interface;
  const char *method;
  gboolean    has_start;
  void      (*ready)  (gpointer      user_data);
  void      (*signal) (const char   *name,
                       GVariant     *parameters,
                       gpointer      user_data);
  void      (*failed) (const GError *error,
                       gpointer      user_data);
} PortunusAvahiObjectClass;

/**
 * PortunusAvahiObject:
 *
 * An object of the daemon's D-Bus interface (Avahi 0.8), which is spoken here by hand because the GNOME runtime has no
 * library for it. Its callbacks come in the context it was made in, and none after portunus_avahi_object_free().
 */
typedef struct _PortunusAvahiObject PortunusAvahiObject;

PortunusAvahiObject *portunus_avahi_object_new  (PortunusAvahi                  *avahi,
                                                 const PortunusAvahiObjectClass *klass,
                                                 GVariant                       *parameters,
                                                 gpointer                        user_data);
void                 portunus_avahi_object_free (PortunusAvahiObject            *self);
void                 portunus_avahi_object_call (PortunusAvahiObject            *self,
                                                 const char                     *method,
                                                 GVariant                       *parameters);

G_END_DECLS
