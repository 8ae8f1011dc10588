// names.js: names of strangers, made fit to show and to store
// SPDX-License-Identifier: GPL-3.0-or-later

/* Controls, and whatever changes the direction or the look of the text around it. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;
const RESERVED_CHARACTERS = /["*/:<>?\\|]/g;
const RESERVED_NAMES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const MAX_BYTES = 200;
const MAX_SHOWN = 64;

/**
 * @param {string} text
 * @param {number} [max] characters
 * @returns {string} without anything that could mislead; still to be shown as text only
 */
export function displayName(text, max = MAX_SHOWN) {
  const characters = [...text.toWellFormed().replace(INVISIBLE, '').trim()];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : characters.join('');
}

/**
 * @param {string} name
 * @returns {string} its beginning, and its ending behind the last dot
 */
function shortenName(name) {
  const lengthOf = (/** @type {string} */ text) => new TextEncoder().encode(text).length;
  if (lengthOf(name) <= MAX_BYTES) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
  let stem = '';
  let room = MAX_BYTES - lengthOf(ending);
  for (const character of name.slice(0, name.length - ending.length)) {
    room -= lengthOf(character);
    if (room < 0) break;
    stem += character;
  }
  return stem + ending;
}

/**
 * @param {string} name one component of a path
 * @returns {string} one that every file system takes
 */
export function safeName(name) {
  const clean = name.toWellFormed().normalize('NFC').replace(INVISIBLE, '').replace(RESERVED_CHARACTERS, '_')
    .replace(/^\s+|[\s.]+$/g, '').replace(/^\.+$/, '');
  const short = shortenName(clean || '_');
  return RESERVED_NAMES.test(short) ? `_${short}` : short;
}

/**
 * @param {string} name
 * @param {number} number
 * @returns {string} the name with the number before its ending
 */
export function numberedName(name, number) {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? `${name.slice(0, dot)} (${number})${name.slice(dot)}` : `${name} (${number})`;
}

/** Gives every entry of an offer a path of its own. */
export class NameTable {
  constructor() {
    /** @type {Set<string>} what is taken, whatever the case */
    this.taken = new Set();
    /** @type {Map<string, number>} up to where the numbers of a path are taken, so that nobody counts them twice */
    this.numbers = new Map();
    /** @type {Map<string, string>} safe names of folders by the sender's */
    this.folders = new Map();
  }

  /**
   * @param {string} parent
   * @param {string} name
   * @returns {string}
   */
  claim(parent, name) {
    const safe = safeName(name);
    let path = parent + safe;
    const key = path.toLowerCase();
    let number = this.numbers.get(key) ?? 0;
    while (this.taken.has(path.toLowerCase())) {
      number += 1;
      path = parent + numberedName(safe, number);
    }
    if (number > 0) this.numbers.set(key, number);
    this.taken.add(path.toLowerCase());
    return path;
  }

  /**
   * @param {string} path
   * @returns {string}
   */
  placeFolder(path) {
    const known = this.folders.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const parent = cut < 0 ? '' : `${this.placeFolder(path.slice(0, cut))}/`;
    const placed = this.claim(parent, path.slice(cut + 1));
    this.folders.set(path, placed);
    return placed;
  }

  /**
   * @param {string} path
   * @returns {string}
   */
  placeFile(path) {
    const cut = path.lastIndexOf('/');
    const parent = cut < 0 ? '' : `${this.placeFolder(path.slice(0, cut))}/`;
    return this.claim(parent, path.slice(cut + 1));
  }
}
