/* portunus-archive-record.c: the records of a ZIP file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-archive-private.h"

#include <string.h>
#include <sys/stat.h>

/* PKWARE APPNOTE 6.3.10, §4.3 and §4.5 */
#define LOCAL_SIGNATURE      0x04034b50
#define DESCRIPTOR_SIGNATURE 0x08074b50
#define CENTRAL_SIGNATURE    0x02014b50
#define END64_SIGNATURE      0x06064b50
#define LOCATOR64_SIGNATURE  0x07064b50
#define END_SIGNATURE        0x06054b50

#define VERSION           20
#define VERSION_ZIP64     45
#define MADE_BY_UNIX      (3 << 8)
#define FLAG_DESCRIPTOR   0x0008
#define FLAG_UTF8         0x0800
#define METHOD_STORED     0
#define EXTRA_ZIP64       0x0001
#define EXTRA_TIMESTAMP   0x5455
#define HAS_MTIME         1
#define ATTRIBUTE_FOLDER  0x10
#define DOS_1980          0x0021

#define NS_PER_S          1000000000

static void
put (GByteArray *record,
     guint       n_bytes,
     guint64     value)
{
  for (guint i = 0; i < n_bytes; i++)
    {
      guint8 byte = (value >> (8 * i)) & 0xff;

      g_byte_array_append (record, &byte, 1);
    }
}

static gboolean
is_large (const PortunusArchiveItem *item)
{
  return item->size >= G_MAXUINT32;
}

static gboolean
has_data (const PortunusArchiveItem *item)
{
  return !S_ISDIR (item->mode);
}

/* Times before and after the format's reach have none. */
static guint32
get_unix_time (const PortunusArchiveItem *item)
{
  gint64 seconds;

  if (item->mtime_ns == PORTUNUS_MTIME_UNKNOWN)
    return 0;
  seconds = item->mtime_ns / NS_PER_S;
  return seconds > 0 && seconds <= G_MAXINT32 ? (guint32) seconds : 0;
}

/* In UTC, so that the archive does not depend on where it is made; readers prefer the Unix time. */
static void
put_dos_time (GByteArray                *record,
              const PortunusArchiveItem *item)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (get_unix_time (item));
  int year = g_date_time_get_year (time);

  if (year < 1980)
    {
      put (record, 2, 0);
      put (record, 2, DOS_1980);
      return;
    }
  put (record, 2, g_date_time_get_hour (time) << 11 | g_date_time_get_minute (time) << 5
       | g_date_time_get_second (time) / 2);
  put (record, 2, (year - 1980) << 9 | g_date_time_get_month (time) << 5 | g_date_time_get_day_of_month (time));
}

static void
put_timestamp (GByteArray                *record,
               const PortunusArchiveItem *item)
{
  put (record, 2, EXTRA_TIMESTAMP);
  put (record, 2, 5);
  put (record, 1, HAS_MTIME);
  put (record, 4, get_unix_time (item));
}

/* What the two kinds of header have in common, from the version needed to the length of the name. */
static void
put_common (GByteArray                *record,
            const PortunusArchiveItem *item,
            gboolean                   is_zip64,
            guint32                    crc)
{
  guint32 size = is_large (item) ? G_MAXUINT32 : (guint32) item->size;

  put (record, 2, is_zip64 ? VERSION_ZIP64 : VERSION);
  put (record, 2, FLAG_UTF8 | (has_data (item) ? FLAG_DESCRIPTOR : 0));
  put (record, 2, METHOD_STORED);
  put_dos_time (record, item);
  put (record, 4, crc);
  put (record, 4, size);
  put (record, 4, size);
  put (record, 2, strlen (item->name));
}

/*
 * Header, content and descriptor.
 */
guint64
_portunus_archive_measure_local (const PortunusArchiveItem *item)
{
  guint64 length = 30 + strlen (item->name) + 9 + item->size;

  if (is_large (item))
    length += 20;
  if (has_data (item))
    length += is_large (item) ? 24 : 16;
  return length;
}

guint64
_portunus_archive_measure_central (const PortunusArchiveItem *item)
{
  guint n_zip64 = (is_large (item) ? 16 : 0) + (item->local_offset >= G_MAXUINT32 ? 8 : 0);

  return 46 + strlen (item->name) + 9 + (n_zip64 > 0 ? 4 + n_zip64 : 0);
}

