// place-folder.js: files in a folder that the person chose
// SPDX-License-Identifier: GPL-3.0-or-later
import { numberedName } from './names.js';

/**
 * @typedef {object} Output a file that is being written
 * @property {string} [path] where an empty file keeps its place
 * @property {(data: Uint8Array, position: number) => Promise<void>} write
 * @property {((data: Uint8Array, position: number) => number) | null} read where one can read what was written
 * @property {(crc: number) => Promise<Blob | void>} finish puts it in place
 * @property {() => Promise<void>} drop leaves nothing behind
 */

/**
 * @typedef {object} FilePlace where files go
 * @property {boolean} hasCrc whether check sums are wanted
 * @property {(index: number, path: string, size: number | null) => Promise<Output>} open a fresh file
 * @property {(index: number) => Promise<{ output: Output, length: number }>} [reopen] what a page that is gone began
 * @property {() => Promise<number[]>} [leftovers] what pages that are gone began
 * @property {(path: string) => Promise<void>} makeFolder
 * @property {() => Promise<void>} [seal] everything has come
 * @property {() => void} [tear] nothing more comes
 */

/**
 * @param {FileSystemDirectoryHandle} root
 * @param {string[]} names
 */
async function makeFolder(root, names) {
  let folder = root;
  for (const name of names) folder = await folder.getDirectoryHandle(name, { create: true });
  return folder;
}

/**
 * @param {FileSystemDirectoryHandle} folder
 * @param {string} name
 * @returns {Promise<boolean>} whether there is something of that name
 */
export async function isTaken(folder, name) {
  try {
    await folder.getFileHandle(name);
    return true;
  } catch (error) {
    return /** @type {Error} */ (error).name === 'TypeMismatchError';
  }
}

/**
 * @param {FileSystemDirectoryHandle} folder
 * @param {string} name
 * @returns {Promise<boolean>} whether there is a file of that name with nothing in it
 */
async function isBlank(folder, name) {
  const handle = await folder.getFileHandle(name).catch(() => null);
  return handle !== null && (await handle.getFile()).size === 0;
}

/**
 * A file in a folder that the person chose. It appears under its name, whole, when it is finished; till then an empty one
 * keeps the name.
 * @param {FileSystemDirectoryHandle} root
 * @param {string} path
 * @param {string} [begun] where a page that is gone left such an empty one
 * @returns {Promise<Output>}
 */
async function openInFolder(root, path, begun) {
  const names = path.split('/');
  const wanted = /** @type {string} */ (names.pop());
  const folder = await makeFolder(root, names);
  let name = begun?.split('/').pop() ?? wanted;
  if (!begun || !await isBlank(folder, name)) {
    name = wanted;
    for (let i = 1; await isTaken(folder, name); i += 1) name = numberedName(wanted, i);
  }
  const handle = await folder.getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  return {
    path: [...names, name].join('/'),
    write: (data, position) => stream.write({ type: 'write', position, data }),
    read: null,
    finish: () => stream.close(),
    drop: async () => {
      await stream.abort();
      await folder.removeEntry(name);
    },
  };
}

/** Each appears under a name that was not taken. @implements {FilePlace} */
export class FolderPlace {
  /**
   * @param {FileSystemDirectoryHandle} root
   * @param {[number, string][]} begun what a page that is gone left, by index
   */
  constructor(root, begun) {
    this.root = root;
    this.begun = new Map(begun);
    this.hasCrc = false;
  }

  /**
   * @param {number} index
   * @param {string} path
   */
  async open(index, path) {
    const begun = this.begun.get(index);
    this.begun.delete(index);
    return openInFolder(this.root, path, begun);
  }

  /** @param {string} path */
  async makeFolder(path) {
    await makeFolder(this.root, path.split('/'));
  }
}
