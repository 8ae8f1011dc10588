/* portunus-manifest.h: what a transfer consists of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define PORTUNUS_MANIFEST_MAX_ENTRIES 2000000
/** PORTUNUS_SIZE_UNKNOWN: size of an entry whose end only its sender will see, such as standard input. */
#define PORTUNUS_SIZE_UNKNOWN         G_MAXUINT64
/** PORTUNUS_SIZE_MAX: sizes and totals are below this, so that sums and signed offsets cannot overflow. */
#define PORTUNUS_SIZE_MAX             (G_GUINT64_CONSTANT (1) << 62)
/** PORTUNUS_MTIME_UNKNOWN: the sender said nothing about the time of change. */
#define PORTUNUS_MTIME_UNKNOWN        G_MININT64
/** PORTUNUS_MODE_UNKNOWN: the sender said nothing about permissions. */
#define PORTUNUS_MODE_UNKNOWN         G_MAXUINT16

/**
 * PortunusEntryType:
 * @PORTUNUS_ENTRY_FILE: content, to a file
 * @PORTUNUS_ENTRY_DIRECTORY: a folder, named so that empty ones and their attributes are kept
 * @PORTUNUS_ENTRY_SYMLINK: a symbolic link; has no content
 * @PORTUNUS_ENTRY_TEXT: content, to show instead of to store
 */
typedef enum
{
  PORTUNUS_ENTRY_FILE = 1,
  PORTUNUS_ENTRY_DIRECTORY,
  PORTUNUS_ENTRY_SYMLINK,
  PORTUNUS_ENTRY_TEXT,
} PortunusEntryType;

/**
 * PortunusEntry:
 * @type: what it is
 * @path: relative, "/" between components; the sender's is as on its disk (made UTF-8), the receiver's is safe
 * @size: bytes of content, 0 where there is none, or %PORTUNUS_SIZE_UNKNOWN
 * @mode: permission bits 0777, or %PORTUNUS_MODE_UNKNOWN
 * @mtime_ns: nanoseconds since 1970, negative before, or %PORTUNUS_MTIME_UNKNOWN
 * @target: (nullable): where a symbolic link points
 * @problem: (nullable): why the receiver will not make this entry, for a log; such an entry is never wanted
 *
 * A view of one entry; its strings belong to the manifest.
 */
typedef struct
{
  PortunusEntryType  type;
  const char        *path;
  guint64            size;
  guint              mode;
  gint64             mtime_ns;
  const char        *target;
  const char        *problem;
} PortunusEntry;

/**
 * PortunusManifest:
 *
 * The list of entries, numbered from 0. Immutable with an atomic reference count: any thread may read it.
 */
typedef struct _PortunusManifest PortunusManifest;

#define PORTUNUS_TYPE_MANIFEST (portunus_manifest_get_type ())

GType             portunus_manifest_get_type        (void);
PortunusManifest *portunus_manifest_ref             (PortunusManifest       *self);
void              portunus_manifest_unref           (PortunusManifest       *self);
guint             portunus_manifest_get_n_entries   (const PortunusManifest *self);
guint             portunus_manifest_get_n_files     (const PortunusManifest *self);
guint64           portunus_manifest_get_total_bytes (const PortunusManifest *self);
gboolean          portunus_manifest_has_unknown_size (const PortunusManifest *self);
guint64           portunus_manifest_sum_wanted      (const PortunusManifest *self,
                                                     const GByteArray       *wanted,
                                                     guint                  *n_files);
void              portunus_manifest_get_entry       (const PortunusManifest *self,
                                                     guint                   index,
                                                     PortunusEntry          *entry);
/* The entries from @first on that fit @max_bytes of JSON, at least one; @next is the first that did not. */
JsonArray        *portunus_manifest_write_part      (const PortunusManifest *self,
                                                     guint                   first,
                                                     gsize                   max_bytes,
                                                     guint                  *next);

/**
 * PortunusManifestBuilder:
 *
 * Makes the sender's manifest. Not thread-safe.
 */
typedef struct _PortunusManifestBuilder PortunusManifestBuilder;

PortunusManifestBuilder *portunus_manifest_builder_new         (void);
void                     portunus_manifest_builder_free        (PortunusManifestBuilder *self);
gboolean                 portunus_manifest_builder_add         (PortunusManifestBuilder *self,
                                                                const PortunusEntry     *entry,
                                                                GError                 **error);
guint                    portunus_manifest_builder_get_n_entries (PortunusManifestBuilder *self);
/* Empties the builder. */
PortunusManifest        *portunus_manifest_builder_finish      (PortunusManifestBuilder *self);

/**
 * PortunusManifestReader:
 *
 * Makes the receiver's manifest of parts that a peer sent: hostile. After an error it is of no use. Not thread-safe.
 */
typedef struct _PortunusManifestReader PortunusManifestReader;

PortunusManifestReader *portunus_manifest_reader_new          (void);
void                    portunus_manifest_reader_free         (PortunusManifestReader  *self);
guint                   portunus_manifest_reader_get_n_entries (PortunusManifestReader *self);
gboolean                portunus_manifest_reader_add_part     (PortunusManifestReader  *self,
                                                               guint                    first,
                                                               JsonArray               *entries,
                                                               GError                 **error);
PortunusManifest       *portunus_manifest_reader_finish       (PortunusManifestReader  *self,
                                                               guint                    n_entries,
                                                               guint64                  total_bytes,
                                                               GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusManifest, portunus_manifest_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusManifestBuilder, portunus_manifest_builder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusManifestReader, portunus_manifest_reader_free)

G_END_DECLS
