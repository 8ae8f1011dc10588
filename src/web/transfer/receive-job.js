// receive-job.js: one attempt to get the files of an offer (PROTOCOL.md §8 to §11)
// SPDX-License-Identifier: GPL-3.0-or-later
import { fromHex } from '../protocol/bytes.js';
import { Fault, demand } from '../protocol/fault.js';
import { OfferReader, writeAccept } from '../protocol/offer.js';
import { END_COMPLETE, RecordReader } from '../protocol/records.js';
import { Serial } from '../protocol/serial.js';
import { Fetching } from './fetching.js';
import { faultOfPeer } from './send-job.js';

/** @typedef {import('../protocol/session.js').Session} Session */
/** @typedef {import('../protocol/json.js').Message} Message */
/** @typedef {import('./arrival.js').Arrival} Arrival */

const MIN_GROWTH = 16 * 1024 * 1024;
const MAX_TEXT_BYTES = 1024 * 1024;
const MAX_RESTARTS = 16;
const OFFER_PART_MS = 30000;

/** Belongs to one session. */
export class ReceiveJob {
  /**
   * @param {Session} session
   * @param {(job: ReceiveJob) => void} offered the offer is complete
   */
  constructor(session, offered) {
    this.session = session;
    this.offered = offered;
    this.reader = new OfferReader();
    /** @type {import('../protocol/offer.js').Offer | null} */
    this.offer = null;
    /** @type {Arrival | null} */
    this.arrival = null;
    /** @type {RecordReader | null} */
    this.records = null;
    /** @type {Fetching | null} */
    this.fetching = null;
    this.frames = new Serial();
    this.waiting = 0;
    /** @type {(() => void)[]} frames whose content is not on disk yet */
    this.unreleased = [];
    this.index = -1;
    this.isDropping = false;
    this.limit = 0;
    this.position = 0;
    /** @type {Uint8Array[]} */
    this.text = [];
    this.isDone = false;
    this.growth = 0;
    this.hollow = 0;
    this.restarts = 0;
    this.partTimer = 0;
  }

  /** The lane is open: the offer has to come, and go on. */
  expectPart() {
    clearTimeout(this.partTimer);
    const fault = new Fault('connection-lost', 'The offer stopped coming');
    if (!this.offer) this.partTimer = setTimeout(() => this.fail(fault), OFFER_PART_MS);
  }

  /** @param {Message} message */
  take(message) {
    try {
      this.handle(message);
    } catch (error) {
      this.fail(Fault.from(error));
    }
  }

  /** @param {Message} message */
  handle(message) {
    if (message.t === 'offer' || message.t === 'offer-part') {
      demand(this.offer === null, 'An offer came twice');
      this.offer = this.reader.add(message);
      this.expectPart();
      if (this.offer) this.offered(this);
    } else if (this.fetching && ['fetch', 'taken', 'fetched'].includes(message.t)) {
      this.fetching.take(message);
    } else {
      demand(message.t === 'cancel' || message.t === 'fail', 'A message is out of turn');
      this.session.close(this.fetching?.explainEnd(message) ?? faultOfPeer(message));
    }
  }

  id() {
    return /** @type {import('../protocol/offer.js').Offer} */ (this.offer).id;
  }

  isHttps() {
    return this.session.laneKind === 'https';
  }

  decline() {
    this.session.send({ t: 'decline', id: this.id() });
    this.session.leave();
  }

  cancel() {
    this.session.send({ t: 'cancel', id: this.id() });
    this.session.leave();
  }

  /** @param {Arrival} arrival where it goes, and what of it is there */
  async accept(arrival) {
    this.arrival = arrival;
    await arrival.settleDown(this);
    if (this.isHttps()) {
      this.fetching = new Fetching(this, arrival);
      /* The host makes the archive, so it must know about the folders, too. */
      const wanted = arrival.wanted().map((isWanted, i) => isWanted || arrival.offer.entries[i].type === 'd');
      for (const message of writeAccept(this.id(), wanted, new Map()))
        this.session.send(arrival.sink ? { ...message, stores: true } : message);
      return;
    }
    const have = await arrival.sink.beginnings();
    const id = /** @type {Uint8Array} */ (fromHex(this.id(), 16));
    this.records = new RecordReader(await this.session.dataKey(false), id, {
      begin: (index, offset, size) => this.begin(index, offset, size),
      data: (data) => this.data(data),
      hole: (length) => this.hole(length),
      end: (status, size) => this.end(status, size),
      finish: () => this.finish(),
    });
    for (const message of writeAccept(this.id(), arrival.wanted(), have)) this.session.send(message);
  }

  /**
   * @param {Uint8Array} frame
   * @param {() => void} release
   */
  takeFrame(frame, release) {
    demand(this.records, 'Data came before it was asked for');
    const records = this.records;
    const opened = records.openFrame(frame);
    opened.catch(() => {});
    this.waiting += 1;
    this.frames.run(async () => {
      const plaintext = await opened;
      await this.arrival?.brake.pass(() => this.session.isClosed);
      if (this.session.isClosed) return;
      await records.readRecords(plaintext);
      this.waiting -= 1;
      this.unreleased.push(release);
      if (this.sink().isFull() || this.waiting === 0) this.store();
    }).catch((error) => this.fail(Fault.from(error)));
  }

