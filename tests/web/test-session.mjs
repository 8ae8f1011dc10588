// test-session.mjs: sessions, windows and names in Node, where the room can be as hostile as it likes
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, runAll } from './tap.mjs';

import { makeKeyPair } from '../../src/web/protocol/identity.js';
import { Association } from '../../src/web/protocol/rtc-association.js';
import { ReceiveWindow, Reorder, SendWindow } from '../../src/web/protocol/rtc-window.js';
import { Session } from '../../src/web/protocol/session.js';
import { NameTable, displayName, safeName } from '../../src/web/transfer/names.js';
import { Rate } from '../../src/web/transfer/rate.js';
import { updateCrc32 } from '../../src/web/transfer/crc32.js';
import { zip } from '../../src/web/transfer/zip.js';

const ROOM = '0'.repeat(32);

/**
 * Two sessions, and a room between them that may change what passes.
 * @param {(bytes: Uint8Array, number: number, isInitiators: boolean) => Uint8Array[]} room
 */
async function meet(room, psks = [new Uint8Array(32), new Uint8Array(32)]) {
  const sides = [];
  let count = 0;
  for (const isInitiator of [true, false]) {
    const side = { met: false, words: null, end: undefined, done: null };
    side.closed = new Promise((resolve) => { side.done = resolve; });
    const finish = (fault) => {
      side.end = fault;
      side.done();
    };
    side.session = new Session({
      id: '0', isInitiator, psk: psks[isInitiator ? 0 : 1], room: ROOM, identity: await makeKeyPair(), name: 'x',
      role: 'receive',
      send: (bytes) => {
        const passed = room(bytes, count, isInitiator);
        count += 1;
        for (const message of passed) sides[isInitiator ? 1 : 0].session.takeRoomMessage(message);
      },
      handlers: {
        met: () => { side.met = true; },
        words: (session) => {
          side.words = session.words;
          session.leave();
        },
        opened: () => {}, message: () => {}, frame: () => {}, closed: (_, fault) => finish(fault),
      },
    });
    sides.push(side);
  }
  sides[0].session.start();
  return sides;
}

async function ends(sides) {
  await Promise.all(sides.map(({ closed }) => closed));
  return sides.map(({ end }) => end?.code ?? null);
}

const flip = (bytes, position) => {
  const copy = bytes.slice();
  copy[position < 0 ? copy.length + position : position] ^= 1;
  return copy;
};

check('two sessions get the same words and leave in order', async () => {
  const sides = await meet((bytes) => [bytes]);
  assert.deepEqual(await ends(sides), [null, null]);
  assert.equal(sides[0].words.length, 4);
  assert.deepEqual(sides[0].words, sides[1].words);
});

check('another secret is told to both', async () => {
  const sides = await meet((bytes) => [bytes], [new Uint8Array(32), new Uint8Array(32).fill(1)]);
  assert.deepEqual(await ends(sides), ['wrong-secret', 'wrong-secret']);
  assert(!sides[0].met && !sides[1].met);
});

check('whatever the room alters ends both', async () => {
  for (let spoilt = 0; spoilt < 6; spoilt += 1) {
    const sides = await meet((bytes, number) => [number === spoilt ? flip(bytes, -1) : bytes]);
    const codes = await ends(sides);
    assert(codes.some((code) => ['tampered', 'wrong-secret'].includes(code)), `message ${spoilt}: ${codes}`);
    assert(!(sides[0].words && sides[1].words && spoilt < 5), `message ${spoilt} was let through`);
  }
});

check('what the room repeats, reorders or invents is refused', async () => {
  const rooms = {
    'a sealed message twice': (bytes) => (bytes[0] === 3 ? [bytes, bytes] : [bytes]),
    'a handshake twice': (bytes, number) => (number === 1 ? [bytes, bytes] : [bytes]),
    'an empty message': (bytes, number) => (number === 1 ? [new Uint8Array(0)] : [bytes]),
    'an unknown type': (bytes, number) => (number === 1 ? [Uint8Array.of(9)] : [bytes]),
    'a code where there is none': (bytes, number) => (number === 0 ? [Uint8Array.of(1, 1)] : [bytes]),
    'another version': (bytes, number) => (number === 0 ? [flip(bytes, 1)] : [bytes]),
    'a message that is too long': (bytes, number) => (number === 1 ? [new Uint8Array(49153).fill(2)] : [bytes]),
  };
  for (const [name, room] of Object.entries(rooms)) {
    const sides = await meet(room);
    const codes = await ends(sides);
    assert(codes.some((code) => ['tampered', 'protocol', 'version', 'code-closed'].includes(code)), `${name}: ${codes}`);
  }
});

