// parcels.js: what this device sends, kept so that a page that is opened anew can go on (PROTOCOL.md §11)
// SPDX-License-Identifier: GPL-3.0-or-later
import { Journal } from './journal.js';
import { Parcel } from './source.js';

/** @typedef {import('./source.js').Item} Item */
/** @typedef {import('./journal.js').ParcelRecord} ParcelRecord */
/** @typedef {import('../protocol/offer.js').Offer} Offer */
/** @typedef {import('../protocol/session.js').Peer} Peer */

const MAX_KEPT_ENTRIES = 20000;

/**
 * @param {Item} item
 * @returns {Promise<import('./journal.js').KeptContent>} what can be kept of its content
 */
async function contentOf({ content, isText, handle, isKept }) {
  if (isText) return content ? content.text() : null;
  return isKept ? content : handle ?? null;
}

/**
 * @param {Offer} one
 * @param {Offer} other
 * @returns {boolean} whether both are of the same files, unchanged since
 */
function isSameParcel(one, other) {
  return one.entries.length === other.entries.length && one.entries.every(({ path, type, size, mtime }, i) => {
    const entry = other.entries[i];
    return type !== 'x' && entry.path === path && entry.type === type && entry.size === size && entry.mtime === mtime;
  });
}

/** Something that an earlier page was sending. */
export class Leftover {
  /**
   * @param {ParcelRecord} record
   * @param {ParcelJournal} journal
   */
  constructor(record, journal) {
    this.record = record;
    this.journal = journal;
    this.offer = record.offer;
    /** Whether the browser can open the files again; otherwise a person must choose them again. */
    this.hasHandles = record.offer.entries.every(({ type }, i) => type === 'd' || record.contents[i] !== null);
  }

  /**
   * @param {boolean} isClick whether a person just clicked, so that the browser may ask them
   * @returns {Promise<boolean>} whether the files may be read
   */
  async isAllowed(isClick) {
    if (!this.hasHandles) return false;
    for (const content of this.record.contents) {
      if (!content || typeof content === 'string' || content instanceof Blob) continue;
      let state = await content.queryPermission?.({ mode: 'read' });
      if (isClick && state === 'prompt') state = await content.requestPermission?.({ mode: 'read' });
      if (state !== undefined && state !== 'granted') return false;
    }
    return true;
  }

  /** @returns {Promise<Parcel | null>} null when a file is gone */
  async open() {
    const { contents, offer } = this.record;
    try {
      const items = await Promise.all(offer.entries.map(async ({ path, type }, i) => {
        const kept = contents[i];
        if (typeof kept === 'string') return { path, content: new Blob([kept]), isText: true };
        if (kept instanceof Blob) return { path, content: kept, isKept: true };
        const handle = type === 'f' && kept ? kept : undefined;
        return { path, content: await handle?.getFile() ?? null, handle };
      }));
      return this.journal.resume(items, this.record);
    } catch {
      return null;
    }
  }

  /**
   * @param {Item[]} items that a person chose again
   * @returns {Parcel | null} null if they are not those of before
   */
  match(items) {
    const parcel = this.journal.resume(items, this.record);
    return isSameParcel(parcel.offer, this.offer) ? parcel : null;
  }

  async remove() {
    await this.journal.remove(this.offer.id);
  }
}

/** What is sent in one room. */
export class ParcelJournal {
  /** @param {string} room */
  constructor(room) {
    this.room = room;
    this.journal = new Journal('parcels');
  }

  /** @returns {Promise<Leftover[]>} of earlier pages in this room */
  async leftovers() {
    const records = await this.journal.list();
    return records.filter(({ room }) => room === this.room).map((record) => new Leftover(record, this));
  }

  /**
   * @param {Item[]} items
   * @returns {Promise<Parcel>} under the id that the same files had before, if they were sent before
   */
  async wrap(items) {
    const fresh = new Parcel(items);
    const records = await this.journal.list();
    const known = records.find(({ offer }) => isSameParcel(offer, fresh.offer));
    return known ? this.resume(items, known) : fresh;
  }

  /**
   * @param {Item[]} items
   * @param {ParcelRecord} record
   */
  resume(items, record) {
    const parcel = new Parcel(items, record.offer.id);
    parcel.done = record.room === this.room ? record.done : [];
    return parcel;
  }

  /** @param {Parcel} parcel */
  async save(parcel) {
    if (parcel.items.length > MAX_KEPT_ENTRIES) return;
    const contents = await Promise.all(parcel.items.map(contentOf));
    const { offer, done } = parcel;
    await this.journal.put({ key: offer.id, room: this.room, changedAt: Date.now(), offer, contents, done });
  }

  /** @param {string} id */
  async remove(id) {
    await this.journal.remove(id);
  }
}
