// source.js: what a person picks or drops, as entries of an offer
// SPDX-License-Identifier: GPL-3.0-or-later
import { randomBytes, toHex } from '../protocol/bytes.js';
import { shortenTitle } from '../protocol/offer.js';

/** @typedef {import('../protocol/offer.js').Entry} Entry */

/**
 * @typedef {object} Item
 * @property {string} path
 * @property {Blob | null} content null for a folder
 * @property {boolean} [isText] to be shown instead of stored
 */

/**
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<FileSystemEntry[]>} all that is in it; browsers give it in parts
 */
async function listFolder(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const all = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...part);
  }
}

/**
 * @param {FileSystemEntry} entry
 * @param {string} parent
 * @returns {Promise<Item[]>}
 */
async function walk(entry, parent) {
  const path = parent + entry.name;
  if (entry.isFile) {
    const file = /** @type {FileSystemFileEntry} */ (entry);
    return [{ path, content: await new Promise((resolve, reject) => file.file(resolve, reject)) }];
  }
  /** @type {Item[]} */
  const items = [{ path, content: null }];
  for (const child of await listFolder(/** @type {FileSystemDirectoryEntry} */ (entry)))
    items.push(...await walk(child, `${path}/`));
  return items;
}

/**
 * Must be called while the drop is handled; the browser forgets it afterwards.
 * @param {DataTransfer} data
 * @returns {Promise<Item[]>}
 */
export async function itemsOfDrop(data) {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry);
  if (entries.length === 0) return itemsOfText(data.getData('text/plain'));
  const items = await Promise.all(entries.map((entry) => walk(/** @type {FileSystemEntry} */ (entry), '')));
  return items.flat();
}

/**
 * @param {FileList} files of a file chooser, for files or for a folder
 * @returns {Item[]}
 */
export function itemsOfFiles(files) {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, content: file }));
}

/**
 * @param {string} text
 * @returns {Item[]}
 */
export function itemsOfText(text) {
  return text ? [{ path: 'text.txt', content: new Blob([text]), isText: true }] : [];
}

/**
 * @param {Item} item
 * @returns {Entry}
 */
function entryOf({ path, content, isText }) {
  const mtime = content instanceof File ? BigInt(content.lastModified) * 1000000n : undefined;
  if (isText) return { path, type: 'x', size: content?.size ?? 0 };
  return content ? { path, type: 'f', size: content.size, mtime } : { path, type: 'd', size: 0 };
}

/** What is sent: it keeps its id, so that every receiver can go on where it stopped. */
export class Parcel {
  /** @param {Item[]} items */
  constructor(items) {
    this.items = items;
    const entries = items.map(entryOf);
    const bytes = entries.reduce((sum, { size }) => sum + (size ?? 0), 0);
    const title = shortenTitle(items[0].path.split('/')[0]);
    /** @type {import('../protocol/offer.js').Offer} */
    this.offer = { id: toHex(randomBytes(16)), title, entries, bytes };
  }
}