check('an ERROR that comes after the keys is an attack', async () => {
  const sides = await meet((bytes) => (bytes[0] === 3 ? [Uint8Array.of(4, 4)] : [bytes]));
  assert((await ends(sides)).includes('tampered'));
  const early = await meet((bytes, number) => (number === 1 ? [Uint8Array.of(4, 3)] : [bytes]));
  await early[0].closed;
  assert.equal(early[0].end.code, 'code-closed');
  early[1].session.close(null);
});

check('the window allows what it must, and no more', () => {
  const sending = new SendWindow();
  sending.take(65536);
  sending.take(1000000 - 65536);
  assert.equal(sending.room(), 48576);
  sending.ack(65536);
  assert.equal(sending.room(), 114112);
  assert.throws(() => sending.ack(65535), { code: 'protocol' });
  assert.throws(() => sending.ack(1000001), { code: 'protocol' });
  const many = new SendWindow();
  for (let i = 0; i < 512; i += 1) many.take(10);
  assert.equal(many.room(), 0);
  many.ack(10);
  assert(many.room() > 0);

  const receiving = new ReceiveWindow();
  for (let i = 0; i < 16; i += 1) receiving.accept(65536);
  assert.throws(() => receiving.accept(1), { code: 'protocol' });
  const few = new ReceiveWindow();
  for (let i = 0; i < 512; i += 1) few.accept(9);
  assert.throws(() => few.accept(9), { code: 'protocol' });
  const steady = new ReceiveWindow();
  for (let i = 0; i < 1000; i += 1) {
    steady.accept(65536);
    steady.release(65536);
    assert(steady.isDue());
    assert.equal(steady.takeAck(), 65536 * (i + 1));
  }
});

/** An association over channels that keep what they are given. */
function makeAssociation() {
  class Channel {
    readyState = 'open';
    sent = [];
    send(data) { this.sent.push(data.slice()); }
  }
  globalThis.RTCPeerConnection = class {
    createDataChannel() { return new Channel(); }
  };
  const frames = [];
  const association = new Association(0, true, [], { frame: (number, frame, release) => frames.push({ frame, release }) });
  delete globalThis.RTCPeerConnection;
  return { association, frames };
}

check('frames keep what they are made of, and are acknowledged together', async () => {
  const sender = makeAssociation();
  const receiver = makeAssociation();
  for (let i = 0; i < 6; i += 1)
    sender.association.sendFrame(BigInt(i), [Uint8Array.of(i), new Uint8Array(60000).fill(i)]);
  for (const message of sender.association.bulk.sent) receiver.association.bulk.onmessage({ data: message.buffer });
  assert.deepEqual(receiver.frames.map(({ frame }) => [frame.length, frame[0], frame[60000]]),
    Array.from({ length: 6 }, (_, i) => [60001, i, i]));
  for (const { release } of receiver.frames.slice(0, 4)) release();
  const acks = receiver.association.control.sent;
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(acks.length, 1);
  assert.equal(new DataView(acks[0].buffer).getBigUint64(1), BigInt(4 * 60009));
  for (const { release } of receiver.frames.slice(4)) release();
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(acks.length, 2);
});

check('frames come in order, once, and not from far ahead', () => {
  const reorder = new Reorder(4);
  assert.deepEqual(reorder.add(1n, 'b'), []);
  assert.deepEqual(reorder.add(0n, 'a'), ['a', 'b']);
  assert.throws(() => reorder.add(1n, 'b'), { code: 'protocol' });
  assert.throws(() => reorder.add(6n, 'g'), { code: 'protocol' });
  assert.deepEqual(reorder.add(5n, 'f'), []);
  assert.throws(() => reorder.add(5n, 'f'), { code: 'protocol' });
  assert.throws(() => reorder.add(2n ** 63n, 'z'), { code: 'protocol' });
});

