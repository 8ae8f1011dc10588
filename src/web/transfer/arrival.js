// arrival.js: an offer, and what became of it over any number of attempts
// SPDX-License-Identifier: GPL-3.0-or-later
import { Brake } from './brake.js';
import { displayName, NameTable } from './names.js';
import { Rate } from './rate.js';
import { planStream } from './place-stream.js';
import { MEMORY_LIMIT, Sink, claim } from './sink.js';

/** @typedef {import('./journal.js').Journal} Journal */
/** @typedef {import('./journal.js').ArrivalRecord} ArrivalRecord */

/** @typedef {import('../protocol/offer.js').Offer} Offer */
/** @typedef {import('../protocol/fault.js').Fault} Fault */
/** @typedef {import('./receive-job.js').ReceiveJob} ReceiveJob */
/** @typedef {'offered' | 'running' | 'lost' | 'done' | 'failed' | 'declined' | 'cancelled'} ArrivalState */

const SAVE_MS = 500;
const CLAIM_MS = 3000;

/* After these, what there is of the files is kept, since another attempt can go on with it. */
const PASSING_FAULTS = ['connection-lost', 'no-connection', 'disk-full', 'cancelled', 'no-room', 'failed',
  'download', 'source'];

/** What the page shows of a transfer to this device. */
export class Arrival {
  /**
   * @param {Offer} offer
   * @param {import('../protocol/session.js').Peer} peer
   * @param {() => void} changed
   * @param {{ journal: Journal, room: string, storage: import('./sink.js').StorageKind }} place where it is noted
   */
  constructor(offer, peer, changed, place) {
    this.place = place;
    this.offer = offer;
    this.peer = peer;
    this.changed = changed;
    /** @type {ArrivalState} */
    this.state = 'offered';
    /** @type {Fault | null} */
    this.fault = null;
    /** @type {number | null} the file for which an attempt failed */
    this.culprit = null;
    /** @type {string[] | null} */
    this.words = null;
    /** @type {ReceiveJob | null} */
    this.job = null;
    /** @type {ReceiveJob | null} the last that wrote anything */
    this.writer = null;
    /** @type {Map<number, boolean>} whether a file is in place, for those that are over */
    this.settled = new Map();
    /** @type {Map<number, number>} how much of a file is there */
    this.positions = new Map();
    /** @type {Map<number, string>} */
    this.texts = new Map();
    this.bytes = 0;
    this.rate = new Rate();
    /** @type {import('./sink.js').Download | null} */
    this.download = null;
    this.hasStarted = false;
    /** @type {Map<number, string>} what the host calls the version of a file that was fetched from it */
    this.tags = new Map();
    this.isNative = false;
    this.brake = new Brake();
    /* A folder that an earlier page was allowed to write to, and this one is not yet. */
    this.needsPermission = false;
    /* It was received by an earlier page. */
    this.isRestored = false;
    this.saver = 0;
    const names = new NameTable();
    this.paths = offer.entries.map(
      ({ path, type }) => (type === 'd' ? names.placeFolder(path) : names.placeFile(path)));
    /** @type {Sink} */
    this.sink = /** @type {any} */ (null);
  }

  /**
   * @param {ArrivalRecord} record of an earlier page
   * @param {() => void} changed
   * @param {{ journal: Journal, room: string, storage: import('./sink.js').StorageKind }} place
   * @returns {Promise<Arrival | null>} null if another page has it
   */
  static async restore(record, changed, place) {
    if (!await claim(record.name, CLAIM_MS)) return null;
    const arrival = new Arrival(record.offer, record.peer, changed, place);
    arrival.isRestored = record.state === 'done';
    arrival.isNative = record.isNative;
    arrival.hasStarted = record.isNative;
    if (!record.isNative) arrival.sink = new Sink({
      folder: record.folder, kind: 'disk', name: record.name, complete: new Map(record.complete),
      begun: record.begun,
    });
    arrival.settled = new Map(record.settled);
    arrival.texts = new Map(record.texts);
    for (const [index, isInPlace] of arrival.settled)
      if (isInPlace) arrival.moveTo(index, record.offer.entries[index].size ?? 0);
    arrival.brake.set(record.isPaused);
    const permission = await record.folder?.queryPermission?.({ mode: 'readwrite' });
    arrival.needsPermission = permission !== undefined && permission !== 'granted';
    if (record.state === 'done') await arrival.present();
    else arrival.state = 'lost';
    return arrival;
  }

