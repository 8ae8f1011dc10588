// session.js: the conversation with one peer: handshake, words, lane, control messages
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat } from './bytes.js';
import { Cipher } from './cipher.js';
import { Fault, demand } from './fault.js';
import { Handshake, WordExchange } from './handshake.js';
import { deviceIdOf } from './identity.js';
import { formatMessage, parseMessage, readText } from './json.js';
import { LANE_KINDS, LaneRace } from './lane-race.js';
import {
  MAX_ROOM_MESSAGE, REASON_NO_CONNECTION, REASON_OTHER, TYPE_ERROR, TYPE_HANDSHAKE, TYPE_SEALED, faultOfReason,
} from './room-message.js';
import { Serial } from './serial.js';

/** @typedef {import('./json.js').Message} Message */
/** @typedef {import('./lane-race.js').Lane} Lane */

/**
 * @typedef {object} Peer
 * @property {string} device its id
 * @property {string} name as it says, shown as text only
 * @property {'send' | 'receive'} role
 * @property {string} kind
 */

/**
 * @typedef {object} SessionConfig
 * @property {string} id of the peer in the room
 * @property {boolean} isInitiator
 * @property {Uint8Array} psk
 * @property {string} room
 * @property {import('./signaling.js').Admission} [admission] to that room
 * @property {import('./identity.js').KeyPair} identity
 * @property {string} name
 * @property {'send' | 'receive'} role
 * @property {(bytes: Uint8Array) => void} send through the room
 * @property {SessionHandlers} handlers
 */

/**
 * @typedef {object} SessionHandlers
 * @property {(session: Session) => void} met the peer has proved that it has the secret
 * @property {(session: Session) => void} words are there
 * @property {(session: Session) => void} opened the lane is there
 * @property {(session: Session, message: Message) => void | Promise<void>} message a control message came
 * @property {(session: Session, frame: Uint8Array, release: () => void) => void} frame
 * @property {(session: Session, fault: Fault | null) => void} closed once
 */

const MAX_SEALED_JSON = 40 * 1024;
const MAX_CONTROL_JSON = 61440;
const OPEN_MS = 45000;
const DOUBT_MS = 3000;

/** One peer. Messages are handled one after the other, in the order in which they came. */
export class Session {
  /** @param {SessionConfig} config */
  constructor(config) {
    this.config = config;
    this.id = config.id;
    const { isInitiator, psk, identity, name, role } = config;
    const hello = { name, role, kind: 'browser', lanes: LANE_KINDS };
    this.handshake = new Handshake({ isInitiator, psk, room: config.room, identity, hello });
    /** @type {Peer | null} */
    this.peer = null;
    /** @type {string[] | null} */
    this.words = null;
    /** @type {{ outgoing: Cipher, incoming: Cipher } | null} */
    this.transport = null;
    /** @type {{ outgoing: Cipher, incoming: Cipher } | null} */
    this.control = null;
    /** @type {WordExchange | null} */
    this.exchange = null;
    /** @type {LaneRace | null} */
    this.race = null;
    /** @type {Lane | null} the one that carries */
    this.lane = null;
    this.laneKind = '';
    this.hasHeard = false;
    this.hasSealed = false;
    this.isClosed = false;
    this.isOpen = false;
    this.incoming = new Serial();
    this.arriving = new Serial();
    this.outgoing = new Serial();
    this.deadline = setTimeout(() => this.fail(new Fault('no-connection', 'Not open in time')), OPEN_MS);
    this.doubt = 0;
  }

  /** The initiator speaks first. */
  start() {
    if (this.config.isInitiator) this.step(async () => this.config.send(await this.handshake.begin()));
  }

  /** @param {() => Promise<void>} action whose failure ends the session */
  step(action) {
    this.incoming.run(async () => {
      if (!this.isClosed) await action();
    }).catch((error) => this.fail(Fault.from(error)));
  }

  /** @param {Fault} fault */
  fail(fault) {
    this.tell(fault);
    this.close(fault);
  }

  /**
   * The last message of one who gives up before the lane is open.
   * @param {Fault} fault
   */
  tell(fault) {
    if (this.isClosed || this.isOpen) return;
    if (this.transport) this.sendSealed({ t: 'bye', code: fault.code });
    else if (this.config.isInitiator || this.hasHeard)
      this.config.send(Uint8Array.of(TYPE_ERROR, this.reasonOf(fault)));
  }

  /** @param {Fault} fault */
  reasonOf(fault) {
    if (fault.code === 'no-connection') return REASON_NO_CONNECTION;
    return this.handshake.reason || REASON_OTHER;
  }

