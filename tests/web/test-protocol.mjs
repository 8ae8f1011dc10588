// test-protocol.mjs: the browser's half of the protocol against golden files, vectors and PROTOCOL.md's example
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { check, runAll } from './tap.mjs';

import { concat, fromBase64url, fromHex, toBase64url, toHex, u32 } from '../../src/web/protocol/bytes.js';
import { Cipher } from '../../src/web/protocol/cipher.js';
import { Handshake, WordExchange } from '../../src/web/protocol/handshake.js';
import { agree, deviceIdOf, importKeyPair } from '../../src/web/protocol/identity.js';
import { formatMessage, parseMessage } from '../../src/web/protocol/json.js';
import { stretchLinkSecret } from '../../src/web/protocol/kdf.js';
import { NoiseHandshake } from '../../src/web/protocol/noise.js';
import { AcceptReader, OfferReader, writeAccept, writeOffer } from '../../src/web/protocol/offer.js';
import { RecordReader, RecordWriter } from '../../src/web/protocol/records.js';
import { prologueOf } from '../../src/web/protocol/room-message.js';
import { SEGMENT_SEALED, SegmentOpener, SegmentSealer, segmentCapacity, streamContext } from '../../src/web/protocol/segment.js';
import { Sha256 } from '../../src/web/protocol/sha256.js';
import { WORDS } from '../../src/web/protocol/wordlist.js';

const top = new URL('../../', import.meta.url);
const page = readFileSync(new URL('src/transfer/PROTOCOL.md', top), 'utf8').replace(/\s/g, '');
const hex = (text) => fromHex(text, text.length / 2);
const count = (first, length) => Uint8Array.from({ length }, (_, i) => first + i);
const readJson = (name) => JSON.parse(readFileSync(new URL(`tests/crypto/data/${name}`, top), 'utf8'));

const PKCS8_HEAD = hex('302e020100300506032b656e04220420');

/* WebCrypto does not give a public key for a private one, but it exports both in a JWK. */
async function keyPair(secret) {
  const key = await crypto.subtle.importKey('pkcs8', concat(PKCS8_HEAD, secret), { name: 'X25519' }, true, ['deriveBits']);
  const { x } = await crypto.subtle.exportKey('jwk', key);
  return importKeyPair(secret, fromBase64url(x));
}

function isOnPage(name, bytes) {
  assert(page.includes(toHex(bytes)), `PROTOCOL.md does not have this for ${name}: ${toHex(bytes)}`);
}

const ROOM = '00112233445566778899aabbccddeeff';

async function exampleHandshakes() {
  const psk = await stretchLinkSecret(count(0, 16));
  const initiator = new Handshake({
    isInitiator: true, psk, room: ROOM, identity: await keyPair(count(0x20, 32)),
    ephemeral: await keyPair(count(0x60, 32)), hello: { name: 'Ada', role: 'receive' },
  });
  const responder = new Handshake({
    isInitiator: false, psk, room: ROOM, identity: await keyPair(count(0x40, 32)),
    ephemeral: await keyPair(count(0x80, 32)), hello: { name: 'Bob', role: 'send' },
  });
  return { psk, initiator, responder };
}

async function completeExample() {
  const { psk, initiator, responder } = await exampleHandshakes();
  const first = await initiator.begin();
  const second = await responder.take(first);
  const third = await initiator.take(second);
  assert.equal(await responder.take(third), null);
  return { psk, initiator, responder, messages: [first, second, third] };
}

check('the example: handshake, hellos, hash and device ids', async () => {
  const { psk, initiator, responder, messages } = await completeExample();
  isOnPage('psk', psk);
  isOnPage('prologue', prologueOf(ROOM));
  assert.deepEqual(messages[0].subarray(0, 3), Uint8Array.of(2, 1, 1));
  isOnPage('message 1', messages[0].subarray(3));
  isOnPage('message 2', messages[1].subarray(1));
  isOnPage('message 3', messages[2].subarray(1));
  isOnPage('hash', initiator.noise.hash);
  assert.deepEqual(responder.peer, { name: 'Ada', role: 'receive', kind: '', lanes: null });
  assert.deepEqual(initiator.peer, { name: 'Bob', role: 'send', kind: '', lanes: null });
  assert(page.includes(await deviceIdOf(responder.noise.remoteStatic)));
  assert(page.includes(await deviceIdOf(initiator.noise.remoteStatic)));
});

