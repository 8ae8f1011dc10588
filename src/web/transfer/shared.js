// shared.js: what other applications share with the page, kept by the browser until a room gets it
// SPDX-License-Identifier: GPL-3.0-or-later
import { numberedName } from './names.js';

/** @typedef {import('./source.js').Item} Item */

/**
 * @typedef {object} SharedRecord
 * @property {string} key
 * @property {number} sharedAt in ms since 1970
 * @property {Item[]} items
 */

const SHELF = 'portunus-shared';
const SHELF_STORE = 'records';
const SHELF_MS = 24 * 3600 * 1000;
const MAX_SHARED_TEXT = 300000;
const NO_NAME = 'file';

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function outcomeOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>} when it is written down
 */
async function withShelf(mode, ask) {
  const opening = indexedDB.open(SHELF, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(SHELF_STORE, { keyPath: 'key' });
  const database = await outcomeOf(opening);
  try {
    const transaction = database.transaction(SHELF_STORE, mode);
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const [result] = await Promise.all([outcomeOf(ask(transaction.objectStore(SHELF_STORE))), ended]);
    return result;
  } finally {
    database.close();
  }
}

/**
 * @param {string} name as another application has it
 * @param {Set<string>} taken gets the answer as well
 * @returns {string} it, as one component of a path that no other file has
 */
function pathOf(name, taken) {
  const flat = name.replace(/[/\\]/g, '_');
  const base = ['', '.', '..'].includes(flat) ? NO_NAME : flat;
  let path = base;
  for (let n = 1; taken.has(path); n += 1) path = numberedName(base, n);
  taken.add(path);
  return path;
}

/**
 * @param {FormData} form as the manifest names its parts
 * @returns {Item[]}
 */
export function itemsOfForm(form) {
  const taken = new Set();
  /** @type {Item[]} */
  const items = form.getAll('files').filter((part) => part instanceof File)
    .map((file) => ({ path: pathOf(file.name, taken), content: file, isKept: true }));
  const parts = ['title', 'text', 'url'].map((name) => form.get(name)).filter((part) => typeof part === 'string' && part);
  const text = [...new Set(parts)].join('\n');
  if (text)
    items.push({ path: pathOf('text.txt', taken), content: new Blob([text]), isText: text.length <= MAX_SHARED_TEXT, isKept: true });
  return items;
}

/** @param {Item[]} items */
export async function keepShared(items) {
  await withShelf('readwrite', (store) => store.put({ key: crypto.randomUUID(), sharedAt: Date.now(), items }));
}

/** @returns {Promise<SharedRecord[]>} what waits; what is a day old is removed */
export async function listShared() {
  try {
    /** @type {SharedRecord[]} */
    const all = await withShelf('readonly', (store) => store.getAll());
    const oldest = Date.now() - SHELF_MS;
    await Promise.all(all.filter(({ sharedAt }) => sharedAt < oldest).map(({ key }) => dropShared(key)));
    return all.filter(({ sharedAt }) => sharedAt >= oldest);
  } catch {
    return [];
  }
}

/** @param {string} key */
export async function dropShared(key) {
  try {
    await withShelf('readwrite', (store) => store.delete(key));
  } catch {
    /* What cannot be removed is removed when it is too old. */
  }
}
