// place-storage.js: files in the browser's own storage, whence they are downloaded when they are whole
// SPDX-License-Identifier: GPL-3.0-or-later
import { isTaken } from './place-folder.js';

/** @typedef {import('./place-folder.js').FilePlace} FilePlace */
/** @typedef {import('./place-folder.js').Output} Output */

const LOCK_TRIES = 30;
const LOCK_WAIT_MS = 100;

/**
 * A page that was just reloaded may still hold the file for a moment, and nothing tells when it lets go.
 * @param {FileSystemFileHandle} handle
 * @returns {Promise<FileSystemSyncAccessHandle>}
 */
async function openAccess(handle) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (error) {
      if (/** @type {Error} */ (error).name !== 'NoModificationAllowedError' || tries === LOCK_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS));
    }
  }
}

/**
 * @param {FileSystemDirectoryHandle} root
 * @param {string} name
 * @returns {Promise<{ output: Output, length: number }>} with as much as there is of it
 */
async function openInStorage(root, name) {
  const access = await openAccess(await root.getFileHandle(name, { create: true }));
  return {
    length: access.getSize(),
    output: {
      write: async (data, position) => {
        let done = 0;
        while (done < data.length) done += access.write(data.subarray(done), { at: position + done });
      },
      read: (data, position) => access.read(data, { at: position }),
      finish: async () => {
        access.flush();
        access.close();
      },
      drop: async () => {
        access.truncate(0);
        access.close();
        await root.removeEntry(name);
      },
    },
  };
}

/** They are named by their numbers in the offer. @implements {FilePlace} */
export class StoragePlace {
  /** @param {FileSystemDirectoryHandle} root */
  constructor(root) {
    this.root = root;
    this.hasCrc = true;
  }

  /**
   * @param {string} name of a folder
   * @returns {Promise<StoragePlace>}
   */
  static async find(name) {
    return new StoragePlace(await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true }));
  }

  /** @param {number} index */
  async open(index) {
    const name = String(index);
    if (await isTaken(this.root, name)) await this.root.removeEntry(name);
    return (await openInStorage(this.root, name)).output;
  }

  /** @param {number} index */
  reopen(index) {
    return openInStorage(this.root, String(index));
  }

  async leftovers() {
    const all = [];
    for await (const name of this.root.keys()) all.push(Number(name));
    return all;
  }

  async makeFolder() {}
}