check('the example: sealed messages, words and exported keys', async () => {
  const { initiator, responder } = await completeExample();
  const ours = await initiator.noise.split();
  const theirs = await responder.noise.split();
  const left = new WordExchange(initiator.noise.hash, true, count(0xa0, 32));
  const right = new WordExchange(responder.noise.hash, false, count(0xc0, 32));
  const commit = await left.begin();
  const sealed = await ours.outgoing.seal(formatMessage(commit));
  isOnPage('first sealed message', sealed);
  const nonce = await right.take(parseMessage(await theirs.incoming.open(sealed), 40960));
  const reveal = await left.take(nonce);
  assert.equal(await right.take(reveal), null);
  assert.deepEqual(left.words, ['uphill', 'raccoon', 'pushcart', 'satin']);
  assert.deepEqual(right.words, left.words);
  const control = await initiator.noise.exportKey('lane 1 control initiator');
  isOnPage('control key', control);
  isOnPage('control message', await new Cipher(control).seal(formatMessage({ t: 'ping' })));
  isOnPage('data key', await responder.noise.exportKey('lane 1 data responder'));
});

check('the example: the data frame', async () => {
  const { responder } = await completeExample();
  const key = await responder.noise.exportKey('lane 1 data responder');
  const context = streamContext(count(0xe0, 16), 0, 0);
  isOnPage('associated data', context);
  const header = concat(Uint8Array.of(40), count(0, 32), count(0xf0, 7));
  const records = hex('01000000000000000000000000000000000000000517979cfe362a000002000000'
    + '0568656c6c6f0400000000000000000505');
  isOnPage('records', records);
  const sealer = new SegmentSealer(key, context, header);
  const frame = concat(Uint8Array.of(1), u32(0), u32(0), ...await sealer.seal(records, true));
  isOnPage('frame', frame);
  assert.deepEqual(await readAll(key, count(0xe0, 16), [frame]),
    ['begin 0 0 5 1700000000000000000', 'data hello', 'end 0 5', 'finish']);
});

check('the words are those of the C program', () => {
  const source = readFileSync(new URL('src/crypto/portunus-wordlist.c', top), 'utf8');
  const words = source.slice(source.indexOf('WORDLIST_SIZE] = {')).match(/"[a-z]+"/g).slice(0, 2048);
  assert.deepEqual(WORDS, words.map((word) => word.slice(1, -1)));
});

check('the published vector of Noise_XXpsk0', async () => {
  const vector = readJson('noise.json').vectors.find(({ name }) => name.includes('XXpsk0'));
  const make = async (isInitiator, name) => new NoiseHandshake({
    isInitiator, psk: hex(vector.psk), prologue: hex(vector.prologue),
    identity: await keyPair(hex(vector[`${name}_static`])), ephemeral: await keyPair(hex(vector[`${name}_ephemeral`])),
  });
  let writer = await make(true, 'init');
  let reader = await make(false, 'resp');
  for (const { payload, ciphertext } of vector.messages) {
    const message = await writer.write(hex(payload));
    if (ciphertext) assert.equal(toHex(message), ciphertext);
    assert.equal(toHex(await reader.read(message)), payload);
    [writer, reader] = [reader, writer];
  }
  assert(reader.isComplete() && writer.isComplete());
});

check('a handshake with another secret is refused as such', async () => {
  const { initiator, responder } = await exampleHandshakes();
  responder.noise.config.psk = count(1, 32);
  await assert.rejects(responder.take(await initiator.begin()), { code: 'wrong-secret' });
  assert.equal(responder.reason, 2);
});

check('handshake messages with a flipped byte do not open', async () => {
  for (const spoilt of [0, 1, 2]) {
    const { initiator, responder } = await exampleHandshakes();
    const flip = (message, index) => {
      if (index === spoilt) message[message.length - 1] ^= 1;
      return message;
    };
    await assert.rejects(async () => {
      const second = await responder.take(flip(await initiator.begin(), 0));
      await responder.take(flip(await initiator.take(flip(second, 1)), 2));
    }, { code: spoilt === 0 ? 'wrong-secret' : 'tampered' });
  }
});

check('a revealed nonce that was not committed to is tampering', async () => {
  const right = new WordExchange(count(0, 32), false);
  await right.take({ t: 'sas-commit', v: toBase64url(count(7, 32)) });
  await assert.rejects(right.take({ t: 'sas-reveal', v: toBase64url(count(8, 32)) }), { code: 'tampered' });
});

check('a public key that agrees with everybody is refused', async () => {
  await assert.rejects(agree(await keyPair(count(1, 32)), new Uint8Array(32)));
});

