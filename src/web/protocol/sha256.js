// sha256.js: SHA-256 (FIPS 180-4) in pieces, which WebCrypto cannot do
// SPDX-License-Identifier: GPL-3.0-or-later

const BLOCK = 64;

/**
 * The first 32 bits of the fractional part of a root of a prime.
 * @param {number} prime
 * @param {number} exponent
 * @returns {number}
 */
function rootBits(prime, exponent) {
  const root = prime ** exponent;
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}

/**
 * @param {number} count
 * @returns {number[]} the first primes
 */
function firstPrimes(count) {
  /** @type {number[]} */
  const primes = [];
  for (let candidate = 2; primes.length < count; candidate += 1)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  return primes;
}

const ROUND = Int32Array.from(firstPrimes(64), (prime) => rootBits(prime, 1 / 3));

/** A hash that is fed bit by bit. */
export class Sha256 {
  constructor() {
    this.state = Int32Array.from(firstPrimes(8), (prime) => rootBits(prime, 1 / 2));
    this.block = new Uint8Array(BLOCK);
    this.view = new DataView(this.block.buffer);
    this.words = new Int32Array(64);
    this.used = 0;
    this.length = 0;
  }

  /** @returns {Sha256} one that goes on from here by itself */
  clone() {
    const copy = new Sha256();
    copy.state.set(this.state);
    copy.block.set(this.block);
    copy.used = this.used;
    copy.length = this.length;
    return copy;
  }

  /** @param {Uint8Array} data */
  update(data) {
    this.length += data.length;
    let offset = 0;
    if (this.used > 0) {
      offset = Math.min(BLOCK - this.used, data.length);
      this.block.set(data.subarray(0, offset), this.used);
      this.used += offset;
      if (this.used < BLOCK) return;
      this.compress(this.view, 0);
      this.used = 0;
    }
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    for (; offset + BLOCK <= data.length; offset += BLOCK) this.compress(view, offset);
    this.block.set(data.subarray(offset));
    this.used = data.length - offset;
  }

  /** @returns {Uint8Array} the 32 bytes; the hash itself goes on as if nothing had been asked */
  digest() {
    const end = this.clone();
    const padding = new Uint8Array((end.used < 56 ? 56 : 120) - end.used);
    padding[0] = 0x80;
    const size = new Uint8Array(8);
    new DataView(size.buffer).setBigUint64(0, BigInt(this.length) * 8n);
    end.update(padding);
    end.update(size);
    const digest = new Uint8Array(32);
    const view = new DataView(digest.buffer);
    end.state.forEach((word, i) => view.setInt32(4 * i, word));
    return digest;
  }

  /**
   * @param {DataView} view
   * @param {number} offset where the block begins
   */
  compress(view, offset) {
    const w = this.words;
    for (let i = 0; i < 16; i += 1) w[i] = view.getInt32(offset + 4 * i);
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = this.state;
    for (let i = 0; i < 64; i += 1) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    const s = this.state;
    s[0] += a;
    s[1] += b;
    s[2] += c;
    s[3] += d;
    s[4] += e;
    s[5] += f;
    s[6] += g;
    s[7] += h;
  }
}
