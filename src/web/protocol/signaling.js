// signaling.js: the room's WebSocket (src/server/SIGNALING.md)
// SPDX-License-Identifier: GPL-3.0-or-later
import { fromBase64url, toBase64url } from './bytes.js';
import { MAX_ROOM_MESSAGE } from './room-message.js';

/**
 * What a page has to show at the door of a room: one object for all its connections, so that they are one guest.
 * @typedef {object} Admission
 * @property {string} [name] what the host is shown of somebody who waits
 * @property {Uint8Array} [password] the proof that stretchPassword() gives
 * @property {string} [token] from the link of an invitation
 * @property {string} [host] from the answer to POST /api/rooms
 * @property {RTCIceServer[]} [ice] servers that this one told of; set here
 * @property {string} [ticket] by which this guest comes back; set here, worth keeping until the tab is closed
 */

/**
 * What the room wants from whoever comes in.
 * @typedef {object} Entry
 * @property {boolean} needsPassword
 * @property {boolean} needsApproval
 * @property {boolean} isLocked
 */

/**
 * @typedef {object} RoomState
 * @property {'link' | 'password' | 'ask'} entry
 * @property {boolean} isLocked
 * @property {number} maxPeers
 * @property {number} expires in seconds since 1970, 0 for never
 */

/**
 * @typedef {object} SignalingHandlers
 * @property {(own: string, peers: string[]) => void} welcomed
 * @property {(peer: string) => void} joined
 * @property {(peer: string) => void} left
 * @property {(peer: string, data: Uint8Array) => void} signal
 * @property {(code: string, left: number) => void} closed a code of the server, or "" when it is merely gone; once.
 *   After "wrong-password" that many tries are left
 * @property {() => void} [waiting] the host was asked
 * @property {(state: RoomState) => void} [changed] after the welcome, and when the host changed something
 * @property {(peer: string, name: string) => void} [asked] to a host: somebody waits; the name is its own word
 * @property {(peer: string) => void} [answered] to a host: that one waits no more
 * @property {(token: string, expires: number) => void} [invited] to the host that asked for it
 */

const PEER_ID = /^[0-9a-f]{16}$/;
const TICKET = /^[A-Za-z0-9_-]{1,128}$/;
const SIGNED_TOKEN = /^[A-Za-z0-9_.-]{1,512}$/;
const ICE_URL = /^(?:stuns?|turns?):[A-Za-z0-9.:[\]-]{1,200}(?:\?transport=(?:udp|tcp))?$/;
const MAX_ICE_SERVERS = 8;
/* Of the time for which they are good. Timers take no more milliseconds than fit into 31 bits. */
const ICE_RENEWAL = 0.75;
const MAX_TIMER_MS = 2147483647;
const SIGNALING_VERSION = 1;
const HEARING_MS = 10000;
const MAX_SIGNALING_JSON = 73728;
const MAX_PEERS = 256;
const MAX_WAITING_NAME = 256;

/**
 * @param {unknown} text
 * @returns {string} it, if it is a peer's id
 */
function peerId(text) {
  if (typeof text !== 'string' || !PEER_ID.test(text)) throw new Error('No peer');
  return text;
}

/**
 * @param {any} message
 * @returns {RoomState}
 */
function readRoomState({ entry, locked, max_peers: maxPeers, expires }) {
  if (!['link', 'password', 'ask'].includes(entry) || typeof locked !== 'boolean' || !Number.isSafeInteger(maxPeers)
    || !Number.isSafeInteger(expires)) throw new Error('No state');
  return { entry, isLocked: locked, maxPeers, expires };
}

/**
 * @param {any} server
 * @returns {RTCIceServer[]} it, or nothing where it makes no sense
 */
function readIceServer(server) {
  const { urls, username, credential } = server ?? {};
  if (typeof urls !== 'string' || !ICE_URL.test(urls)) return [];
  if (!urls.startsWith('turn')) return [{ urls }];
  return typeof username === 'string' && typeof credential === 'string' ? [{ urls, username, credential }] : [];
}

/** One stay in a room. Browsers answer pings by themselves. */
export class Signaling {
  /**
   * @param {string} url of the WebSocket
   * @param {SignalingHandlers} handlers
   * @param {Admission} [admission]
   */
  constructor(url, handlers, admission = {}) {
    this.handlers = handlers;
    this.admission = admission;
    /** @type {Set<string>} */
    this.peers = new Set();
    /** @type {Set<string>} those of the peers that are hosts, in the server's word */
    this.hosts = new Set();
    /** @type {Set<string>} who waits for a word of ours */
    this.asking = new Set();
    this.isHost = false;
    this.hasEntered = false;
    this.isWelcome = false;
    this.isClosed = false;
    this.code = '';
    this.triesLeft = 0;
    this.deadline = 0;
    this.renewal = 0;
    this.socket = new WebSocket(`${url}${url.includes('?') ? '&' : '?'}enter=1`);
    this.socket.onmessage = ({ data }) => this.take(data);
    this.socket.onclose = () => this.end(this.code);
    this.expectWord();
  }

