// https-lane.js: the lane to the host of the room, whose content goes by HTTPS (PROTOCOL.md §16)
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, fromBase64url, toBase64url } from './bytes.js';
import { Fault, demand } from './fault.js';
import { readCount, readText } from './json.js';

/** @typedef {import('./json.js').Message} Message */

const MAX_PIECE = 24000;
const MAX_PIECE_TEXT = 32000;
const MAX_UNANSWERED = 8;
const ANSWER_EVERY = 4;
const MAX_MESSAGE = 65472;

/* A room lets through 100 messages a second, those of the handshake and answers included. */
const PIECES_AT_ONCE = 60;
const PIECES_PER_MS = 0.04;
const PACE_MS = 50;

/** Carries control messages in pieces, through the room. There are no frames. */
export class HttpsLane {
  /**
   * @param {boolean} isOfferer
   * @param {import('./lane-race.js').LaneHandlers} handlers
   */
  constructor(isOfferer, handlers) {
    this.isOfferer = isOfferer;
    this.handlers = handlers;
    /** @type {Message[]} */
    this.outgoing = [];
    /** @type {Uint8Array} */
    this.incoming = new Uint8Array(0);
    this.sent = 0;
    this.answered = 0;
    this.received = 0;
    this.credit = PIECES_AT_ONCE;
    this.paidAt = performance.now();
    this.pace = 0;
    this.isOpen = false;
    this.isEnded = false;
  }

  /** Begins the negotiation; for the offerer. */
  async start() {
    this.handlers.negotiate({ t: 'https-open' });
  }

  /** @param {Message} message of the peer; a breach ends the lane */
  async negotiate(message) {
    if (this.isEnded) return;
    try {
      this.take(message);
    } catch (error) {
      this.end(Fault.from(error));
    }
  }

  /** @param {Message} message */
  take(message) {
    const type = readText(message, 't', 16);
    if (type === 'https-open') {
      this.takeOpen();
      return;
    }
    demand(this.isOpen, 'A lane was used before it was open');
    if (type === 'piece') this.takePiece(message);
    else if (type === 'got') this.takeAnswer(readCount(message, 'n', this.sent));
    else {
      demand(type === 'https-close', 'A negotiation message is unknown');
      this.end(null);
    }
  }

  takeOpen() {
    demand(!this.isOpen, 'A lane was opened twice');
    this.isOpen = true;
    if (!this.isOfferer) this.handlers.negotiate({ t: 'https-open' });
    this.handlers.opened();
  }

  /** @param {Message} message */
  takePiece(message) {
    const piece = fromBase64url(readText(message, 'd', MAX_PIECE_TEXT));
    demand(piece && piece.length > 0 && piece.length <= MAX_PIECE, 'A piece of a message is malformed');
    demand(this.incoming.length + piece.length <= MAX_MESSAGE, 'A message is too long');
    this.incoming = concat(this.incoming, piece);
    this.received += 1;
    if (message.more !== true || this.received % ANSWER_EVERY === 0)
      this.handlers.negotiate({ t: 'got', n: this.received });
    if (message.more === true) return;
    const whole = this.incoming;
    this.incoming = new Uint8Array(0);
    this.handlers.message(whole);
  }

  /** @param {number} count of pieces that came */
  takeAnswer(count) {
    demand(count >= this.answered, 'The peer has fewer pieces than before');
    this.answered = count;
    this.sendPieces();
  }

  /** @param {Uint8Array} body a sealed control message */
  sendMessage(body) {
    if (this.isEnded) return;
    for (let offset = 0; offset < body.length; offset += MAX_PIECE)
      this.outgoing.push({ t: 'piece', d: toBase64url(body.subarray(offset, offset + MAX_PIECE)),
        more: offset + MAX_PIECE < body.length });
    this.sendPieces();
  }

  sendPieces() {
    const now = performance.now();
    this.credit = Math.min(PIECES_AT_ONCE, this.credit + (now - this.paidAt) * PIECES_PER_MS);
    this.paidAt = now;
    while (this.outgoing.length > 0 && this.sent - this.answered < MAX_UNANSWERED && this.credit >= 1) this.sendPiece();
    if (this.outgoing.length > 0 && this.credit < 1 && !this.pace)
      this.pace = setTimeout(() => {
        this.pace = 0;
        if (!this.isEnded) this.sendPieces();
      }, PACE_MS);
  }

  sendPiece() {
    this.credit -= 1;
    this.sent += 1;
    this.handlers.negotiate(/** @type {Message} */ (this.outgoing.shift()));
  }

  /** @returns {Promise<void>} */
  async sendFrame() {
    throw new Fault('failed', 'There are no frames between a browser and its host');
  }

  /** Ends the lane in order, after everything that was sent before. */
  close() {
    if (this.isEnded) return;
    while (this.outgoing.length > 0) this.sendPiece();
    if (this.isOpen) this.handlers.negotiate({ t: 'https-close' });
    this.end(null);
  }

  /** @param {Fault | null} fault */
  end(fault) {
    if (this.isEnded) return;
    this.isEnded = true;
    clearTimeout(this.pace);
    this.handlers.ended(fault);
  }
}
