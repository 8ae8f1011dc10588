// test-door.mjs: at the door of a room in Node, where the server can say whatever it likes
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { check, runAll } from './tap.mjs';

import { Signaling } from '../../src/web/protocol/signaling.js';

const ME = '3d1f0a9be2c45867';
const OTHER = '90c2b7f45e11aa03';
const ENTRY = { type: 'entry', version: 1, entry: 'password', needs: ['password'], locked: false };
const WELCOME = { type: 'welcome', version: 1, peer: ME, peers: [OTHER], hosts: [OTHER], ticket: 'ticket' };
const STATE = { type: 'room', entry: 'ask', locked: true, max_peers: 3, expires: 7 };

class FakeSocket {
  static OPEN = 1;

  constructor(url) {
    this.url = url;
    this.readyState = 1;
    this.said = [];
    FakeSocket.last = this;
  }

  send(text) {
    this.said.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  hear(...messages) {
    for (const message of messages)
      this.onmessage({ data: typeof message === 'string' ? message : JSON.stringify(message) });
  }
}

globalThis.WebSocket = FakeSocket;

/** @returns {{ heard: any[], socket: FakeSocket, signaling: Signaling }} a stay and what it told the page */
function come(admission) {
  const heard = [];
  const names = ['welcomed', 'joined', 'left', 'signal', 'closed', 'waiting', 'changed', 'asked', 'answered',
    'invited'];
  const handlers = Object.fromEntries(names.map((name) => [name, (...args) => heard.push([name, ...args])]));
  const signaling = new Signaling(`wss://x/ws/${'0'.repeat(32)}?v=1`, handlers, admission);
  return { heard, signaling, socket: FakeSocket.last };
}

check('a server that welcomes at once is as good', () => {
  const { heard, socket, signaling } = come();
  assert(socket.url.endsWith('?v=1&enter=1'));
  socket.hear({ type: 'welcome', version: 1, peer: ME, peers: [OTHER] });
  assert.deepEqual(heard, [['welcomed', ME, [OTHER]]]);
  assert.deepEqual(socket.said, []);
  signaling.close();
});

check('a password is shown, and a ticket kept in the place of a token', () => {
  const admission = { name: 'Bo', password: new Uint8Array(32), token: 'a.b.c' };
  const { heard, socket, signaling } = come(admission);
  socket.hear(ENTRY, WELCOME, STATE);
  assert.deepEqual(socket.said, [{ type: 'enter', name: 'Bo', token: 'a.b.c', password: 'A'.repeat(43) }]);
  assert.deepEqual(admission, { name: 'Bo', password: new Uint8Array(32), ticket: 'ticket', ice: [] });
  assert.deepEqual(heard[1], ['changed', { entry: 'ask', isLocked: true, maxPeers: 3, expires: 7 }]);
  assert(signaling.hosts.has(OTHER) && !signaling.isHost);
  signaling.close();
});

check('of the servers that are told only those are kept that a browser takes', () => {
  const stun = { urls: 'stun:turn.example.org:3478' };
  const turn = { urls: 'turn:turn.example.org:3478?transport=tcp', username: '1:a', credential: 'c' };
  const told = [stun, turn, null, 7, {}, { urls: ['stun:a'] }, { urls: 'https://example.org' },
    { urls: 'turn:turn.example.org', username: 'a' }, { urls: 'turn:turn.example.org', credential: 'c' }];
  const admission = { name: 'Bo' };
  const { socket, signaling } = come(admission);
  socket.hear({ type: 'welcome', version: 1, peer: ME, peers: [], ice: told.slice(0, 4) });
  assert.deepEqual(admission.ice, [stun, turn]);
  signaling.close();
  for (const one of told.slice(2)) {
    const other = come(admission);
    other.socket.hear({ type: 'welcome', version: 1, peer: ME, peers: [], ice: [one] });
    assert.deepEqual(admission.ice, []);
    other.signaling.close();
  }
});

check('without a password nothing is said, and the page is told', () => {
  const { heard, socket } = come();
  socket.hear(ENTRY);
  assert.deepEqual(heard, [['closed', 'password-needed', 0]]);
  assert.deepEqual(socket.said, []);
});

check('the tries that are left are told', () => {
  const { heard, socket } = come({ password: new Uint8Array(32) });
  socket.hear(ENTRY, { type: 'error', code: 'wrong-password', left: 4 });
  socket.onclose();
  assert.deepEqual(heard, [['closed', 'wrong-password', 4]]);
});

check('one waits for the host, and a host hears of those who wait', () => {
  const guest = come({});
  guest.socket.hear({ ...ENTRY, needs: ['approval'] }, { type: 'waiting' }, WELCOME);
  assert.deepEqual(guest.heard.map(([name]) => name), ['waiting', 'welcomed']);
  guest.signaling.close();
  const host = come({ host: 'x' });
  host.socket.hear(ENTRY, { ...WELCOME, role: 'host' }, { type: 'peer-waiting', peer: OTHER, name: '<b>' },
    { type: 'peer-gone', peer: OTHER }, { type: 'invitation', token: 'a.b.c', expires: 9 });
  assert.deepEqual(host.heard.slice(1), [['asked', OTHER, '<b>'], ['answered', OTHER], ['invited', 'a.b.c', 9]]);
  host.signaling.close();
});

check('what a server may not say ends it', () => {
  const entered = [{ ...ENTRY, needs: [] }, WELCOME];
  const bad = [
    ['{'], ['[]'], ['null'], [{ type: 'waiting' }], [{ ...ENTRY, needs: 7 }], [{ ...ENTRY, locked: 'no' }],
    [{ ...ENTRY, needs: [] }, { ...ENTRY, needs: [] }], [{ ...WELCOME, peer: 'x' }], [...entered, ENTRY],
    [...entered, WELCOME],
    [...entered, { type: 'waiting' }], [...entered, { ...STATE, entry: 'anybody' }],
    [...entered, { ...STATE, expires: '7' }],
    [...entered, { type: 'peer-waiting', peer: OTHER, name: 'x' }],
    [...entered, { type: 'invitation', token: 'x', expires: 1 }],
    [{ ...ENTRY, needs: [] }, { ...WELCOME, role: 'host' }, { type: 'peer-waiting', peer: 'x', name: 'x' }],
    [{ ...ENTRY, needs: [] }, { ...WELCOME, role: 'host' }, { type: 'invitation', token: '&k=', expires: 1 }],
  ];
  for (const messages of bad) {
    const { heard, socket } = come({});
    socket.hear(...messages);
    assert.deepEqual(heard.at(-1), ['closed', 'bad-message', 0], JSON.stringify(messages));
    assert.equal(socket.readyState, 3);
  }
});

process.exit((await runAll()) ? 0 : 1);
