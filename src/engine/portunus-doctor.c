/* portunus-doctor.c: why others cannot be reached, or cannot reach us
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-doctor.h"

#include <glib/gi18n.h>

#include "portunus-addresses.h"
#include "portunus-engine-state-private.h"
#include "portunus-network-look.h"
#include "portunus-rtc-plugins.h"
#include "portunus-stun-probe.h"

typedef struct
{
  /* Owned */
  GPtrArray      *findings;
  GPtrArray      *servers;      /* of char *: to be asked */

  /* Borrowed: the task's source */
  PortunusEngine *engine;

  guint           n_asked;
} Examination;

static void
examination_free (Examination *self)
{
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->servers, g_ptr_array_unref);
  g_free (self);
}

static void
add (Examination          *self,
     const char           *topic,
     PortunusFindingGrade  grade,
     char                 *text,
     const char           *advice)
{
  g_ptr_array_add (self->findings, portunus_finding_new (topic, grade, text, advice));
}

static void
judge_addresses (Examination               *self,
                 const PortunusNetworkLook *look)
{
  g_autofree char *list = g_strjoinv (", ", look->addresses);

  if (look->addresses[0] == NULL)
    add (self, "network", PORTUNUS_FINDING_BAD, g_strdup (_("This machine is in no network.")),
         _("Connect a cable, or join a wireless network."));
  else
    /* Translators: a list of addresses, such as 192.168.1.20 */
    add (self, "network", PORTUNUS_FINDING_GOOD, g_strdup_printf (_("Others reach this machine at %s."), list), NULL);
  if (look->is_metered)
    add (self, "network", PORTUNUS_FINDING_NOTE, g_strdup (_("The network is metered.")),
         _("What is sent over it may cost money. Devices nearby see this one only if the preferences say so."));
}

static void
judge_discovery (Examination               *self,
                 const PortunusNetworkLook *look)
{
  if (!look->has_avahi)
    add (self, "nearby", PORTUNUS_FINDING_BAD,
         g_strdup (_("Devices nearby cannot be found: the Avahi service is not there.")),
         _("Install and start avahi-daemon. Links, codes and addresses work without it."));
  else if (!look->has_multicast && look->addresses[0] != NULL)
    add (self, "nearby", PORTUNUS_FINDING_BAD,
         g_strdup (_("Devices nearby cannot be found: this network carries no multicast.")),
         _("A VPN often does not. Use a link or a code, or leave the VPN."));
  else if (!portunus_settings_get_boolean (self->engine->settings, PORTUNUS_SETTING_DISCOVERY))
    add (self, "nearby", PORTUNUS_FINDING_NOTE, g_strdup (_("Devices nearby do not see this one.")),
         _("The preferences say so; there it can be switched on."));
  else
    add (self, "nearby", PORTUNUS_FINDING_GOOD, g_strdup (_("Devices nearby can be found.")),
         _("If one is missing: it has to be in the same network, and guest networks often keep devices apart."));
}

static void
judge_firewall (Examination               *self,
                const PortunusNetworkLook *look)
{
  const char *name = look->firewall == PORTUNUS_FIREWALL_UFW ? "ufw" : "firewalld";

  if (look->firewall != PORTUNUS_FIREWALL_NONE)
    /* Translators: %s is the name of a program: firewalld or ufw */
    add (self, "firewall", PORTUNUS_FINDING_NOTE, g_strdup_printf (_("A firewall is on here: %s."), name),
         _("One side that can be reached is enough: if others cannot open a link from this machine, let them make it, "
           "or allow connections from the local network."));
}

static void
judge_keys (Examination *self)
{
  PortunusNotice notice = portunus_engine_get_notice (self->engine);

  if (notice != PORTUNUS_NOTICE_NONE)
    add (self, "keys", PORTUNUS_FINDING_NOTE, portunus_engine_dup_notice_text (self->engine),
         notice != PORTUNUS_NOTICE_KEYS_NOWHERE ? NULL
         : _("Unlock or start a keyring, or keep the keys in an encrypted file with a passphrase."));
}

static void
judge_plugins (Examination *self)
{
  g_autoptr (GError) error = NULL;

  if (!portunus_rtc_plugins_check (&error))
    add (self, "versions", PORTUNUS_FINDING_BAD, g_strdup (error->message),
         _("Install what is missing; without it there is no way through routers."));
}