  /** @param {Fault} fault */
  fail(fault) {
    if (this.session.isClosed || this.isDone) return;
    clearTimeout(this.partTimer);
    const code = fault.code === 'download' ? 'destination' : fault.code;
    if (this.offer) this.session.send({ t: 'fail', id: this.id(), code });
    this.session.close(fault);
  }

  sink() {
    return /** @type {Arrival} */ (this.arrival).sink;
  }

  /** Releases frames as soon as what they brought is on disk. */
  store() {
    const releases = this.unreleased;
    this.unreleased = [];
    this.sink().flush().then(
      () => releases.forEach((release) => release()),
      (error) => this.fail(Fault.from(error)),
    );
  }

  /**
   * @param {number} index
   * @param {number} offset
   * @param {number | null} size
   */
  async begin(index, offset, size) {
    const arrival = /** @type {Arrival} */ (this.arrival);
    const entry = arrival.offer.entries[index];
    demand(entry && arrival.isWanted(index), 'Nobody asked for this file');
    await this.sink().flush();
    this.restarts = this.index === index ? this.restarts + 1 : 0;
    demand(this.restarts <= MAX_RESTARTS, 'A file begins too often');
    this.index = index;
    this.isDropping = false;
    this.text = [];
    this.limit = size ?? Number.MAX_SAFE_INTEGER;
    const offered = entry.size ?? Number.MAX_SAFE_INTEGER;
    this.growth += size === null ? 0 : Math.max(0, size - offered);
    const isTooLong = (size !== null && size - offered > Math.max(offered, MIN_GROWTH))
      || this.growth > Math.max(arrival.offer.bytes, MIN_GROWTH);
    arrival.moveTo(index, offset);
    this.position = offset;
    if (isTooLong || (entry.type === 'x' && this.limit > MAX_TEXT_BYTES)) await this.refuse('destination');
    else if (entry.type === 'f') await this.openFile(index, offset, size);
    else demand(offset === 0, 'A text does not begin at its beginning');
  }

  /**
   * @param {number} index
   * @param {number} offset
   * @param {number | null} size
   */
  async openFile(index, offset, size) {
    const arrival = /** @type {Arrival} */ (this.arrival);
    try {
      await this.sink().begin(index, arrival.pathOf(index), offset, size);
      if (arrival.sink.begun.size > 0) arrival.save();
    } catch (error) {
      const fault = Fault.from(error);
      if (offset > 0) throw new Fault('protocol', fault.message);
      if (fault.code !== 'destination') throw fault;
      await this.refuse('destination');
    }
  }

  /** @param {string} code why this one file cannot be taken */
  async refuse(code) {
    this.isDropping = true;
    this.session.send({ t: 'refuse', id: this.id(), i: this.index, code });
    if (!this.isText()) await this.sink().drop().catch(() => {});
  }

  isText() {
    return /** @type {Arrival} */ (this.arrival).offer.entries[this.index].type === 'x';
  }

  /** @param {number} length that comes now */
  async advance(length) {
    this.position += length;
    if (this.position > this.limit && !this.isDropping) await this.refuse('destination');
    if (this.isDropping) return false;
    /** @type {Arrival} */ (this.arrival).moveTo(this.index, this.position);
    return true;
  }

  /** @param {Uint8Array} data */
  async data(data) {
    if (!await this.advance(data.length)) return;
    if (this.isText()) this.text.push(data.slice());
    else this.sink().add(data);
  }

  /** @param {number} length */
  async hole(length) {
    demand(!this.isText(), 'A text has a hole');
    /* What costs the sender nothing must not fill a disk: where no size was told, holes are not taken for long. */
    this.hollow += this.limit === Number.MAX_SAFE_INTEGER ? length : 0;
    if (this.hollow > MIN_GROWTH && !this.isDropping) await this.refuse('destination');
    if (await this.advance(length)) await this.sink().zero(length);
  }

  /**
   * @param {number} status
   * @param {number} size
   */
  async end(status, size) {
    const arrival = /** @type {Arrival} */ (this.arrival);
    const isComplete = status === END_COMPLETE && !this.isDropping;
    demand(status !== END_COMPLETE || this.isDropping || size === this.position, 'A file has another size than it had');
    if (isComplete && this.isText()) arrival.addText(this.index, await new Blob(this.text).text());
    else if (isComplete) await this.sink().finish(arrival.pathOf(this.index));
    else if (!this.isText() && !this.isDropping) await this.sink().drop();
    arrival.settle(this.index, isComplete);
    this.index = -1;
  }

  async finish() {
    const arrival = /** @type {Arrival} */ (this.arrival);
    demand(arrival.isSettled(), 'The sender left files out');
    await this.sink().flush();
    for (const path of arrival.folders()) await this.sink().makeFolder(path);
    await this.sink().seal();
    const { files, bytes, failed } = arrival.count();
    this.isDone = true;
    this.session.send({ t: 'verified', id: this.id(), files, bytes, failed });
    await arrival.complete();
    this.session.leave();
  }
}
