// place.js: which room the page's address means
// SPDX-License-Identifier: GPL-3.0-or-later
import { fromBase64url, randomBytes, toBase64url } from '../protocol/bytes.js';

const ROOM_PATH = /^\/r\/([0-9a-f]{32})$/;
const SECRET_SIZE = 16;

/**
 * @typedef {object} Place
 * @property {string} room
 * @property {Uint8Array | null} secret null if the link was cut
 */

/**
 * @param {URL | Location} address
 * @returns {Place | null} null where there is no room
 */
export function placeOf(address) {
  const match = ROOM_PATH.exec(address.pathname);
  if (!match) return null;
  const secret = fromBase64url(new URLSearchParams(address.hash.slice(1)).get('k') ?? '');
  return { room: match[1], secret: secret?.length === SECRET_SIZE ? secret : null };
}

/**
 * @param {string} room
 * @returns {string} the address of the room's WebSocket
 */
export function socketUrl(room) {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/${room}?v=1`;
}

/** @returns {Promise<string | null>} path and fragment of a new room; its secret never leaves the page */
export async function makeRoom() {
  try {
    const body = JSON.stringify({ with_code: false });
    const answer = await fetch('/api/rooms', { method: 'POST', body });
    if (!answer.ok) return null;
    const { room } = await answer.json();
    const path = `/r/${room}`;
    return ROOM_PATH.test(path) ? `${path}#k=${toBase64url(randomBytes(SECRET_SIZE))}` : null;
  } catch {
    return null;
  }
}
