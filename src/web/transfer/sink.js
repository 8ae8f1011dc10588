// sink.js: where what arrives goes: a folder that the person chose, a download, or the browser's storage and then a download
// SPDX-License-Identifier: GPL-3.0-or-later
import { Fault } from '../protocol/fault.js';
import { BrowserDownload, canStream } from './browser-download.js';
import { zip } from './zip.js';

const WORKER_URL = './save-worker.js';
const PREFIX = 'portunus-';
const BATCH_BYTES = 256 * 1024;
const CHUNK_BYTES = BATCH_BYTES + 64 * 1024;
const MAX_SPARE = 8;
const ZERO_BYTES = 64 * 1024 * 1024;

/** What a browser keeps in memory that gives neither storage nor a download that grows. */
export const MEMORY_LIMIT = 256 * 1024 * 1024;

/** @typedef {{ name: string, message: string }} Trouble */

/** @typedef {'disk' | 'stream' | 'memory'} StorageKind where files can go without a folder that the person chose */

/** @typedef {{ path: string, crc: number, content?: Blob }} Piece a file that is complete; its content if in memory */

/**
 * @typedef {object} SinkPlace
 * @property {FileSystemDirectoryHandle | null} folder that the person chose
 * @property {StorageKind} kind where there is none
 * @property {string} [name] of what an earlier page began in the browser's storage
 * @property {() => import('./place-stream.js').StreamPlan} [plan] what a stream will be
 * @property {Map<number, Piece>} [complete] what is there already
 * @property {[number, string][]} [begun] empty files that a page that is gone left in the folder
 * @property {(fault: Fault) => void} [broke] the browser gave up, perhaps while nothing was being written
 */

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
  /** @type {Record<string, import('../protocol/fault.js').FaultCode>} */
  const codes = { QuotaExceededError: 'disk-full', AbortError: 'download' };
  return new Fault(codes[name] ?? 'destination', `${name}: ${message}`);
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
async function canStore() {
  try {
    await navigator.storage.getDirectory();
    return true;
  } catch {
    return false;
  }
}

