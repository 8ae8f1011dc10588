// journal.js: what a page that is opened anew must know to go on (PROTOCOL.md §11), kept in IndexedDB
// SPDX-License-Identifier: GPL-3.0-or-later

/** @typedef {import('../protocol/offer.js').Offer} Offer */

/**
 * @typedef {object} ArrivalRecord
 * @property {string} key of the record
 * @property {string} room
 * @property {number} changedAt in ms since 1970
 * @property {Offer} offer
 * @property {import('../protocol/session.js').Peer} peer
 * @property {string} state 'lost' while it may go on, 'done' while it may be saved
 * @property {boolean} isPaused
 * @property {boolean} isNative whether the browser downloads it by itself
 * @property {string} name of the folder in the browser's storage
 * @property {FileSystemDirectoryHandle | null} folder that the person chose
 * @property {[number, boolean][]} settled
 * @property {[number, string][]} texts
 * @property {[number, { path: string, crc: number }][]} complete
 * @property {[number, string][]} [begun] files in the folder that are not complete, and where they keep their place
 */

/** @typedef {FileSystemFileHandle | Blob | string | null} KeptContent */

/**
 * @typedef {object} ParcelRecord
 * @property {string} key
 * @property {string} room
 * @property {number} changedAt
 * @property {Offer} offer
 * @property {KeptContent[]} contents by index: a handle, a text, all of it, or nothing that lasts
 * @property {import('../protocol/session.js').Peer[]} done who has everything
 */

const JOURNAL = 'portunus-journal';
const JOURNAL_STORES = ['arrivals', 'parcels'];
const KEEP_MS = 30 * 24 * 3600 * 1000;

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** One of the two tables. Where a browser keeps nothing, there is nothing in it and nothing fails. */
export class Journal {
  /** @param {'arrivals' | 'parcels'} store */
  constructor(store) {
    this.store = store;
    /** @type {Promise<IDBDatabase> | null} */
    this.database = null;
  }

  /** @returns {Promise<IDBDatabase>} */
  open() {
    if (!this.database) {
      const opening = indexedDB.open(JOURNAL, 1);
      opening.onupgradeneeded = () => {
        for (const name of JOURNAL_STORES) opening.result.createObjectStore(name, { keyPath: 'key' });
      };
      this.database = answered(opening);
    }
    return this.database;
  }

  /**
   * @param {IDBTransactionMode} mode
   * @returns {Promise<IDBObjectStore>}
   */
  async table(mode) {
    return (await this.open()).transaction(this.store, mode).objectStore(this.store);
  }

  /** @returns {Promise<any[]>} what is not too old; the rest is removed */
  async list() {
    try {
      const all = await answered((await this.table('readonly')).getAll());
      const oldest = Date.now() - KEEP_MS;
      for (const { key, changedAt } of all) if (changedAt < oldest) this.remove(key);
      return all.filter(({ changedAt }) => changedAt >= oldest);
    } catch {
      return [];
    }
  }

  /** @param {ArrivalRecord | ParcelRecord} record */
  async put(record) {
    try {
      await answered((await this.table('readwrite')).put(record));
    } catch {
      /* Private windows, and disks that are full: it works for as long as the page lives. */
    }
  }

  /** @param {string} key */
  async remove(key) {
    try {
      await answered((await this.table('readwrite')).delete(key));
    } catch {
      /* There was none. */
    }
  }
}
