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
 * @property {FileSystemFileHandle} [handle] by which a later page can open it again
 * @property {boolean} [isKept] whether a later page gets the content itself, since nobody can choose it again
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
 * @param {FileSystemHandle} handle
 * @param {string} parent
 * @returns {Promise<Item[]>}
 */
async function walkHandle(handle, parent) {
  const path = parent + handle.name;
  if (handle.kind === 'file') {
    const file = /** @type {FileSystemFileHandle} */ (handle);
    return [{ path, content: await file.getFile(), handle: file }];
  }
  /** @type {Item[]} */
  const items = [{ path, content: null }];
  for await (const child of /** @type {FileSystemDirectoryHandle} */ (handle).values())
    items.push(...await walkHandle(child, `${path}/`));
  return items;
}

/** @returns {boolean} whether files can be chosen so that a later page can open them again */
export function canChoose() {
  return !!window.showOpenFilePicker && !!window.showDirectoryPicker;
}

/**
 * @param {'files' | 'folder'} kind
 * @returns {Promise<Item[]>} nothing if the person changed their mind
 */
export async function chooseItems(kind) {
  try {
    /** @type {FileSystemHandle[]} */
    const handles = kind === 'files'
      ? await window.showOpenFilePicker?.({ id: 'portunus-send', multiple: true }) ?? []
      : [await window.showDirectoryPicker?.({ id: 'portunus-send', mode: 'read' })].filter((handle) => !!handle);
    return (await Promise.all(handles.map((handle) => walkHandle(handle, '')))).flat();
  } catch {
    return [];
  }
}

/**
 * Must be called while the drop is handled; the browser forgets it afterwards.
 * @param {DataTransfer} data
 * @returns {Promise<Item[]>}
 */
export async function itemsOfDrop(data) {
  const dropped = [...data.items].map((item) => ({
    entry: item.webkitGetAsEntry?.() ?? null, handle: item.getAsFileSystemHandle?.().catch(() => null) ?? null,
  })).filter(({ entry }) => entry);
  if (dropped.length === 0) return itemsOfText(data.getData('text/plain'));
  const items = await Promise.all(dropped.map(async ({ entry, handle }) => {
    const lasting = await handle;
    return lasting ? walkHandle(lasting, '') : walk(/** @type {FileSystemEntry} */ (entry), '');
  }));
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
  /**
   * @param {Item[]} items
   * @param {string} [id] that it had before
   */
  constructor(items, id = toHex(randomBytes(16))) {
    this.items = items;
    /** @type {import('../protocol/session.js').Peer[]} who has everything */
    this.done = [];
    /** @type {Map<string, number>} how much of which file this page gave to which device by HTTPS */
    this.given = new Map();
    const entries = items.map(entryOf);
    const bytes = entries.reduce((sum, { size }) => sum + (size ?? 0), 0);
    const title = shortenTitle(items[0].path.split('/')[0]);
    /** @type {import('../protocol/offer.js').Offer} */
    this.offer = { id, title, entries, bytes };
  }
}