  /** @returns {boolean} whether it can be received without a folder that the person chooses */
  canDownload() {
    return !this.staysInMemory() || this.offer.bytes <= MEMORY_LIMIT;
  }

  /** @returns {boolean} whether it would be in memory until it is whole */
  staysInMemory() {
    return this.place.storage === 'memory' && !this.job?.isHttps() && this.hasFiles();
  }

  /** @returns {boolean} whether the browser downloads it while it comes, and only it knows how that ends */
  isStream() {
    return this.sink?.isStream() ?? false;
  }

  /** @returns {boolean} whether the host left while the browser's own download may go on, or be over */
  isHanded() {
    return this.state === 'lost' && this.isNative && this.hasStarted;
  }

  /** @returns {string} under which it is noted */
  key() {
    return `${this.peer.device} ${this.offer.id}`;
  }

  /** Notes it, soon, so that a page that is opened anew can go on. */
  save() {
    this.saver ||= setTimeout(() => this.saveNow(), SAVE_MS);
  }

  saveNow() {
    clearTimeout(this.saver);
    this.saver = 0;
    if (this.sink ? !this.sink.isLasting : !this.isNative) return;
    this.place.journal.put({
      key: this.key(), room: this.place.room, changedAt: Date.now(), offer: this.offer, peer: this.peer,
      state: this.state === 'done' ? 'done' : 'lost', isPaused: this.brake.isOn,
      isNative: this.isNative, name: this.sink?.name ?? this.key(), folder: this.sink?.folder ?? null,
      settled: [...this.settled], texts: [...this.texts], complete: [...this.sink?.complete ?? []],
      begun: [...this.sink?.begun ?? []],
    });
  }

  /** It is over, or nobody wants it any more: nothing is left of it but what the person saved. */
  async forget() {
    clearTimeout(this.saver);
    this.saver = 0;
    await this.place.journal.remove(this.key());
    await this.sink?.remove();
  }

  /**
   * @param {ReceiveJob} job
   * @param {FileSystemDirectoryHandle | null} folder null for a download
   */
  async start(job, folder) {
    this.isNative = job.isHttps() && !folder;
    if (!this.isNative) this.sink ??= this.makeSink(folder);
    await this.sink?.reserve(this.offer.bytes);
    this.saveNow();
    await this.resume(job);
  }

  /**
   * @param {FileSystemDirectoryHandle | null} folder
   * @returns {Sink}
   */
  makeSink(folder) {
    const { storage } = this.place;
    const kind = storage === 'stream' && !this.hasFiles() ? 'memory' : storage;
    return new Sink({ folder, kind, plan: () => this.plan(), broke: (fault) => this.breakOff(fault) });
  }

  /** @param {Fault} fault after which nothing can be written */
  breakOff(fault) {
    if (this.job) this.job.fail(fault);
    else this.giveUp(fault);
  }

  hasFiles() {
    return this.offer.entries.some(({ type }) => type === 'f');
  }

  /** @returns {import('./place-stream.js').StreamPlan} a download of what is not there yet */
  plan() {
    const files = this.offer.entries.flatMap(({ type, size }, index) =>
      (type === 'f' && this.isWanted(index) ? [{ index, path: this.pathOf(index), size }] : []));
    return planStream(this.title(), files, this.folders());
  }

  title() {
    return displayName(this.offer.title) || 'Portunus';
  }

  /** A sink that was closed, or broke, is followed by another. What a broken download had has to come again. */
  renewSink() {
    if (this.sink.isStream() && !this.sink.isSealed)
      for (const index of this.sink.complete.keys()) {
        this.settled.delete(index);
        this.moveTo(index, 0);
      }
    this.sink.abandon();
    this.sink = this.sink.reopen();
  }