/** @returns {Promise<StorageKind>} the best that the browser has */
export async function findStorage() {
  if (await canStore()) return 'disk';
  return await canStream() ? 'stream' : 'memory';
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
  /** @param {SinkPlace} place */
  constructor(place) {
    const { folder, kind, name } = place;
    this.place = place;
    this.folder = folder;
    this.isLasting = folder !== null || kind === 'disk';
    this.name = name ?? PREFIX + crypto.randomUUID();
    this.worker = new Worker(new URL(WORKER_URL, import.meta.url), { type: 'module' });
    this.worker.onmessage = ({ data }) => this.settle(data);
    this.worker.onerror = () => this.breakDown(new Fault('destination', 'The worker stopped'));
    /** @type {BrowserDownload | null} */
    this.download = null;
    /** @type {Fault | null} after which nothing can be written any more */
    this.trouble = null;
    this.isSealed = false;
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
    /** @type {Map<number, Piece>} */
    this.complete = place.complete ?? new Map();
    /** @type {Map<number, string>} paths of files in the folder that are not complete */
    this.begun = new Map(place.begun);
    /** @type {string[]} */
    this.folders = [];
    if (!name && this.isLasting) claim(this.name);
    this.ready = this.prepare();
    this.ready.catch(() => {});
  }

  async prepare() {
    const { folder, kind, plan, begun } = this.place;
    if (folder) return this.call('init', [{ folder, begun }]);
    if (kind === 'disk') return this.call('init', [{ name: this.name }]);
    if (kind === 'memory' || !plan) return this.call('init', [{ limit: MEMORY_LIMIT - this.bytesInMemory() }]);
    const planned = plan();
    this.download = new BrowserDownload(planned, (fault) => this.breakDown(fault));
    const port = await this.download.begin().catch(() => {
      throw new Fault('download', 'The browser has no worker for downloads');
    });
    return this.call('init', [{ plan: planned, port }], [port]);
  }

  bytesInMemory() {
    return [...this.complete.values()].reduce((sum, { content }) => sum + (content?.size ?? 0), 0);
  }

  /** @returns {boolean} whether the browser downloads it while it comes */
  isStream() {
    return !this.isLasting && this.place.kind === 'stream';
  }

  /** @returns {Sink} in the same place, for what this one did not get before it was closed */
  reopen() {
    const complete = this.isStream() ? undefined : this.complete;
    return new Sink({ ...this.place, name: this.isLasting ? this.name : undefined, complete });
  }

  /** @param {{ call: number, result?: any, error?: Trouble }} answer */
  settle({ call, result, error }) {
    if (result instanceof ArrayBuffer && this.spare.length < MAX_SPARE) this.spare.push(result);
    const waiting = this.pending.get(call);
    this.pending.delete(call);
    if (error) waiting?.reject(faultOf(error));
    else waiting?.resolve(result);
  }

  /** @param {Fault} fault */
  breakDown(fault) {
    this.trouble ??= fault;
    for (const { reject } of this.pending.values()) reject(fault);
    this.pending.clear();
    if (!this.isClosed) this.place.broke?.(fault);
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
      if (this.trouble) throw this.trouble;
      this.pending.set(call, { resolve, reject });
      this.worker.postMessage({ call, name, values }, transfer);
    });
  }

  /**
   * @param {number} index
   * @param {string} path
   * @param {number} offset
   * @param {number | null} size of the whole file
   */
  async begin(index, path, offset, size) {
    this.index = index;
    const begun = await this.call('begin', [index, path, offset, size]);
    if (begun) this.begun.set(index, begun);
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
    this.download?.stir();
    await this.call('write', [this.index, buffer, length], [buffer]);
  }

  empty() {
    this.batch = null;
    this.batchBytes = 0;
  }

  /**
   * In steps, between which one can stop.
   * @param {number} length
   */
  async zero(length) {
    await this.flush();
    for (let rest = length; rest > 0 && !this.isClosed; rest -= ZERO_BYTES) {
      this.download?.stir();
      await this.call('zero', [this.index, Math.min(rest, ZERO_BYTES)]);
    }
  }

  /** @param {string} path */
  async finish(path) {
    const { index } = this;
    await this.flush();
    const { crc, content } = await this.call('finish', [index]);
    this.complete.set(index, { path, crc, content });
    this.begun.delete(index);
  }

  /** Everything that comes at all has come. */
  async seal() {
    await this.call('seal', []);
    this.isSealed = true;
    this.download?.end();
  }

  /** Forgets the file that was begun. */
  async drop() {
    this.empty();
    this.begun.delete(this.index);
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
    const isEnough = this.place.kind === 'memory' ? bytes <= MEMORY_LIMIT : this.isStream() || await hasRoom(bytes);
    if (!this.folder && !isEnough) throw new Fault('disk-full', 'The browser gives too little storage');
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
    if (this.folder || !this.isLasting) return;
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
    this.download?.end();
    this.worker.terminate();
  }

  /**
   * For the browser's storage, and memory: everything that is complete, to be downloaded.
   * @param {string} title
   * @returns {Promise<Download | null>}
   */
  async pack(title) {
    if (this.folder || this.isStream() || this.complete.size === 0) return null;
    const files = this.isLasting ? await this.openComplete()
      : [...this.complete.values()].map(({ path, crc, content }) => ({ path, crc, content: content ?? null }));
    if (files.length === 1 && this.folders.length === 0)
      return { name: /** @type {string} */ (files[0].path.split('/').pop()), blob: files[0].content ?? new Blob([]) };
    const folders = this.folders.map((path) => ({ path: `${path}/`, content: null, crc: 0 }));
    return { name: `${title}.zip`, blob: zip([...folders, ...files]) };
  }
  async openComplete() {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(this.name);
    return Promise.all([...this.complete].map(async ([index, { path, crc }]) => {
      const content = await (await root.getFileHandle(String(index))).getFile();
      return { path, content, crc };
    }));
  }
}
