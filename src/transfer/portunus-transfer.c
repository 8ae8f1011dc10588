/* portunus-transfer.c: what a person sees of one transfer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfer-private.h"

#include "portunus-transfer-error.h"

enum
{
  PROP_0,
  PROP_STATE,
  PROP_TITLE,
  PROP_PEER_NAME,
  PROP_PEER_LABEL,
  PROP_WORDS,
  PROP_PATH,
  PROP_N_FILES,
  PROP_FILES_DONE,
  PROP_TOTAL_BYTES,
  PROP_DONE_BYTES,
  PROP_RATE,
  PROP_ETA,
  PROP_FRACTION,
  PROP_OFFER,
  PROP_IS_PAUSED,
  PROP_CAN_PAUSE,
  N_PROPS
};

enum
{
  FILE_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusTransfer, portunus_transfer, G_TYPE_OBJECT)

static double
get_fraction (PortunusTransfer *self)
{
  if (self->state == PORTUNUS_TRANSFER_DONE)
    return 1;
  if (self->total_bytes == 0 || self->total_bytes == G_MAXUINT64)
    return 0;
  return MIN (1.0, (double) self->done_bytes / self->total_bytes);
}

static void
portunus_transfer_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  PortunusTransfer *self = PORTUNUS_TRANSFER (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_PEER_NAME:
      g_value_set_string (value, self->peer_name);
      break;
    case PROP_PEER_LABEL:
      g_value_set_string (value, self->peer_label);
      break;
    case PROP_WORDS:
      g_value_set_boxed (value, self->words);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_N_FILES:
      g_value_set_uint (value, self->n_files);
      break;
    case PROP_FILES_DONE:
      g_value_set_uint (value, self->files_done);
      break;
    case PROP_TOTAL_BYTES:
      g_value_set_uint64 (value, self->total_bytes);
      break;
    case PROP_DONE_BYTES:
      g_value_set_uint64 (value, self->done_bytes);
      break;
    case PROP_RATE:
      g_value_set_double (value, portunus_transfer_get_rate (self));
      break;
    case PROP_ETA:
      g_value_set_int64 (value, portunus_transfer_get_eta (self));
      break;
    case PROP_FRACTION:
      g_value_set_double (value, get_fraction (self));
      break;
    case PROP_OFFER:
      g_value_set_object (value, self->offer);
      break;
    case PROP_IS_PAUSED:
      g_value_set_boolean (value, self->is_paused);
      break;
    case PROP_CAN_PAUSE:
      g_value_set_boolean (value, self->can_pause);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
portunus_transfer_finalize (GObject *object)
{
  PortunusTransfer *self = PORTUNUS_TRANSFER (object);

  g_free (self->title);
  g_free (self->peer_name);
  g_free (self->peer_label);
  g_strfreev (self->words);
  g_free (self->path);
  _portunus_transfer_clear_facts (self);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (portunus_transfer_parent_class)->finalize (object);
}

static void
portunus_transfer_class_init (PortunusTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = portunus_transfer_get_property;
  object_class->finalize = portunus_transfer_finalize;

  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, PORTUNUS_TRANSFER_FAILED, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_PEER_NAME] = g_param_spec_string ("peer-name", NULL, NULL, NULL, flags);
  properties[PROP_PEER_LABEL] = g_param_spec_string ("peer-label", NULL, NULL, NULL, flags);
  properties[PROP_WORDS] = g_param_spec_boxed ("words", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_N_FILES] = g_param_spec_uint ("n-files", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_FILES_DONE] = g_param_spec_uint ("files-done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TOTAL_BYTES] = g_param_spec_uint64 ("total-bytes", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_DONE_BYTES] = g_param_spec_uint64 ("done-bytes", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  properties[PROP_ETA] = g_param_spec_int64 ("eta", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_OFFER] = g_param_spec_object ("offer", NULL, NULL, PORTUNUS_TYPE_OFFER, flags);
  properties[PROP_IS_PAUSED] = g_param_spec_boolean ("is-paused", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_PAUSE] = g_param_spec_boolean ("can-pause", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  _portunus_transfer_install_facts (object_class);

  signals[FILE_CHANGED] = g_signal_new ("file", PORTUNUS_TYPE_TRANSFER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_UINT, G_TYPE_STRING);
}

static void
portunus_transfer_init (PortunusTransfer *self)
{
  portunus_rate_reset (&self->rate, g_get_monotonic_time (), 0);
}

/**
 * portunus_transfer_new:
 * @is_incoming: whether we receive
 *
 * Returns: (transfer full): a transfer in %PORTUNUS_TRANSFER_CONNECTING
 */
PortunusTransfer *
portunus_transfer_new (gboolean is_incoming)
{
  PortunusTransfer *self = g_object_new (PORTUNUS_TYPE_TRANSFER, NULL);

  self->is_incoming = is_incoming;
  return self;
}

