// segment-webcrypto.mjs: sealed streams exchanged with a reader and a writer built on WebCrypto alone
// SPDX-License-Identifier: GPL-3.0-or-later
//
// node segment-webcrypto.mjs SEGMENT-TOOL DATA-FOLDER [--write-golden]
import { spawnSync } from 'node:child_process';
import { webcrypto as crypto } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const subtle = crypto.subtle;

const HEADER = 40;
const SALT = 32;
const TAG = 16;
const SEALED = 64528;

const [tool, dataFolder, option] = process.argv.slice(2);
let count = 0;
let failures = 0;

async function check(name, run) {
  count += 1;
  try {
    await run();
    console.log(`ok ${count} ${name}`);
  } catch (error) {
    failures += 1;
    console.log(`not ok ${count} ${name}\n# ${error.message}`);
  }
}

function assert(condition, message) {
  if (!condition) throw new Error(message);
}

async function deriveKey(key, header, ad) {
  const base = await subtle.importKey('raw', key, 'HKDF', false, ['deriveKey']);
  const params = { name: 'HKDF', hash: 'SHA-256', salt: header.subarray(1, 1 + SALT), info: ad };
  return subtle.deriveKey(params, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

function makeNonce(header, counter, isLast) {
  const nonce = new Uint8Array(12);
  nonce.set(header.subarray(1 + SALT));
  new DataView(nonce.buffer).setUint32(7, counter);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

async function seal(key, ad, plaintext, header) {
  const derived = await deriveKey(key, header, ad);
  const parts = [header];
  let offset = 0;
  for (let counter = 0; counter === 0 || offset < plaintext.length; counter += 1) {
    const capacity = SEALED - TAG - (counter === 0 ? HEADER : 0);
    const part = plaintext.subarray(offset, offset + capacity);
    offset += part.length;
    const nonce = makeNonce(header, counter, offset === plaintext.length);
    parts.push(new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv: nonce }, derived, part)));
  }
  return Buffer.concat(parts);
}

async function open(key, ad, sealed) {
  assert(sealed[0] === HEADER, 'no header');
  const header = sealed.subarray(0, HEADER);
  const derived = await deriveKey(key, header, ad);
  const parts = [];
  for (let counter = 0, start = 0; counter === 0 || start < sealed.length; counter += 1, start += SEALED) {
    const isLast = start + SEALED >= sealed.length;
    const part = sealed.subarray(counter === 0 ? HEADER : start, start + SEALED);
    const nonce = makeNonce(header, counter, isLast);
    parts.push(new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv: nonce }, derived, part)));
  }
  return Buffer.concat(parts);
}

function runTool(verb, key, ad, input) {
  const args = [verb, Buffer.from(key).toString('hex'), Buffer.from(ad).toString('hex')];
  const result = spawnSync(tool, args, { input, maxBuffer: 1 << 28 });
  assert(result.error === undefined && result.signal === null, `the tool did not end by itself: ${result.signal}`);
  return result;
}

function random(length) {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i += 65536) crypto.getRandomValues(bytes.subarray(i, i + 65536));
  return bytes;
}

function randomHeader() {
  const header = random(HEADER);
  header[0] = HEADER;
  return header;
}

function pattern(length) {
  return Uint8Array.from({ length }, (_, i) => i % 251);
}

async function doesOpen(key, ad, sealed) {
  try {
    await open(key, ad, sealed);
    return true;
  } catch {
    return false;
  }
}

async function exchange(size, ad) {
  const key = random(32);
  const plaintext = random(size);
  const ours = runTool('seal', key, ad, plaintext);
  assert(ours.status === 0, 'the tool does not seal');
  assert(plaintext.length === 0 || !ours.stdout.includes(plaintext.subarray(0, 16)) || size < 16, 'not sealed');
  assert((await open(key, ad, ours.stdout)).equals(plaintext), 'WebCrypto opens something else');

  const theirs = await seal(key, ad, plaintext, randomHeader());
  assert(theirs.length === ours.stdout.length, 'the lengths differ');
  const opened = runTool('open', key, ad, theirs);
  assert(opened.status === 0, `the tool does not open: ${opened.stderr}`);
  assert(opened.stdout.equals(plaintext), 'the tool opens something else');
}

