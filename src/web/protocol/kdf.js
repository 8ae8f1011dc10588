// kdf.js: SHA-256, HMAC and HKDF (RFC 5869) over WebCrypto
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, encodeText } from './bytes.js';

export const HASH_SIZE = 32;

/**
 * @param {Uint8Array} data
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export async function sha256(data) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', data));
}

/**
 * @param {Uint8Array} key not empty
 * @param {Uint8Array} data
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export async function hmac(key, data) {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, data));
}

/**
 * @param {Uint8Array} material
 * @param {Uint8Array | null} salt
 * @param {Uint8Array | string} info
 * @param {number} length
 * @returns {Promise<Uint8Array>} so many bytes
 */
export async function hkdf(material, salt, info, length) {
  const key = await hmac(salt ?? new Uint8Array(HASH_SIZE), material);
  const context = typeof info === 'string' ? encodeText(info) : info;
  let block = new Uint8Array(0);
  let output = new Uint8Array(0);
  for (let i = 1; output.length < length; i += 1) {
    block = await hmac(key, concat(block, context, Uint8Array.of(i)));
    output = concat(output, block);
  }
  return output.subarray(0, length);
}

/**
 * @param {Uint8Array} secret the 16 bytes of a link
 * @returns {Promise<Uint8Array>} the psk of the handshake
 */
export function stretchLinkSecret(secret) {
  return hkdf(secret, null, 'portunus/1 link psk', HASH_SIZE);
}
