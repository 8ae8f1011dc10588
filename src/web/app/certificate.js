// certificate.js: the server's certificate as the link has it, for people to compare
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, encodeText, fromBase64url, toHex } from '../protocol/bytes.js';
import { sha256 } from '../protocol/kdf.js';
import { WORDS } from '../protocol/wordlist.js';
import { byId, make } from './view.js';

const CERTIFICATE_WORDS = 6;
const WORD_INDEX_BITS = 11;
const CERTIFICATE_HASH_SIZE = 32;

/**
 * As the app and portunus-cli make them.
 * @param {Uint8Array} fingerprint of a certificate
 * @returns {Promise<string[]>} for 66 bits
 */
async function certificateWords(fingerprint) {
  const digest = await sha256(concat(encodeText('portunus/1 certificate words'), fingerprint));
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: CERTIFICATE_WORDS },
    (_, i) => WORDS[parseInt(bits.slice(i * WORD_INDEX_BITS, (i + 1) * WORD_INDEX_BITS), 2)]);
}

/** @param {string} fingerprint as the link has it, or "" */
export async function showCertificate(fingerprint) {
  const hash = fromBase64url(fingerprint);
  if (hash?.length !== CERTIFICATE_HASH_SIZE) return;
  byId('help-words').textContent = (await certificateWords(hash)).join(' ');
  const pairs = toHex(hash).toUpperCase().match(/../g) ?? [];
  byId('help-fingerprint').replaceChildren(...pairs.flatMap((pair, i) => (i > 0 ? [':', make('wbr'), pair] : [pair])));
  byId('help-certificate').hidden = false;
}
