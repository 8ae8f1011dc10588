// noise.js: the handshake Noise_XXpsk0_25519_AESGCM_SHA256 (revision 34)
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, encodeText } from './bytes.js';
import { Cipher } from './cipher.js';
import { KEY_SIZE, agree, makeKeyPair } from './identity.js';
import { HASH_SIZE, hkdf, sha256 } from './kdf.js';

/** @typedef {import('./identity.js').KeyPair} KeyPair */

/* Exactly as long as a hash, so that it begins as the handshake hash itself. */
const PROTOCOL_NAME = encodeText('Noise_XXpsk0_25519_AESGCM_SHA256');
const NO_BYTES = new Uint8Array(0);
const TAG = 16;

/** @typedef {'psk' | 'e' | 's' | 'ee' | 'es' | 'se'} Token */

/** @type {Token[][]} */
const PATTERN = [['psk', 'e'], ['e', 'ee', 's', 'es'], ['s', 'se']];

/** The state that both sides have in common. */
class SymmetricState {
  constructor() {
    this.hash = PROTOCOL_NAME;
    this.chainingKey = PROTOCOL_NAME;
    /** @type {Cipher | null} */
    this.cipher = null;
  }

  /** @param {Uint8Array} data */
  async mixHash(data) {
    this.hash = await sha256(concat(this.hash, data));
  }

  /** @param {Uint8Array} material */
  async mixKey(material) {
    const output = await hkdf(material, this.chainingKey, '', 2 * HASH_SIZE);
    this.chainingKey = output.slice(0, HASH_SIZE);
    this.cipher = new Cipher(output.slice(HASH_SIZE));
  }

  /** @param {Uint8Array} psk */
  async mixKeyAndHash(psk) {
    const output = await hkdf(psk, this.chainingKey, '', 3 * HASH_SIZE);
    this.chainingKey = output.slice(0, HASH_SIZE);
    await this.mixHash(output.slice(HASH_SIZE, 2 * HASH_SIZE));
    this.cipher = new Cipher(output.slice(2 * HASH_SIZE));
  }

  /** @param {Uint8Array} plaintext */
  async seal(plaintext) {
    const sealed = await /** @type {Cipher} */ (this.cipher).seal(plaintext, this.hash);
    await this.mixHash(sealed);
    return sealed;
  }

  /** @param {Uint8Array} sealed */
  async open(sealed) {
    const plaintext = await /** @type {Cipher} */ (this.cipher).open(sealed, this.hash);
    await this.mixHash(sealed);
    return plaintext;
  }
}

/**
 * @typedef {object} NoiseConfig
 * @property {boolean} isInitiator
 * @property {Uint8Array} psk 32 bytes
 * @property {Uint8Array} prologue
 * @property {KeyPair} identity
 * @property {KeyPair} [ephemeral] for tests; made when it is needed
 */

/** One handshake. Messages are written and read in turn; whatever throws ends it. */
export class NoiseHandshake {
  /** @param {NoiseConfig} config */
  constructor(config) {
    this.config = config;
    this.state = new SymmetricState();
    /** @type {KeyPair | null} */
    this.ephemeral = config.ephemeral ?? null;
    /** @type {Uint8Array | null} */
    this.remoteEphemeral = null;
    /** @type {Uint8Array | null} */
    this.remoteStatic = null;
    this.step = 0;
    this.begun = this.state.mixHash(config.prologue);
  }

  isComplete() {
    return this.step === PATTERN.length;
  }

  /** @param {'ee' | 'es' | 'se'} token */
  async mixAgreement(token) {
    const [initiators, responders] = token;
    const ours = this.config.isInitiator ? initiators : responders;
    const theirs = this.config.isInitiator ? responders : initiators;
    const own = ours === 'e' ? this.ephemeral : this.config.identity;
    const peer = theirs === 'e' ? this.remoteEphemeral : this.remoteStatic;
    await this.state.mixKey(await agree(/** @type {KeyPair} */ (own), /** @type {Uint8Array} */ (peer)));
  }

  /**
   * @param {Token} token
   * @returns {Promise<Uint8Array>} what it adds to the message
   */
  async writeToken(token) {
    if (token === 's') return this.state.seal(this.config.identity.shared);
    if (token === 'psk') await this.state.mixKeyAndHash(this.config.psk);
    if (token === 'psk') return NO_BYTES;
    if (token !== 'e') {
      await this.mixAgreement(token);
      return NO_BYTES;
    }
    this.ephemeral ??= await makeKeyPair();
    await this.state.mixHash(this.ephemeral.shared);
    await this.state.mixKey(this.ephemeral.shared);
    return this.ephemeral.shared;
  }

  /**
   * @param {Uint8Array} payload
   * @returns {Promise<Uint8Array>} the next message
   */
  async write(payload) {
    await this.begun;
    let message = NO_BYTES;
    for (const token of PATTERN[this.step]) message = concat(message, await this.writeToken(token));
    this.step += 1;
    return concat(message, await this.state.seal(payload));
  }

  /**
   * @param {Token} token
   * @param {Uint8Array} message
   * @returns {Promise<number>} how many bytes of the message it took
   */
  async readToken(token, message) {
    if (token === 's') {
      this.remoteStatic = await this.state.open(message.subarray(0, KEY_SIZE + TAG));
      return KEY_SIZE + TAG;
    }
    if (token === 'psk') await this.state.mixKeyAndHash(this.config.psk);
    if (token === 'psk') return 0;
    if (token !== 'e') {
      await this.mixAgreement(token);
      return 0;
    }
    if (message.length < KEY_SIZE) throw new Error('The message is too short');
    this.remoteEphemeral = message.slice(0, KEY_SIZE);
    await this.state.mixHash(this.remoteEphemeral);
    await this.state.mixKey(this.remoteEphemeral);
    return KEY_SIZE;
  }

  /**
   * @param {Uint8Array} message the peer's next one
   * @returns {Promise<Uint8Array>} its payload
   * @throws if it does not open
   */
  async read(message) {
    await this.begun;
    let offset = 0;
    for (const token of PATTERN[this.step]) offset += await this.readToken(token, message.subarray(offset));
    this.step += 1;
    return this.state.open(message.subarray(offset));
  }

  /** @returns {Uint8Array} the handshake hash *h* */
  get hash() {
    return this.state.hash;
  }

  /** @returns {Promise<{ outgoing: Cipher, incoming: Cipher }>} the transport ciphers of a complete handshake */
  async split() {
    const output = await hkdf(NO_BYTES, this.state.chainingKey, '', 2 * HASH_SIZE);
    const initiators = new Cipher(output.slice(0, HASH_SIZE));
    const responders = new Cipher(output.slice(HASH_SIZE));
    return this.config.isInitiator
      ? { outgoing: initiators, incoming: responders }
      : { outgoing: responders, incoming: initiators };
  }

  /**
   * @param {string} label
   * @returns {Promise<Uint8Array>} a key for another purpose, 32 bytes (PROTOCOL.md §4)
   */
  exportKey(label) {
    return hkdf(this.state.chainingKey, this.state.hash, `portunus/1 ${label}`, HASH_SIZE);
  }
}