check('names are made safe and unique', () => {
  const cases = {
    'a.txt': 'a.txt', '..': '_', '.': '_', ' a ': 'a', 'a.': 'a', 'con': '_con', 'COM1.txt': '_COM1.txt', 'a\u0000b\nc': 'abc',
    'x\u202egpj.exe': 'xgpj.exe', 'a<b>:"|?*\\c': 'a_b_______c', '\ud800': '\ufffd', '.bashrc': '.bashrc', '\u200b': '_',
  };
  for (const [name, safe] of Object.entries(cases)) assert.equal(safeName(name), safe, JSON.stringify(name));
  assert(new TextEncoder().encode(safeName(`${'ä'.repeat(300)}.tar`)).length <= 200);
  assert(safeName(`${'ä'.repeat(300)}.tar`).endsWith('.tar'));
  const names = new NameTable();
  const placed = ['a/x', 'A/x', 'a/X', 'a/x (1)', 'a', 'b/../c'].map((path) => names.placeFile(path));
  assert.equal(new Set(placed.map((path) => path.toLowerCase())).size, placed.length);
  assert(placed.every((path) => path.split('/').every((part) => part !== '..' && part !== '')));
  assert.equal(displayName(`${'x'.repeat(100)}`).length, 64);
  assert.equal(displayName('\u202e<b>'), '<b>');
});

/* In the square of their number it would be hours, before anybody was asked. */
check('a list of names that all are the same, or too long, holds nobody up', () => {
  const names = new NameTable();
  const placed = Array.from({ length: 200000 }, () => names.placeFile('d/a.txt'));
  assert.equal(placed[0], 'd/a.txt');
  assert.equal(placed.at(-1), 'd/a (199999).txt');
  assert.equal(new Set(placed).size, placed.length);
  for (let i = 0; i < 20000; i += 1) {
    const safe = safeName(`${'ä'.repeat(1990)}${i}.tar`);
    assert.equal(safe, `${'ä'.repeat(98)}.tar`);
  }
});

check('archives are what other programs understand', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-zip-'));
  try {
    const content = new Blob(['hello, world']);
    const crc = updateCrc32(updateCrc32(0, new TextEncoder().encode('hello, ')), new TextEncoder().encode('world'));
    const items = [{ path: 'leer/', content: null, crc: 0 },
      ...Array.from({ length: 66000 }, (_, i) => ({ path: `d/${i}-ä.txt`, content, crc }))];
    const path = join(folder, 'x.zip');
    writeFileSync(path, new Uint8Array(await zip(items).arrayBuffer()));
    const program = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; '
      + 'print(len(z.infolist()), z.read("d/65999-ä.txt"))';
    const read = spawnSync('python3', ['-c', program, path], { encoding: 'utf8' });
    assert.equal(read.stdout.trim(), "66001 b'hello, world'", read.stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

check('the check sum is the one of archives, however it is cut', () => {
  assert.equal(updateCrc32(0, new TextEncoder().encode('123456789')), 0xcbf43926);
  const data = Uint8Array.from({ length: 100 }, (_, i) => (i * 37) & 0xff);
  for (let start = 0; start < 9; start += 1)
    for (let cut = start; cut <= data.length; cut += 1) {
      const byBytes = [...data.subarray(start)].reduce((crc, byte) => updateCrc32(crc, Uint8Array.of(byte)), 0);
      assert.equal(updateCrc32(updateCrc32(0, data.subarray(start, cut)), data.subarray(cut)), byBytes);
    }
});

check('the rate follows what happens', () => {
  const rate = new Rate();
  assert.equal(rate.perSecond(), 0);
  for (let i = 0; i <= 100; i += 1) rate.add(i * 1000, i * 100);
  assert(Math.abs(rate.perSecond() - 10000) < 500, String(rate.perSecond()));
  for (let i = 101; i <= 160; i += 1) rate.add(100000, i * 100);
  assert.equal(rate.perSecond(), 0);
});

process.exit((await runAll()) ? 0 : 1);
