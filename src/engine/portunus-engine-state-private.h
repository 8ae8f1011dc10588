/* portunus-engine-state-private.h: an engine from the inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-engine-private.h"
#include "portunus-lane-factory.h"
#include "portunus-settings.h"

G_BEGIN_DECLS

/* In the data folder. */
#define PORTUNUS_ENGINE_SECRETS "secrets"

struct _PortunusEngine
{
  GObject                    parent_instance;

  /* Owned */
  char                      *data_dir;
  char                      *device_name;
  PortunusSecret            *passphrase;
  PortunusSettings          *settings;
  PortunusThrottle          *upload;
  PortunusThrottle          *download;
  PortunusSecretStore       *store;
  PortunusIdentity          *identity;
  PortunusDeviceBook        *book;
  char                      *nearby_id;
  PortunusLaneFactory       *rtc;
  PortunusConnectionTally   *connections;
  PortunusHost              *host;
  PortunusLedger            *ledger;
  PortunusSleepWatch        *sleep;
  GThread                   *warm_up;
  GHashTable                *tickets;      /* of rooms of others, by their ids */

  PortunusNotice             notice;
  PortunusKeyringTrouble     trouble;
  PortunusSecretStoreChoice  choice;
  gboolean                   is_starting;
  gboolean                   is_started;
};

void        _portunus_engine_set_up_speed (PortunusEngine *self,
                                           guint64         per_second);
GHashTable *_portunus_engine_new_tickets  (void);

G_END_DECLS
