// signaling.js: the room's WebSocket (src/server/SIGNALING.md)
// SPDX-License-Identifier: GPL-3.0-or-later
import { fromBase64url, toBase64url } from './bytes.js';
import { MAX_ROOM_MESSAGE } from './room-message.js';

/**
 * @typedef {object} SignalingHandlers
 * @property {(own: string, peers: string[]) => void} welcomed
 * @property {(peer: string) => void} joined
 * @property {(peer: string) => void} left
 * @property {(peer: string, data: Uint8Array) => void} signal
 * @property {(code: string) => void} closed a code of the server, or "" when it is merely gone; once
 */

const PEER_ID = /^[0-9a-f]{16}$/;
const SIGNALING_VERSION = 1;
const WELCOME_MS = 10000;
const MAX_SIGNALING_JSON = 73728;
const MAX_PEERS = 256;

/** One stay in a room. Browsers answer pings by themselves. */
export class Signaling {
  /**
   * @param {string} url of the WebSocket
   * @param {SignalingHandlers} handlers
   */
  constructor(url, handlers) {
    this.handlers = handlers;
    /** @type {Set<string>} */
    this.peers = new Set();
    this.isWelcome = false;
    this.isClosed = false;
    this.code = '';
    this.socket = new WebSocket(url);
    this.socket.onmessage = ({ data }) => this.take(data);
    this.socket.onclose = () => this.end(this.code);
    this.deadline = setTimeout(() => this.end(''), WELCOME_MS);
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
    if (message.type === 'error') this.code = String(message.code);
    else if (!this.isWelcome) this.takeWelcome(message);
    else if (message.type === 'peer-joined') this.takeJoined(message.peer);
    else if (message.type === 'peer-left') this.takeLeft(message.peer);
    else if (message.type === 'signal') this.takeSignal(message.from, message.data);
    else throw new Error('Unknown type');
  }

  /** @param {any} message */
  takeWelcome({ type, version, peer, peers }) {
    if (type !== 'welcome' || !PEER_ID.test(peer) || !Array.isArray(peers)) throw new Error('No welcome');
    if (version !== SIGNALING_VERSION) {
      this.end('version');
      return;
    }
    clearTimeout(this.deadline);
    this.isWelcome = true;
    const others = peers.slice(0, MAX_PEERS).filter((id) => PEER_ID.test(id));
    others.forEach((id) => this.peers.add(id));
    this.handlers.welcomed(peer, others);
  }

  /** @param {any} peer */
  takeJoined(peer) {
    if (!PEER_ID.test(peer) || this.peers.has(peer) || this.peers.size >= MAX_PEERS) throw new Error('No peer');
    this.peers.add(peer);
    this.handlers.joined(peer);
  }

  /** @param {any} peer */
  takeLeft(peer) {
    if (!this.peers.delete(peer)) throw new Error('No such peer');
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

  /**
   * @param {string} peer
   * @param {Uint8Array} data
   */
  send(peer, data) {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.send(JSON.stringify({ type: 'signal', to: peer, data: toBase64url(data) }));
  }

  /** @param {string} code */
  end(code) {
    if (this.isClosed) return;
    this.close();
    this.handlers.closed(code);
  }

  /** Leaves without a further word. */
  close() {
    this.isClosed = true;
    clearTimeout(this.deadline);
    this.socket.close();
  }
}
