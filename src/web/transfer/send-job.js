// send-job.js: one attempt to deliver a parcel to one receiver (PROTOCOL.md §8 to §11)
// SPDX-License-Identifier: GPL-3.0-or-later
import { fromHex, toHex } from '../protocol/bytes.js';
import { Fault, demand } from '../protocol/fault.js';
import { readCount } from '../protocol/json.js';
import { AcceptReader, writeOffer } from '../protocol/offer.js';
import { END_COMPLETE, END_REFUSED, END_UNREADABLE, RecordWriter } from '../protocol/records.js';
import { Sha256 } from '../protocol/sha256.js';
import { Putting, readTicket } from './putting.js';

/** @typedef {import('../protocol/session.js').Session} Session */
/** @typedef {import('../protocol/json.js').Message} Message */
/** @typedef {import('../protocol/offer.js').Have} Have */
/** @typedef {import('./source.js').Parcel} Parcel */

/**
 * @typedef {object} SendHandlers
 * @property {(wantedBytes: number, startBytes: number) => void} accepted
 * @property {(bytes: number) => void} progressed so many more were sent or found to be there
 * @property {(failed: number) => void} verified the receiver has everything but so many files
 */

const READ_BYTES = 1024 * 1024;
const PACK_HEAD = 8;
const MAX_PACK = 512 * 1024;
const MAX_PACKED = 64 * 1024;
const ACCEPT_PART_MS = 30000;

/**
 * @param {Blob} content
 * @param {Have} have what the receiver says it has
 * @returns {Promise<boolean>} whether ours begins with just that
 */
async function isBeginning(content, { length, hash }) {
  if (length > content.size) return false;
  const own = new Sha256();
  for (let offset = 0; offset < length; offset += READ_BYTES)
    own.update(new Uint8Array(await content.slice(offset, Math.min(length, offset + READ_BYTES)).arrayBuffer()));
  return toHex(own.digest()) === hash;
}

/**
 * @param {Blob} content
 * @param {number} offset
 * @returns {Promise<ArrayBuffer | null>} the next of it; null if it cannot be read
 */
async function read(content, offset) {
  return content.slice(offset, offset + READ_BYTES).arrayBuffer().catch(() => null);
}

/**
 * @param {Message} message "cancel" or "fail"
 * @returns {Fault}
 */
export function faultOfPeer(message) {
  const codes = ['disk-full', 'destination', 'tampered', 'protocol', 'connection-lost'];
  const isKnown = message.t === 'fail' && codes.includes(message.code);
  return new Fault(isKnown ? message.code : 'cancelled', 'The peer ended the transfer');
}

/** Belongs to one session. */
export class SendJob {
  /**
   * @param {Session} session with an open lane
   * @param {Parcel} parcel
   * @param {SendHandlers} handlers
   * @param {import('./brake.js').Brake} brake
   */
  constructor(session, parcel, handlers, brake) {
    this.session = session;
    this.brake = brake;
    this.parcel = parcel;
    this.handlers = handlers;
    this.accept = new AcceptReader(parcel.items.length);
    this.isAccepted = false;
    this.isFinished = false;
    this.partTimer = 0;
    /** @type {Putting | null} */
    this.putting = null;
    /** @type {Set<number>} */
    this.refused = new Set();
    for (const message of writeOffer(parcel.offer)) session.send(message);
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
    if (message.t === 'accept' && !this.isAccepted) {
      clearTimeout(this.partTimer);
      if (!this.accept.add(message)) {
        const fault = new Fault('connection-lost', 'The acceptance stopped coming');
        this.partTimer = setTimeout(() => this.fail(fault), ACCEPT_PART_MS);
        return;
      }
      this.isAccepted = true;
      if (!this.isHttps()) this.run().catch((error) => this.fail(Fault.from(error)));
    } else if (message.t === 'upload' && this.isAccepted && this.isHttps()) {
      demand(!this.putting, 'A ticket came twice');
      this.putting = new Putting(this, readTicket(message));
      this.putAll(this.putting).catch((error) => this.fail(Fault.from(error)));
    } else if (message.t === 'refuse' && this.isAccepted) {
      this.refused.add(readCount(message, 'i', this.parcel.items.length - 1));
    } else if (message.t === 'verified') {
      demand(this.isFinished || this.putting, 'The receiver verified what it cannot have');
      this.handlers.verified(readCount(message, 'failed', this.parcel.items.length));
      this.session.leave();
    } else {
      this.takeEnd(message);
    }
  }

  /** @param {Message} message */
  takeEnd(message) {
    demand(['decline', 'cancel', 'fail'].includes(message.t), 'A message is out of turn');
    if (message.t === 'decline') this.session.close(new Fault('declined', 'The receiver does not want it'));
    else this.session.close(faultOfPeer(message));
  }

