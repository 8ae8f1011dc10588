// zip.js: an archive around files that stay where they are (PKWARE APPNOTE, stored, Zip64 where needed)
// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * @typedef {object} ZipItem
 * @property {string} path ends with "/" for a folder
 * @property {Blob | null} content
 * @property {number} crc
 */

const MAX_U32 = 0xffffffff;
const MAX_U16 = 0xffff;
const FLAG_UTF8 = 0x0800;
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
 * @param {ZipItem} item
 * @returns {Uint8Array}
 */
function localHeader({ path, content, crc }) {
  const size = content?.size ?? 0;
  const isLarge = size >= MAX_U32;
  const shown = isLarge ? MAX_U32 : size;
  const name = new TextEncoder().encode(path);
  const extra = zip64Extra(isLarge ? [size, size] : []);
  return new FieldWriter().put(4, 0x04034b50).put(2, isLarge ? 45 : 20, FLAG_UTF8, 0, 0, DATE_1980)
    .put(4, crc, shown, shown).put(2, name.length, extra.length).add(name).add(extra).done();
}

/**
 * @param {ZipItem} item
 * @param {number} offset of its local header
 * @returns {Uint8Array}
 */
function centralHeader({ path, content, crc }, offset) {
  const size = content?.size ?? 0;
  const large = [...(size >= MAX_U32 ? [size, size] : []), ...(offset >= MAX_U32 ? [offset] : [])];
  const name = new TextEncoder().encode(path);
  const extra = zip64Extra(large);
  const shown = Math.min(size, MAX_U32);
  const version = large.length > 0 ? 45 : 20;
  return new FieldWriter().put(4, 0x02014b50).put(2, version, version, FLAG_UTF8, 0, 0, DATE_1980)
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
    const header = localHeader(item);
    directory.push(centralHeader(item, offset));
    parts.push(header, ...(item.content ? [item.content] : []));
    offset += header.length + (item.content?.size ?? 0);
  }
  const size = directory.reduce((sum, header) => sum + header.length, 0);
  return new Blob([...parts, ...directory, endRecords(items.length, size, offset)], { type: 'application/zip' });
}
