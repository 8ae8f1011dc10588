// arrival.js: an offer, and what became of it over any number of attempts
// SPDX-License-Identifier: GPL-3.0-or-later
import { displayName, NameTable } from './names.js';
import { Rate } from './rate.js';
import { Sink } from './sink.js';

/** @typedef {import('../protocol/offer.js').Offer} Offer */
/** @typedef {import('../protocol/fault.js').Fault} Fault */
/** @typedef {import('./receive-job.js').ReceiveJob} ReceiveJob */
/** @typedef {'offered' | 'running' | 'lost' | 'done' | 'failed' | 'declined' | 'cancelled'} ArrivalState */

/** What the page shows of a transfer to this device. */
export class Arrival {
  /**
   * @param {Offer} offer
   * @param {import('../protocol/session.js').Peer} peer
   * @param {() => void} changed
   */
  constructor(offer, peer, changed) {
    this.offer = offer;
    this.peer = peer;
    this.changed = changed;
    /** @type {ArrivalState} */
    this.state = 'offered';
    /** @type {Fault | null} */
    this.fault = null;
    /** @type {string[] | null} */
    this.words = null;
    /** @type {ReceiveJob | null} */
    this.job = null;
    /** @type {Map<number, boolean>} whether a file is in place, for those that are over */
    this.settled = new Map();
    /** @type {Map<number, number>} how much of a file is there */
    this.positions = new Map();
    /** @type {Map<number, string>} */
    this.texts = new Map();
    this.bytes = 0;
    this.rate = new Rate();
    /** @type {{ name: string, blob: Blob } | null} */
    this.download = null;
    const names = new NameTable();
    this.paths = offer.entries.map(
      ({ path, type }) => (type === 'd' ? names.placeFolder(path) : names.placeFile(path)));
    /** @type {Sink} */
    this.sink = /** @type {any} */ (null);
  }

  /**
   * @param {ReceiveJob} job
   * @param {FileSystemDirectoryHandle | null} folder null for a download
   */
  async start(job, folder) {
    this.sink ??= new Sink(folder);
    await this.resume(job);
  }

  /** @param {ReceiveJob} job a new attempt */
  async resume(job) {
    this.job = job;
    this.fault = null;
    this.state = 'running';
    this.rate = new Rate();
    this.changed();
    await job.accept(this);
  }

  /** @param {Fault | null} fault how an attempt ended */
  interrupt(fault) {
    this.job = null;
    if (this.state !== 'running' && this.state !== 'offered') return;
    this.fault = fault;
    const mayComeBack = this.state === 'running' && (fault === null || fault.code === 'connection-lost');
    this.state = mayComeBack ? 'lost' : 'failed';
    if (this.state === 'failed') this.sink?.abandon();
    this.changed();
  }

  /** The room is gone, and with it the hope to go on. */
  giveUp() {
    if (this.state !== 'lost') return;
    this.state = 'failed';
    this.sink.abandon();
    this.changed();
  }

  decline() {
    this.state = 'declined';
    this.job?.decline();
    this.changed();
  }

  /** A person stops it. */
  cancel() {
    this.state = 'cancelled';
    this.job?.cancel();
    this.sink?.abandon();
    this.changed();
  }

  /** @param {number} index */
  isContent(index) {
    const { type } = this.offer.entries[index];
    return type === 'f' || type === 'x';
  }

  /** @param {number} index */
  isWanted(index) {
    return this.isContent(index) && !this.settled.get(index);
  }

  /** @returns {boolean[]} */
  wanted() {
    for (const [index, isInPlace] of this.settled) if (!isInPlace) this.settled.delete(index);
    return this.offer.entries.map((_, index) => this.isWanted(index));
  }

  isSettled() {
    return this.offer.entries.every((_, index) => !this.isContent(index) || this.settled.has(index));
  }

  /** @param {number} index */
  pathOf(index) {
    return this.paths[index];
  }

  folders() {
    return this.paths.filter((_, index) => this.offer.entries[index].type === 'd');
  }

  /**
   * @param {number} index
   * @param {number} position
   */
  moveTo(index, position) {
    this.bytes += position - (this.positions.get(index) ?? 0);
    this.positions.set(index, position);
    this.rate.add(this.bytes);
    this.changed();
  }

  /**
   * @param {number} index
   * @param {boolean} isInPlace
   */
  settle(index, isInPlace) {
    this.settled.set(index, isInPlace);
    this.changed();
  }

  /**
   * @param {number} index
   * @param {string} text
   */
  addText(index, text) {
    this.texts.set(index, text);
  }

  count() {
    const results = [...this.settled.values()];
    const files = results.filter((isInPlace) => isInPlace).length;
    return { files, bytes: this.bytes, failed: results.length - files };
  }

  /** Everything is on disk. */
  async complete() {
    this.download = await this.sink.pack(displayName(this.offer.title) || 'Portunus');
    this.sink.close();
    this.state = this.count().failed > 0 ? 'failed' : 'done';
    this.changed();
  }
}
