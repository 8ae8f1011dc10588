// live.js: the connection that keeps the page up to date
// SPDX-License-Identifier: GPL-3.0-or-later
import { getToken } from './api.js';
import { byId } from './dom.js';

const RETRY_MS = 2000;
const ACTIVE_MS = 60000;
const NO_SESSION = 4001;

export class Live {
  /**
   * @param {(message: any) => void} receive
   * @param {() => void} open what to say each time it is there
   * @param {() => void} end the session is over
   */
  constructor(receive, open, end) {
    this.receive = receive;
    this.open = open;
    this.end = end;
    this.isWanted = false;
    this.lastActive = 0;
    /** @type {WebSocket | null} */
    this.socket = null;
    for (const name of ['pointerdown', 'keydown', 'wheel']) addEventListener(name, () => this.tellActive(), { passive: true });
  }

  start() {
    this.isWanted = true;
    if (!this.socket) this.connect();
  }

  stop() {
    this.isWanted = false;
    this.socket?.close();
    this.socket = null;
    this.show('', '');
  }

  /**
   * @param {string} state
   * @param {string} text
   */
  show(state, text) {
    const element = byId('link-state');
    element.dataset.state = state;
    element.textContent = text;
  }

  connect() {
    const socket = new WebSocket(`${location.protocol === 'http:' ? 'ws' : 'wss'}://${location.host}/admin/api/live`);
    this.socket = socket;
    socket.addEventListener('open', () => {
      this.show('on', 'Live');
      this.send({ type: 'hello', token: getToken() });
      this.open();
    });
    socket.addEventListener('message', ({ data }) => this.receive(JSON.parse(data)));
    socket.addEventListener('close', ({ code }) => this.closed(socket, code));
  }

  /**
   * @param {WebSocket} socket
   * @param {number} code
   */
  closed(socket, code) {
    if (socket !== this.socket || !this.isWanted) return;
    this.socket = null;
    if (code === NO_SESSION) {
      this.end();
      return;
    }
    this.show('off', 'Connection lost');
    setTimeout(() => { if (this.isWanted && !this.socket) this.check(); }, RETRY_MS);
  }

  /** A browser does not say why a WebSocket was refused, so the page asks otherwise. */
  async check() {
    const response = await fetch('/admin/api/state', { cache: 'no-store' }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (!this.isWanted || this.socket) return;
    if (answer && answer.state !== 'session') this.end();
    else this.connect();
  }

  /** @param {object} message */
  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** Looking at the page is no use of the session; a hand on it is. */
  tellActive() {
    if (!this.isWanted || Date.now() - this.lastActive < ACTIVE_MS) return;
    this.lastActive = Date.now();
    this.send({ type: 'active' });
  }
}
