// fetching.js: gets files from the host of the room by HTTPS (PROTOCOL.md §16)
// SPDX-License-Identifier: GPL-3.0-or-later
import { Fault, demand } from '../protocol/fault.js';
import { readCount, readText } from '../protocol/json.js';
import { readTicket } from './putting.js';

/** @typedef {import('./receive-job.js').ReceiveJob} ReceiveJob */
/** @typedef {import('./arrival.js').Arrival} Arrival */
/** @typedef {import('../protocol/json.js').Message} Message */

const MAX_FETCHES = 8;
const FETCH_PAUSE_MS = 400;
const MAX_DOWNLOAD_NAME = 1024;
const MAX_GONE_RANGES = 1000;

/**
 * @param {unknown} value
 * @param {number} limit
 * @returns {boolean}
 */
const isIndex = (value, limit) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < limit;

/**
 * @param {unknown} ranges pairs of the first and the number
 * @param {number} limit
 * @returns {number[]}
 */
function readRanges(ranges, limit) {
  demand(Array.isArray(ranges) && ranges.length <= MAX_GONE_RANGES, 'There is no such list');
  let end = 0;
  return ranges.flatMap(([first, count]) => {
    demand(isIndex(first, limit) && first >= end && isIndex(count, limit - first + 1), 'There is no such range');
    end = first + count;
    return Array.from({ length: count }, (_, i) => first + i);
  });
}

/** What came of one session. The browser's own download manager takes the files, or, for a folder, this page. */
export class Fetching {
  /**
   * @param {ReceiveJob} job
   * @param {Arrival} arrival
   */
  constructor(job, arrival) {
    this.job = job;
    this.arrival = arrival;
    this.base = '';
    /* Bodies outlive the session: the host may have said its last word while they are on the way. */
    this.running = Promise.resolve();
    this.stopper = new AbortController();
  }

  /** @param {Message} message */
  take(message) {
    if (message.t === 'fetch') {
      demand(!this.base, 'A ticket came twice');
      this.base = `/d/${readTicket(message)}/`;
      this.running = this.run(message).catch((error) => this.job.fail(Fault.from(error)));
      return;
    }
    demand(this.base, 'Something was fetched without a ticket');
    if (message.t === 'taken') this.arrival.countTaken(readCount(message, 'bytes', Number.MAX_SAFE_INTEGER));
    else if (!this.arrival.sink) this.arrival.completeNative();
  }

  /**
   * @param {Message} message the last one
   * @returns {Fault | null} where a file of the host is not what it was any more: another attempt gets what is there then
   */
  explainEnd(message) {
    if (message.t !== 'fail' || message.code !== 'source') return null;
    this.arrival.culprit = Number.isInteger(message.i) ? message.i : null;
    return new Fault('source', 'A file of the host has changed');
  }

  /** Lets go of what is on the way, so that no answer that never comes holds up what is next. */
  stop() {
    this.stopper.abort();
  }

  /** @returns {boolean} whether nobody wants it any more, or another attempt has taken over */
  isCut() {
    const { writer, state, sink } = this.arrival;
    return writer !== this.job || state === 'cancelled' || !!sink?.isClosed;
  }

  /** @param {Message} message with the ticket */
  async run({ all, gone }) {
    const { arrival } = this;
    const wanted = arrival.wanted();
    for (const index of readRanges(gone ?? [], wanted.length)) {
      wanted[index] = false;
      arrival.settle(index, false);
    }
    const due = wanted.flatMap((isWanted, index) => (isWanted ? [index] : []));
    for (const index of due) if (arrival.offer.entries[index].type === 'x') await this.fetchText(index);
    if (arrival.sink) {
      for (const index of due) if (arrival.offer.entries[index].type === 'f') await this.fetchFile(index);
      if (!this.isCut() && arrival.isSettled()) await this.job.finish();
    } else if (all) {
      const name = readText(all, 'name', MAX_DOWNLOAD_NAME);
      arrival.offerDownload({ name, url: `${this.base}all/${encodeURIComponent(name)}` });
    }
  }

  /** @param {number} index */
  async fetchText(index) {
    const answer = await fetch(this.base + index, { cache: 'no-store', signal: this.stopper.signal });
    if (!answer.ok) throw new Fault('connection-lost', 'A text cannot be fetched');
    this.arrival.addText(index, await answer.text());
    this.arrival.settle(index, true);
  }

  /** @param {number} index of a file for a folder that the person chose */
  async fetchFile(index) {
    for (let tries = 0; tries < MAX_FETCHES; tries += 1) {
      const before = this.arrival.positions.get(index) ?? 0;
      const isWhole = await this.tryFile(index).catch((error) => {
        if (error instanceof Fault) throw error;
        return false;
      });
      if (isWhole || this.isCut() || this.job.session.isClosed) return;
      if ((this.arrival.positions.get(index) ?? 0) > before) tries = 0;
      await new Promise((resolve) => setTimeout(resolve, FETCH_PAUSE_MS * (tries + 1)));
    }
    throw new Fault('connection-lost', 'A file cannot be fetched');
  }

  /**
   * @param {number} index
   * @returns {Promise<boolean>} whether it is in place
   */
  async tryFile(index) {
    const { arrival } = this;
    const { sink } = arrival;
    await sink.flush();
    const length = (await sink.beginnings()).get(index)?.length ?? 0;
    const tag = arrival.tags.get(index);
    /** @type {Record<string, string>} */
    const headers = length > 0 && tag ? { Range: `bytes=${length}-`, 'If-Range': tag } : {};
    const answer = await fetch(this.base + index, { headers, cache: 'no-store', signal: this.stopper.signal });
    if (!answer.ok || !answer.body) return false;
    const offset = answer.status === 206 ? length : 0;
    const size = offset + Number(answer.headers.get('Content-Length') ?? NaN);
    arrival.tags.set(index, answer.headers.get('ETag') ?? '');
    await sink.begin(index, arrival.pathOf(index), offset, size);
    if (sink.begun.size > 0) arrival.save();
    arrival.moveTo(index, offset);
    const end = await this.save(index, answer.body, offset);
    if (end !== size) return false;
    await sink.finish(arrival.pathOf(index));
    arrival.settle(index, true);
    return true;
  }

  /**
   * @param {number} index
   * @param {ReadableStream<Uint8Array>} body
   * @param {number} offset where it begins
   * @returns {Promise<number>} where it ended
   */
  async save(index, body, offset) {
    const { arrival } = this;
    const reader = body.getReader();
    let position = offset;
    for (;;) {
      await arrival.brake.pass(() => this.isCut());
      if (this.isCut()) {
        await reader.cancel();
        return -1;
      }
      const { value, done } = await reader.read();
      if (done) break;
      arrival.sink.add(value);
      position += value.length;
      arrival.moveTo(index, position);
      if (arrival.sink.isFull()) await arrival.sink.flush();
    }
    await arrival.sink.flush();
    return position;
  }
}