check('SHA-256 in pieces', () => {
  const data = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 256);
  for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000]) {
    const expected = createHash('sha256').update(data.subarray(0, size)).digest('hex');
    for (const step of [1, 63, 64, 65, 1000]) {
      const hash = new Sha256();
      for (let i = 0; i < size; i += step) hash.update(data.subarray(i, Math.min(size, i + step)));
      assert.equal(toHex(hash.digest()), expected, `${size} bytes by ${step}`);
      assert.equal(toHex(hash.clone().digest()), expected);
    }
  }
});

check('the golden sealed streams, both ways', async () => {
  for (const vector of readJson('segment.json').vectors) {
    const golden = new Uint8Array(readFileSync(new URL(`tests/crypto/data/${vector.file}`, top)));
    const plaintext = Uint8Array.from({ length: vector.length }, (_, i) => i % 251);
    const key = hex(vector.key);
    const context = hex(vector.associated_data);
    const sealer = new SegmentSealer(key, context, hex(vector.header));
    const opener = new SegmentOpener(key, context, golden);
    const sealed = [];
    const opened = [];
    for (let i = 0, offset = 0; i === 0 || offset < plaintext.length; i += 1) {
      const part = plaintext.subarray(offset, offset + segmentCapacity(i));
      offset += part.length;
      sealed.push(...await sealer.seal(part, offset === plaintext.length));
      const segment = golden.subarray(i * SEGMENT_SEALED, (i + 1) * SEGMENT_SEALED);
      opened.push(await opener.open(segment, offset === plaintext.length));
    }
    assert.deepEqual(concat(...sealed), golden);
    assert.deepEqual(concat(...opened), plaintext);
  }
});

async function readAll(key, id, frames) {
  const seen = [];
  const reader = new RecordReader(key, id, {
    begin: (...values) => void seen.push(`begin ${values.join(' ')}`),
    data: (data) => void seen.push(`data ${data.length < 100 ? new TextDecoder().decode(data) : data.length}`),
    hole: (length) => void seen.push(`hole ${length}`),
    end: (...values) => void seen.push(`end ${values.join(' ')}`),
    finish: () => void seen.push('finish'),
  });
  for (const frame of frames) await reader.readRecords(await reader.openFrame(frame));
  return seen;
}

async function writeFiles(key, id, sizes) {
  const frames = [];
  const writer = new RecordWriter(key, id, async (frame) => void frames.push(concat(...await frame)));
  for (const [index, size] of sizes.entries()) {
    await writer.beginFile(index, 0, size, 5n);
    await writer.addData(new Uint8Array(size));
    await writer.endFile(0, size);
  }
  await writer.finish();
  return frames;
}

check('records of every size come back', async () => {
  const key = count(0, 32);
  const id = count(9, 16);
  for (const size of [0, 1, 64000, 64400, 64426, 64427, 64428, 64429, 64430, 64500, 129000, 1500000]) {
    const frames = await writeFiles(key, id, [size, 3, size]);
    for (const frame of frames) assert(frame.length <= 65472 && frame.length > 9);
    const seen = await readAll(key, id, frames);
    const total = seen.filter((line) => line.startsWith('data')).reduce((sum, line) => {
      const rest = line.slice(5);
      return sum + (/^\d+$/.test(rest) ? Number(rest) : rest.length);
    }, 0);
    assert.equal(total, 2 * size + 3);
    assert.equal(seen.at(-1), 'finish');
    assert.equal(seen.filter((line) => line.startsWith('end 0 ')).length, 3);
  }
});

/* Segments are sealed while the next ones are filled, in memory that is used again. */
check('what is sent without waiting comes back as it was', async () => {
  const key = count(0, 32);
  const id = count(9, 16);
  const content = Uint8Array.from({ length: 3000000 }, (_, i) => (i * 2654435761) >>> 24);
  const frames = [];
  const writer = new RecordWriter(key, id, async (frame) => { frames.push(frame); });
  await writer.beginFile(0, 0, content.length, 5n);
  for (let offset = 0; offset < content.length; offset += 700000)
    await writer.addData(content.subarray(offset, offset + 700000));
  await writer.endFile(0, content.length);
  await writer.finish();
  const pieces = [];
  const reader = new RecordReader(key, id, {
    begin: () => {}, data: (data) => void pieces.push(data.slice()), hole: () => {}, end: () => {}, finish: () => {},
  });
  for (const frame of frames) await reader.readRecords(await reader.openFrame(concat(...await frame)));
  assert.deepEqual(concat(...pieces), content);
});

