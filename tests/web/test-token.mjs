// test-token.mjs: tokens exchanged with another implementation, and passwords stretched on both sides
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { check, runAll } from './tap.mjs';

import { fromHex, toHex } from '../../src/web/protocol/bytes.js';
import { stretchPassword } from '../../src/web/protocol/password.js';

const { SignJWT, UnsecuredJWT, jwtVerify } = createRequire(join(process.env.PORTUNUS_WEB_TOOLS, 'x.js'))('jose');
const KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const ROOM = 'ab47d58057ca73cb3e03a051b4a75fee';
const SECRET = '000102030405060708090a0b0c0d0e0f';
const key = fromHex(KEY, 32);
const now = Math.floor(Date.now() / 1000);

function tool(...args) {
  const { status, stdout } = spawnSync(process.env.PORTUNUS_TOKEN_TOOL, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

function sign(header, signer = new SignJWT({ jti: 'some-id' })) {
  return signer.setProtectedHeader(header).setAudience(ROOM).setIssuedAt(now).setExpirationTime(now + 60).sign(key);
}

check('jose takes what we sign', async () => {
  const token = tool('write', KEY, ROOM, 'some-id', String(now), String(now + 60));
  const { payload, protectedHeader } = await jwtVerify(token, key, { algorithms: ['HS256'], audience: ROOM, typ: 'JWT' });
  assert.deepEqual(payload, { aud: ROOM, exp: now + 60, iat: now, jti: 'some-id' });
  assert.deepEqual(protectedHeader, { alg: 'HS256', typ: 'JWT' });
});

check('jose refuses it for another room, too late, and under another key', async () => {
  const token = tool('write', KEY, ROOM, 'some-id', String(now - 120), String(now - 60));
  await assert.rejects(jwtVerify(token, key, { algorithms: ['HS256'] }), { code: 'ERR_JWT_EXPIRED' });
  const fresh = tool('write', KEY, ROOM, 'some-id', String(now), String(now + 60));
  await assert.rejects(jwtVerify(fresh, key, { audience: 'another' }), { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' });
  await assert.rejects(jwtVerify(fresh, new Uint8Array(32)), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
});

check('we take what jose signs, and nothing of another kind', async () => {
  assert.equal(tool('read', KEY, await sign({ alg: 'HS256', typ: 'JWT' })), `${ROOM} some-id ${now} ${now + 60}`);
  assert.equal(tool('read', KEY, await sign({ typ: 'JWT', alg: 'HS256' })), `${ROOM} some-id ${now} ${now + 60}`);
  assert.equal(tool('read', KEY, await sign({ alg: 'HS256' })), null);
  assert.equal(tool('read', KEY, await sign({ alg: 'HS256', typ: 'JWT', kid: '1' })), null);
  const long = new Uint8Array(64).fill(1);
  const other = await new SignJWT({ jti: 'x' }).setProtectedHeader({ alg: 'HS512', typ: 'JWT' }).setAudience(ROOM)
    .setIssuedAt(now).setExpirationTime(now + 60).sign(long);
  assert.equal(tool('read', toHex(long), other), null);
  const bare = new UnsecuredJWT({ jti: 'x' }).setAudience(ROOM).setIssuedAt(now).setExpirationTime(now + 60).encode();
  assert.equal(tool('read', KEY, bare), null);
});

check('a password gives the same on both sides, in either form of Unicode', async () => {
  for (const password of ['Zo\u00eb 7', 'Zoe\u0308 7', 'x', '\u{1f511} '.repeat(40)]) {
    const { proof, secret } = await stretchPassword(password, ROOM, fromHex(SECRET, 16));
    assert.equal(`${toHex(proof)} ${toHex(secret)}`, tool('password', ROOM, SECRET, password));
  }
});

process.exit((await runAll()) ? 0 : 1);
