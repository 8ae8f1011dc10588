// rtc-window.js: credit arithmetic of one association, and the order of frames over all of them (PROTOCOL.md §12)
// SPDX-License-Identifier: GPL-3.0-or-later
import { demand } from './fault.js';

export const MAX_WINDOW_BYTES = 1024 * 1024;
export const MAX_WINDOW_MESSAGES = 512;
const ACK_BYTES = 64 * 1024;
const ACK_MESSAGES = 128;

/** What we sent and the peer has not acknowledged. */
export class SendWindow {
  /**
   * @param {number} [maxBytes]
   * @param {number} [maxMessages]
   */
  constructor(maxBytes = MAX_WINDOW_BYTES, maxMessages = MAX_WINDOW_MESSAGES) {
    this.maxBytes = maxBytes;
    this.maxMessages = maxMessages;
    this.sent = 0;
    this.acked = 0;
    /** @type {number[]} where the unacknowledged messages end */
    this.ends = [];
  }

  room() {
    return this.ends.length < this.maxMessages ? this.maxBytes - (this.sent - this.acked) : 0;
  }

  /** @param {number} length of a message that is sent now */
  take(length) {
    this.sent += length;
    this.ends.push(this.sent);
  }

  /** @param {number} released what the peer says it has released since the beginning */
  ack(released) {
    demand(released >= this.acked && released <= this.sent, 'An ACK makes no sense');
    this.acked = released;
    const open = this.ends.findIndex((end) => end > released);
    this.ends.splice(0, open < 0 ? this.ends.length : open);
  }
}

/** What the peer sent and we have not acknowledged. */
export class ReceiveWindow {
  /**
   * @param {number} [maxBytes]
   * @param {number} [maxMessages]
   */
  constructor(maxBytes = MAX_WINDOW_BYTES, maxMessages = MAX_WINDOW_MESSAGES) {
    this.maxBytes = maxBytes;
    this.maxMessages = maxMessages;
    this.received = 0;
    this.released = 0;
    this.acked = 0;
    this.openMessages = 0;
    this.releasedMessages = 0;
  }

  /** @param {number} length of a message that came */
  accept(length) {
    this.received += length;
    this.openMessages += 1;
    const isWithin = this.received - this.acked <= this.maxBytes && this.openMessages <= this.maxMessages;
    demand(isWithin, 'The peer sends more than it may');
  }

  /** @param {number} length of a message that is done with */
  release(length) {
    this.released += length;
    this.releasedMessages += 1;
  }

  isDue() {
    return this.released - this.acked >= ACK_BYTES || this.releasedMessages >= ACK_MESSAGES;
  }

  hasUnacked() {
    return this.released > this.acked;
  }

  /** @returns {number} what the next ACK says */
  takeAck() {
    this.acked = this.released;
    this.openMessages -= this.releasedMessages;
    this.releasedMessages = 0;
    return this.acked;
  }
}

/**
 * Hands things on in the order of their numbers.
 * @template T
 */
export class Reorder {
  /** @param {number} reach how far ahead a number may be */
  constructor(reach) {
    this.reach = reach;
    this.next = 0;
    /** @type {Map<number, T>} */
    this.waiting = new Map();
  }

  /**
   * @param {bigint} number
   * @param {T} thing
   * @returns {T[]} what can be handed on now
   */
  add(number, thing) {
    const ahead = number - BigInt(this.next);
    demand(ahead >= 0n && ahead < BigInt(this.reach), 'A frame has an impossible number');
    demand(!this.waiting.has(Number(number)), 'A frame came twice');
    this.waiting.set(Number(number), thing);
    /** @type {T[]} */
    const ready = [];
    for (let first = this.waiting.get(this.next); first !== undefined; first = this.waiting.get(this.next)) {
      ready.push(first);
      this.waiting.delete(this.next);
      this.next += 1;
    }
    return ready;
  }
}
