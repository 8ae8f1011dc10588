// save-worker.js: writes what arrives to disk, away from the page
// SPDX-License-Identifier: GPL-3.0-or-later
import { toHex } from '../protocol/bytes.js';
import { Serial } from '../protocol/serial.js';
import { Sha256 } from '../protocol/sha256.js';
import { updateCrc32 } from './crc32.js';
import { numberedName } from './names.js';

const ZEROS = new Uint8Array(1024 * 1024);
const LOCK_TRIES = 30;
const LOCK_WAIT_MS = 100;

/**
 * @typedef {object} Output a file that is being written
 * @property {(data: Uint8Array, position: number) => Promise<void>} write
 * @property {((data: Uint8Array, position: number) => number) | null} read where one can read what was written
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
    read: null,
    finish: () => stream.close(),
    drop: async () => {
      await stream.abort();
      await folder.removeEntry(name);
    },
  };
}

/**
 * A page that was just reloaded may still hold the file for a moment, and nothing tells when it lets go.
 * @param {FileSystemFileHandle} handle
 * @returns {Promise<FileSystemSyncAccessHandle>}
 */
async function openAccess(handle) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (error) {
      if (/** @type {Error} */ (error).name !== 'NoModificationAllowedError' || tries === LOCK_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS));
    }
  }
}

/**
 * A file in the browser's own storage, whence it is downloaded when it is whole.
 * @param {FileSystemDirectoryHandle} root
 * @param {string} name
 * @returns {Promise<{ output: Output, length: number }>} with as much as there is of it
 */
async function openInStorage(root, name) {
  const access = await openAccess(await root.getFileHandle(name, { create: true }));
  return {
    length: access.getSize(),
    output: {
      write: async (data, position) => {
        let done = 0;
        while (done < data.length) done += access.write(data.subarray(done), { at: position + done });
      },
      read: (data, position) => access.read(data, { at: position }),
      finish: async () => {
        access.flush();
        access.close();
      },
      drop: async () => {
        access.truncate(0);
        access.close();
        await root.removeEntry(name);
      },
    },
  };
}

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
 * @param {string} name
 * @returns {Promise<FileSystemDirectoryHandle | null>} null in private windows of some browsers; texts need none
 */
async function openStorage(name) {
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
  } catch {
    return null;
  }
}

/** The files of one transfer. */
class Store {
  constructor() {
    /** @type {FileSystemDirectoryHandle | null} */
    this.root = null;
    this.isFolder = false;
    /** @type {Map<number, { output: Output, length: number, hash: Sha256 | null, crc: number }>} by index in the offer */
    this.open = new Map();
  }

  /**
   * @param {FileSystemDirectoryHandle | null} folder chosen by the person
   * @param {string} name of a folder in the browser's storage, where there is none
   */
  async init(folder, name) {
    this.isFolder = folder !== null;
    this.root = folder ?? await openStorage(name);
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
    const { root } = this;
    if (!root) throw new Error('This browser stores no files');
    if (this.isFolder) {
      this.open.set(index, { output: await openInFolder(root, path), length: 0, hash: new Sha256(), crc: 0 });
      return;
    }
    if (await isTaken(root, String(index))) await root.removeEntry(String(index));
    this.open.set(index, { output: (await openInStorage(root, String(index))).output, length: 0, hash: null, crc: 0 });
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

  /** Lets go of the files, which stay as they are. */
  async letGo() {
    for (const { output } of this.open.values()) if (output.read) await output.finish();
    this.open.clear();
  }

  /**
   * @param {number[]} complete files that are in place
   * @returns {Promise<[number, { length: number, hash: string }][]>} beginnings that are there, read back
   */
  async beginnings(complete) {
    if (!this.isFolder) await this.findLeftovers(new Set(complete));
    return [...this.open].filter(([, file]) => file.length > 0)
      .map(([index, file]) => [index, { length: file.length, hash: toHex((file.hash ?? readBack(file)).digest()) }]);
  }

  /**
   * What a page that is gone has left.
   * @param {Set<number>} complete
   */
  async findLeftovers(complete) {
    const { root } = this;
    if (!root) return;
    for await (const name of root.keys()) {
      const index = Number(name);
      if (complete.has(index) || this.open.has(index)) continue;
      const { output, length } = await openInStorage(root, name);
      const file = { output, length, hash: null, crc: 0 };
      readBack(file, (data) => { file.crc = updateCrc32(file.crc, data); });
      this.open.set(index, file);
    }
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
  write: async (index, buffer, length) => {
    await store.write(index, new Uint8Array(buffer, 0, length));
    return buffer;
  },
  zero: (...values) => store.zero(values[0], values[1]),
  finish: (index) => store.finish(index),
  drop: (index) => store.drop(index),
  dropAll: () => store.dropAll(),
  letGo: () => store.letGo(),
  beginnings: (complete) => store.beginnings(complete),
  folder: (path) => store.folder(path),
};

onmessage = ({ data: { call, name, values } }) => {
  steps.run(() => operations[name](...values)).then(
    (result) => postMessage({ call, result }, { transfer: result instanceof ArrayBuffer ? [result] : [] }),
    (error) => postMessage({ call, error: { name: error.name, message: error.message } }),
  );
};
