// records.js: what stands in the data streams, and the frames that carry it (PROTOCOL.md §9)
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, u32, viewOf } from './bytes.js';
import { demand } from './fault.js';
import { SegmentOpener, SegmentSealer, segmentCapacity, streamContext } from './segment.js';

const PADDING = 0;
const BEGIN = 1;
const DATA = 2;
const HOLE = 3;
const END = 4;
const FINISH = 5;

const BEGIN_SIZE = 29;
const DATA_HEAD = 5;
const END_SIZE = 10;
const FRAME_HEAD = 9;

/* A file with this much to send gets a stream of its own, and a shared stream ends when it has carried so much. */
const OWN_STREAM_BYTES = 1024 * 1024;
const SHARED_STREAM_BYTES = 64 * 1024 * 1024;
const MIN_DATA_ROOM = 256;
const MAX_SPARE_SEGMENTS = 8;

export const END_COMPLETE = 0;
export const END_CHANGED = 1;
export const END_UNREADABLE = 2;
export const END_REFUSED = 3;

const UNKNOWN_SIZE = 0xffffffffffffffffn;

/**
 * @param {Uint8Array} bytes
 * @param {number} offset
 * @returns {number} eight bytes as a number
 */
function readSize(bytes, offset) {
  const value = viewOf(bytes).getBigUint64(offset);
  demand(value <= BigInt(Number.MAX_SAFE_INTEGER), 'A size is too large');
  return Number(value);
}

/** Packs files into frames. Give one file after the other, and await each call. */
export class RecordWriter {
  /**
   * @param {Uint8Array} dataKey
   * @param {Uint8Array} transferId
   * @param {(frame: Promise<Uint8Array[]>) => Promise<void>} send waits until the lane has room
   */
  constructor(dataKey, transferId, send) {
    this.dataKey = dataKey;
    this.transferId = transferId;
    this.send = send;
    this.nextStream = 0;
    /** @type {SegmentSealer | null} */
    this.sealer = null;
    this.segment = new Uint8Array(segmentCapacity(1));
    /** @type {Uint8Array[]} segments that are sealed and can be filled again: making new ones is dear */
    this.spare = [];
    this.used = 0;
    this.streamBytes = 0;
    this.head = new Uint8Array(0);
    this.file = 0;
  }

  room() {
    return segmentCapacity(/** @type {SegmentSealer} */ (this.sealer).index) - this.used;
  }

  openStream() {
    if (this.sealer) return;
    const stream = this.nextStream;
    this.nextStream += 1;
    this.head = concat(u32(stream), u32(this.file));
    this.streamBytes = 0;
    this.sealer = new SegmentSealer(this.dataKey, streamContext(this.transferId, stream, this.file));
  }

  /** @param {boolean} isLast */
  async sendSegment(isLast) {
    const sealer = /** @type {SegmentSealer} */ (this.sealer);
    const { segment, spare } = this;
    const head = concat(Uint8Array.of(isLast ? 1 : 0), this.head);
    const sealed = sealer.seal(segment.subarray(0, this.used), isLast);
    this.segment = spare.pop() ?? new Uint8Array(segment.length);
    this.streamBytes += this.used;
    this.used = 0;
    if (isLast) this.sealer = null;
    await this.send(sealed.then((parts) => {
      if (spare.length < MAX_SPARE_SEGMENTS) spare.push(segment);
      return [head, ...parts];
    }));
  }

  /** @param {number} size how much must fit in one piece */
  async reserve(size) {
    this.openStream();
    if (this.room() >= size) return;
    const rest = this.room();
    this.segment.fill(PADDING, this.used, this.used + rest);
    this.used += rest;
    await this.sendSegment(false);
  }

  /** @param {Uint8Array} record */
  async put(record) {
    await this.reserve(record.length);
    this.segment.set(record, this.used);
    this.used += record.length;
  }

  /** Ends the stream that is open, so that everything is on its way. */
  async flush() {
    if (this.sealer) await this.sendSegment(true);
  }

  /**
   * @param {number} index
   * @param {number} offset
   * @param {number} size
   * @param {bigint} mtime in ns
   */
  async beginFile(index, offset, size, mtime) {
    if (size - offset >= OWN_STREAM_BYTES || this.streamBytes >= SHARED_STREAM_BYTES) await this.flush();
    this.file = index;
    const record = new Uint8Array(BEGIN_SIZE);
    const view = viewOf(record);
    record[0] = BEGIN;
    view.setUint32(1, index);
    view.setBigUint64(5, BigInt(offset));
    view.setBigUint64(13, BigInt(size));
    view.setBigInt64(21, mtime);
    await this.put(record);
  }

  /** @param {Uint8Array} data of the file */
  async addData(data) {
    for (let offset = 0; offset < data.length;) {
      await this.reserve(DATA_HEAD + MIN_DATA_ROOM);
      const length = Math.min(data.length - offset, this.room() - DATA_HEAD);
      this.segment[this.used] = DATA;
      viewOf(this.segment).setUint32(this.used + 1, length);
      this.segment.set(data.subarray(offset, offset + length), this.used + DATA_HEAD);
      this.used += DATA_HEAD + length;
      offset += length;
    }
  }

