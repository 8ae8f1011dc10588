// cipher.js: AES-256-GCM with a counter for its nonce, as Noise and the control messages use it
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, u64 } from './bytes.js';

const NOTHING = new Uint8Array(0);

/**
 * @param {Uint8Array} key 32 bytes
 * @returns {Promise<CryptoKey>}
 */
export function importAesKey(key) {
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** One direction. The counter moves when a message is taken up, so calls must come in the order of the messages. */
export class Cipher {
  /** @param {Uint8Array} key 32 bytes */
  constructor(key) {
    this.key = importAesKey(key);
    this.counter = 0;
  }

  nextNonce() {
    const nonce = concat(new Uint8Array(4), u64(this.counter));
    this.counter += 1;
    return nonce;
  }

  /**
   * @param {Uint8Array} plaintext
   * @param {Uint8Array} [additional]
   * @returns {Promise<Uint8Array>}
   */
  async seal(plaintext, additional = NOTHING) {
    const params = { name: 'AES-GCM', iv: this.nextNonce(), additionalData: additional };
    return new Uint8Array(await crypto.subtle.encrypt(params, await this.key, plaintext));
  }

  /**
   * @param {Uint8Array} sealed
   * @param {Uint8Array} [additional]
   * @returns {Promise<Uint8Array>}
   * @throws if it does not open
   */
  async open(sealed, additional = NOTHING) {
    const params = { name: 'AES-GCM', iv: this.nextNonce(), additionalData: additional };
    return new Uint8Array(await crypto.subtle.decrypt(params, await this.key, sealed));
  }
}
