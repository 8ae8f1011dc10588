// zip.js: an archive around files that stay where they are (PKWARE APPNOTE, stored, Zip64 where needed)
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, join } from '../protocol/bytes.js';

/**
 * @typedef {object} ZipItem
 * @property {string} path ends with "/" for a folder
 * @property {Blob | null} content
 * @property {number} crc
 */

const MAX_U32 = 0xffffffff;
const MAX_U16 = 0xffff;
const FLAG_UTF8 = 0x0800;
const FLAG_STREAMED = 0x0008;
const DATE_1980 = 0x0021;

/** Little-endian numbers in a row. */
class FieldWriter {
  constructor() {
    /** @type {number[]} */
    this.bytes = [];
  }

  /**
   * @param {number} size in bytes
   * @param {...number} values
   */
  put(size, ...values) {
    for (const value of values)
      for (let i = 0, rest = value; i < size; i += 1, rest = Math.floor(rest / 256)) this.bytes.push(rest % 256);
    return this;
  }

  /** @param {Uint8Array} data */
  add(data) {
    this.bytes.push(...data);
    return this;
  }

  done() {
    return Uint8Array.from(this.bytes);
  }
}

/**
 * @param {number[]} values those that did not fit
 * @returns {Uint8Array} the extra field that has them
 */
function zip64Extra(values) {
  if (values.length === 0) return new Uint8Array(0);
  return new FieldWriter().put(2, 1, 8 * values.length).put(8, ...values).done();
}

/**
 * @typedef {object} ZipEntry
 * @property {string} path ends with "/" for a folder
 * @property {number} size
 * @property {number} crc
 * @property {boolean} isStreamed whether size and check sum stand behind the content, since they are not known before
 * @property {boolean} isLarge whether the sizes have eight bytes
 */

/**
 * @param {ZipItem} item
 * @returns {ZipEntry}
 */
function entryOfItem({ path, content, crc }) {
  const size = content?.size ?? 0;
  return { path, size, crc, isStreamed: false, isLarge: size >= MAX_U32 };
}

/**
 * @param {ZipEntry} entry
 * @returns {Uint8Array}
 */
function localHeader({ path, size, crc, isStreamed, isLarge }) {
  const stated = isStreamed ? 0 : size;
  const shown = isLarge ? MAX_U32 : stated;
  const name = new TextEncoder().encode(path);
  const extra = zip64Extra(isLarge ? [stated, stated] : []);
  const flags = isStreamed ? FLAG_UTF8 | FLAG_STREAMED : FLAG_UTF8;
  return new FieldWriter().put(4, 0x04034b50).put(2, isLarge ? 45 : 20, flags, 0, 0, DATE_1980)
    .put(4, isStreamed ? 0 : crc, shown, shown).put(2, name.length, extra.length).add(name).add(extra).done();
}

/**
 * @param {ZipEntry} entry
 * @returns {Uint8Array} what stands behind the content of one that is streamed
 */
function dataDescriptor({ size, crc, isLarge }) {
  return new FieldWriter().put(4, 0x08074b50, crc).put(isLarge ? 8 : 4, size, size).done();
}

/**
 * @param {ZipEntry} entry
 * @param {number} offset of its local header
 * @returns {Uint8Array}
 */
function centralHeader({ path, size, crc, isStreamed }, offset) {
  const large = [...(size >= MAX_U32 ? [size, size] : []), ...(offset >= MAX_U32 ? [offset] : [])];
  const name = new TextEncoder().encode(path);
  const extra = zip64Extra(large);
  const shown = Math.min(size, MAX_U32);
  const version = large.length > 0 ? 45 : 20;
  const flags = isStreamed ? FLAG_UTF8 | FLAG_STREAMED : FLAG_UTF8;
  return new FieldWriter().put(4, 0x02014b50).put(2, version, version, flags, 0, 0, DATE_1980)
    .put(4, crc, shown, shown).put(2, name.length, extra.length, 0, 0, 0).put(4, 0, Math.min(offset, MAX_U32))
    .add(name).add(extra).done();
}

/**
 * @param {number} count
 * @param {number} size of the central directory
 * @param {number} offset of it
 * @returns {Uint8Array}
 */
function endRecords(count, size, offset) {
  const fields = new FieldWriter();
  if (count >= MAX_U16 || size >= MAX_U32 || offset >= MAX_U32)
    fields.put(4, 0x06064b50).put(8, 44).put(2, 45, 45).put(4, 0, 0).put(8, count, count, size, offset)
      .put(4, 0x07064b50, 0).put(8, offset + size).put(4, 1);
  const shown = Math.min(count, MAX_U16);
  return fields.put(4, 0x06054b50).put(2, 0, 0, shown, shown)
    .put(4, Math.min(size, MAX_U32), Math.min(offset, MAX_U32)).put(2, 0).done();
}

/**
 * @param {ZipItem[]} items
 * @returns {Blob} which refers to the contents rather than to hold them
 */
export function zip(items) {
  /** @type {BlobPart[]} */
  const parts = [];
  /** @type {Uint8Array[]} */
  const directory = [];
  let offset = 0;
  for (const item of items) {
    const entry = entryOfItem(item);
    const header = localHeader(entry);
    directory.push(centralHeader(entry, offset));
    parts.push(header, ...(item.content ? [item.content] : []));
    offset += header.length + (item.content?.size ?? 0);
  }
  const size = directory.reduce((sum, header) => sum + header.length, 0);
  return new Blob([...parts, ...directory, endRecords(items.length, size, offset)], { type: 'application/zip' });
}

/**
 * An archive that is written from its beginning to its end, whose length is known before. A file that does not come whole
 * is left out of its directory, and zeros fill the place.
 */
export class ZipStream {
  /** @param {number | null} length of the whole archive; null where a size is not known */
  constructor(length) {
    this.length = length;
    this.offset = 0;
    /** @type {Uint8Array[]} */
    this.directory = [];
  }

  /**
   * @param {{ path: string, size: number | null }[]} items
   * @returns {number | null} the length of their archive
   */
  static measure(items) {
    const archive = new ZipStream(null);
    for (const { path, size } of items) {
      if (size === null) return null;
      const { header, entry, at } = archive.begin(path, size);
      archive.count(header.length + size);
      archive.count(archive.finish({ ...entry, size }, at).length);
    }
    return archive.offset + archive.close().length;
  }

  /** @param {number} length of what was written now */
  count(length) {
    this.offset += length;
  }

  /**
   * @param {string} path ends with "/" for a folder
   * @param {number | null} size as far as it is known
   * @returns {{ header: Uint8Array, entry: ZipEntry, at: number }} to be kept until the end of the file
   */
  begin(path, size) {
    const entry = { path, size: 0, crc: 0, isStreamed: true, isLarge: size === null || size >= MAX_U32 };
    return { header: localHeader(entry), entry, at: this.offset };
  }

  /**
   * @param {ZipEntry} entry with its size and check sum
   * @param {number} at where it began
   * @returns {Uint8Array} what follows the content
   */
  finish(entry, at) {
    this.directory.push(centralHeader(entry, at));
    return dataDescriptor(entry);
  }

  /** @returns {number} how many zeros fill the place of what did not come, before {@link close} */
  gap() {
    return this.length === null ? 0 : this.length - this.offset - this.close().length;
  }

  /** @returns {Uint8Array} the end of the archive */
  close() {
    const directory = join(this.directory);
    return concat(directory, endRecords(this.directory.length, directory.length, this.offset));
  }
}
