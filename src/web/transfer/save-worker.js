// save-worker.js: writes what arrives to where it goes, away from the page
// SPDX-License-Identifier: GPL-3.0-or-later
import { toHex } from '../protocol/bytes.js';
import { Serial } from '../protocol/serial.js';
import { Sha256 } from '../protocol/sha256.js';
import { updateCrc32 } from './crc32.js';
import { FolderPlace } from './place-folder.js';
import { MemoryPlace } from './place-memory.js';
import { StoragePlace } from './place-storage.js';
import { StreamPlace } from './place-stream.js';

/** @typedef {import('./place-folder.js').FilePlace} FilePlace */
/** @typedef {import('./place-folder.js').Output} Output */

/**
 * @typedef {object} Destination one of these
 * @property {FileSystemDirectoryHandle} [folder] chosen by the person
 * @property {[number, string][]} [begun] what a page that is gone left there, by index
 * @property {string} [name] of a folder in the browser's storage
 * @property {import('./place-stream.js').StreamPlan} [plan] of a download that is made from what comes by the port
 * @property {MessagePort} [port]
 * @property {number} [limit] of memory, in bytes
 */

const ZEROS = new Uint8Array(1024 * 1024);

/**
 * @param {{ output: Output, length: number }} file
 * @param {(data: Uint8Array) => void} [look] at all of it
 * @returns {Sha256} of all of it
 */
function readBack({ output, length }, look) {
  const hash = new Sha256();
  const buffer = new Uint8Array(ZEROS.length);
  for (let position = 0; position < length;) {
    const piece = buffer.subarray(0, Math.min(buffer.length, length - position));
    const count = output.read?.(piece, position) ?? 0;
    if (count === 0) throw new Error('A file became shorter');
    hash.update(piece.subarray(0, count));
    look?.(piece.subarray(0, count));
    position += count;
  }
  return hash;
}

/**
 * @param {{ output: Output, length: number, hash: Sha256 | null }} file
 * @returns {string} of all that there is of it
 */
function hashOf(file) {
  return toHex((file.hash ?? readBack(file)).digest());
}

/**
 * @param {Destination} where
 * @returns {Promise<FilePlace>}
 */
async function findPlace({ folder, begun, name, plan, port, limit }) {
  if (folder) return new FolderPlace(folder, begun ?? []);
  if (name) return StoragePlace.find(name);
  return plan && port ? new StreamPlace(port, plan) : new MemoryPlace(limit ?? 0);
}

/** The files of one transfer. */
class Store {
  constructor() {
    /** @type {FilePlace | null} */
    this.place = null;
    /** @type {Map<number, { output: Output, length: number, hash: Sha256 | null, crc: number }>} by index in the offer */
    this.open = new Map();
  }

  /** @param {Destination} where */
  async init(where) {
    this.place = await findPlace(where);
  }

  /**
   * @param {number} index
   * @param {string} path
   * @param {number} offset what is there already
   * @param {number | null} size of the whole file
   * @returns {Promise<string | undefined>} where an empty file keeps its place
   */
  async begin(index, path, offset, size) {
    const known = this.open.get(index);
    if (known && known.length === offset) return known.output.path;
    if (offset > 0) throw new Error('There is no such beginning');
    await this.drop(index);
    if (!this.place) throw new Error('There is no place for files');
    const output = await this.place.open(index, path, size);
    this.open.set(index, { output, length: 0, hash: output.read ? null : new Sha256(), crc: 0 });
    return output.path;
  }

  /**
   * @param {number} index
   * @param {Uint8Array} data
   */
  async write(index, data) {
    const file = this.file(index);
    await file.output.write(data, file.length);
    file.length += data.length;
    file.hash?.update(data);
    if (this.place?.hasCrc) file.crc = updateCrc32(file.crc, data);
  }

  /**
   * @param {number} index
   * @param {number} length
   */
  async zero(index, length) {
    for (let rest = length; rest > 0; rest -= ZEROS.length)
      await this.write(index, ZEROS.subarray(0, Math.min(rest, ZEROS.length)));
  }

  /** @param {number} index */
  file(index) {
    const file = this.open.get(index);
    if (!file) throw new Error('There is no such file');
    return file;
  }

  /**
   * @param {number} index
   * @returns {Promise<{ length: number, crc: number, content: Blob | undefined }>} the content where it is in memory
   */
  async finish(index) {
    const { output, length, crc } = this.file(index);
    const content = await output.finish(crc) ?? undefined;
    this.open.delete(index);
    return { length, crc, content };
  }

  /** @param {number} index */
  async drop(index) {
    const file = this.open.get(index);
    this.open.delete(index);
    await file?.output.drop();
  }

  async dropAll() {
    for (const index of [...this.open.keys()]) await this.drop(index);
    this.place?.tear?.();
  }

  /** Lets go of the files, which stay as they are. */
  async letGo() {
    for (const { output, crc } of this.open.values()) if (output.read) await output.finish(crc);
    this.open.clear();
  }

  async seal() {
    await this.place?.seal?.();
  }

  /**
   * @param {number[]} complete files that are in place
   * @returns {Promise<[number, { length: number, hash: string }][]>} beginnings that are there, read back
   */
  async beginnings(complete) {
    await this.findLeftovers(new Set(complete));
    return [...this.open].filter(([, file]) => file.length > 0)
      .map(([index, file]) => [index, { length: file.length, hash: hashOf(file) }]);
  }

  /**
   * What a page that is gone has left.
   * @param {Set<number>} complete
   */
  async findLeftovers(complete) {
    for (const index of await this.place?.leftovers?.() ?? []) {
      if (complete.has(index) || this.open.has(index)) continue;
      const { output, length } = /** @type {{ output: Output, length: number }} */ (await this.place?.reopen?.(index));
      const file = { output, length, hash: null, crc: 0 };
      readBack(file, (data) => { file.crc = updateCrc32(file.crc, data); });
      this.open.set(index, file);
    }
  }

  /** @param {string} path */
  async folder(path) {
    await this.place?.makeFolder(path);
  }
}

const store = new Store();
const steps = new Serial();

/** @type {Record<string, (...values: any[]) => Promise<unknown>>} */
const operations = {
  init: (where) => store.init(where),
  begin: (...values) => store.begin(values[0], values[1], values[2], values[3]),
  write: async (index, buffer, length) => {
    await store.write(index, new Uint8Array(buffer, 0, length));
    return buffer;
  },
  zero: (...values) => store.zero(values[0], values[1]),
  finish: (index) => store.finish(index),
  drop: (index) => store.drop(index),
  dropAll: () => store.dropAll(),
  letGo: () => store.letGo(),
  seal: () => store.seal(),
  beginnings: (complete) => store.beginnings(complete),
  folder: (path) => store.folder(path),
};

onmessage = ({ data: { call, name, values } }) => {
  steps.run(() => operations[name](...values)).then(
    (result) => postMessage({ call, result }, { transfer: result instanceof ArrayBuffer ? [result] : [] }),
    (error) => postMessage({ call, error: { name: error.name, message: error.message } }),
  );
};
