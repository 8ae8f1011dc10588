// sink.js: where what arrives goes: a folder that the person chose, or the browser's storage and then a download
// SPDX-License-Identifier: GPL-3.0-or-later
import { Fault } from '../protocol/fault.js';
import { zip } from './zip.js';

const WORKER_URL = './save-worker.js';
const PREFIX = 'portunus-';
const BATCH_BYTES = 256 * 1024;
const CHUNK_BYTES = BATCH_BYTES + 64 * 1024;
const MAX_SPARE = 8;

/** @typedef {{ name: string, message: string }} Trouble */

/**
 * @typedef {object} Download what a person can save
 * @property {string} name
 * @property {Blob} [blob]
 * @property {string} [url] where there is no blob
 */

/**
 * @param {Trouble} trouble
 * @returns {Fault}
 */
function faultOf({ name, message }) {
  return new Fault(name === 'QuotaExceededError' ? 'disk-full' : 'destination', `${name}: ${message}`);
}

/**
 * Keeps other pages from taking something for theirs, or for leftovers, for as long as this page lives.
 * @param {string} name
 * @param {number} patience_ms for a page that is just going
 * @returns {Promise<boolean>} whether it is ours
 */
export async function claim(name, patience_ms = 0) {
  if (!navigator.locks) return true;
  const options = patience_ms > 0 ? { signal: AbortSignal.timeout(patience_ms) } : { ifAvailable: true };
  return new Promise((resolve) => {
    navigator.locks.request(name, options, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise(() => {}) : undefined;
    }).catch(() => resolve(false));
  });
}

/** @returns {Promise<boolean>} whether files can be kept until they are whole; private windows may not */
export async function canStore() {
  try {
    await navigator.storage.getDirectory();
    return true;
  } catch {
    return false;
  }
}

/**
 * Removes what pages that are gone have left in the browser's storage.
 * @param {string[]} kept names of what may go on
 */
export async function sweepStorage(kept) {
  if (!navigator.locks || !await canStore()) return;
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys())
    if (name.startsWith(PREFIX) && !kept.includes(name))
      await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
        if (lock) await root.removeEntry(name, { recursive: true });
      });
}

/**
 * @param {number} bytes
 * @returns {Promise<boolean>} whether the browser's storage takes so many more, as far as it tells
 */
async function hasRoom(bytes) {
  const { quota, usage } = await navigator.storage?.estimate?.() ?? {};
  return quota === undefined || usage === undefined || quota - usage >= bytes;
}

