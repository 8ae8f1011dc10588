// handshake.js: from the first message of a peer to keys that nobody else has (PROTOCOL.md §2 to §5)
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, fromBase64url, isEqual, randomBytes, toBase64url } from './bytes.js';
import { Fault, demand } from './fault.js';
import { formatMessage, parseObject, readList, readText } from './json.js';
import { NoiseHandshake } from './noise.js';
import {
  MODE_LINK, REASON_CLOSED, REASON_OTHER, REASON_VERSION, REASON_WRONG_SECRET, TYPE_HANDSHAKE, VERSION, prologueOf,
} from './room-message.js';
import { commitTo, wordsOf } from './sas.js';

/** @typedef {import('./json.js').Message} Message */

/**
 * @typedef {object} Hello
 * @property {string} name
 * @property {'send' | 'receive'} role
 * @property {string} kind "native", "browser" or something newer
 * @property {string[] | null} lanes whose kinds it knows; null for one that knows only one
 */

const MAX_HELLO = 2048;
const MAX_NAME = 256;
const NONCE_SIZE = 32;
const MAX_LANE_KINDS = 8;

/**
 * @param {Uint8Array} bytes
 * @returns {Hello}
 */
function parseHello(bytes) {
  const hello = parseObject(bytes, MAX_HELLO);
  const role = readText(hello, 'role', 16);
  demand(role === 'send' || role === 'receive', 'A peer neither sends nor receives');
  const lanes = Object.hasOwn(hello, 'lanes') ? readList(hello, 'lanes', MAX_LANE_KINDS) : null;
  const kind = typeof hello.kind === 'string' ? hello.kind : '';
  return { name: readText(hello, 'name', MAX_NAME), role, kind, lanes };
}

/**
 * @typedef {object} HandshakeConfig
 * @property {boolean} isInitiator
 * @property {Uint8Array} psk
 * @property {string} room
 * @property {import('./identity.js').KeyPair} identity
 * @property {import('./identity.js').KeyPair} [ephemeral] for tests
 * @property {Record<string, unknown>} hello ours
 */

/** The three messages. Whoever feeds it sends what it returns. */
export class Handshake {
  /** @param {HandshakeConfig} config */
  constructor(config) {
    const { isInitiator, psk, identity, ephemeral } = config;
    this.config = config;
    this.noise = new NoiseHandshake({ isInitiator, psk, identity, ephemeral, prologue: prologueOf(config.room) });
    /** @type {Hello | null} */
    this.peer = null;
    /** What to tell the peer when this handshake fails now. */
    this.reason = 0;
  }

  isComplete() {
    return this.noise.isComplete();
  }

  /** @returns {Promise<Uint8Array>} the initiator's first message */
  async begin() {
    const head = Uint8Array.of(TYPE_HANDSHAKE, VERSION, MODE_LINK);
    return concat(head, await this.noise.write(new Uint8Array(0)));
  }

  async writeHello() {
    return concat(Uint8Array.of(TYPE_HANDSHAKE), await this.noise.write(formatMessage(this.config.hello)));
  }

  /**
   * @param {Uint8Array} message a HANDSHAKE of the peer
   * @returns {Promise<Uint8Array | null>} what to answer
   * @throws {Fault}
   */
  async take(message) {
    const { isInitiator } = this.config;
    demand(this.noise.step === (isInitiator ? 1 : this.noise.step) && !this.isComplete(), 'A handshake is out of turn');
    if (!isInitiator && this.noise.step === 0) {
      await this.takeFirst(message);
      return this.writeHello();
    }
    this.peer = parseHello(await this.openHello(message.subarray(1)));
    return isInitiator ? this.writeHello() : null;
  }

  /** @param {Uint8Array} message */
  async takeFirst(message) {
    this.reason = REASON_VERSION;
    if (message[1] !== VERSION) throw new Fault('version', 'The peer speaks another version');
    this.reason = REASON_CLOSED;
    if (message[2] !== MODE_LINK) throw new Fault('code-closed', 'Codes are not open here');
    this.reason = REASON_WRONG_SECRET;
    try {
      await this.noise.read(message.subarray(3));
    } catch {
      throw new Fault('wrong-secret', 'The peer has another secret');
    }
    this.reason = 0;
  }

  /** @param {Uint8Array} message */
  async openHello(message) {
    this.reason = REASON_OTHER;
    try {
      const payload = await this.noise.read(message);
      this.reason = 0;
      return payload;
    } catch {
      throw new Fault('tampered', 'A handshake message does not open');
    }
  }
}

/** The exchange that gives both sides the same words. Each message comes once, and in order. */
export class WordExchange {
  /**
   * @param {Uint8Array} hash of the handshake
   * @param {boolean} isInitiator
   * @param {Uint8Array} [nonce] for tests
   */
  constructor(hash, isInitiator, nonce = randomBytes(NONCE_SIZE)) {
    this.hash = hash;
    this.nonce = nonce;
    this.expected = isInitiator ? 'sas-nonce' : 'sas-commit';
    this.commitment = new Uint8Array(0);
    /** @type {string[] | null} */
    this.words = null;
  }

  /** @returns {Promise<Message>} the initiator's first message */
  async begin() {
    return { t: 'sas-commit', v: toBase64url(await commitTo(this.hash, this.nonce)) };
  }

  /**
   * @param {Message} message
   * @returns {Promise<Message | null>} what to answer
   */
  async take(message) {
    const type = this.expected;
    demand(message.t === type, 'A message about the words is out of turn');
    const value = fromBase64url(readText(message, 'v', 64));
    demand(value && value.length === NONCE_SIZE, 'A message about the words is malformed');
    this.expected = type === 'sas-commit' ? 'sas-reveal' : '';
    if (type === 'sas-commit') {
      this.commitment = value;
      return { t: 'sas-nonce', v: toBase64url(this.nonce) };
    }
    if (type === 'sas-nonce') {
      this.words = await wordsOf(this.hash, this.nonce, value);
      return { t: 'sas-reveal', v: toBase64url(this.nonce) };
    }
    if (!isEqual(await commitTo(this.hash, value), this.commitment))
      throw new Fault('tampered', 'The peer revealed something else than it had committed to');
    this.words = await wordsOf(this.hash, value, this.nonce);
    return null;
  }
}
