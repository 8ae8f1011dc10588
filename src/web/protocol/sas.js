// sas.js: the four words that both people compare (PROTOCOL.md §5)
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, encodeText } from './bytes.js';
import { hkdf, sha256 } from './kdf.js';
import { WORDS } from './wordlist.js';

const N_WORDS = 4;
const WORD_BITS = 11;
const SAS_BYTES = 6;

/**
 * @param {Uint8Array} hash of the handshake
 * @param {Uint8Array} nonce the initiator's
 * @returns {Promise<Uint8Array>} 32 bytes
 */
export function commitTo(hash, nonce) {
  return sha256(concat(encodeText('portunus/1 sas commit'), hash, nonce));
}

/**
 * @param {Uint8Array} hash of the handshake
 * @param {Uint8Array} initiators
 * @param {Uint8Array} responders
 * @returns {Promise<string[]>}
 */
export async function wordsOf(hash, initiators, responders) {
  const output = await hkdf(concat(initiators, responders), hash, 'portunus/1 sas words', SAS_BYTES);
  let bits = output.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n) >> 4n;
  /** @type {string[]} */
  const words = [];
  for (let i = 0; i < N_WORDS; i += 1, bits >>= BigInt(WORD_BITS)) words.unshift(WORDS[Number(bits & 0x7ffn)]);
  return words;
}
