// relay-lane.js: a lane through the room's server (PROTOCOL.md §17)
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, fromBase64url, lengthOf, randomBytes, toBase64url, u32, u64, viewOf } from './bytes.js';
import { Fault, demand } from './fault.js';
import { readText } from './json.js';
import { ReceiveWindow, SendWindow } from './rtc-window.js';
import { Serial } from './serial.js';

/** @typedef {import('./json.js').Message} Message */

const RELAY_MESSAGE = 0;
const RELAY_ACK = 1;
const RELAY_PING = 2;
const RELAY_PONG = 3;
const RELAY_BYE = 4;
const RELAY_FRAME = 5;

const RELAY_TOKEN_SIZE = 16;
const RELAY_MAX_BODY = 65472;
const RELAY_WINDOW_BYTES = 4 * 1024 * 1024;
const RELAY_WINDOW_FRAMES = 1024;
const RELAY_ACK_DELAY_MS = 100;
const RELAY_PING_INTERVAL_MS = 5000;
const RELAY_SILENCE_MS = 15000;
const RELAY_CONNECT_MS = 30000;
const RELAY_FRAMES_AHEAD = 6;
/* A WebSocket does not say when it has room again. */
const RELAY_MAX_BUFFERED = 1024 * 1024;
const RELAY_LOOK_AGAIN_MS = 5;

/** How short and how long a body may be, by type. */
const RELAY_BODIES = [[0, RELAY_MAX_BODY], [8, 8], [4, 4], [4, 4], [0, 0], [1, RELAY_MAX_BODY]];

/** Carries both kinds of messages over one WebSocket. */
export class RelayLane {
  /**
   * @param {boolean} isOfferer
   * @param {import('./lane-race.js').LaneHandlers} handlers
   * @param {import('./lane-race.js').Place} place where the two met
   */
  constructor(isOfferer, handlers, place) {
    this.isOfferer = isOfferer;
    this.handlers = handlers;
    this.place = place;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.sendWindow = new SendWindow(RELAY_WINDOW_BYTES, RELAY_WINDOW_FRAMES);
    this.receiveWindow = new ReceiveWindow(RELAY_WINDOW_BYTES, RELAY_WINDOW_FRAMES);
    this.isOpen = false;
    this.isEnded = false;
    this.queued = 0;
    this.pings = 0;
    this.pinger = 0;
    this.acker = 0;
    this.heardAt = 0;
    this.sending = new Serial();
    /** @type {(() => void)[]} */
    this.waiters = [];
    this.deadline = setTimeout(() => this.end(new Fault('no-connection', 'No relay in time')), RELAY_CONNECT_MS);
  }

  /** Begins the negotiation; for the offerer. */
  async start() {
    const token = toBase64url(randomBytes(RELAY_TOKEN_SIZE));
    this.handlers.negotiate({ t: 'relay-open', token });
    this.connect(token);
  }

  /** @param {Message} message a negotiation message of the peer; a breach ends the lane */
  async negotiate(message) {
    if (this.isEnded) return;
    this.guard(() => {
      const token = readText(message, 'token', 64);
      const isToken = fromBase64url(token)?.length === RELAY_TOKEN_SIZE;
      demand(message.t === 'relay-open' && isToken && !this.isOfferer && !this.socket, 'A relay is out of turn');
      this.connect(token);
    });
  }