  expectWord() {
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.end(''), HEARING_MS);
  }

  /** @param {unknown} data */
  take(data) {
    if (this.isClosed) return;
    try {
      if (typeof data !== 'string' || data.length > MAX_SIGNALING_JSON) throw new Error('No text');
      this.handle(JSON.parse(data));
    } catch {
      this.end('bad-message');
    }
  }

  /** @param {any} message */
  handle(message) {
    if (message.type === 'error') this.takeError(message);
    else if (!this.isWelcome) this.handleAtDoor(message);
    else if (message.type === 'peer-joined') this.takeJoined(message);
    else if (message.type === 'peer-left') this.takeLeft(message.peer);
    else if (message.type === 'signal') this.takeSignal(message.from, message.data);
    else if (message.type === 'ice') this.takeIce(message);
    else if (message.type === 'room') this.handlers.changed?.(readRoomState(message));
    else this.handleAsHost(message);
  }

  /** @param {any} message */
  takeError({ code, left }) {
    this.code = String(code);
    this.triesLeft = Number.isSafeInteger(left) ? left : 0;
  }

  /** @param {any} message */
  handleAtDoor(message) {
    if (message.type === 'entry') this.takeEntry(message);
    else if (message.type === 'waiting' && this.hasEntered) this.takeWaiting();
    else this.takeWelcome(message);
  }

  /** @param {any} message */
  takeEntry({ version, needs, locked }) {
    if (this.hasEntered || !Array.isArray(needs) || typeof locked !== 'boolean') throw new Error('No entry');
    if (version !== SIGNALING_VERSION) {
      this.end('version');
      return;
    }
    const { name, password, token, host, ticket } = this.admission;
    if (needs.includes('password') && !password && !token && !host && !ticket) {
      this.end('password-needed');
      return;
    }
    this.hasEntered = true;
    this.say({ type: 'enter', name, token, host, ticket, password: password && toBase64url(password) });
    this.expectWord();
  }

  takeWaiting() {
    clearTimeout(this.deadline);
    this.handlers.waiting?.();
  }

  /** @param {any} message */
  takeWelcome(message) {
    const { type, version, peer, peers, hosts, role, ticket } = message;
    if (type !== 'welcome' || !Array.isArray(peers)) throw new Error('No welcome');
    if (version !== SIGNALING_VERSION) {
      this.end('version');
      return;
    }
    clearTimeout(this.deadline);
    this.isWelcome = true;
    this.isHost = role === 'host';
    if (typeof ticket === 'string' && TICKET.test(ticket)) this.keepTicket(ticket);
    this.takeIce(message);
    const others = peers.slice(0, MAX_PEERS).filter((id) => PEER_ID.test(id));
    others.forEach((id) => this.peers.add(id));
    if (Array.isArray(hosts)) hosts.filter((id) => this.peers.has(id)).forEach((id) => this.hosts.add(id));
    this.handlers.welcomed(peerId(peer), others);
  }

  /**
   * Names and passwords of TURN servers end; new ones are asked for in time, where the server says when that is.
   * @param {any} message
   */
  takeIce({ ice, ice_seconds: seconds }) {
    this.admission.ice = Array.isArray(ice) ? ice.slice(0, MAX_ICE_SERVERS).flatMap(readIceServer) : [];
    clearTimeout(this.renewal);
    if (!Number.isSafeInteger(seconds) || seconds < 1) return;
    this.renewal = setTimeout(() => this.say({ type: 'ice' }), Math.min(seconds * 1000 * ICE_RENEWAL, MAX_TIMER_MS));
  }

  /** @param {string} ticket in the place of what was good only once */
  keepTicket(ticket) {
    this.admission.ticket = ticket;
    delete this.admission.token;
  }

  /** @param {any} message */
  takeJoined({ peer, role }) {
    if (this.peers.has(peerId(peer)) || this.peers.size >= MAX_PEERS) throw new Error('No peer');
    this.peers.add(peer);
    if (role === 'host') this.hosts.add(peer);
    this.handlers.joined(peer);
  }

  /** @param {any} peer */
  takeLeft(peer) {
    if (!this.peers.delete(peer)) throw new Error('No such peer');
    this.hosts.delete(peer);
    this.handlers.left(peer);
  }

  /**
   * @param {any} from
   * @param {any} data
   */
  takeSignal(from, data) {
    const bytes = typeof data === 'string' ? fromBase64url(data) : null;
    if (!this.peers.has(from) || !bytes || bytes.length > MAX_ROOM_MESSAGE) throw new Error('No signal');
    this.handlers.signal(from, bytes);
  }

  /** @param {any} message */
  handleAsHost({ type, peer, name, token, expires }) {
    if (!this.isHost) throw new Error('Unknown type');
    if (type === 'peer-waiting') this.takeAsking(peer, name);
    else if (type === 'peer-gone') this.takeAnswered(peer);
    else if (type === 'invitation' && SIGNED_TOKEN.test(token) && Number.isSafeInteger(expires))
      this.handlers.invited?.(token, expires);
    else throw new Error('Unknown type');
  }

  /**
   * @param {any} peer
   * @param {any} name
   */
  takeAsking(peer, name) {
    if (typeof name !== 'string' || this.asking.size >= MAX_PEERS) throw new Error('Nobody asks');
    this.asking.add(peerId(peer));
    this.handlers.asked?.(peer, name.slice(0, MAX_WAITING_NAME));
  }

  /** @param {any} peer */
  takeAnswered(peer) {
    if (this.asking.delete(peer)) this.handlers.answered?.(peer);
  }

  /**
   * @param {string} peer
   * @param {Uint8Array} data
   */
  send(peer, data) {
    this.say({ type: 'signal', to: peer, data: toBase64url(data) });
  }

  /** @param {object} message a host's also */
  say(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** @param {string} code */
  end(code) {
    if (this.isClosed) return;
    this.close();
    this.handlers.closed(code, this.triesLeft);
  }

  /** Leaves without a further word. */
  close() {
    this.isClosed = true;
    clearTimeout(this.deadline);
    clearTimeout(this.renewal);
    this.socket.close();
  }
}
