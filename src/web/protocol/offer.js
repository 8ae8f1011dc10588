// offer.js: offers and acceptances as control messages (PROTOCOL.md §8)
// SPDX-License-Identifier: GPL-3.0-or-later
import { encodeText, fromHex } from './bytes.js';
import { demand } from './fault.js';
import { formatMessage, readCount, readList, readText } from './json.js';

/** @typedef {import('./json.js').Message} Message */

/**
 * @typedef {object} Entry
 * @property {string} path components joined by "/"
 * @property {'f' | 'd' | 'l' | 'x'} type
 * @property {number | null} size null where unknown
 * @property {number} [mode]
 * @property {bigint} [mtime] in ns
 */

/**
 * @typedef {object} Offer
 * @property {string} id 32 hexadecimal digits
 * @property {string} title
 * @property {Entry[]} entries
 * @property {number} bytes sum of the known sizes
 */

/**
 * @typedef {object} Have
 * @property {number} length so many first bytes of a file
 * @property {string} hash their SHA-256
 */

const MAX_ENTRIES = 2000000;
const MAX_PART_ENTRIES = 4096;
const MAX_PART_BYTES = 40 * 1024;
const MAX_TITLE = 400;
const MAX_PATH = 4000;
const MAX_DEPTH = 64;
const MAX_TEXT = 1024 * 1024;
const MAX_PATH_BYTES = 512 * 1024 * 1024;
const MAX_RANGES = 1000;
const MAX_HAVES = 300;
const ID_BYTES = 16;

/**
 * @param {string} path
 * @returns {boolean} whether it may stand in an offer
 */
function isPath(path) {
  const components = path.split('/');
  return components.length <= MAX_DEPTH && components.every((name) => name !== '' && name !== '.' && name !== '..');
}

/**
 * @param {any} object
 * @returns {Entry}
 */
function readEntry(object) {
  demand(typeof object === 'object' && object !== null && !Array.isArray(object), 'An entry is no object');
  const path = readText(object, 'p', MAX_PATH);
  const type = readText(object, 't', 1);
  demand(isPath(path), 'A path is not allowed');
  demand(type === 'f' || type === 'd' || type === 'l' || type === 'x', 'An entry is of an unknown type');
  const hasContent = type === 'f' || type === 'x';
  const size = Object.hasOwn(object, 's') ? readCount(object, 's', Number.MAX_SAFE_INTEGER) : null;
  demand(hasContent || !size, 'Something without content has a size');
  demand(type !== 'x' || (size ?? 0) <= MAX_TEXT, 'A text is too long');
  if (type === 'l') readText(object, 'l', MAX_PATH);
  return { path, type, size: hasContent ? size : 0 };
}

/** Puts an offer together from its messages. */
export class OfferReader {
  constructor() {
    /** @type {Offer | null} */
    this.offer = null;
    this.count = 0;
    this.pathBytes = 0;
  }

  /**
   * @param {Message} message "offer" or "offer-part"
   * @returns {Offer | null} the offer, once it is complete
   */
  add(message) {
    if (message.t === 'offer') this.readHead(message);
    else this.readPart(message);
    const offer = /** @type {Offer} */ (this.offer);
    if (offer.entries.length < this.count) return null;
    const bytes = offer.entries.reduce((sum, entry) => sum + (entry.size ?? 0), 0);
    demand(bytes === offer.bytes, 'The sizes of an offer do not add up');
    return offer;
  }

  /** @param {Message} message */
  readHead(message) {
    demand(this.offer === null, 'An offer came twice');
    const id = readText(message, 'id', 2 * ID_BYTES);
    demand(fromHex(id, ID_BYTES), 'A transfer has no id');
    this.count = readCount(message, 'n', MAX_ENTRIES);
    demand(this.count > 0, 'An offer is empty');
    const bytes = readCount(message, 'bytes', Number.MAX_SAFE_INTEGER);
    this.offer = { id: id.toLowerCase(), title: readText(message, 'title', MAX_TITLE), entries: [], bytes };
  }

  /** @param {Message} message */
  readPart(message) {
    const offer = this.offer;
    demand(offer && offer.id === readText(message, 'id', 2 * ID_BYTES).toLowerCase(), 'A part of no offer');
    demand(readCount(message, 'first', MAX_ENTRIES) === offer.entries.length, 'A part of an offer is out of turn');
    const files = readList(message, 'files', MAX_PART_ENTRIES);
    demand(files.length > 0 && offer.entries.length + files.length <= this.count, 'An offer has more than it said');
    for (const file of files) {
      const entry = readEntry(file);
      this.pathBytes += entry.path.length;
      offer.entries.push(entry);
    }
    demand(this.pathBytes <= MAX_PATH_BYTES, 'The paths of an offer are too long');
  }
}

