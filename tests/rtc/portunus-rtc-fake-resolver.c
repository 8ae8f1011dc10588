/* portunus-rtc-fake-resolver.c: stands in for the system's resolver in tests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-fake-resolver.h"

struct _PortunusRtcFakeResolver
{
  GResolver   parent_instance;

  /* Owned */
  GResolver  *before;
  GHashTable *addresses;

  gboolean    is_silent;
  guint       n_lookups;
  guint       n_waiting;
};

G_DEFINE_FINAL_TYPE (PortunusRtcFakeResolver, portunus_rtc_fake_resolver, G_TYPE_RESOLVER)

static void
free_addresses (gpointer data)
{
  g_list_free_full (data, g_object_unref);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  GTask *task = user_data;
  PortunusRtcFakeResolver *self = g_task_get_source_object (task);

  self->n_waiting--;
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
wait_for_cancel (PortunusRtcFakeResolver *self,
                 GTask                   *task)
{
  g_autoptr (GSource) source = g_cancellable_source_new (g_task_get_cancellable (task));

  self->n_waiting++;
  g_source_set_callback (source, G_SOURCE_FUNC (cancelled_cb), g_object_ref (task), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
lookup_by_name_async (GResolver           *resolver,
                      const char          *name,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  PortunusRtcFakeResolver *self = PORTUNUS_RTC_FAKE_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  const char *address = g_hash_table_lookup (self->addresses, name);

  self->n_lookups++;
  if (address != NULL)
    g_task_return_pointer (task, g_list_append (NULL, g_inet_address_new_from_string (address)), free_addresses);
  else if (self->is_silent)
    wait_for_cancel (self, task);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "Nobody is called that");
}

static GList *
lookup_by_name_finish (GResolver     *resolver,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
portunus_rtc_fake_resolver_finalize (GObject *object)
{
  PortunusRtcFakeResolver *self = PORTUNUS_RTC_FAKE_RESOLVER (object);

  g_clear_object (&self->before);
  g_hash_table_unref (self->addresses);

  G_OBJECT_CLASS (portunus_rtc_fake_resolver_parent_class)->finalize (object);
}

static void
portunus_rtc_fake_resolver_class_init (PortunusRtcFakeResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_rtc_fake_resolver_finalize;
  resolver_class->lookup_by_name_async = lookup_by_name_async;
  resolver_class->lookup_by_name_finish = lookup_by_name_finish;
}

static void
portunus_rtc_fake_resolver_init (PortunusRtcFakeResolver *self)
{
  self->before = g_resolver_get_default ();
  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

PortunusRtcFakeResolver *
portunus_rtc_fake_resolver_install (gboolean is_silent)
{
  PortunusRtcFakeResolver *self = g_object_new (PORTUNUS_TYPE_RTC_FAKE_RESOLVER, NULL);

  self->is_silent = is_silent;
  g_resolver_set_default (G_RESOLVER (self));
  return self;
}

void
portunus_rtc_fake_resolver_remove (PortunusRtcFakeResolver *self)
{
  g_resolver_set_default (self->before);
  g_assert_finalize_object (self);
}

void
portunus_rtc_fake_resolver_add (PortunusRtcFakeResolver *self,
                                const char              *name,
                                const char              *address)
{
  g_hash_table_insert (self->addresses, g_strdup (name), g_strdup (address));
}

guint
portunus_rtc_fake_resolver_get_n_lookups (PortunusRtcFakeResolver *self)
{
  return self->n_lookups;
}

guint
portunus_rtc_fake_resolver_get_n_waiting (PortunusRtcFakeResolver *self)
{
  return self->n_waiting;
}
