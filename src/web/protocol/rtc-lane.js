// rtc-lane.js: a lane over WebRTC data channels (PROTOCOL.md §12)
// SPDX-License-Identifier: GPL-3.0-or-later
import { lengthOf } from './bytes.js';
import { Fault, demand } from './fault.js';
import { readCount, readText } from './json.js';
import { Association, CONTROL_BYE, CONTROL_MESSAGE } from './rtc-association.js';
import { MAX_WINDOW_MESSAGES, Reorder } from './rtc-window.js';
import { Serial } from './serial.js';

/** @typedef {import('./json.js').Message} Message */

/** @typedef {import('./lane-race.js').LaneHandlers} LaneHandlers */

const MAX_PROPOSED = 16;
const MAX_ASSOCIATIONS = 2;
const CONNECT_MS = 30000;
const GOODBYE_MS = 500;
const FRAMES_AHEAD = 6;

/** Everything between the sealed negotiation and whole frames. */
export class RtcLane {
  /**
   * @param {boolean} isOfferer
   * @param {LaneHandlers} handlers
   * @param {import('./lane-race.js').Place} place where the two met
   */
  constructor(isOfferer, handlers, place) {
    this.isOfferer = isOfferer;
    this.handlers = handlers;
    this.iceServers = place.admission?.ice ?? [];
    /** @type {Association[]} */
    this.associations = [];
    /** @type {Reorder<{ frame: Uint8Array, release: () => void }>} */
    this.reorder = new Reorder(MAX_ASSOCIATIONS * MAX_WINDOW_MESSAGES);
    this.isAgreed = false;
    this.isOpen = false;
    this.isLeaving = false;
    this.isEnded = false;
    this.nextNumber = 0n;
    this.queued = 0;
    this.sending = new Serial();
    /** @type {(() => void)[]} */
    this.waiters = [];
    this.deadline = setTimeout(() => this.end(new Fault('no-connection', 'No connection in time')), CONNECT_MS);
  }

  /** Begins the negotiation; for the offerer. */
  async start() {
    this.handlers.negotiate({ t: 'rtc-open', n: MAX_ASSOCIATIONS });
    this.makeAssociations(MAX_ASSOCIATIONS);
    for (const association of this.associations) await association.describe();
  }

  /** @param {number} count */
  makeAssociations(count) {
    for (let index = 0; index < count; index += 1)
      this.associations.push(new Association(index, this.isOfferer, this.iceServers, {
        negotiate: (message) => this.isEnded || this.handlers.negotiate(message),
        opened: () => this.checkOpen(),
        control: (type, body) => this.takeControl(type, body),
        frame: (number, frame, release) => this.takeFrame(number, { frame, release }),
        roomier: () => this.wake(),
        failed: (fault) => this.end(this.isLeaving ? null : fault),
      }));
  }

  /** @param {Message} message a negotiation message of the peer */
  async negotiate(message) {
    const type = readText(message, 't', 16);
    if (type === 'rtc-open') {
      this.takeOpen(readCount(message, 'n', MAX_PROPOSED));
      return;
    }
    demand(type === 'sdp' || type === 'ice', 'A negotiation message is unknown');
    const index = readCount(message, 'a', MAX_PROPOSED - 1);
    demand(this.isOfferer || this.isAgreed, 'A negotiation is out of turn');
    const association = this.associations[index];
    if (!association) return;
    if (type === 'sdp') {
      await association.takeDescription(readText(message, 'kind', 8), readText(message, 'sdp', 16384));
    } else {
      demand(message.mline === 0, 'A candidate is for another medium');
      await association.takeCandidate(readText(message, 'candidate', 1024));
    }
  }

  /** @param {number} count */
  takeOpen(count) {
    demand(count > 0 && !this.isAgreed, 'A negotiation began twice, or with nothing');
    this.isAgreed = true;
    const agreed = Math.min(count, MAX_ASSOCIATIONS);
    if (!this.isOfferer) {
      this.handlers.negotiate({ t: 'rtc-open', n: agreed });
      this.makeAssociations(agreed);
    }
    for (const surplus of this.associations.splice(agreed)) surplus.close();
    this.reorder.reach = agreed * MAX_WINDOW_MESSAGES;
    this.checkOpen();
  }

  checkOpen() {
    if (this.isOpen || !this.isAgreed || !this.associations.every((association) => association.isOpen())) return;
    this.isOpen = true;
    clearTimeout(this.deadline);
    this.handlers.opened();
  }

  /**
   * @param {number} type
   * @param {Uint8Array} body
   */
  takeControl(type, body) {
    if (type === CONTROL_MESSAGE) {
      this.handlers.message(body);
      return;
    }
    if (!this.isLeaving) this.associations[0].sendControl(CONTROL_BYE, new Uint8Array(0));
    this.end(null);
  }

  /**
   * @param {bigint} number
   * @param {{ frame: Uint8Array, release: () => void }} item
   */
  takeFrame(number, item) {
    for (const { frame, release } of this.reorder.add(number, item)) this.handlers.frame(frame, release);
  }

  /** @param {Uint8Array} body a sealed control message */
  sendMessage(body) {
    if (!this.isEnded) this.associations[0].sendControl(CONTROL_MESSAGE, body);
  }

  /**
   * Sends frames in the order of the calls.
   * @param {Promise<Uint8Array[]>} frame in parts
   * @returns {Promise<void>} until it makes sense to prepare the next one
   */
  async sendFrame(frame) {
    this.queued += 1;
    const sent = this.sending.run(async () => {
      const parts = await frame;
      const association = await this.waitForRoom(lengthOf(parts));
      association.sendFrame(this.nextNumber, parts);
      this.nextNumber += 1n;
      this.queued -= 1;
    });
    if (this.queued >= FRAMES_AHEAD) await sent;
    else sent.catch(() => {});
  }

  /** @param {number} length */
  async waitForRoom(length) {
    for (;;) {
      if (this.isEnded) throw new Fault('connection-lost', 'The lane is over');
      const best = this.associations.reduce((a, b) => (b.room() > a.room() ? b : a));
      if (this.isOpen && best.room() >= length) return best;
      await new Promise((/** @type {(value?: unknown) => void} */ resolve) => this.waiters.push(resolve));
    }
  }

  wake() {
    for (const waiter of this.waiters.splice(0)) waiter();
  }

  /** Ends the lane in order, after everything that was sent before. */
  close() {
    if (this.isEnded || this.isLeaving) return;
    this.isLeaving = true;
    if (!this.isOpen) {
      this.end(null);
      return;
    }
    this.associations[0].sendControl(CONTROL_BYE, new Uint8Array(0));
    setTimeout(() => this.end(null), GOODBYE_MS);
  }

  /** @param {Fault | null} fault */
  end(fault) {
    if (this.isEnded) return;
    this.isEnded = true;
    clearTimeout(this.deadline);
    this.wake();
    for (const association of this.associations) association.closeChannels();
    /* What was said last must leave before the connections go. */
    setTimeout(() => this.associations.forEach((association) => association.close()), GOODBYE_MS);
    this.handlers.ended(fault);
  }
}