check('frames that are missing, repeated or altered are refused', async () => {
  const key = count(0, 32);
  const id = count(9, 16);
  const frames = await writeFiles(key, id, [200000, 1500000]);
  await assert.rejects(readAll(key, id, frames.slice(1)));
  await assert.rejects(readAll(key, id, [frames[0], ...frames.slice(2)]), { code: 'tampered' });
  await assert.rejects(readAll(key, id, [frames[0], frames[0]]), { code: 'tampered' });
  const late = [];
  const writer = new RecordWriter(key, id, async (frame) => void late.push(concat(...await frame)));
  writer.nextStream = 1;
  await writer.finish();
  await assert.rejects(readAll(key, id, late), { code: 'protocol' });
  await assert.rejects(readAll(key, id, [...frames, frames.at(-1)]));
  for (const position of [0, 1, 4, 9, 10, 45, 60, frames[0].length - 1]) {
    const spoilt = frames[0].slice();
    spoilt[position] ^= 4;
    await assert.rejects(readAll(key, id, [spoilt]), undefined, `byte ${position}`);
  }
});

check('offers come back from their messages', () => {
  const entries = Array.from({ length: 3000 }, (_, i) => (
    { path: `folder/näme "${i}"`, type: i % 10 ? 'f' : 'd', size: i % 10 ? i : 0, mode: 0o644, mtime: 1700000000123000000n }));
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  const offer = { id: toHex(count(1, 16)), title: 'things', entries, bytes };
  const reader = new OfferReader();
  const messages = writeOffer(offer).map(formatMessage);
  assert(messages.every((message) => message.length <= 61440));
  assert(new TextDecoder().decode(messages[1]).includes('"mt":1700000000123000000'));
  const results = messages.map((message) => reader.add(parseMessage(message, 61440)));
  assert(results.slice(0, -1).every((result) => result === null));
  const read = results.at(-1);
  assert.equal(read.title, 'things');
  assert.deepEqual(read.entries.map(({ path, size }) => [path, size]), entries.map(({ path, size }) => [path, size]));
});

check('offers that are not allowed are refused', () => {
  const id = toHex(count(1, 16));
  const give = (head, part) => {
    const reader = new OfferReader();
    reader.add({ t: 'offer', id, title: 'x', n: 1, bytes: 3, ...head });
    reader.add({ t: 'offer-part', id, first: 0, files: [{ p: 'a', t: 'f', s: 3, ...part }] });
  };
  give({}, {});
  for (const head of [{ n: 0 }, { n: 2000001 }, { n: 1.5 }, { bytes: -1 }, { bytes: 4 }, { id: 'x' }, { title: 'x'.repeat(401) }])
    assert.throws(() => give(head, {}), { code: 'protocol' }, JSON.stringify(head));
  for (const p of ['', '/a', 'a/', 'a//b', '.', 'a/..', '../b', 'x'.repeat(4001), Array(66).join('a/') + 'b', 5])
    assert.throws(() => give({}, { p }), { code: 'protocol' }, String(p));
  for (const part of [{ t: 'q' }, { t: 'd' }, { t: 'l', s: 0 }, { s: -1 }, { s: '3' }, { t: 'x', s: 1048577 }])
    assert.throws(() => give({}, part), { code: 'protocol' }, JSON.stringify(part));
});

check('acceptances come back from their messages', () => {
  const wanted = Array.from({ length: 5000 }, (_, i) => i % 3 !== 0);
  const have = new Map([[1, { length: 5, hash: '0'.repeat(64) }], [2, { length: 9, hash: '1'.repeat(64) }]]);
  const reader = new AcceptReader(5000);
  const messages = writeAccept(toHex(count(1, 16)), wanted, have);
  const ends = messages.map((message) => reader.add(parseMessage(formatMessage(message), 61440)));
  assert.deepEqual(ends, [...Array(messages.length - 1).fill(false), true]);
  assert.deepEqual(reader.wanted, wanted);
  assert.deepEqual(reader.have, have);
  for (const want of [[[0, 0]], [[-1, 2]], [[4999, 2]], [[0]], [[0, 2], [1, 1]], ['x'], [[0.5, 1]]])
    assert.throws(() => new AcceptReader(5000).add({ want, have: [], more: false }), { code: 'protocol' });
});

check('JSON that is not allowed is refused', () => {
  const give = (text) => parseMessage(new TextEncoder().encode(text), 1000);
  assert.equal(give('{"t":"x","a":[[[[[[1]]]]]]}').t, 'x');
  for (const text of ['', '[]', 'null', '"t"', '{}', '{"t":1}', `{"t":"${'x'.repeat(33)}"}`, '{"t":"x"} x', '{"t":"a\\u0000"}',
    '{"t":"x","a":[[[[[[[[1]]]]]]]]}', `{"t":"x","a":"${'y'.repeat(1000)}"}`])
    assert.throws(() => give(text), { code: 'protocol' }, text);
});

process.exit((await runAll()) ? 0 : 1);
