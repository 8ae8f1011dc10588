// presence.js: being in a room in one role, and talking to everybody in it
// SPDX-License-Identifier: GPL-3.0-or-later

/* At the door: give all presences of a page one Admission. Without what the room wants, "away" comes with
 * "password-needed", "wrong-password", "token-used" … and the presence stops; put something better into the Admission
 * (and the psk of the password into config.psk), and call retry(). Codes after which there is no way back are in
 * FINAL_CODES. A host, who gave the token of POST /api/rooms, has lock(), admit(), refuse(), kick(), set(), invite(),
 * forgive() and closeRoom(); hosts() and isHost() say who is one. */

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
 * @property {import('./signaling.js').Admission} [admission] the same object for all presences of a page
 * @property {PresenceHandlers} handlers
 */

/**
 * @typedef {object} PresenceHandlers
 * @property {(own: string) => void} joined
 * @property {(code: string, left: number) => void} away the room is out of reach; a code that is not "" may be for good.
 *   With "wrong-password" the number of tries that are left
 * @property {(session: Session) => void} met
 * @property {(session: Session) => void} words
 * @property {(session: Session) => void} opened
 * @property {(session: Session, message: import('./json.js').Message) => void | Promise<void>} message
 * @property {(session: Session, frame: Uint8Array, release: () => void) => void} frame
 * @property {(session: Session, fault: Fault | null) => void} closed
 * @property {(id: string) => void} left somebody left the room
 * @property {() => void} [waiting] the host was asked whether we may come in
 * @property {(state: import('./signaling.js').RoomState) => void} [changed] how the room is now
 * @property {(id: string, name: string) => void} [asked] to a host: somebody wants to come in
 * @property {(id: string) => void} [answered] to a host: that one waits no more
 * @property {(token: string, expires: number) => void} [invited] to a host: what invite() asked for
 */

const REJOIN_MIN_MS = 500;
const REJOIN_MAX_MS = 10000;
const MAX_SESSIONS = 64;
const FINAL_CODES = ['room-not-found', 'room-closed', 'room-full', 'version', 'refused', 'kicked', 'locked',
  'too-many-tries', 'token-invalid', 'token-expired', 'token-used', 'no-answer'];
/* retry() goes on after these. */
const DOOR_CODES = ['password-needed', 'wrong-password'];

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
    this.isStopped = false;
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
      closed: (code, left) => this.lose(code, left),
      waiting: () => handlers.waiting?.(),
      changed: (state) => handlers.changed?.(state),
      asked: (peer, name) => handlers.asked?.(peer, name),
      answered: (peer) => handlers.answered?.(peer),
      invited: (token, expires) => handlers.invited?.(token, expires),
    }, this.config.admission);
  }

  /**
   * @param {string} code
   * @param {number} [left]
   */
  lose(code, left = 0) {
    for (const session of this.sessions.values()) session.doubtPeer();
    this.isOver ||= FINAL_CODES.includes(code);
    this.isStopped = DOOR_CODES.includes(code);
    this.config.handlers.away(code, left);
    if (this.isOver || this.isStopped) return;
    this.timer = setTimeout(() => this.join(), this.rejoinMs);
    this.rejoinMs = Math.min(2 * this.rejoinMs, REJOIN_MAX_MS);
  }

  /** Tries the door again, after a password or a ticket was put into the Admission. */
  retry() {
    if (this.isOver || !this.isStopped) return;
    this.isStopped = false;
    this.join();
  }

  /** Comes back under another id, so that everybody is met anew. */
  rejoin() {
    if (this.isOver || this.isStopped) return;
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
    const { psk, room, admission, identity, name, role, handlers } = this.config;
    const signaling = this.signaling;
    const session = new Session({
      id, isInitiator, psk, room, admission, identity, name, role,
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

  /** @returns {string[]} those of the peers that are hosts, in the server's word */
  hosts() {
    return [...(this.signaling?.hosts ?? [])];
  }

  /** @returns {boolean} whether the words below are ours to say */
  isHost() {
    return this.signaling?.isHost ?? false;
  }

  /** @param {boolean} isLocked */
  lock(isLocked) {
    this.signaling?.say({ type: isLocked ? 'lock' : 'unlock' });
  }

  /** @param {string} id of one who waits */
  admit(id) {
    this.signaling?.say({ type: 'admit', peer: id });
  }

  /** @param {string} id of one who waits */
  refuse(id) {
    this.signaling?.say({ type: 'refuse', peer: id });
  }

  /** @param {string} id of a peer */
  kick(id) {
    this.signaling?.say({ type: 'kick', peer: id });
  }

  /** Forgets from where people were who had to go. */
  forgive() {
    this.signaling?.say({ type: 'forgive' });
  }

  /** @param {{ entry?: 'link' | 'password' | 'ask', max_peers?: number, expiry_seconds?: number }} changes */
  set(changes) {
    this.signaling?.say({ type: 'set', ...changes });
  }

  /** @param {number} seconds for which the invitation is good; "invited" brings its token */
  invite(seconds) {
    this.signaling?.say({ type: 'invite', expiry_seconds: seconds });
  }

  /** Ends the room for everybody. */
  closeRoom() {
    this.signaling?.say({ type: 'close' });
  }

  /** Leaves for good. */
  leave() {
    this.isOver = true;
    clearTimeout(this.timer);
    for (const session of [...this.sessions.values()]) session.leave();
    this.signaling?.close();
  }
}
