// share.js: a parcel, and everybody who gets it
// SPDX-License-Identifier: GPL-3.0-or-later
import { Presence } from '../protocol/presence.js';
import { Brake } from './brake.js';
import { Rate } from './rate.js';
import { SendJob } from './send-job.js';

/** @typedef {import('../protocol/session.js').Session} Session */
/** @typedef {import('../protocol/session.js').Peer} Peer */
/** @typedef {import('../protocol/fault.js').Fault} Fault */
/** @typedef {import('./source.js').Parcel} Parcel */
/** @typedef {'connecting' | 'waiting' | 'running' | 'lost' | 'done' | 'failed'} DeliveryState */

/** What the page shows of a transfer to one other device. */
export class Delivery {
  /** @param {Peer} peer */
  constructor(peer) {
    this.peer = peer;
    /** @type {DeliveryState} */
    this.state = 'connecting';
    /** @type {string[] | null} */
    this.words = null;
    /** @type {Fault | null} */
    this.fault = null;
    /** @type {Session | null} */
    this.session = null;
    /** @type {SendJob | null} */
    this.job = null;
    this.bytes = 0;
    this.failed = 0;
    this.rate = new Rate();
    this.brake = new Brake();
  }

  isOver() {
    return this.state === 'done' || this.state === 'failed';
  }
}

/**
 * @param {Peer} peer who got it from an earlier page
 * @returns {Delivery}
 */
function makeDone(peer) {
  const delivery = new Delivery(peer);
  delivery.state = 'done';
  return delivery;
}

/** Stays in the room, in the role of a sender, until it is stopped. */
export class Share {
  /**
   * @param {Parcel} parcel
   * @param {Omit<import('../protocol/presence.js').PresenceConfig, 'role' | 'handlers'>} place
   * @param {() => void} changed
   * @param {import('./parcels.js').ParcelJournal} journal where it is noted
   */
  constructor(parcel, place, changed, journal) {
    this.parcel = parcel;
    this.journal = journal;
    this.changed = changed;
    this.isStopped = false;
    /** @type {Map<string, Delivery>} by device */
    this.deliveries = new Map();
    for (const peer of parcel.done) this.deliveries.set(peer.device, makeDone(peer));
    journal.save(parcel);
    this.presence = new Presence({
      ...place,
      role: 'send',
      handlers: {
        joined: () => changed(),
        away: () => changed(),
        left: () => {},
        met: (session) => this.meet(session),
        words: (session) => this.update(session, (delivery) => { delivery.words = session.words; }),
        opened: (session) => this.begin(session),
        message: (session, message) => this.deliveryOf(session)?.job?.take(message),
        frame: () => {},
        closed: (session, fault) => this.lose(session, fault),
      },
    });
  }

  /** @param {Session} session */
  meet(session) {
    const peer = /** @type {Peer} */ (session.peer);
    const known = this.deliveries.get(peer.device);
    if (peer.role !== 'receive' || known?.state === 'done') {
      session.leave();
      return;
    }
    const delivery = known ?? new Delivery(peer);
    delivery.session?.leave();
    delivery.session = session;
    delivery.state = 'connecting';
    delivery.job = null;
    this.deliveries.set(peer.device, delivery);
    session.openLane();
    this.changed();
  }

  /** @param {Session} session */
  deliveryOf(session) {
    const delivery = session.peer && this.deliveries.get(session.peer.device);
    return delivery && delivery.session === session ? delivery : null;
  }

  /**
   * @param {Session} session
   * @param {(delivery: Delivery) => void} change
   */
  update(session, change) {
    const delivery = this.deliveryOf(session);
    if (!delivery) return;
    change(delivery);
    this.changed();
  }

  /** @param {Session} session */
  begin(session) {
    this.update(session, (delivery) => {
      delivery.state = 'waiting';
      delivery.job = new SendJob(session, this.parcel, {
        accepted: (_, startBytes) => this.update(session, () => {
          delivery.state = 'running';
          delivery.bytes = startBytes;
          delivery.rate = new Rate();
        }),
        progressed: (bytes) => this.update(session, () => {
          delivery.bytes += bytes;
          delivery.rate.add(delivery.bytes);
        }),
        verified: (failed) => this.update(session, () => this.settle(delivery, failed)),
      }, delivery.brake);
    });
  }

  /**
   * @param {Delivery} delivery
   * @param {number} failed so many files did not arrive
   */
  settle(delivery, failed) {
    delivery.state = failed > 0 ? 'failed' : 'done';
    delivery.failed = failed;
    if (failed > 0) return;
    this.parcel.done.push(delivery.peer);
    this.journal.save(this.parcel);
  }

  /**
   * @param {Delivery} delivery
   * @param {boolean} isPaused as a person wants it; the receiver merely waits
   */
  pause(delivery, isPaused) {
    delivery.brake.set(isPaused);
    delivery.rate = new Rate();
    this.changed();
  }

  /**
   * Offers it again to somebody who did not get it.
   * @param {Delivery} delivery
   */
  retry(delivery) {
    if (delivery.state !== 'failed' && delivery.state !== 'lost') return;
    delivery.state = 'lost';
    delivery.fault = null;
    this.presence.rejoin();
    this.changed();
  }

  /**
   * @param {Session} session
   * @param {Fault | null} fault
   */
  lose(session, fault) {
    this.update(session, (delivery) => {
      delivery.session = null;
      delivery.job = null;
      delivery.brake.wake();
      if (delivery.isOver()) return;
      const mayComeBack = fault === null || fault.code === 'connection-lost';
      delivery.fault = fault;
      delivery.state = mayComeBack ? 'lost' : 'failed';
    });
  }

  /** Ends it for everybody. */
  stop() {
    this.isStopped = true;
    this.journal.remove(this.parcel.offer.id);
    for (const delivery of this.deliveries.values()) delivery.job?.cancel();
    this.presence.leave();
    this.changed();
  }
}