/**
 * portunus_transfer_set_state:
 * @self: a transfer
 * @state: where it is now
 */
void
portunus_transfer_set_state (PortunusTransfer      *self,
                             PortunusTransferState  state)
{
  g_return_if_fail (PORTUNUS_IS_TRANSFER (self));

  if (self->state == state || portunus_transfer_is_over (self))
    return;
  if (state == PORTUNUS_TRANSFER_RUNNING)
    portunus_rate_reset (&self->rate, g_get_monotonic_time (), self->done_bytes);
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ETA]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

static void
replace_text (PortunusTransfer  *self,
              char             **place,
              const char        *text,
              guint              prop)
{
  if (g_strcmp0 (*place, text) == 0)
    return;
  g_free (*place);
  *place = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

/**
 * portunus_transfer_set_title:
 * @self: a transfer
 * @title: what is transferred, fit for display
 */
void
portunus_transfer_set_title (PortunusTransfer *self,
                             const char       *title)
{
  replace_text (self, &self->title, title, PROP_TITLE);
}

/**
 * portunus_transfer_set_peer:
 * @self: a transfer
 * @name: (nullable): the name the peer gives itself, fit for display
 * @label: (nullable): see portunus_transfer_get_peer_label()
 * @words: (nullable): the four words
 */
void
portunus_transfer_set_peer (PortunusTransfer   *self,
                            const char         *name,
                            const char         *label,
                            const char * const *words)
{
  replace_text (self, &self->peer_name, name, PROP_PEER_NAME);
  replace_text (self, &self->peer_label, label, PROP_PEER_LABEL);
  g_strfreev (self->words);
  self->words = g_strdupv ((char **) words);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORDS]);
}

/**
 * portunus_transfer_set_path:
 * @self: a transfer
 * @path: (nullable): the lane's badge
 */
void
portunus_transfer_set_path (PortunusTransfer *self,
                            const char       *path)
{
  replace_text (self, &self->path, path, PROP_PATH);
}

/**
 * portunus_transfer_set_totals:
 * @self: a transfer
 * @n_files: how many files
 * @total_bytes: bytes in all, %G_MAXUINT64 where unknown
 */
void
portunus_transfer_set_totals (PortunusTransfer *self,
                              guint             n_files,
                              guint64           total_bytes)
{
  self->n_files = n_files;
  self->total_bytes = total_bytes;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FILES]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL_BYTES]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

/**
 * portunus_transfer_set_progress:
 * @self: a transfer
 * @files_done: files that are through
 * @done_bytes: bytes that are through
 *
 * Notes progress; call it a few times a second at most.
 */
void
portunus_transfer_set_progress (PortunusTransfer *self,
                                guint             files_done,
                                guint64           done_bytes)
{
  self->files_done = files_done;
  self->done_bytes = done_bytes;
  if (self->state == PORTUNUS_TRANSFER_RUNNING)
    portunus_rate_add (&self->rate, g_get_monotonic_time (), done_bytes);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILES_DONE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DONE_BYTES]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ETA]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

/**
 * portunus_transfer_skip_bytes:
 * @self: a transfer
 * @n_bytes: bytes that the next progress contains and that did not have to be sent
 *
 * Keeps the beginning of a resumed file out of the rate.
 */
void
portunus_transfer_skip_bytes (PortunusTransfer *self,
                              guint64           n_bytes)
{
  portunus_rate_skip (&self->rate, n_bytes);
}

/**
 * portunus_transfer_set_unconfirmed:
 * @self: a transfer that is about to be done
 *
 * Notes that the other side took everything without saying more.
 */
void
portunus_transfer_set_unconfirmed (PortunusTransfer *self)
{
  self->is_unconfirmed = TRUE;
}

/**
 * portunus_transfer_report_file:
 * @self: a transfer
 * @name: the file, fit for display
 * @status: what happened
 * @message: (nullable): why
 */
void
portunus_transfer_report_file (PortunusTransfer   *self,
                               const char         *name,
                               PortunusFileStatus  status,
                               const char         *message)
{
  g_signal_emit (self, signals[FILE_CHANGED], 0, name, status, message);
}

static PortunusTransferState
get_final_state (const GError *error)
{
  if (error == NULL)
    return PORTUNUS_TRANSFER_DONE;
  if (g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DECLINED))
    return PORTUNUS_TRANSFER_DECLINED;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER))
    return PORTUNUS_TRANSFER_CANCELLED;
  return PORTUNUS_TRANSFER_FAILED;
}

/**
 * portunus_transfer_finish:
 * @self: a transfer
 * @error: (nullable): why it was not completed
 *
 * Ends it; does nothing where it is over.
 */
void
portunus_transfer_finish (PortunusTransfer *self,
                          const GError     *error)
{
  if (portunus_transfer_is_over (self))
    return;
  self->error = error != NULL ? g_error_copy (error) : NULL;
  portunus_transfer_set_state (self, get_final_state (error));
}
