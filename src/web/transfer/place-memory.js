// place-memory.js: files in memory, for browsers that give no other place
// SPDX-License-Identifier: GPL-3.0-or-later

/** @typedef {import('./place-folder.js').FilePlace} FilePlace */
/** @typedef {import('./place-folder.js').Output} Output */

/** What is not whole yet; browsers may put the rest where they like. */
class MemoryFile {
  /** @param {MemoryPlace} place */
  constructor(place) {
    this.place = place;
    /** @type {Uint8Array[]} */
    this.pieces = [];
    this.length = 0;
  }

  /** @param {Uint8Array} data */
  async write(data) {
    this.place.take(data.length);
    this.pieces.push(data.slice());
    this.length += data.length;
  }

  /**
   * @param {Uint8Array} data to be filled
   * @param {number} position
   */
  read(data, position) {
    let start = 0;
    for (const piece of this.pieces) {
      if (position < start + piece.length) {
        const part = piece.subarray(position - start, position - start + data.length);
        data.set(part);
        return part.length;
      }
      start += piece.length;
    }
    return 0;
  }

  async finish() {
    return new Blob(this.pieces);
  }

  async drop() {
    this.place.take(-this.length);
    this.pieces = [];
    this.length = 0;
  }
}

/** @implements {FilePlace} */
export class MemoryPlace {
  /** @param {number} limit in bytes, for all files together */
  constructor(limit) {
    this.room = limit;
    this.hasCrc = true;
  }

  /** @param {number} length in bytes */
  take(length) {
    if (length > this.room) throw new DOMException('That is more than the memory takes', 'QuotaExceededError');
    this.room -= length;
  }

  /** @returns {Promise<Output>} */
  async open() {
    return new MemoryFile(this);
  }

  async makeFolder() {}
}
