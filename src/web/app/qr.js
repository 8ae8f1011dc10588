// qr.js: QR codes (ISO/IEC 18004) of bytes, at the lowest level of correction, up to version 16
// SPDX-License-Identifier: GPL-3.0-or-later

/* For each version: all codewords, codewords of correction in a block, blocks. */
const VERSIONS = [
  [26, 7, 1], [44, 10, 1], [70, 15, 1], [100, 20, 1], [134, 26, 1], [172, 18, 2], [196, 20, 2], [242, 24, 2],
  [292, 30, 2], [346, 18, 4], [404, 20, 4], [466, 24, 4], [532, 26, 4], [581, 30, 4], [655, 22, 6], [733, 24, 6],
];
const ALIGNMENT = [
  [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50], [6, 30, 54],
  [6, 32, 58], [6, 34, 62], [6, 26, 46, 66], [6, 26, 48, 70], [6, 26, 50, 74],
];
const BYTE_MODE = 4;
const LEVEL_LOW = 1;

/** @type {((row: number, column: number) => boolean)[]} */
const MASKS = [
  (y, x) => (y + x) % 2 === 0,
  (y) => y % 2 === 0,
  (_, x) => x % 3 === 0,
  (y, x) => (y + x) % 3 === 0,
  (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (y, x) => ((y * x) % 2) + ((y * x) % 3) === 0,
  (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2 === 0,
  (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2 === 0,
];

/**
 * Multiplies in the field of 256 elements over x⁸ + x⁴ + x³ + x² + 1.
 * @param {number} a
 * @param {number} b
 */
function multiply(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    if ((b >>> bit) & 1) product ^= a;
  }
  return product;
}

/**
 * @param {number} degree
 * @returns {number[]} the generator of Reed and Solomon's code, without its leading one
 */
function makeGenerator(degree) {
  const generator = new Array(degree).fill(0);
  generator[degree - 1] = 1;
  for (let i = 0, root = 1; i < degree; i += 1, root = multiply(root, 2))
    for (let j = 0; j < degree; j += 1)
      generator[j] = multiply(generator[j], root) ^ (j + 1 < degree ? generator[j + 1] : 0);
  return generator;
}

/**
 * @param {number[]} data
 * @param {number[]} generator
 * @returns {number[]} the remainder
 */
function correct(data, generator) {
  const rest = new Array(generator.length).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest[0];
    rest.shift();
    rest.push(0);
    generator.forEach((coefficient, i) => { rest[i] ^= multiply(coefficient, factor); });
  }
  return rest;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} version
 * @param {number} capacity in codewords
 * @returns {number[]} the data codewords
 */
function encodeData(bytes, version, capacity) {
  /** @type {number[]} */
  const bits = [];
  const put = (/** @type {number} */ value, /** @type {number} */ length) => {
    for (let i = length - 1; i >= 0; i -= 1) bits.push((value >>> i) & 1);
  };
  put(BYTE_MODE, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, 8 * capacity - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < 8 * capacity; pad ^= 0xfd) put(pad, 8);
  const byteAt = (/** @type {number} */ i) => bits.slice(8 * i, 8 * i + 8).reduce((sum, bit) => 2 * sum + bit, 0);
  return Array.from({ length: capacity }, (_, i) => byteAt(i));
}

/**
 * @param {number[]} data
 * @param {number} version
 * @returns {number[]} data and correction of all blocks, interleaved
 */
function interleave(data, version) {
  const [, correction, count] = VERSIONS[version - 1];
  const generator = makeGenerator(correction);
  const short = Math.floor(data.length / count);
  const firstLong = count - (data.length % count);
  /** @type {number[][]} */
  const blocks = [];
  for (let i = 0, offset = 0; i < count; i += 1) {
    const length = short + (i >= firstLong ? 1 : 0);
    blocks.push(data.slice(offset, offset + length));
    offset += length;
  }
  const checks = blocks.map((block) => correct(block, generator));
  const pick = (/** @type {number[][]} */ rows, /** @type {number} */ length) => Array.from({ length }, (_, i) => i)
    .flatMap((i) => rows.filter((row) => i < row.length).map((row) => row[i]));
  return [...pick(blocks, short + 1), ...pick(checks, correction)];
}

/** The modules of one symbol, and which of them are not for data. */
class Symbol2d {
  /** @param {number} version */
  constructor(version) {
    this.version = version;
    this.size = 17 + 4 * version;
    this.dark = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
    this.fixed = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
    this.drawPatterns();
  }

  /**
   * @param {number} y
   * @param {number} x
   * @param {boolean} isDark
   */
  set(y, x, isDark) {
    if (y < 0 || x < 0 || y >= this.size || x >= this.size) return;
    this.dark[y][x] = isDark;
    this.fixed[y][x] = true;
  }

  drawPatterns() {
    const last = this.size - 7;
    for (let i = 0; i < this.size; i += 1) {
      this.set(6, i, i % 2 === 0);
      this.set(i, 6, i % 2 === 0);
    }
    for (const [y, x] of [[0, 0], [0, last], [last, 0]]) this.drawSquare(y + 3, x + 3, 4, [0, 1, 3]);
    const places = ALIGNMENT[this.version - 1];
    const end = places.length - 1;
    places.forEach((y, i) => places.forEach((x, j) => {
      const isCorner = (i === 0 && j === 0) || (i === 0 && j === end) || (i === end && j === 0);
      if (!isCorner) this.drawSquare(y, x, 2, [0, 2]);
    }));
    this.drawFormat(0);
    if (this.version >= 7) this.drawVersion();
  }

  /**
   * @param {number} y centre
   * @param {number} x centre
   * @param {number} reach
   * @param {number[]} darkRings by distance from the centre
   */
  drawSquare(y, x, reach, darkRings) {
    for (let dy = -reach; dy <= reach; dy += 1)
      for (let dx = -reach; dx <= reach; dx += 1)
        this.set(y + dy, x + dx, darkRings.includes(Math.max(Math.abs(dy), Math.abs(dx))));
  }

  /** @param {number} mask */
  drawFormat(mask) {
    const data = (LEVEL_LOW << 3) | mask;
    let rest = data;
    for (let i = 0; i < 10; i += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    const bits = ((data << 10) | rest) ^ 0x5412;
    const last = this.size - 1;
    for (let i = 0; i < 15; i += 1) {
      const isDark = ((bits >>> i) & 1) === 1;
      if (i < 6) this.set(i, 8, isDark);
      else if (i < 8) this.set(i + 1, 8, isDark);
      else this.set(8, i === 8 ? 7 : 14 - i, isDark);
      if (i < 8) this.set(8, last - i, isDark);
      else this.set(last - 14 + i, 8, isDark);
    }
    this.set(last - 7, 8, true);
  }

  drawVersion() {
    let rest = this.version;
    for (let i = 0; i < 12; i += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    const bits = (this.version << 12) | rest;
    for (let i = 0; i < 18; i += 1) {
      const far = this.size - 11 + (i % 3);
      const near = Math.floor(i / 3);
      this.set(far, near, ((bits >>> i) & 1) === 1);
      this.set(near, far, ((bits >>> i) & 1) === 1);
    }
  }

  /** @param {number[]} codewords */
  drawData(codewords) {
    let bit = 0;
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      const isUpward = ((right + 1) & 2) === 0;
      for (let step = 0; step < this.size; step += 1)
        for (const x of [right, right - 1]) {
          const y = isUpward ? this.size - 1 - step : step;
          if (this.fixed[y][x]) continue;
          this.dark[y][x] = (((codewords[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1;
          bit += 1;
        }
    }
  }

  /** @param {number} mask */
  applyMask(mask) {
    for (let y = 0; y < this.size; y += 1)
      for (let x = 0; x < this.size; x += 1)
        if (!this.fixed[y][x] && MASKS[mask](y, x)) this.dark[y][x] = !this.dark[y][x];
  }

  /** @returns {number} how hard it is to read: long runs, and unbalanced colours */
  penalty() {
    const rows = this.dark.map((row) => row.map((isDark) => (isDark ? '1' : '0')).join(''));
    const columns = rows.map((_, x) => rows.map((row) => row[x]).join(''));
    const runs = [...rows, ...columns].flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? []);
    const darks = rows.join('').replaceAll('0', '').length;
    const balance = Math.abs((darks * 20) / (this.size * this.size) - 10);
    return runs.reduce((sum, run) => sum + run.length - 2, 0) + 10 * Math.floor(balance);
  }
}

/**
 * @param {string} text
 * @returns {boolean[][] | null} rows of modules, true for dark; null if the text is too long
 */
export function makeQr(text) {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= VERSIONS.length; version += 1) {
    const [all, correction, blocks] = VERSIONS[version - 1];
    const capacity = all - correction * blocks;
    if (bytes.length + (version < 10 ? 2 : 3) > capacity) continue;
    const symbol = new Symbol2d(version);
    symbol.drawData(interleave(encodeData(bytes, version, capacity), version));
    let best = 0;
    let least = Infinity;
    MASKS.forEach((_, mask) => {
      symbol.drawFormat(mask);
      symbol.applyMask(mask);
      if (symbol.penalty() < least) {
        least = symbol.penalty();
        best = mask;
      }
      symbol.applyMask(mask);
    });
    symbol.drawFormat(best);
    symbol.applyMask(best);
    return symbol.dark;
  }
  return null;
}
