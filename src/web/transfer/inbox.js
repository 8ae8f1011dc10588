// inbox.js: being there for whoever sends, and knowing who else is
// SPDX-License-Identifier: GPL-3.0-or-later
import { Fault } from '../protocol/fault.js';
import { Presence } from '../protocol/presence.js';
import { Arrival } from './arrival.js';
import { Journal } from './journal.js';
import { ReceiveJob } from './receive-job.js';
import { findStorage, sweepStorage } from './sink.js';

/** @typedef {import('../protocol/session.js').Session} Session */
/** @typedef {import('../protocol/session.js').Peer} Peer */
/** @typedef {Pick<import('../protocol/presence.js').PresenceHandlers, 'waiting' | 'changed' | 'asked' | 'answered'
 *   | 'invited'>} DoorHandlers what the room says at its door, and to its host */

const RETRY_MS = 1000;
const KEEP_DONE_MS = 24 * 3600 * 1000;

/**
 * @typedef {object} Neighbour
 * @property {Peer} peer
 * @property {string[] | null} words
 * @property {Set<string>} ids under which it is in the room
 */

/** Stays in the room in the role of a receiver. */
export class Inbox {
  /**
   * @param {Omit<import('../protocol/presence.js').PresenceConfig, 'role' | 'handlers'> & { doorHandlers?: DoorHandlers }}
   *   place
   * @param {() => void} changed
   */
  constructor(place, changed) {
    this.changed = changed;
    /** @type {{ journal: Journal, room: string, storage: import('./sink.js').StorageKind }} */
    this.place = { journal: new Journal('arrivals'), room: place.room, storage: 'disk' };
    /** @type {import('./journal.js').ArrivalRecord[]} what was begun in other rooms */
    this.dormant = [];
    /** @type {'joining' | 'joined' | 'away'} */
    this.state = 'joining';
    this.code = '';
    /** @type {Fault | null} the last that happened before anybody had proved anything */
    this.fault = null;
    /** @type {Arrival[]} */
    this.arrivals = [];
    /** @type {Map<string, Neighbour>} by device */
    this.neighbours = new Map();
    /** @type {Map<Session, ReceiveJob>} */
    this.jobs = new Map();
    this.retry = 0;
    this.restored = this.restore();
    this.presence = new Presence({
      ...place,
      role: 'receive',
      handlers: {
        ...place.doorHandlers,
        joined: () => this.setState('joined', ''),
        away: (code) => this.setState('away', code),
        left: (id) => this.forget(id),
        met: (session) => this.meet(session),
        words: (session) => this.takeWords(session),
        opened: (session) => this.jobs.get(session)?.expectPart(),
        message: (session, message) => this.jobs.get(session)?.take(message),
        frame: (session, frame, release) => this.takeFrame(session, frame, release),
        closed: (session, fault) => this.lose(session, fault),
      },
    });
  }

  /**
   * @param {'joined' | 'away'} state
   * @param {string} code
   */
  setState(state, code) {
    this.state = state;
    this.code = code;
    if (state === 'away') this.neighbours.clear();
    const isOver = state === 'away' && this.presence.isOver;
    if (isOver) this.arrivals.forEach((arrival) => arrival.giveUp(new Fault('no-room', 'The room is gone')));
    this.changed();
  }

  /** Takes up what an earlier page left in the middle, and removes what nobody can take up. */
  async restore() {
    const { journal, room } = this.place;
    this.place.storage = await findStorage();
    const records = await journal.list();
    const isStale = (/** @type {import('./journal.js').ArrivalRecord} */ { state, changedAt }) =>
      state === 'done' && changedAt < Date.now() - KEEP_DONE_MS;
    for (const { key } of records.filter(isStale)) journal.remove(key);
    const kept = records.filter((record) => !isStale(record));
    this.dormant = kept.filter((record) => record.room !== room);
    await Promise.all(kept.filter((record) => record.room === room).map((record) => this.wake(record)));
    sweepStorage(kept.map(({ name }) => name)).catch(() => {});
  }

  /**
   * @param {import('./journal.js').ArrivalRecord} record
   * @returns {Promise<Arrival | null>}
   */
  async wake(record) {
    const arrival = await Arrival.restore(record, this.changed, this.place).catch(() => null);
    if (arrival) this.arrivals.push(arrival);
    this.changed();
    return arrival;
  }

