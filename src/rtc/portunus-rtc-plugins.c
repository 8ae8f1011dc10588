/* portunus-rtc-plugins.c: whether the parts of GStreamer that the lane needs are there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-plugins.h"

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

#include "portunus-transfer-error.h"

typedef struct
{
  const char *element;
  const char *package;
} Requirement;

static const Requirement requirements[] = {
  { "webrtcbin", "gstreamer1.0-plugins-bad" },
  { "dtlsenc", "gstreamer1.0-plugins-bad" },
  { "dtlsdec", "gstreamer1.0-plugins-bad" },
  { "dtlssrtpenc", "gstreamer1.0-plugins-bad" },
  { "dtlssrtpdec", "gstreamer1.0-plugins-bad" },
  { "sctpenc", "gstreamer1.0-plugins-bad" },
  { "sctpdec", "gstreamer1.0-plugins-bad" },
  { "appsrc", "gstreamer1.0-plugins-base" },
  { "rtpbin", "gstreamer1.0-plugins-good" },
  { "nicesrc", "gstreamer1.0-nice" },
  { "nicesink", "gstreamer1.0-nice" },
};

static gboolean
has_element (const char *name)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (name);

  return factory != NULL;
}

/**
 * portunus_rtc_plugins_check:
 * @error: return location for a #PortunusTransferError
 *
 * Starts GStreamer if the program has not, and looks for the elements the lane is made of. Any thread.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN, which names the package to install
 */
gboolean
portunus_rtc_plugins_check (GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (!gst_init_check (NULL, NULL, &cause))
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN,
                   "GStreamer does not start: %s", cause != NULL ? cause->message : "no reason given");
      return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (requirements); i++)
    if (!has_element (requirements[i].element))
      {
        g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN,
                     "GStreamer has no “%s”: install the package %s", requirements[i].element,
                     requirements[i].package);
        return FALSE;
      }
  return TRUE;
}

static char *
dup_plugin_version (const char *name)
{
  g_autoptr (GstPlugin) plugin = gst_registry_find_plugin (gst_registry_get (), name);

  return g_strdup (plugin != NULL ? gst_plugin_get_version (plugin) : "missing");
}

/**
 * portunus_rtc_plugins_dup_versions:
 *
 * Returns: (transfer full): versions of GStreamer, its webrtc plugin and libnice, for diagnostics
 */
char *
portunus_rtc_plugins_dup_versions (void)
{
  g_autofree char *webrtc = NULL;
  g_autofree char *nice = NULL;

  if (!gst_init_check (NULL, NULL, NULL))
    return g_strdup ("GStreamer missing");

  webrtc = dup_plugin_version ("webrtc");
  nice = dup_plugin_version ("nice");
  return g_strdup_printf ("GStreamer %u.%u.%u, webrtc %s, libnice %s", GST_VERSION_MAJOR, GST_VERSION_MINOR,
                          GST_VERSION_MICRO, webrtc, nice);
}

/**
 * portunus_rtc_warm_up:
 *
 * Loads the plugins and lets GStreamer make the DTLS certificate that all connections of the process share, so that
 * the first one does not wait for it. Takes a few hundred milliseconds: call it once, early, on a thread of its own.
 */
void
portunus_rtc_warm_up (void)
{
  g_autoptr (GstElement) pipeline = NULL;
  GstElement *webrtcbin;
  GstWebRTCDataChannel *channel = NULL;
  g_autoptr (GstPromise) promise = NULL;

  if (!portunus_rtc_plugins_check (NULL))
    return;

  pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  webrtcbin = gst_element_factory_make ("webrtcbin", NULL);
  gst_bin_add (GST_BIN (pipeline), webrtcbin);
  gst_element_set_state (pipeline, GST_STATE_READY);
  g_signal_emit_by_name (webrtcbin, "create-data-channel", "warm-up", NULL, &channel);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);

  promise = gst_promise_new ();
  g_signal_emit_by_name (webrtcbin, "create-offer", NULL, promise);
  gst_promise_wait (promise);

  g_clear_object (&channel);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}