  /** @param {ReceiveJob} job a new attempt */
  async resume(job) {
    this.job = job;
    this.fault = null;
    if (this.needsPermission) return;
    if (this.sink?.isClosed || this.sink?.trouble) this.renewSink();
    await this.sink?.ready;
    this.state = 'running';
    this.rate = new Rate();
    this.changed();
    await job.accept(this);
  }

  /**
   * What an earlier attempt still had in its hands is put down before the next one takes over.
   * @param {ReceiveJob} job the next one
   */
  async settleDown(job) {
    const before = this.writer;
    this.writer = job;
    before?.fetching?.stop();
    this.brake.wake();
    await before?.frames.run(() => {});
    await before?.fetching?.running;
    await this.sink?.flush();
  }

  /** After a click: asks for the folder again where one has to, and goes on. */
  async allow() {
    const permission = await this.sink.folder?.requestPermission?.({ mode: 'readwrite' });
    if (permission === 'denied' || permission === 'prompt') return;
    this.needsPermission = false;
    this.changed();
    if (this.job) await this.resume(this.job);
  }

  /** @param {boolean} isPaused as a person wants it; the sender merely waits */
  pause(isPaused) {
    this.brake.set(isPaused);
    this.rate = new Rate();
    this.saveNow();
    this.changed();
  }

  /** @param {Fault | null} fault how an attempt ended */
  interrupt(fault) {
    const isDone = this.job?.isDone;
    this.job = null;
    this.brake.wake();
    if (isDone) return;
    if (this.state !== 'running' && this.state !== 'offered') return;
    this.fault = fault;
    const mayComeBack = this.state === 'running' && (fault === null || fault.code === 'connection-lost');
    this.state = mayComeBack ? 'lost' : 'failed';
    if (this.state === 'failed' && !this.canRetry()) this.forget();
    else if (fault?.code === 'download') this.sink.abandon();
    this.changed();
  }

  /** @returns {boolean} whether another attempt could go on with what is there */
  canRetry() {
    return this.state === 'failed' && (!!this.sink || this.isNative) && PASSING_FAULTS.includes(this.fault?.code ?? 'failed');
  }

  /** A person wants another attempt; it begins when the sender offers it again. */
  retry() {
    if (this.state !== 'lost' && !this.canRetry()) return;
    this.brake.set(false);
    this.state = 'lost';
    this.fault = null;
    this.changed();
  }

  /**
   * The room is gone, and with it the hope to go on soon. What is there is kept for another room.
   * @param {Fault} fault
   */
  giveUp(fault) {
    if (this.state !== 'lost' || this.isHanded()) return;
    this.state = 'failed';
    this.fault = fault;
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
    this.brake.set(false);
    this.job?.cancel();
    this.writer?.fetching?.stop();
    this.forget();
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
    this.save();
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

  /** @param {import('./sink.js').Download} download that the browser makes by itself */
  offerDownload(download) {
    if (this.download && this.download.url !== download.url) this.hasStarted = false;
    this.download = download;
    this.saveNow();
    this.changed();
  }

  /** @param {number} bytes that the host gave to the browser */
  countTaken(bytes) {
    this.bytes = Math.min(bytes, this.offer.bytes);
    this.rate.add(this.bytes);
    this.changed();
  }

  /** The host has given everything to the browser; nobody tells the page whether it is on disk. */
  completeNative() {
    const isWhole = this.count().failed === 0;
    if (this.job) this.job.isDone = true;
    if (isWhole) this.bytes = this.offer.bytes;
    this.state = isWhole ? 'done' : 'failed';
    this.download = null;
    this.forget();
    this.changed();
  }

  /** Everything is on disk. */
  async complete() {
    await this.sink.close();
    await this.present();
    if (this.state === 'done' && !this.download) await this.forget();
    else this.saveNow();
  }

  async present() {
    const { failed } = this.count();
    this.fault = null;
    this.download = await this.sink.pack(this.title());
    this.state = failed > 0 ? 'failed' : 'done';
    this.changed();
  }
}