/*
 * The sizes are there although a descriptor follows: those who read from a pipe could not else find the end.
 */
GByteArray *
_portunus_archive_make_local (const PortunusArchiveItem *item)
{
  GByteArray *record = g_byte_array_new ();

  put (record, 4, LOCAL_SIGNATURE);
  put_common (record, item, is_large (item), 0);
  put (record, 2, 9 + (is_large (item) ? 20 : 0));
  g_byte_array_append (record, (const guint8 *) item->name, strlen (item->name));
  if (is_large (item))
    {
      put (record, 2, EXTRA_ZIP64);
      put (record, 2, 16);
      put (record, 8, item->size);
      put (record, 8, item->size);
    }
  put_timestamp (record, item);
  return record;
}

GByteArray *
_portunus_archive_make_descriptor (const PortunusArchiveItem *item,
                                   guint32                    crc)
{
  GByteArray *record = g_byte_array_new ();
  guint n_bytes = is_large (item) ? 8 : 4;

  if (!has_data (item))
    return record;
  put (record, 4, DESCRIPTOR_SIGNATURE);
  put (record, 4, crc);
  put (record, n_bytes, item->size);
  put (record, n_bytes, item->size);
  return record;
}

GByteArray *
_portunus_archive_make_central (const PortunusArchiveItem *item,
                                guint32                    crc)
{
  GByteArray *record = g_byte_array_new ();
  gboolean is_far = item->local_offset >= G_MAXUINT32;
  guint n_zip64 = (is_large (item) ? 16 : 0) + (is_far ? 8 : 0);

  put (record, 4, CENTRAL_SIGNATURE);
  put (record, 2, MADE_BY_UNIX | VERSION_ZIP64);
  put_common (record, item, n_zip64 > 0, crc);
  put (record, 2, 9 + (n_zip64 > 0 ? 4 + n_zip64 : 0));
  put (record, 2, 0);
  put (record, 2, 0);
  put (record, 2, 0);
  put (record, 4, (guint64) item->mode << 16 | (has_data (item) ? 0 : ATTRIBUTE_FOLDER));
  put (record, 4, is_far ? G_MAXUINT32 : item->local_offset);
  g_byte_array_append (record, (const guint8 *) item->name, strlen (item->name));
  if (n_zip64 > 0)
    {
      put (record, 2, EXTRA_ZIP64);
      put (record, 2, n_zip64);
    }
  if (is_large (item))
    {
      put (record, 8, item->size);
      put (record, 8, item->size);
    }
  if (is_far)
    put (record, 8, item->local_offset);
  put_timestamp (record, item);
  return record;
}

static void
put_end64 (GByteArray            *record,
           const PortunusArchive *archive)
{
  put (record, 4, END64_SIGNATURE);
  put (record, 8, 44);
  put (record, 2, MADE_BY_UNIX | VERSION_ZIP64);
  put (record, 2, VERSION_ZIP64);
  put (record, 4, 0);
  put (record, 4, 0);
  put (record, 8, archive->items->len);
  put (record, 8, archive->items->len);
  put (record, 8, archive->end_offset - archive->directory_offset);
  put (record, 8, archive->directory_offset);
  put (record, 4, LOCATOR64_SIGNATURE);
  put (record, 4, 0);
  put (record, 8, archive->end_offset);
  put (record, 4, 1);
}

GByteArray *
_portunus_archive_make_end (const PortunusArchive *archive)
{
  GByteArray *record = g_byte_array_new ();
  guint64 directory_size = archive->end_offset - archive->directory_offset;
  guint n_items = MIN (archive->items->len, G_MAXUINT16);

  if (archive->items->len >= G_MAXUINT16 || directory_size >= G_MAXUINT32 || archive->directory_offset >= G_MAXUINT32)
    put_end64 (record, archive);
  put (record, 4, END_SIGNATURE);
  put (record, 2, 0);
  put (record, 2, 0);
  put (record, 2, n_items);
  put (record, 2, n_items);
  put (record, 4, MIN (directory_size, G_MAXUINT32));
  put (record, 4, MIN (archive->directory_offset, G_MAXUINT32));
  put (record, 2, 0);
  return record;
}
