// presence.js: being in a room in one role, and talking to everybody in it
// SPDX-License-Identifier: GPL-3.0-or-later
import { Session } from './session.js';
import { Signaling } from './signaling.js';

/** @typedef {import('./fault.js').Fault} Fault */

/**
 * @typedef {object} PresenceConfig
 * @property {string} url of the room's WebSocket
 * @property {string} room
 * @property {Uint8Array} psk
 * @property {import('./identity.js').KeyPair} identity
 * @property {string} name
 * @property {'send' | 'receive'} role
 * @property {(id: string) => boolean} isOwn whether that is another presence of this very page
 * @property {PresenceHandlers} handlers
 */

/**
 * @typedef {object} PresenceHandlers
 * @property {(own: string) => void} joined
 * @property {(code: string) => void} away the room is out of reach; a code that is not "" may be for good
 * @property {(session: Session) => void} met
 * @property {(session: Session) => void} words
 * @property {(session: Session) => void} opened
 * @property {(session: Session, message: import('./json.js').Message) => void | Promise<void>} message
 * @property {(session: Session, frame: Uint8Array, release: () => void) => void} frame
 * @property {(session: Session, fault: Fault | null) => void} closed
 * @property {(id: string) => void} left somebody left the room
 */

const REJOIN_MIN_MS = 500;
const REJOIN_MAX_MS = 10000;
const MAX_SESSIONS = 64;
const FINAL_CODES = ['room-not-found', 'room-closed', 'room-full', 'version'];

/** A stay that is taken up again by itself when the server is lost. */
export class Presence {
  /** @param {PresenceConfig} config */
  constructor(config) {
    this.config = config;
    /** @type {Map<string, Session>} by the peers' ids in the room */
    this.sessions = new Map();
    /** @type {Signaling | null} */
    this.signaling = null;
    this.ownId = '';
    this.isOver = false;
    this.rejoinMs = REJOIN_MIN_MS;
    this.timer = 0;
    this.join();
  }

  join() {
    const { handlers } = this.config;
    this.signaling = new Signaling(this.config.url, {
      welcomed: (own, peers) => {
        this.ownId = own;
        this.rejoinMs = REJOIN_MIN_MS;
        handlers.joined(own);
        for (const peer of peers) this.meet(peer, true);
      },
      joined: (peer) => this.meet(peer, false),
      left: (peer) => {
        this.sessions.get(peer)?.doubtPeer();
        handlers.left(peer);
      },
      signal: (peer, data) => this.sessions.get(peer)?.takeRoomMessage(data),
      closed: (code) => this.lose(code),
    });
  }

  /** @param {string} code */
  lose(code) {
    for (const session of this.sessions.values()) session.doubtPeer();
    this.isOver ||= FINAL_CODES.includes(code);
    this.config.handlers.away(code);
    if (this.isOver) return;
    this.timer = setTimeout(() => this.join(), this.rejoinMs);
    this.rejoinMs = Math.min(2 * this.rejoinMs, REJOIN_MAX_MS);
  }

  /** Comes back under another id, so that everybody is met anew. */
  rejoin() {
    if (this.isOver) return;
    clearTimeout(this.timer);
    this.signaling?.close();
    this.lose('');
  }

  /**
   * @param {string} id
   * @param {boolean} isInitiator
   */
  meet(id, isInitiator) {
    if (this.config.isOwn(id) || this.sessions.has(id) || this.sessions.size >= MAX_SESSIONS) return;
    const { psk, room, identity, name, role, handlers } = this.config;
    const signaling = this.signaling;
    const session = new Session({
      id, isInitiator, psk, room, identity, name, role,
      send: (bytes) => signaling?.send(id, bytes),
      handlers: {
        ...handlers,
        closed: (closed, fault) => {
          if (this.sessions.get(id) === closed) this.sessions.delete(id);
          handlers.closed(closed, fault);
        },
      },
    });
    this.sessions.set(id, session);
    session.start();
  }

  /** @returns {string[]} who is in the room besides this presence */
  peers() {
    return [...(this.signaling?.peers ?? [])];
  }

  /** Leaves for good. */
  leave() {
    this.isOver = true;
    clearTimeout(this.timer);
    for (const session of [...this.sessions.values()]) session.leave();
    this.signaling?.close();
  }
}