/** The files of one transfer, written by a worker. Calls are carried out in their order. */
export class Sink {
  /**
   * @param {FileSystemDirectoryHandle | null} folder null for the browser's storage
   * @param {string} [name] of what an earlier page began
   */
  constructor(folder, name) {
    this.folder = folder;
    this.name = name ?? PREFIX + crypto.randomUUID();
    this.worker = new Worker(new URL(WORKER_URL, import.meta.url), { type: 'module' });
    this.worker.onmessage = ({ data }) => this.settle(data);
    this.worker.onerror = () => this.breakDown();
    this.isClosed = false;
    this.calls = 0;
    /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Fault) => void }>} */
    this.pending = new Map();
    /** @type {Uint8Array | null} what was added and not yet written */
    this.batch = null;
    this.batchBytes = 0;
    /** @type {ArrayBuffer[]} that the worker gave back */
    this.spare = [];
    this.index = -1;
    /** @type {Map<number, { path: string, crc: number }>} what is complete */
    this.complete = new Map();
    /** @type {string[]} */
    this.folders = [];
    if (!name) claim(this.name);
    this.ready = this.call('init', [folder, this.name]);
    this.ready.catch(() => {});
  }

  /** @param {{ call: number, result?: any, error?: Trouble }} answer */
  settle({ call, result, error }) {
    if (result instanceof ArrayBuffer && this.spare.length < MAX_SPARE) this.spare.push(result);
    const waiting = this.pending.get(call);
    this.pending.delete(call);
    if (error) waiting?.reject(faultOf(error));
    else waiting?.resolve(result);
  }

  breakDown() {
    for (const { reject } of this.pending.values()) reject(new Fault('destination', 'The worker stopped'));
    this.pending.clear();
  }

  /**
   * @param {string} name
   * @param {any[]} values
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  call(name, values, transfer = []) {
    this.calls += 1;
    const call = this.calls;
    return new Promise((resolve, reject) => {
      this.pending.set(call, { resolve, reject });
      this.worker.postMessage({ call, name, values }, transfer);
    });
  }

  /**
   * @param {number} index
   * @param {string} path
   * @param {number} offset
   */
  async begin(index, path, offset) {
    this.index = index;
    await this.call('begin', [index, path, offset]);
  }

  /**
   * Takes a copy; {@link flush} says when it is on disk.
   * @param {Uint8Array} data
   */
  add(data) {
    const needed = this.batchBytes + data.length;
    if (!this.batch || needed > this.batch.length) {
      const old = this.batch;
      this.batch = this.makeChunk(needed);
      if (old) this.batch.set(old.subarray(0, this.batchBytes));
    }
    this.batch.set(data, this.batchBytes);
    this.batchBytes = needed;
  }

  /**
   * @param {number} size that it must have at least
   * @returns {Uint8Array}
   */
  makeChunk(size) {
    const used = this.spare.pop();
    return used && size <= used.byteLength ? new Uint8Array(used) : new Uint8Array(Math.max(2 * size, CHUNK_BYTES));
  }

  isFull() {
    return this.batchBytes >= BATCH_BYTES;
  }

  /** @returns {Promise<void>} until everything added before is written */
  async flush() {
    if (!this.batch) return;
    const { buffer } = this.batch;
    const length = this.batchBytes;
    this.empty();
    await this.call('write', [this.index, buffer, length], [buffer]);
  }

  empty() {
    this.batch = null;
    this.batchBytes = 0;
  }

  /** @param {number} length */
  async zero(length) {
    await this.flush();
    await this.call('zero', [this.index, length]);
  }

  /** @param {string} path */
  async finish(path) {
    const { index } = this;
    await this.flush();
    const { crc } = await this.call('finish', [index]);
    this.complete.set(index, { path, crc });
  }

  /** Forgets the file that was begun. */
  async drop() {
    this.empty();
    await this.call('drop', [this.index]);
  }

  /** @param {string} path an empty one, perhaps */
  async makeFolder(path) {
    this.folders.push(path);
    await this.call('folder', [path]);
  }

  /**
   * @param {number} bytes still to come
   * @returns {Promise<void>}
   * @throws {Fault} `disk-full`
   */
  async reserve(bytes) {
    await this.ready;
    if (this.folder || await hasRoom(bytes)) return;
    throw new Fault('disk-full', 'The browser gives too little storage');
  }

  /** @returns {Promise<Map<number, import('../protocol/offer.js').Have>>} */
  async beginnings() {
    return new Map(await this.call('beginnings', [[...this.complete.keys()]]));
  }

  /** Leaves nothing that is not complete. */
  async abandon() {
    this.empty();
    await this.end('dropAll');
  }

  /** Leaves nothing at all of what is in the browser's storage. */
  async remove() {
    await this.abandon();
    if (this.folder) return;
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(this.name, { recursive: true }).catch(() => {});
  }

  /** The worker has nothing to do any more; what is there stays. */
  async close() {
    await this.end('letGo');
  }

  /** @param {'dropAll' | 'letGo'} last what the worker does before it goes */
  async end(last) {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.call(last, []).catch(() => {});
    this.worker.terminate();
  }

  /**
   * For the browser's storage: everything that is complete, to be downloaded.
   * @param {string} title
   * @returns {Promise<Download | null>}
   */
  async pack(title) {
    if (this.folder || this.complete.size === 0) return null;
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(this.name);
    const files = await Promise.all([...this.complete].map(async ([index, { path, crc }]) => {
      const content = await (await root.getFileHandle(String(index))).getFile();
      return { path, content, crc };
    }));
    if (files.length === 1 && this.folders.length === 0)
      return { name: /** @type {string} */ (files[0].path.split('/').pop()), blob: files[0].content };
    const folders = this.folders.map((path) => ({ path: `${path}/`, content: null, crc: 0 }));
    return { name: `${title}.zip`, blob: zip([...folders, ...files]) };
  }
}