  /** @param {Uint8Array} message from the room */
  takeRoomMessage(message) {
    this.hasHeard = true;
    this.step(async () => {
      if (this.isOpen) await this.takeWhatOpens(message);
      else await this.takeInTurn(message);
    });
  }

  /** @param {Uint8Array} message */
  async takeInTurn(message) {
    demand(message.length > 0 && message.length <= MAX_ROOM_MESSAGE, 'A message of the room has no size it may have');
    if (message[0] === TYPE_ERROR) this.takeError(message);
    else if (message[0] === TYPE_SEALED && this.transport) await this.takeSealed(message.subarray(1));
    else if (message[0] === TYPE_HANDSHAKE && !this.transport) await this.takeHandshake(message);
    else demand(false, 'A message of the room is out of turn');
  }

  /**
   * The session does not need the room any more, so nothing there can end it.
   * @param {Uint8Array} message
   */
  async takeWhatOpens(message) {
    const transport = /** @type {{ incoming: Cipher }} */ (this.transport);
    if (message[0] !== TYPE_SEALED) return;
    const before = transport.incoming.counter;
    try {
      await this.takeSealed(message.subarray(1));
    } catch {
      transport.incoming.counter = before;
    }
  }

  /** @param {Uint8Array} message */
  takeError(message) {
    demand(message.length === 2, 'An ERROR is malformed');
    const { isInitiator } = this.config;
    const mayBeTrue = !this.transport || (isInitiator && !this.hasSealed && message[1] === REASON_NO_CONNECTION);
    if (!mayBeTrue) throw new Fault('tampered', 'Somebody invented an ERROR');
    this.close(faultOfReason(message[1], isInitiator));
  }

  /** @param {Uint8Array} message */
  async takeHandshake(message) {
    const answer = await this.handshake.take(message);
    if (this.isClosed) return;
    if (answer) this.config.send(answer);
    if (this.handshake.isComplete()) await this.complete();
  }

  /** The keys are there. */
  async complete() {
    const { noise, peer } = this.handshake;
    const { isInitiator } = this.config;
    const { name, role, kind, lanes } = /** @type {import('./handshake.js').Hello} */ (peer);
    const device = await deviceIdOf(/** @type {Uint8Array} */ (noise.remoteStatic));
    const [initiators, responders] = await Promise.all(['initiator', 'responder'].map(
      async (side) => new Cipher(await noise.exportKey(`lane 1 control ${side}`))));
    this.transport = await noise.split();
    this.control = isInitiator
      ? { outgoing: initiators, incoming: responders }
      : { outgoing: responders, incoming: initiators };
    this.peer = { device, name, role, kind };
    this.exchange = new WordExchange(noise.hash, isInitiator);
    this.race = this.makeRace(lanes);
    if (isInitiator) this.sendSealed(await this.exchange.begin());
    this.config.handlers.met(this);
  }

  /** @param {Message} message */
  sendSealed(message) {
    const { outgoing } = /** @type {{ outgoing: Cipher }} */ (this.transport);
    const sealed = outgoing.seal(formatMessage(message));
    this.outgoing.run(async () => {
      this.config.send(concat(Uint8Array.of(TYPE_SEALED), await sealed));
    });
  }

  /** @param {Uint8Array} sealed */
  async takeSealed(sealed) {
    const { incoming } = /** @type {{ incoming: Cipher }} */ (this.transport);
    const plaintext = await incoming.open(sealed).catch(() => {
      throw new Fault('tampered', 'A sealed message does not open');
    });
    this.hasSealed = true;
    const message = parseMessage(plaintext, MAX_SEALED_JSON);
    if (message.t === 'bye') this.close(faultOfBye(message));
    else if (message.t === 'lane') await this.takeNegotiation(message);
    else if (message.t === 'lane-over') this.race?.takeOver(readText(message, 'kind', 16));
    else await this.takeWords(message);
  }

  /** @param {Message} message */
  async takeWords(message) {
    const exchange = /** @type {WordExchange} */ (this.exchange);
    const answer = await exchange.take(message);
    if (answer) this.sendSealed(answer);
    if (!exchange.words) return;
    this.words = exchange.words;
    this.config.handlers.words(this);
  }

  /** @param {Message} envelope */
  async takeNegotiation(envelope) {
    const kind = readText(envelope, 'kind', 16);
    demand(typeof envelope.m === 'object' && envelope.m !== null, 'A negotiation message is malformed');
    await /** @type {LaneRace} */ (this.race).negotiate(kind, envelope.m);
  }

