// share-worker.js: takes what other applications share with the installed page, so that it never goes to the server
// SPDX-License-Identifier: GPL-3.0-or-later
import { itemsOfForm, keepShared } from './shared.js';

/* This is a service worker. Its address and its scope have no version in them, since what is installed is asked later. */

const SHARE_PATH = '/share/';

/**
 * @param {Request} request
 * @returns {Promise<'here' | 'full' | 'lost'>} what the first page says of it
 */
async function takeShared(request) {
  try {
    const items = itemsOfForm(await request.formData());
    if (items.length > 0) await keepShared(items);
    return 'here';
  } catch (error) {
    return error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'lost';
  }
}

addEventListener('install', () => /** @type {any} */ (globalThis).skipWaiting());

addEventListener('fetch', (event) => {
  const { request } = /** @type {any} */ (event);
  if (request.method !== 'POST' || new URL(request.url).pathname !== SHARE_PATH) return;
  const answer = takeShared(request).then((what) => Response.redirect(`/?shared=${what}`, 303));
  /** @type {any} */ (event).respondWith(answer);
});
