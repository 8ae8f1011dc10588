// segment.js: sealed streams: the AES-GCM-HKDF streaming AEAD of Tink (PROTOCOL.md §9)
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, encodeText, randomBytes, u32, viewOf } from './bytes.js';
import { importAesKey } from './cipher.js';
import { Fault, demand } from './fault.js';
import { hkdf } from './kdf.js';

export const SEGMENT_SEALED = 64528;
const SEGMENT_TAG = 16;
const HEADER_SIZE = 40;
const SALT_SIZE = 32;

/**
 * @param {number} index of a segment
 * @returns {number} how many bytes of plaintext it has, unless it is the last
 */
export function segmentCapacity(index) {
  return SEGMENT_SEALED - SEGMENT_TAG - (index === 0 ? HEADER_SIZE : 0);
}

/**
 * @param {Uint8Array} transferId
 * @param {number} stream
 * @param {number} firstFile
 * @returns {Uint8Array}
 */
export function streamContext(transferId, stream, firstFile) {
  return concat(encodeText('portunus/1 data'), transferId, u32(stream), u32(firstFile));
}

/** What sealing and opening have in common. */
class StreamCipher {
  /**
   * @param {Uint8Array} dataKey
   * @param {Uint8Array} context
   * @param {Uint8Array} header
   */
  constructor(dataKey, context, header) {
    this.header = header;
    this.key = hkdf(dataKey, header.subarray(1, 1 + SALT_SIZE), context, 32).then(importAesKey);
    this.index = 0;
    this.isOver = false;
  }

  /** @param {boolean} isLast */
  nextParams(isLast) {
    const nonce = new Uint8Array(12);
    nonce.set(this.header.subarray(1 + SALT_SIZE));
    viewOf(nonce).setUint32(7, this.index);
    nonce[11] = isLast ? 1 : 0;
    this.index += 1;
    this.isOver = isLast;
    return { name: 'AES-GCM', iv: nonce };
  }
}

/** Seals the segments of one stream. Calls must come in order; they need not wait for each other. */
export class SegmentSealer extends StreamCipher {
  /**
   * @param {Uint8Array} dataKey
   * @param {Uint8Array} context
   * @param {Uint8Array} [header] for tests; never use one twice
   */
  constructor(dataKey, context, header = concat(Uint8Array.of(HEADER_SIZE), randomBytes(HEADER_SIZE - 1))) {
    super(dataKey, context, header);
  }

  /**
   * @param {Uint8Array} plaintext full, unless it is the last
   * @param {boolean} isLast
   * @returns {Promise<Uint8Array[]>} the parts of the segment, led by the header if it is the first
   */
  async seal(plaintext, isLast) {
    const isFirst = this.index === 0;
    const params = this.nextParams(isLast);
    const sealed = new Uint8Array(await crypto.subtle.encrypt(params, await this.key, plaintext));
    return isFirst ? [this.header, sealed] : [sealed];
  }
}

/** Opens the segments of one stream. Calls must come in order; they need not wait for each other. */
export class SegmentOpener extends StreamCipher {
  /**
   * @param {Uint8Array} dataKey
   * @param {Uint8Array} context
   * @param {Uint8Array} first the first segment
   */
  constructor(dataKey, context, first) {
    demand(first.length >= HEADER_SIZE + SEGMENT_TAG && first[0] === HEADER_SIZE, 'A stream has no header');
    super(dataKey, context, first.slice(0, HEADER_SIZE));
  }

  /**
   * @param {Uint8Array} segment
   * @param {boolean} isLast
   * @returns {Promise<Uint8Array>}
   */
  async open(segment, isLast) {
    demand(!this.isOver, 'A stream goes on after its end');
    demand(segment.length <= SEGMENT_SEALED && (isLast || segment.length === SEGMENT_SEALED), 'A segment is malformed');
    const sealed = this.index === 0 ? segment.subarray(HEADER_SIZE) : segment;
    const params = this.nextParams(isLast);
    try {
      return new Uint8Array(await crypto.subtle.decrypt(params, await this.key, sealed));
    } catch {
      throw new Fault('tampered', 'A segment does not open');
    }
  }
}