/**
 * @param {Entry} entry
 * @returns {Message}
 */
function writeEntry(entry) {
  const { path: p, type: t, mode: m, mtime: mt } = entry;
  const hasSize = entry.size !== null && (t === 'f' || t === 'x');
  return { p, t, s: hasSize ? entry.size : undefined, m, mt };
}

/**
 * @param {Offer} offer
 * @returns {Message[]} the messages that tell it
 */
export function writeOffer(offer) {
  const { id, title, entries, bytes } = offer;
  /** @type {Message[]} */
  const messages = [{ t: 'offer', id, title, n: entries.length, bytes }];
  /** @type {Message[]} */
  let files = [];
  let used = 0;
  entries.forEach((entry, index) => {
    const written = writeEntry(entry);
    const length = formatMessage(written).length + 1;
    if (files.length === MAX_PART_ENTRIES || (files.length > 0 && used + length > MAX_PART_BYTES)) {
      messages.push({ t: 'offer-part', id, first: index - files.length, files });
      files = [];
      used = 0;
    }
    files.push(written);
    used += length;
  });
  messages.push({ t: 'offer-part', id, first: entries.length - files.length, files });
  return messages;
}

/**
 * @param {string} text
 * @returns {string} its beginning, as much as a title may have
 */
export function shortenTitle(text) {
  let title = text;
  while (encodeText(title).length > MAX_TITLE) title = title.slice(0, -16);
  return title.toWellFormed ? title.toWellFormed() : title;
}

/**
 * @param {string} id
 * @param {boolean[]} wanted for each entry
 * @param {Map<number, Have>} have
 * @returns {Message[]} the messages that accept
 */
export function writeAccept(id, wanted, have) {
  /** @type {Message} */
  let message = { t: 'accept', id, want: [], have: [], more: true };
  const messages = [message];
  for (let i = 0; i < wanted.length;) {
    const first = i;
    i += 1;
    if (!wanted[first]) continue;
    /* A range ends at the next entry that we have something of, so that both stand in the same message. */
    while (i < wanted.length && wanted[i] && !have.has(i)) i += 1;
    if (message.want.length === MAX_RANGES || message.have.length === MAX_HAVES) {
      message = { t: 'accept', id, want: [], have: [], more: true };
      messages.push(message);
    }
    message.want.push([first, i - first]);
    const own = have.get(first);
    if (own) message.have.push({ i: first, n: own.length, h: own.hash });
  }
  message.more = false;
  return messages;
}

/** Puts an acceptance together from its messages. */
export class AcceptReader {
  /** @param {number} count of entries in the offer */
  constructor(count) {
    /** @type {boolean[]} */
    this.wanted = new Array(count).fill(false);
    /** @type {Map<number, Have>} */
    this.have = new Map();
  }

  /**
   * @param {Message} message
   * @returns {boolean} whether it was the last
   */
  add(message) {
    for (const range of readList(message, 'want', MAX_RANGES)) this.readRange(range);
    for (const have of readList(message, 'have', MAX_HAVES)) this.readHave(have);
    demand(typeof message.more === 'boolean', 'An acceptance does not say whether it goes on');
    return !message.more;
  }

  /** @param {any} range */
  readRange(range) {
    demand(Array.isArray(range) && range.length === 2 && range.every(Number.isInteger), 'A range is malformed');
    const [first, count] = range;
    demand(first >= 0 && count > 0 && first + count <= this.wanted.length, 'A range is out of range');
    demand(!this.wanted.slice(first, first + count).includes(true), 'An entry is wanted twice');
    this.wanted.fill(true, first, first + count);
  }

  /** @param {any} object */
  readHave(object) {
    demand(typeof object === 'object' && object !== null, 'What the receiver has is malformed');
    const index = readCount(object, 'i', this.wanted.length - 1);
    const length = readCount(object, 'n', Number.MAX_SAFE_INTEGER);
    const hash = readText(object, 'h', 64).toLowerCase();
    demand(this.wanted[index] && fromHex(hash, 32), 'What the receiver has is malformed');
    this.have.set(index, { length, hash });
  }
}
