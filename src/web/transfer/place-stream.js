// place-stream.js: files on their way to the browser's download manager, one after the other
// SPDX-License-Identifier: GPL-3.0-or-later
import { ZipStream } from './zip.js';

/** @typedef {import('./place-folder.js').FilePlace} FilePlace */
/** @typedef {import('./place-folder.js').Output} Output */

/**
 * @typedef {object} StreamPlan what the download will be
 * @property {string} name
 * @property {number | null} size
 * @property {boolean} isArchive whether it is more than one file
 * @property {[number, number | null][]} sizes by index
 * @property {string[]} folders
 */

const FILL_BYTES = 1024 * 1024;
/* A download that must be filled with more zeros than these is better broken. */
const MAX_FILL = 256 * 1024 * 1024;

/**
 * @param {string} title
 * @param {{ index: number, path: string, size: number | null }[]} files
 * @param {string[]} folders
 * @returns {StreamPlan}
 */
export function planStream(title, files, folders) {
  /** @type {[number, number | null][]} */
  const sizes = files.map(({ index, size }) => [index, size]);
  if (files.length === 1 && folders.length === 0) {
    const name = /** @type {string} */ (files[0].path.split('/').pop());
    return { name, size: files[0].size, isArchive: false, sizes, folders };
  }
  const items = [...folders.map((path) => ({ path: `${path}/`, size: 0 })), ...files];
  return { name: `${title}.zip`, size: ZipStream.measure(items), isArchive: true, sizes, folders };
}

/** The other end is in a service worker, which asks for every piece. */
class StreamPort {
  /** @param {MessagePort} port */
  constructor(port) {
    this.port = port;
    /** @type {Promise<void>} */
    this.asked = Promise.resolve();
    /** @type {() => void} */
    this.answer = () => {};
    /** @type {(error: Error) => void} */
    this.refuse = () => {};
    this.isLost = false;
    port.onmessage = ({ data }) => this.take(data);
    this.expect();
  }

  /** @param {unknown} data a word */
  take(data) {
    if (data === 'more' || data === 'ended') this.answer();
    if (data !== 'lost') return;
    this.isLost = true;
    this.refuse(this.loss());
  }

  loss() {
    return new DOMException('The browser ended the download', 'AbortError');
  }

  expect() {
    this.asked = new Promise((resolve, reject) => {
      this.answer = resolve;
      this.refuse = reject;
    });
    this.asked.catch(() => {});
  }

  /** @param {Uint8Array | 'end'} data what goes, as soon as somebody asks for it */
  async say(data) {
    if (this.isLost) throw this.loss();
    await this.asked;
    this.expect();
    this.port.postMessage(data);
  }

  tear() {
    this.port.postMessage('break');
  }
}

/** @implements {FilePlace} */
export class StreamPlace {
  /**
   * @param {MessagePort} port
   * @param {StreamPlan} plan
   */
  constructor(port, plan) {
    this.port = new StreamPort(port);
    this.plan = plan;
    this.sizes = new Map(plan.sizes);
    this.archive = plan.isArchive ? new ZipStream(plan.size) : null;
    this.hasCrc = true;
    this.isSpent = false;
  }

  /** @param {Uint8Array} data */
  async put(data) {
    if (data.length > 0) await this.port.say(data.slice());
    this.archive?.count(data.length);
  }

  /**
   * @param {number} index
   * @param {string} path
   * @param {number | null} size
   * @returns {Promise<Output>}
   */
  async open(index, path, size) {
    const planned = this.sizes.get(index);
    const isAsPlanned = planned !== undefined && (planned === null || size === null || planned === size);
    if (!isAsPlanned || this.isSpent) throw new Error('The download has no place for this file');
    this.sizes.delete(index);
    return this.archive ? this.openInArchive(this.archive, path, planned) : this.openAlone(planned);
  }

  /** @param {number | null} planned */
  openAlone(planned) {
    let length = 0;
    this.isSpent = true;
    return {
      write: async (/** @type {Uint8Array} */ data) => {
        length += data.length;
        await this.put(data);
      },
      read: null,
      finish: async () => {
        if (planned !== null && length !== planned) throw new Error('The file has another size than it had');
      },
      drop: async () => this.tear(),
    };
  }

  /**
   * @param {ZipStream} archive
   * @param {string} path
   * @param {number | null} planned
   */
  async openInArchive(archive, path, planned) {
    const { header, entry, at } = archive.begin(path, planned);
    let length = 0;
    await this.put(header);
    return {
      write: async (/** @type {Uint8Array} */ data) => {
        length += data.length;
        if (planned !== null && length > planned) throw new Error('The file is longer than it was');
        await this.put(data);
      },
      read: null,
      finish: async (/** @type {number} */ crc) => {
        if (planned !== null && length !== planned) throw new Error('The file has another size than it had');
        await this.put(archive.finish({ ...entry, size: length, crc }, at));
      },
      drop: async () => {},
    };
  }

  async makeFolder() {}

  /** Everything has come; afterwards the browser has it all. */
  async seal() {
    if (this.archive) await this.sealArchive(this.archive);
    await this.port.say('end');
    await this.port.asked;
    this.isSpent = true;
  }

  /** @param {ZipStream} archive */
  async sealArchive(archive) {
    for (const path of this.plan.folders) {
      const { header, entry, at } = archive.begin(`${path}/`, 0);
      await this.put(header);
      await this.put(archive.finish({ ...entry, crc: 0 }, at));
    }
    const gap = archive.gap();
    if (gap < 0 || gap > MAX_FILL) throw new Error('The archive has another size than it should');
    const zeros = new Uint8Array(FILL_BYTES);
    for (let rest = gap; rest > 0; rest -= zeros.length) await this.put(zeros.subarray(0, Math.min(rest, zeros.length)));
    await this.put(archive.close());
  }

  tear() {
    this.isSpent = true;
    this.port.tear();
  }
}
