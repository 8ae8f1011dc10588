// device.js: who this browser is, and what it can do
// SPDX-License-Identifier: GPL-3.0-or-later
import { isCryptoComplete, makeKeyPair } from '../protocol/identity.js';
import { t } from './strings.js';

/** @typedef {import('../protocol/identity.js').KeyPair} KeyPair */

const DATABASE = 'portunus';
const KEYS = 'keys';
const OWN = 'identity';

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @returns {Promise<KeyPair>} the same one for as long as the browser keeps it */
export async function loadIdentity() {
  try {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(KEYS);
    const database = await settled(opening);
    const known = await settled(database.transaction(KEYS).objectStore(KEYS).get(OWN));
    if (known) return known;
    const fresh = await makeKeyPair();
    await settled(database.transaction(KEYS, 'readwrite').objectStore(KEYS).put(fresh, OWN));
    return fresh;
  } catch {
    return makeKeyPair();
  }
}

/** @returns {Promise<import('./strings.js').StringKey | null>} what is missing here */
export async function findObstacle() {
  if (!globalThis.isSecureContext) return 'noSecureContext';
  return await isCryptoComplete() ? null : 'noCrypto';
}

/**
 * @param {[RegExp, string][]} known
 * @param {string} otherwise
 */
function recognise(known, otherwise) {
  return known.find(([pattern]) => pattern.test(navigator.userAgent))?.[1] ?? otherwise;
}

/** @returns {string} what others see */
export function deviceName() {
  const browser = recognise([[/Firefox/, 'Firefox'], [/Edg/, 'Edge'], [/OPR/, 'Opera'], [/Chrome|CriOS/, 'Chrome'],
    [/Safari/, 'Safari']], t('unknownBrowser'));
  const system = recognise([[/Android/, 'Android'], [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Windows/, 'Windows'],
    [/Mac OS/, 'Mac'], [/Linux|CrOS/, 'Linux']], t('unknownSystem'));
  return t('deviceName', { browser, system });
}