static void
note_versions (Examination *self)
{
  g_autofree char *versions = portunus_rtc_plugins_dup_versions ();

  add (self, "versions", PORTUNUS_FINDING_GOOD,
       g_strdup_printf ("Portunus %s, %s, GLib %u.%u.%u", PORTUNUS_VERSION, versions, glib_major_version,
                        glib_minor_version, glib_micro_version), NULL);
}

/* Without the user and whatever else stands before the host. */
static char *
dup_shown_server (const char *server)
{
  g_autoptr (GUri) uri = g_uri_parse (server, G_URI_FLAGS_NON_DNS, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup (server);
  return g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));
}

static void ask_next (GTask *task);

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Examination *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = portunus_stun_probe_finish (result, &error);
  g_autofree char *server = dup_shown_server (g_ptr_array_index (self->servers, self->n_asked++));

  if (address != NULL)
    /* Translators: the first is a server, the second the public address of this machine */
    add (self, "server", PORTUNUS_FINDING_GOOD, g_strdup_printf (_("%s answers, and sees this machine as %s."), server,
                                                                 address), NULL);
  else
    /* Translators: the first is a server, the second an error message */
    add (self, "server", PORTUNUS_FINDING_BAD, g_strdup_printf (_("%s does not answer: %s."), server, error->message),
         _("Check its address in the preferences. Some networks block UDP; a TURN server with ?transport=tcp may get "
           "through."));
  ask_next (task);
}

static void
ask_next (GTask *task)
{
  Examination *self = g_task_get_task_data (task);

  if (self->n_asked < self->servers->len)
    {
      portunus_stun_probe_async (g_ptr_array_index (self->servers, self->n_asked), g_task_get_cancellable (task),
                                 answered_cb, g_object_ref (task));
      return;
    }
  if (self->servers->len == 0)
    add (self, "server", PORTUNUS_FINDING_NOTE, g_strdup (_("No STUN or TURN server is set.")),
         _("In one network none is needed. Machines in different networks then reach each other through a room server "
           "only."));
  judge_keys (self);
  note_versions (self);
  g_task_return_pointer (task, g_ptr_array_ref (self->findings), (GDestroyNotify) g_ptr_array_unref);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Examination *self = g_task_get_task_data (task);
  g_autoptr (PortunusNetworkLook) look = portunus_network_look_finish (result, NULL);

  judge_addresses (self, look);
  judge_discovery (self, look);
  judge_firewall (self, look);
  judge_plugins (self);
  ask_next (task);
}

static void
add_servers (Examination *self,
             char       **servers)
{
  for (guint i = 0; servers[i] != NULL; i++)
    g_ptr_array_add (self->servers, g_strdup (servers[i]));
}

/**
 * portunus_doctor_has_network:
 *
 * Returns: whether this machine has an address that others may reach it by, of whatever network
 */
gboolean
portunus_doctor_has_network (void)
{
  g_auto (GStrv) addresses = portunus_addresses_list ();

  return addresses[0] != NULL;
}

/**
 * portunus_doctor_examine_async:
 * @engine: an engine that was started
 * @cancellable: (nullable): ends it early
 * @callback: called with what was found
 * @user_data: for @callback
 *
 * Looks at this machine, and asks the STUN and TURN servers of the settings; up to about 6 s for each that is silent.
 */
void
portunus_doctor_examine_async (PortunusEngine      *engine,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (engine, cancellable, callback, user_data);
  Examination *self = g_new0 (Examination, 1);
  g_auto (GStrv) stun = portunus_settings_dup_list (engine->settings, PORTUNUS_SETTING_STUN_SERVERS);
  g_auto (GStrv) turn = portunus_settings_dup_list (engine->settings, PORTUNUS_SETTING_TURN_SERVERS);

  g_task_set_source_tag (task, portunus_doctor_examine_async);
  g_task_set_task_data (task, self, (GDestroyNotify) examination_free);
  self->engine = engine;
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) portunus_finding_free);
  self->servers = g_ptr_array_new_with_free_func (g_free);
  add_servers (self, stun);
  add_servers (self, turn);
  portunus_network_look_async (cancellable, looked_cb, g_object_ref (task));
}

/**
 * portunus_doctor_examine_finish:
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type PortunusFinding): what was found, the worst not first but where it belongs
 */
GPtrArray *
portunus_doctor_examine_finish (GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, portunus_doctor_examine_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
