// putting.js: gives files to the host of the room by HTTPS (PROTOCOL.md §16)
// SPDX-License-Identifier: GPL-3.0-or-later
import { u32 } from '../protocol/bytes.js';
import { Fault } from '../protocol/fault.js';
import { readText } from '../protocol/json.js';

/** @typedef {import('./send-job.js').SendJob} SendJob */

/**
 * @typedef {object} PutAnswer
 * @property {number} status 0 for a request that broke
 * @property {number | null} offset how far the file is at the host
 */

const TICKET_FORM = /^[A-Za-z0-9_-]{22}$/;
const MAX_PUTS = 8;
const PUT_PAUSE_MS = 400;
const REFUSALS = [413, 500, 507];
const GONE = [404, 410];

/**
 * @param {import('../protocol/json.js').Message} message that hands out a ticket
 * @returns {string}
 */
export function readTicket(message) {
  const ticket = readText(message, 'ticket', 22);
  if (!TICKET_FORM.test(ticket)) throw new Fault('protocol', 'A ticket is malformed');
  return ticket;
}

/**
 * @param {string | null} text of a header
 * @returns {number | null}
 */
function readOffset(text) {
  const offset = text === null || text === '' ? NaN : Number(text);
  return Number.isSafeInteger(offset) && offset >= 0 ? offset : null;
}

/** @param {number} time_ms */
function pauseFor(time_ms) {
  return new Promise((resolve) => setTimeout(resolve, time_ms));
}

/** The uploads of one session. */
export class Putting {
  /**
   * @param {SendJob} job
   * @param {string} ticket
   */
  constructor(job, ticket) {
    this.job = job;
    this.base = `/u/${ticket}/`;
    this.position = 0;
  }

  /** @param {number} index */
  contentOf(index) {
    return /** @type {Blob} */ (this.job.parcel.items[index].content);
  }

  /**
   * The file goes as a whole; what breaks goes on where the host says that it stopped.
   * @param {number} index
   * @param {number} offset that the host has already
   */
  async put(index, offset) {
    this.position = offset;
    let next = offset;
    let tries = 0;
    while (tries < MAX_PUTS) {
      await this.job.brake.pass(() => this.job.session.isClosed);
      if (this.job.session.isClosed || this.job.refused.has(index)) return;
      const { status, offset: there } = await this.request(index, next);
      if (status === 200 || REFUSALS.includes(status) || GONE.includes(status)) return;
      if (status === 0 && !await this.isReadable(index)) return;
      const reached = there ?? (status === 0 ? await this.ask(index) : null);
      tries = (reached ?? 0) > next || this.job.brake.isOn ? 0 : tries + 1;
      next = reached ?? next;
      this.moveTo(index, next);
      if (tries > 0) await pauseFor(PUT_PAUSE_MS * tries);
    }
    throw new Fault('connection-lost', 'The host takes no upload');
  }

  /**
   * @param {number} index
   * @param {number} position
   */
  moveTo(index, position) {
    this.job.handlers.progressed(position - this.position);
    this.position = position;
    this.job.note(index, position);
  }

  /**
   * Many small files in one request. Where that fails each goes by itself, which says why.
   * @param {number[]} indices
   */
  async putPack(indices) {
    const contents = indices.map((index) => this.contentOf(index));
    await this.job.brake.pass(() => this.job.session.isClosed);
    if (this.job.session.isClosed) return;
    const parts = contents.flatMap((content, i) => [u32(indices[i]), u32(content.size), content]);
    const { status } = await this.send('all', {}, new Blob(parts), () => {});
    if (status !== 200) {
      for (const index of indices) await this.put(index, 0);
      return;
    }
    indices.forEach((index, i) => {
      this.position = 0;
      this.moveTo(index, contents[i].size);
    });
  }

  /**
   * @param {number} index
   * @param {number} offset
   * @returns {Promise<PutAnswer>}
   */
  request(index, offset) {
    const content = this.contentOf(index);
    const headers = {
      'Upload-Offset': String(offset), 'Upload-Complete': '?1', 'Upload-Length': String(content.size),
    };
    return this.send(String(index), headers, content.slice(offset),
      (loaded) => this.moveTo(index, Math.min(offset + loaded, content.size)));
  }

  /**
   * One request, which a person who holds it up, or the end of the session, cuts short.
   * @param {string} what
   * @param {Record<string, string>} headers
   * @param {Blob} body
   * @param {(loaded: number) => void} progressed
   * @returns {Promise<PutAnswer>}
   */
  send(what, headers, body, progressed) {
    const { brake, session } = this.job;
    const request = new XMLHttpRequest();
    const watch = () => {
      if (brake.isOn || session.isClosed) request.abort();
      else brake.waiting.push(watch);
    };
    return new Promise((resolve) => {
      request.open('PUT', this.base + what);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      request.upload.onprogress = ({ loaded }) => progressed(loaded);
      request.onloadend = () => {
        brake.waiting = brake.waiting.filter((other) => other !== watch);
        resolve({ status: request.status, offset: readOffset(request.getResponseHeader('Upload-Offset')) });
      };
      brake.waiting.push(watch);
      request.send(body);
    });
  }

  /**
   * @param {number} index
   * @returns {Promise<number | null>} how far the file is at the host
   */
  async ask(index) {
    try {
      const answer = await fetch(`${this.base}${index}`, { method: 'HEAD', cache: 'no-store' });
      return answer.ok ? readOffset(answer.headers.get('Upload-Offset')) : null;
    } catch {
      return null;
    }
  }

  /**
   * A browser does not say why a request broke. If the file is to blame, the host need not wait for it.
   * @param {number} index
   */
  async isReadable(index) {
    try {
      await this.contentOf(index).slice(0, 1).arrayBuffer();
      return true;
    } catch {
      await fetch(`${this.base}${index}`, { method: 'DELETE' }).catch(() => {});
      return false;
    }
  }
}
