// identity.js: X25519 keys and the device ids made of them
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, fromHex, toHex } from './bytes.js';
import { sha256 } from './kdf.js';

export const KEY_SIZE = 32;

/* RFC 8410: what stands before the 32 bytes of a private key in PKCS #8. */
const PKCS8_HEAD = /** @type {Uint8Array} */ (fromHex('302e020100300506032b656e04220420', 16));

/**
 * @typedef {object} KeyPair
 * @property {CryptoKey} secret cannot be taken out of the browser
 * @property {Uint8Array} shared the public key, 32 bytes
 */

/** @returns {Promise<boolean>} whether this browser can do what the handshake needs */
export async function isCryptoComplete() {
  try {
    await makeKeyPair();
    return true;
  } catch {
    return false;
  }
}

/** @returns {Promise<KeyPair>} a fresh one */
export async function makeKeyPair() {
  const generated = await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']);
  const pair = /** @type {CryptoKeyPair} */ (generated);
  const shared = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { secret: pair.privateKey, shared };
}

/**
 * @param {Uint8Array} secret 32 bytes
 * @param {Uint8Array} shared 32 bytes
 * @returns {Promise<KeyPair>}
 */
export async function importKeyPair(secret, shared) {
  const pkcs8 = concat(PKCS8_HEAD, secret);
  return { secret: await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'X25519' }, false, ['deriveBits']), shared };
}

/**
 * @param {KeyPair} own
 * @param {Uint8Array} theirs a public key
 * @returns {Promise<Uint8Array>} 32 bytes
 * @throws if the result is all zero
 */
export async function agree(own, theirs) {
  const peer = await crypto.subtle.importKey('raw', theirs, { name: 'X25519' }, false, []);
  const result = new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: peer }, own.secret, 256));
  if (result.every((byte) => byte === 0)) throw new Error('The key agrees with everybody');
  return result;
}

/**
 * @param {Uint8Array} shared a public key
 * @returns {Promise<string>} 32 hexadecimal digits
 */
export async function deviceIdOf(shared) {
  return toHex((await sha256(shared)).subarray(0, 16));
}