  /** Opens the way for files; the initiator does it when it wants one. */
  openLane() {
    if (this.config.isInitiator && !this.isClosed) this.race?.start();
  }

  /** @param {string[] | null} kinds that the peer knows */
  makeRace(kinds) {
    const { handlers, isInitiator, room, admission } = this.config;
    return new LaneRace({
      isInitiator,
      place: { room, admission },
      kinds,
      isHost: this.peer?.kind === 'native',
      negotiate: (kind, message) => this.sendSealed({ t: 'lane', kind, m: message }),
      over: (kind) => this.isClosed || this.sendSealed({ t: 'lane-over', kind }),
      message: (lane, body) => this.takeControl(lane, body),
      frame: (frame, release) => this.isClosed || handlers.frame(this, frame, release),
      opened: (lane) => this.carry(lane),
      ended: (lane, fault) => {
        if (fault) this.tell(fault);
        this.finishArriving(fault);
      },
    });
  }

  /** @param {Lane} lane over which everything goes from now on */
  carry(lane) {
    const race = /** @type {LaneRace} */ (this.race);
    this.lane = lane;
    this.laneKind = [...race.lanes].find(([, other]) => other === lane)?.[0] ?? '';
    this.isOpen = true;
    clearTimeout(this.deadline);
    if (this.config.isInitiator && race.canRace()) this.send({ t: 'ping' });
    this.config.handlers.opened(this);
  }

  /**
   * @param {Lane} lane
   * @param {Uint8Array} body
   */
  takeControl(lane, body) {
    const { incoming } = /** @type {{ incoming: Cipher }} */ (this.control);
    clearTimeout(this.doubt);
    const opened = incoming.open(body).catch(() => {
      throw new Fault('tampered', 'A control message does not open');
    });
    this.arriving.run(async () => {
      const message = parseMessage(await opened, MAX_CONTROL_JSON);
      if (this.isClosed) return;
      this.race?.choose(lane);
      if (message.t === 'ping') this.send({ t: 'pong' });
      else if (message.t !== 'pong') await this.config.handlers.message(this, message);
    }).catch((error) => this.close(Fault.from(error)));
  }

  /**
   * The lane is over; what it brought before is handled first.
   * @param {Fault | null} fault
   */
  finishArriving(fault) {
    this.arriving.run(() => this.close(fault));
  }

  /** @param {Message} message a control message of ours */
  send(message) {
    const { outgoing } = /** @type {{ outgoing: Cipher }} */ (this.control);
    const sealed = outgoing.seal(formatMessage(message));
    this.outgoing.run(async () => this.lane?.sendMessage(await sealed));
  }

  /** @returns {Promise<void>} until everything said so far is with the lane */
  async flush() {
    await this.outgoing.run(() => {});
  }

  /** @param {Promise<Uint8Array[]>} frame in parts */
  sendFrame(frame) {
    return /** @type {Lane} */ (this.lane).sendFrame(frame);
  }

  /**
   * @param {boolean} isOurs
   * @returns {Promise<Uint8Array>} the key of the streams that we, or the peer, write
   */
  dataKey(isOurs) {
    const side = this.config.isInitiator === isOurs ? 'initiator' : 'responder';
    return this.handshake.noise.exportKey(`lane 1 data ${side}`);
  }

  /** The room says that the peer left; with a lane we ask the peer itself. */
  doubtPeer() {
    if (!this.isOpen) {
      this.close(new Fault('connection-lost', 'The peer left'));
      return;
    }
    clearTimeout(this.doubt);
    this.doubt = setTimeout(() => this.close(new Fault('connection-lost', 'The peer is gone')), DOUBT_MS);
    this.send({ t: 'ping' });
  }

  /** Says goodbye and leaves. */
  leave() {
    if (this.isClosed) return;
    if (this.transport && !this.isOpen) this.sendSealed({ t: 'bye' });
    this.close(null);
  }

  /** @param {Fault | null} fault */
  close(fault) {
    if (this.isClosed) return;
    this.isClosed = true;
    clearTimeout(this.deadline);
    clearTimeout(this.doubt);
    this.outgoing.run(() => this.race?.close());
    this.config.handlers.closed(this, fault);
  }
}

/**
 * @param {Message} message
 * @returns {Fault | null} why the peer gave up; null if it merely left
 */
function faultOfBye(message) {
  if (!Object.hasOwn(message, 'code')) return null;
  const code = readText(message, 'code', 64);
  const same = ['protocol', 'tampered', 'connection-lost'];
  return new Fault(/** @type {import('./fault.js').FaultCode} */ (same.includes(code) ? code : 'no-connection'),
    'The peer gave up');
}