  /** @param {Fault} fault */
  fail(fault) {
    if (this.session.isClosed) return;
    this.session.send({ t: 'fail', id: this.parcel.offer.id, code: fault.code });
    this.session.close(fault);
  }

  cancel() {
    if (this.session.isClosed) return;
    this.session.send({ t: 'cancel', id: this.parcel.offer.id });
    this.session.leave();
  }

  /** @param {number} index */
  isDue(index) {
    return this.accept.wanted[index] && this.parcel.items[index].content !== null;
  }

  isHttps() {
    return this.session.laneKind === 'https';
  }

  /** @returns {number[]} indices of what is to be sent, which is told to whoever shows it */
  begin() {
    const { items, offer } = this.parcel;
    const due = items.map((_, index) => index).filter((index) => this.isDue(index));
    const wantedBytes = due.reduce((sum, index) => sum + (items[index].content?.size ?? 0), 0);
    this.handlers.accepted(wantedBytes, offer.bytes - wantedBytes);
    return due;
  }

  /** @param {Putting} putting to the host of the room */
  async putAll(putting) {
    const due = this.begin();
    const packs = this.packUp(due);
    for (const pack of packs) {
      await putting.putPack(pack);
      if (this.session.isClosed) return;
    }
    const packed = new Set(packs.flat());
    for (const index of due.filter((other) => !packed.has(other))) {
      const offset = await this.findOffset(index);
      this.handlers.progressed(offset);
      await putting.put(index, offset);
      if (this.session.isClosed) return;
    }
    this.isFinished = true;
  }

  /**
   * @param {number[]} due
   * @returns {number[][]} small files of which the receiver has nothing, so many as go at once
   */
  packUp(due) {
    const sizeOf = (/** @type {number} */ index) => PACK_HEAD + (this.parcel.items[index].content?.size ?? 0);
    const small = due.filter((index) => sizeOf(index) <= MAX_PACKED && !this.accept.have.has(index));
    /** @type {number[][]} */
    const packs = [];
    let room = 0;
    for (const index of small) {
      room -= sizeOf(index);
      if (room < 0) {
        packs.push([]);
        room = MAX_PACK - sizeOf(index);
      }
      packs[packs.length - 1].push(index);
    }
    return packs.filter(({ length }) => length > 1);
  }

  /**
   * @param {number} index
   * @returns {Promise<number>} how much the receiver has that is the same here
   */
  async findOffset(index) {
    const have = this.accept.have.get(index);
    if (!have) return 0;
    const known = this.parcel.given.get(this.keyOf(index)) ?? 0;
    const content = /** @type {Blob} */ (this.parcel.items[index].content);
    const isSame = have.length <= known || await isBeginning(content, have).catch(() => false);
    return isSame ? have.length : 0;
  }

  /** @param {number} index */
  keyOf(index) {
    return `${this.session.peer?.device} ${index}`;
  }

  /**
   * Remembers what this page gave itself, so that it need not be read again.
   * @param {number} index
   * @param {number} position
   */
  note(index, position) {
    this.parcel.given.set(this.keyOf(index), position);
  }

  async run() {
    const { offer } = this.parcel;
    const due = this.begin();
    const id = /** @type {Uint8Array} */ (fromHex(offer.id, 16));
    const key = await this.session.dataKey(true);
    const writer = new RecordWriter(key, id, (frame) => this.session.sendFrame(frame));
    for (const index of due) await this.sendFile(writer, index);
    this.isFinished = true;
    await writer.finish();
  }

  /**
   * @param {RecordWriter} writer
   * @param {number} index
   */
  async sendFile(writer, index) {
    const content = /** @type {Blob} */ (this.parcel.items[index].content);
    const mtime = this.parcel.offer.entries[index].mtime ?? -(2n ** 63n);
    let offset = await this.findOffset(index);
    let status = END_COMPLETE;
    this.handlers.progressed(offset);
    await writer.beginFile(index, offset, content.size, mtime);
    let next = read(content, offset);
    while (offset < content.size && status === END_COMPLETE) {
      await this.brake.pass(() => this.session.isClosed);
      const data = await next;
      next = read(content, offset + READ_BYTES);
      if (this.refused.has(index)) status = END_REFUSED;
      else if (data === null) status = END_UNREADABLE;
      if (data === null || status !== END_COMPLETE) break;
      await writer.addData(new Uint8Array(data));
      offset += data.byteLength;
      this.handlers.progressed(data.byteLength);
    }
    await writer.endFile(status, offset);
  }
}