  /** @param {string} token that both sides come with */
  connect(token) {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/relay/${this.place.room}?v=1`);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => socket.send(JSON.stringify({ type: 'relay', token, ticket: this.place.admission?.ticket }));
    socket.onmessage = ({ data }) => this.guard(() => this.take(data));
    socket.onclose = () => this.end(this.lost('The relay is gone'));
    this.socket = socket;
  }

  /** @param {string} why */
  lost(why) {
    return new Fault(this.isOpen ? 'connection-lost' : 'no-connection', why);
  }

  /**
   * What a peer or a server sends must not be able to do more than end the lane.
   * @param {() => void} step
   */
  guard(step) {
    if (this.isEnded) return;
    try {
      step();
    } catch (error) {
      this.end(Fault.from(error));
    }
  }

  /** @param {unknown} data */
  take(data) {
    this.heardAt = performance.now();
    if (typeof data === 'string') this.takeText(data);
    else if (this.isOpen && data instanceof ArrayBuffer) this.takeBinary(new Uint8Array(data));
    else this.end(this.lost('The relay does not keep to the protocol'));
  }

  /** @param {string} text of the server, which nobody vouches for */
  takeText(text) {
    let message = null;
    try {
      message = JSON.parse(text.slice(0, 1024));
    } catch {
      /* It is none of the two below. */
    }
    if (message?.type === 'paired' && !this.isOpen) this.open();
    else this.end(this.lost('The relay ended the connection'));
  }

  open() {
    this.isOpen = true;
    clearTimeout(this.deadline);
    this.pinger = setInterval(() => this.ping(), RELAY_PING_INTERVAL_MS);
    this.handlers.opened();
  }

  ping() {
    if (performance.now() - this.heardAt > RELAY_SILENCE_MS) {
      this.end(this.lost('The peer fell silent'));
      return;
    }
    this.pings += 1;
    this.say(RELAY_PING, u32(this.pings));
  }

  /** @param {Uint8Array} bytes */
  takeBinary(bytes) {
    const type = bytes[0];
    const body = bytes.subarray(1);
    const bounds = RELAY_BODIES[type];
    demand(bounds && body.length >= bounds[0] && body.length <= bounds[1], 'A message over the relay is malformed');
    if (type === RELAY_MESSAGE) this.handlers.message(body);
    else if (type === RELAY_FRAME) this.takeFrame(body);
    else if (type === RELAY_ACK) this.takeAck(body);
    else if (type === RELAY_PING) this.answer(body);
    else if (type === RELAY_BYE) this.end(null);
  }

  /** @param {Uint8Array} body of a PING; who asks without listening gets no answer */
  answer(body) {
    if ((this.socket?.bufferedAmount ?? 0) <= RELAY_MAX_BUFFERED) this.say(RELAY_PONG, body);
  }

  /** @param {Uint8Array} frame */
  takeFrame(frame) {
    this.receiveWindow.accept(frame.length);
    this.handlers.frame(frame, () => this.release(frame.length));
  }

  /** @param {Uint8Array} body */
  takeAck(body) {
    this.sendWindow.ack(Number(viewOf(body).getBigUint64(0)));
    this.wake();
  }

  /** @param {number} length of a frame that is done with */
  release(length) {
    this.receiveWindow.release(length);
    if (this.receiveWindow.isDue()) this.acknowledge();
    else if (!this.acker) this.acker = setTimeout(() => this.acknowledge(), RELAY_ACK_DELAY_MS);
  }

  acknowledge() {
    clearTimeout(this.acker);
    this.acker = 0;
    if (!this.isEnded && this.receiveWindow.hasUnacked()) this.say(RELAY_ACK, u64(this.receiveWindow.takeAck()));
  }

  /**
   * @param {number} type
   * @param {...Uint8Array} body in parts
   */
  say(type, ...body) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(concat(Uint8Array.of(type), ...body));
  }

  /** @param {Uint8Array} body a sealed control message */
  sendMessage(body) {
    if (this.isOpen && !this.isEnded) this.say(RELAY_MESSAGE, body);
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
      const length = lengthOf(parts);
      await this.waitForRoom(length);
      this.sendWindow.take(length);
      this.say(RELAY_FRAME, ...parts);
      this.queued -= 1;
    });
    if (this.queued >= RELAY_FRAMES_AHEAD) await sent;
    else sent.catch(() => {});
  }

  /** @param {number} length */
  async waitForRoom(length) {
    for (;;) {
      if (this.isEnded) throw new Fault('connection-lost', 'The lane is over');
      const isBusy = (this.socket?.bufferedAmount ?? 0) > RELAY_MAX_BUFFERED;
      if (this.isOpen && !isBusy && this.sendWindow.room() >= length) return;
      await new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
        if (isBusy) setTimeout(resolve, RELAY_LOOK_AGAIN_MS);
        else this.waiters.push(resolve);
      });
    }
  }

  wake() {
    for (const waiter of this.waiters.splice(0)) waiter();
  }

  /** Ends the lane in order, after everything that was sent before. */
  close() {
    if (this.isEnded) return;
    if (this.isOpen) this.say(RELAY_BYE, new Uint8Array(0));
    this.end(null);
  }

  /** @param {Fault | null} fault */
  end(fault) {
    if (this.isEnded) return;
    this.isEnded = true;
    clearTimeout(this.deadline);
    clearTimeout(this.acker);
    clearInterval(this.pinger);
    this.wake();
    this.socket?.close();
    this.handlers.ended(fault);
  }
}
