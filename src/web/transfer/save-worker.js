// save-worker.js: writes what arrives to disk, away from the page
// SPDX-License-Identifier: GPL-3.0-or-later
import { toHex } from '../protocol/bytes.js';
import { Serial } from '../protocol/serial.js';
import { Sha256 } from '../protocol/sha256.js';
import { updateCrc32 } from './crc32.js';
import { numberedName } from './names.js';

const ZEROS = new Uint8Array(1024 * 1024);

/**
 * @typedef {object} Output a file that is being written
 * @property {(data: Uint8Array, position: number) => Promise<void>} write
 * @property {() => Promise<void>} finish puts it in place
 * @property {() => Promise<void>} drop leaves nothing behind
 */

/**
 * @param {FileSystemDirectoryHandle} root
 * @param {string[]} names
 */
async function makeFolder(root, names) {
  let folder = root;
  for (const name of names) folder = await folder.getDirectoryHandle(name, { create: true });
  return folder;
}

/**
 * @param {FileSystemDirectoryHandle} folder
 * @param {string} name
 * @returns {Promise<boolean>} whether there is something of that name
 */
async function isTaken(folder, name) {
  try {
    await folder.getFileHandle(name);
    return true;
  } catch (error) {
    return /** @type {Error} */ (error).name === 'TypeMismatchError';
  }
}

/**
 * A file in a folder that the person chose. It appears under its name, whole, when it is finished.
 * @param {FileSystemDirectoryHandle} root
 * @param {string} path
 * @returns {Promise<Output>}
 */
async function openInFolder(root, path) {
  const names = path.split('/');
  const wanted = /** @type {string} */ (names.pop());
  const folder = await makeFolder(root, names);
  let name = wanted;
  for (let i = 1; await isTaken(folder, name); i += 1) name = numberedName(wanted, i);
  const handle = await folder.getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  return {
    write: (data, position) => stream.write({ type: 'write', position, data }),
    finish: () => stream.close(),
    drop: async () => {
      await stream.abort();
      await folder.removeEntry(name);
    },
  };
}

/**
 * A file in the browser's own storage, whence it is downloaded when it is whole.
 * @param {FileSystemDirectoryHandle} root
 * @param {string} name
 * @returns {Promise<Output>}
 */
async function openInStorage(root, name) {
  const handle = await root.getFileHandle(name, { create: true });
  const access = await handle.createSyncAccessHandle();
  access.truncate(0);
  return {
    write: async (data, position) => {
      let done = 0;
      while (done < data.length) done += access.write(data.subarray(done), { at: position + done });
    },
    finish: async () => {
      access.flush();
      access.close();
    },
    drop: async () => {
      access.close();
      await root.removeEntry(name);
    },
  };
}

/** The files of one transfer. */
class Store {
  constructor() {
    /** @type {FileSystemDirectoryHandle | null} */
    this.root = null;
    this.isFolder = false;
    /** @type {Map<number, { output: Output, length: number, hash: Sha256, crc: number }>} by index in the offer */
    this.open = new Map();
  }

  /**
   * @param {FileSystemDirectoryHandle | null} folder chosen by the person
   * @param {string} name of a folder in the browser's storage, where there is none
   */
  async init(folder, name) {
    this.isFolder = folder !== null;
    this.root = folder ?? await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
  }

  /**
   * @param {number} index
   * @param {string} path
   * @param {number} offset what is there already
   */
  async begin(index, path, offset) {
    const known = this.open.get(index);
    if (known && known.length === offset && offset > 0) return;
    if (offset > 0) throw new Error('There is no such beginning');
    await this.drop(index);
    const root = /** @type {FileSystemDirectoryHandle} */ (this.root);
    const output = this.isFolder ? await openInFolder(root, path) : await openInStorage(root, String(index));
    this.open.set(index, { output, length: 0, hash: new Sha256(), crc: 0 });
  }

  /**
   * @param {number} index
   * @param {Uint8Array} data
   */
  async write(index, data) {
    const file = this.file(index);
    await file.output.write(data, file.length);
    file.length += data.length;
    file.hash.update(data);
    if (!this.isFolder) file.crc = updateCrc32(file.crc, data);
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
   * @returns {Promise<{ length: number, crc: number }>}
   */
  async finish(index) {
    const { output, length, crc } = this.file(index);
    await output.finish();
    this.open.delete(index);
    return { length, crc };
  }

  /** @param {number} index */
  async drop(index) {
    const file = this.open.get(index);
    this.open.delete(index);
    await file?.output.drop();
  }

  async dropAll() {
    for (const index of [...this.open.keys()]) await this.drop(index);
  }

  /** @returns {Promise<[number, { length: number, hash: string }][]>} beginnings that are there */
  async beginnings() {
    return [...this.open].filter(([, file]) => file.length > 0)
      .map(([index, { length, hash }]) => [index, { length, hash: toHex(hash.digest()) }]);
  }

  /** @param {string} path */
  async folder(path) {
    if (this.isFolder) await makeFolder(/** @type {FileSystemDirectoryHandle} */ (this.root), path.split('/'));
  }
}

const store = new Store();
const steps = new Serial();

/** @type {Record<string, (...values: any[]) => Promise<unknown>>} */
const operations = {
  init: (...values) => store.init(values[0], values[1]),
  begin: (...values) => store.begin(values[0], values[1], values[2]),
  write: async (index, pieces) => {
    for (const piece of pieces) await store.write(index, piece);
  },
  zero: (...values) => store.zero(values[0], values[1]),
  finish: (index) => store.finish(index),
  drop: (index) => store.drop(index),
  dropAll: () => store.dropAll(),
  beginnings: () => store.beginnings(),
  folder: (path) => store.folder(path),
};

onmessage = ({ data: { call, name, values } }) => {
  steps.run(() => operations[name](...values)).then(
    (result) => postMessage({ call, result }),
    (error) => postMessage({ call, error: { name: error.name, message: error.message } }),
  );
};
