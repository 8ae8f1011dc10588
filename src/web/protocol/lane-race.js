// lane-race.js: the ways to a peer that are tried, and which of them carries (PROTOCOL.md §7)
// SPDX-License-Identifier: GPL-3.0-or-later
import { Fault, demand } from './fault.js';
import { HttpsLane } from './https-lane.js';
import { RelayLane } from './relay-lane.js';
import { RtcLane } from './rtc-lane.js';

/** @typedef {import('./json.js').Message} Message */

/**
 * @typedef {object} LaneHandlers
 * @property {(message: Message) => void} negotiate sends sealed to the peer
 * @property {() => void} opened
 * @property {(body: Uint8Array) => void} message a control message came
 * @property {(frame: Uint8Array, release: () => void) => void} frame a data frame came, in order
 * @property {(fault: Fault | null) => void} ended null after a goodbye; once
 */

/**
 * @typedef {object} Lane
 * @property {() => Promise<void>} start
 * @property {(message: Message) => Promise<void>} negotiate
 * @property {(body: Uint8Array) => void} sendMessage
 * @property {(frame: Promise<Uint8Array[]>) => Promise<void>} sendFrame takes it in parts
 * @property {() => void} close
 */

/**
 * @typedef {object} Place
 * @property {string} room that the two are in
 * @property {import('./signaling.js').Admission} [admission] by which its server knows us
 */

/**
 * @typedef {object} RaceConfig
 * @property {boolean} isInitiator
 * @property {Place} place
 * @property {string[] | null} kinds that the peer knows; null for one that knows nothing of races
 * @property {boolean} isHost whether the peer may be the host of the page
 * @property {(kind: string, message: Message) => void} negotiate sends sealed to the peer
 * @property {(kind: string) => void} over tells the peer that a way came to nothing
 * @property {(lane: Lane, body: Uint8Array) => void} message
 * @property {(frame: Uint8Array, release: () => void) => void} frame
 * @property {(lane: Lane) => void} opened a lane that is to carry
 * @property {(lane: Lane | null, fault: Fault | null) => void} ended the lane that carries, or the last that could
 */

/** @type {Record<string, new (isOfferer: boolean, handlers: LaneHandlers, place: Place) => Lane>} best first */
const LANES = { https: HttpsLane, rtc: RtcLane, relay: RelayLane };
const OLD_KINDS = ['rtc'];
const NEXT_MS = 5000;

/** What our hello says. There are browsers without WebRTC, and people who switch it off. */
export const LANE_KINDS = Object.keys(LANES).filter((kind) => kind !== 'rtc' || 'RTCPeerConnection' in globalThis);

/** All the ways between two peers. */
export class LaneRace {
  /** @param {RaceConfig} config */
  constructor(config) {
    this.config = config;
    const known = config.kinds ?? OLD_KINDS;
    this.kinds = LANE_KINDS.filter((kind) => known.includes(kind) && (kind !== 'https' || config.isHost));
    /** @type {Map<string, Lane>} */
    this.lanes = new Map();
    /** @type {Set<string>} */
    this.over = new Set();
    /** @type {Lane | null} the one that carries */
    this.chosen = null;
    this.isClosed = false;
    this.timer = 0;
    /** @type {Fault | null} what comes after the first is the lesser choice */
    this.firstFault = null;
  }

  canRace() {
    return this.config.kinds !== null;
  }

  /** Opens the best way; for the initiator. */
  start() {
    if (this.kinds.length === 0) this.config.ended(null, new Fault('no-connection', 'No lane in common'));
    else if (this.lanes.size === 0) this.tryNext();
  }

  tryNext() {
    clearTimeout(this.timer);
    const untried = this.kinds.filter((kind) => !this.lanes.has(kind) && !this.over.has(kind));
    if (this.isClosed || this.chosen || untried.length === 0) return;
    this.open(untried[0]).start().catch((error) => this.lose(untried[0], Fault.from(error, 'no-connection')));
    if (this.canRace() && untried.length > 1) this.timer = setTimeout(() => this.tryNext(), NEXT_MS);
  }

  /**
   * @param {string} kind
   * @returns {Lane}
   */
  open(kind) {
    const { config } = this;
    /** @type {Lane} */
    const lane = new LANES[kind](config.isInitiator, {
      negotiate: (message) => this.over.has(kind) || config.negotiate(kind, message),
      opened: () => {
        if (config.isInitiator || !this.canRace()) this.choose(lane);
      },
      message: (body) => this.isCurrent(lane) && config.message(lane, body),
      frame: (frame, release) => lane === this.chosen && config.frame(frame, release),
      ended: (fault) => this.isCurrent(lane) && this.lose(kind, fault),
    }, config.place);
    this.lanes.set(kind, lane);
    return lane;
  }

  /** @param {Lane} lane */
  isCurrent(lane) {
    return this.chosen ? this.chosen === lane : !this.isClosed && [...this.lanes.values()].includes(lane);
  }

  /**
   * Of the lanes that are open, one carries. The initiator takes the first, and the responder the first that speaks.
   * @param {Lane} lane
   */
  choose(lane) {
    if (this.isClosed || this.chosen) return;
    this.chosen = lane;
    clearTimeout(this.timer);
    for (const [kind, other] of this.lanes) if (other !== lane) this.drop(kind);
    this.config.opened(lane);
  }

  /** @param {string} kind */
  drop(kind) {
    const lane = this.lanes.get(kind);
    this.lanes.delete(kind);
    lane?.close();
    this.over.add(kind);
  }

  /**
   * @param {string} kind
   * @param {Fault | null} fault
   */
  lose(kind, fault) {
    const lane = this.lanes.get(kind) ?? null;
    const isPassing = !fault || ['no-connection', 'connection-lost'].includes(fault.code);
    if (this.isClosed || (this.chosen && lane !== this.chosen)) return;
    if (this.chosen || !this.canRace() || !isPassing) {
      this.isClosed = true;
      clearTimeout(this.timer);
      this.config.ended(lane, fault);
      return;
    }
    this.drop(kind);
    this.config.over(kind);
    this.goOn(fault);
  }

  /** @param {Fault | null} fault of a way that came to nothing */
  goOn(fault) {
    this.firstFault ??= fault;
    if (this.kinds.every((kind) => this.over.has(kind)))
      this.config.ended(null, this.firstFault ?? new Fault('no-connection', 'No way to the peer'));
    else if (this.config.isInitiator) this.tryNext();
  }

  /** @param {string} kind that the peer gave up */
  takeOver(kind) {
    demand(this.canRace() && this.kinds.includes(kind), 'A lane ended that never was');
    if (this.chosen || this.isClosed || this.over.has(kind)) return;
    this.drop(kind);
    this.goOn(new Fault('no-connection', 'The peer found no way'));
  }

  /**
   * @param {string} kind
   * @param {Message} message
   */
  async negotiate(kind, message) {
    if (this.isClosed || this.over.has(kind)) return;
    const isKnown = this.kinds.includes(kind);
    if (!isKnown && this.lanes.size === 0) throw new Fault('no-connection', 'No lane in common');
    const lane = this.lanes.get(kind);
    const mayFollow = !this.config.isInitiator && !this.chosen && (this.canRace() || this.lanes.size === 0);
    demand(isKnown && (lane || mayFollow), 'A message is for a lane that is not there');
    await (lane ?? this.open(kind)).negotiate(message);
  }

  /** Ends all in order. */
  close() {
    clearTimeout(this.timer);
    const { chosen } = this;
    this.isClosed = true;
    for (const lane of this.lanes.values()) if (lane !== chosen) lane.close();
    chosen?.close();
  }
}