  /**
   * @param {number} status
   * @param {number} size of the whole file
   */
  async endFile(status, size) {
    const record = new Uint8Array(END_SIZE);
    record[0] = END;
    record[1] = status;
    viewOf(record).setBigUint64(2, BigInt(size));
    await this.put(record);
    if (this.streamBytes >= OWN_STREAM_BYTES) await this.flush();
  }

  async finish() {
    await this.put(Uint8Array.of(FINISH));
    await this.flush();
  }
}

/**
 * @typedef {object} RecordHandler
 * @property {(index: number, offset: number, size: number | null, mtime: bigint) => void | Promise<void>} begin
 * @property {(data: Uint8Array) => void | Promise<void>} data
 * @property {(length: number) => void | Promise<void>} hole
 * @property {(status: number, size: number) => void | Promise<void>} end
 * @property {() => void | Promise<void>} finish
 */

/** Takes frames apart. Frames may be opened ahead, their records are handled one after the other. */
export class RecordReader {
  /**
   * @param {Uint8Array} dataKey
   * @param {Uint8Array} transferId
   * @param {RecordHandler} handler
   */
  constructor(dataKey, transferId, handler) {
    this.dataKey = dataKey;
    this.transferId = transferId;
    this.handler = handler;
    /** @type {SegmentOpener | null} */
    this.opener = null;
    this.stream = -1;
    this.file = -1;
    this.isFinished = false;
  }

  /**
   * Must be called in the order of the frames, without need to wait for the one before.
   * @param {Uint8Array} frame
   * @returns {Promise<Uint8Array>} its plaintext, for {@link readRecords}
   */
  async openFrame(frame) {
    demand(frame.length > FRAME_HEAD && frame[0] <= 1, 'A data frame is malformed');
    const view = viewOf(frame);
    const isLast = frame[0] === 1;
    const stream = view.getUint32(1);
    const segment = frame.subarray(FRAME_HEAD);
    if (!this.opener) {
      demand(stream === this.stream + 1, 'A data stream is missing or repeated');
      this.stream = stream;
      const context = streamContext(this.transferId, stream, view.getUint32(5));
      this.opener = new SegmentOpener(this.dataKey, context, segment);
    }
    demand(stream === this.stream, 'A data frame is of another stream than the one that is open');
    const opener = this.opener;
    if (isLast) this.opener = null;
    return opener.open(segment, isLast);
  }

  /** @param {Uint8Array} plaintext of one frame */
  async readRecords(plaintext) {
    demand(!this.isFinished, 'A data frame came after the last one');
    for (let offset = 0; offset < plaintext.length;) offset += await this.readRecord(plaintext.subarray(offset));
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {Promise<number>} how many of them the record has
   */
  async readRecord(bytes) {
    const type = bytes[0];
    if (type === PADDING) return 1;
    demand(!this.isFinished, 'A record came after the last one');
    if (type === BEGIN) return this.readBegin(bytes);
    if (type === FINISH) {
      demand(this.file < 0, 'A FINISH record came in the middle of a file');
      this.isFinished = true;
      await this.handler.finish();
      return 1;
    }
    demand(this.file >= 0, 'A record came outside of a file');
    if (type === DATA) return this.readData(bytes);
    if (type === HOLE) return this.readHole(bytes);
    demand(type === END, 'A record of an unknown kind came');
    return this.readEnd(bytes);
  }

  /** @param {Uint8Array} bytes */
  async readBegin(bytes) {
    demand(bytes.length >= BEGIN_SIZE, 'A BEGIN record is cut');
    const view = viewOf(bytes);
    const index = view.getUint32(1);
    const offset = readSize(bytes, 5);
    const size = view.getBigUint64(13) === UNKNOWN_SIZE ? null : readSize(bytes, 13);
    demand(this.file < 0 || this.file === index, 'A BEGIN record is out of turn');
    demand(size === null || offset <= size, 'A BEGIN record is malformed');
    this.file = index;
    await this.handler.begin(index, offset, size, view.getBigInt64(21));
    return BEGIN_SIZE;
  }

  /** @param {Uint8Array} bytes */
  async readData(bytes) {
    demand(bytes.length > DATA_HEAD, 'A DATA record is cut');
    const length = viewOf(bytes).getUint32(1);
    demand(length > 0 && DATA_HEAD + length <= bytes.length, 'A DATA record is malformed');
    await this.handler.data(bytes.subarray(DATA_HEAD, DATA_HEAD + length));
    return DATA_HEAD + length;
  }

  /** @param {Uint8Array} bytes */
  async readHole(bytes) {
    demand(bytes.length >= 9, 'A HOLE record is cut');
    const length = readSize(bytes, 1);
    demand(length > 0, 'A HOLE record is malformed');
    await this.handler.hole(length);
    return 9;
  }

  /** @param {Uint8Array} bytes */
  async readEnd(bytes) {
    demand(bytes.length >= END_SIZE && bytes[1] <= END_REFUSED, 'An END record is malformed');
    this.file = -1;
    await this.handler.end(bytes[1], readSize(bytes, 2));
    return END_SIZE;
  }
}