// What both must refuse, made from a stream of three segments.
function spoil(sealed) {
  const segments = [0, 1, 2].map((i) => sealed.subarray(i * SEALED, (i + 1) * SEALED));
  const flip = (position) => {
    const copy = Buffer.from(sealed);
    copy[position] ^= 0x20;
    return copy;
  };
  return {
    'a flipped header length': flip(0),
    'a flipped salt': flip(1),
    'a flipped prefix': flip(39),
    'a flipped first byte': flip(40),
    'a flipped tag': flip(SEALED - 1),
    'a flipped second segment': flip(SEALED + 100),
    'a flipped last byte': flip(sealed.length - 1),
    'an empty stream': Buffer.alloc(0),
    'a header alone': sealed.subarray(0, HEADER),
    'less than a header': sealed.subarray(0, HEADER - 1),
    'no last segment': sealed.subarray(0, 2 * SEALED),
    'the first segment alone': segments[0],
    'a cut last segment': sealed.subarray(0, sealed.length - 1),
    'a cut in the second segment': sealed.subarray(0, SEALED + 1000),
    'a byte too many': Buffer.concat([sealed, Buffer.alloc(1)]),
    'a dropped segment': Buffer.concat([segments[0], segments[2]]),
    'a doubled segment': Buffer.concat([segments[0], segments[1], segments[1], segments[2]]),
    'swapped segments': Buffer.concat([segments[1], segments[0], segments[2]]),
    'no first segment': Buffer.concat([segments[1], segments[2]]),
    'the last segment twice': Buffer.concat([sealed, segments[2]]),
  };
}

async function refuseBoth(key, ad, sealed) {
  assert(runTool('open', key, ad, sealed).status === 1, 'the tool does not refuse it');
  assert(!(await doesOpen(key, ad, sealed)), 'WebCrypto does not refuse it');
}

async function checkRefusals() {
  const key = random(32);
  const otherKey = random(32);
  const ad = Buffer.from('transfer/file/1');
  const sealed = await seal(key, ad, random(2 * SEALED + 500), randomHeader());
  await check('the stream that is spoiled next opens', async () => {
    assert(runTool('open', key, ad, sealed).status === 0, 'the tool refuses it');
    assert(await doesOpen(key, ad, sealed), 'WebCrypto refuses it');
  });
  for (const [name, spoilt] of Object.entries(spoil(sealed)))
    await check(`refused: ${name}`, () => refuseBoth(key, ad, spoilt));
  await check('refused: another key', () => refuseBoth(otherKey, ad, sealed));
  await check('refused: other associated data', () => refuseBoth(key, Buffer.from('transfer/file/2'), sealed));
  await check('refused: no associated data', () => refuseBoth(key, Buffer.alloc(0), sealed));
}

function readGolden() {
  return JSON.parse(readFileSync(join(dataFolder, 'segment.json'), 'utf8')).vectors.map((vector) => ({
    path: join(dataFolder, vector.file),
    key: Buffer.from(vector.key, 'hex'),
    ad: Buffer.from(vector.associated_data, 'hex'),
    header: Buffer.from(vector.header, 'hex'),
    plaintext: pattern(vector.length),
  }));
}

async function checkGolden({ path, key, ad, header, plaintext }) {
  const sealed = readFileSync(path);
  assert((await seal(key, ad, plaintext, header)).equals(sealed), 'WebCrypto seals something else');
  assert((await open(key, ad, sealed)).equals(plaintext), 'WebCrypto opens something else');
  assert(runTool('open', key, ad, sealed).stdout.equals(plaintext), 'the tool opens something else');
}

if (option === '--write-golden') {
  for (const { path, key, ad, header, plaintext } of readGolden())
    writeFileSync(path, await seal(key, ad, plaintext, header));
  process.exit(0);
}

const sizes = [0, 1, 64471, 64472, 64473, 128983, 128984, 128985, (1 << 20) + 7];
for (const size of sizes)
  await check(`${size} bytes both ways`, () => exchange(size, Buffer.from('transfer/file/1')));
await check('no associated data', () => exchange(1000, Buffer.alloc(0)));
await checkRefusals();
for (const golden of readGolden())
  await check(`golden file ${golden.path.split('/').pop()}`, () => checkGolden(golden));

console.log(`1..${count}`);
process.exit(failures === 0 ? 0 : 1);