  /** @param {string} id of somebody who left the room */
  forget(id) {
    for (const [device, { ids }] of this.neighbours) {
      ids.delete(id);
      if (ids.size === 0) this.neighbours.delete(device);
    }
    this.changed();
  }

  /** @param {Session} session */
  meet(session) {
    const peer = /** @type {Peer} */ (session.peer);
    this.fault = null;
    const neighbour = this.neighbours.get(peer.device) ?? { peer, words: null, ids: new Set() };
    neighbour.ids.add(session.id);
    this.neighbours.set(peer.device, neighbour);
    if (peer.role === 'send') {
      this.jobs.set(session, new ReceiveJob(session, (job) => this.takeOffer(job)));
      session.openLane();
    }
    this.changed();
  }

  /** @param {Session} session */
  takeWords(session) {
    const peer = /** @type {Peer} */ (session.peer);
    const neighbour = this.neighbours.get(peer.device);
    if (neighbour) neighbour.words = session.words;
    const arrival = this.arrivalOf(session);
    if (arrival) arrival.words = session.words;
    /* Two receivers have nothing more to say to each other. */
    if (peer.role === 'receive') session.leave();
    this.changed();
  }

  /** @param {Session} session */
  arrivalOf(session) {
    return this.arrivals.find(({ job }) => job?.session === session);
  }

  /** @param {ReceiveJob} job */
  async takeOffer(job) {
    const { peer } = job.session;
    const known = await this.findKnown(job);
    if (job.session.isClosed) return;
    if (this.arrivals.some((other) => other.state === 'declined' && other.key() === `${peer?.device} ${job.id()}`)) {
      job.decline();
      return;
    }
    const arrival = known ?? new Arrival(/** @type {import('../protocol/offer.js').Offer} */ (job.offer),
      /** @type {Peer} */ (peer), this.changed, this.place);
    arrival.words = job.session.words;
    if (known) {
      known.resume(job).catch((error) => job.fail(error));
      return;
    }
    arrival.job = job;
    this.arrivals.unshift(arrival);
    this.changed();
  }

  /**
   * @param {ReceiveJob} job
   * @returns {Promise<Arrival | null>} what the same device began to send before
   */
  async findKnown(job) {
    const { device } = /** @type {Peer} */ (job.session.peer);
    await this.restored;
    const isKnown = (/** @type {{ offer: any, peer: Peer }} */ { offer, peer }) =>
      offer.id === job.id() && peer.device === device && isSameOffer(offer, job);
    const known = this.arrivals.find((arrival) => ['lost', 'running'].includes(arrival.state) && isKnown(arrival));
    /* Who offers it again has begun anew, and will not go on with the attempt before. */
    known?.job?.session.close(new Fault('connection-lost', 'The sender began anew'));
    const record = this.dormant.find(isKnown);
    if (known || !record) return known ?? null;
    this.dormant = this.dormant.filter((other) => other !== record);
    return this.wake(record);
  }

  /**
   * @param {Session} session
   * @param {Uint8Array} frame
   * @param {() => void} release
   */
  takeFrame(session, frame, release) {
    const job = this.jobs.get(session);
    try {
      job?.takeFrame(frame, release);
    } catch (error) {
      job?.fail(/** @type {Fault} */ (error));
    }
  }

  /**
   * @param {Session} session
   * @param {Fault | null} fault
   */
  lose(session, fault) {
    const arrival = this.arrivalOf(session);
    this.jobs.delete(session);
    if (!session.peer && fault?.code === 'wrong-secret') this.fault = fault;
    arrival?.interrupt(fault);
    if (arrival?.state === 'lost') this.seek();
    this.changed();
  }

  /** Meets everybody anew, since a peer whose lane broke is perhaps still there. */
  seek() {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      if (this.jobs.size === 0) this.presence.rejoin();
    }, RETRY_MS);
  }

  leave() {
    clearTimeout(this.retry);
    this.presence.leave();
  }
}

/**
 * @param {import('../protocol/offer.js').Offer} offer
 * @param {ReceiveJob} job
 * @returns {boolean} whether both offer the same files
 */
function isSameOffer(offer, job) {
  const other = /** @type {import('../protocol/offer.js').Offer} */ (job.offer);
  return offer.entries.length === other.entries.length
    && offer.entries.every(({ path, type }, i) => path === other.entries[i].path && type === other.entries[i].type);
}
