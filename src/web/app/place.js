// place.js: which room the page's address means, making a new one, and what this tab knows about a room
// SPDX-License-Identifier: GPL-3.0-or-later
import { fromBase64url, randomBytes, toBase64url, toHex } from '../protocol/bytes.js';
import { sha256 } from '../protocol/kdf.js';
import { stretchPassword } from '../protocol/password.js';

const ROOM_PATH = /^\/r\/([0-9a-f]{32})$/;
const URL_SAFE = /^[A-Za-z0-9_-]+$/;
const INVITATION = /^[A-Za-z0-9_.-]{1,512}$/;
const LINK_SECRET_SIZE = 16;
const ROOM_ID_SIZE = 16;

/**
 * @typedef {object} Place
 * @property {string} room
 * @property {Uint8Array | null} secret null if the link was cut
 * @property {string} fingerprint of the server's certificate, as base64url; "" where the link has none
 * @property {string} token of an invitation, or ""
 */

/**
 * @typedef {object} RoomWishes
 * @property {'link' | 'password' | 'ask'} entry
 * @property {string} password "" for none
 * @property {number} hours for which the room lives
 * @property {boolean} isOneTime whether it locks itself behind the first guest
 */

/**
 * What the tab keeps for a reload.
 * @typedef {object} RoomMemory
 * @property {string} [host] token of who made the room
 * @property {string} [ticket] of a guest
 * @property {string} [secret] which the handshake takes in place of the link's, where there is a password
 */

/**
 * @param {URL | Location} address
 * @returns {Place | null} null where there is no room
 */
export function placeOf(address) {
  const match = ROOM_PATH.exec(address.pathname);
  if (!match) return null;
  const parts = new URLSearchParams(address.hash.slice(1));
  const secret = fromBase64url(parts.get('k') ?? '');
  const fingerprint = parts.get('f') ?? '';
  const token = parts.get('t') ?? '';
  return {
    room: match[1],
    secret: secret?.length === LINK_SECRET_SIZE ? secret : null,
    fingerprint: URL_SAFE.test(fingerprint) ? fingerprint : '',
    token: INVITATION.test(token) ? token : '',
  };
}

/**
 * @param {Place & { secret: Uint8Array }} place
 * @returns {string} the link that people pass on
 */
export function linkOf({ room, secret, fingerprint, token }) {
  const pin = fingerprint && `&f=${fingerprint}`;
  const invitation = token && `&t=${token}`;
  return `${location.origin}/r/${room}#k=${toBase64url(secret)}${pin}${invitation}`;
}

/**
 * @param {string} room
 * @returns {string} the address of the room's WebSocket
 */
export function socketUrl(room) {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/${room}?v=1`;
}

/**
 * @param {string} room
 * @returns {RoomMemory}
 */
export function recallRoom(room) {
  try {
    return JSON.parse(sessionStorage.getItem(`room-${room}`) ?? '{}');
  } catch {
    return {};
  }
}

/**
 * @param {string} room
 * @param {RoomMemory} memory is added to what is there
 */
export function rememberRoom(room, memory) {
  try {
    sessionStorage.setItem(`room-${room}`, JSON.stringify({ ...recallRoom(room), ...memory }));
  } catch {
    /* Without storage it lasts as long as the page. */
  }
}

/**
 * @param {RoomWishes} wishes
 * @param {Uint8Array} secret
 * @returns {Promise<{ body: object, memory: RoomMemory }>} what the server is asked for
 */
async function askFor({ entry, password, hours, isOneTime }, secret) {
  const body = { with_code: false, entry, expiry_seconds: hours * 3600, one_time: isOneTime };
  if (!password) return { body, memory: {} };
  const room = toHex(randomBytes(ROOM_ID_SIZE));
  const stretched = await stretchPassword(password, room, secret);
  const verifier = toBase64url(await sha256(stretched.proof));
  return { body: { ...body, room, password: verifier }, memory: { secret: toBase64url(stretched.secret) } };
}

/**
 * @param {number} status
 * @returns {import('./strings.js').StringKey}
 */
function refusalOf(status) {
  if (status === 429) return 'homeTooOften';
  return status === 503 ? 'homeNoRoom' : 'homeRefused';
}

/**
 * Makes a room, whose secret never leaves the page.
 * @param {RoomWishes} wishes
 * @returns {Promise<{ link: string } | { refusal: import('./strings.js').StringKey }>}
 */
export async function makeRoom(wishes) {
  try {
    const secret = randomBytes(LINK_SECRET_SIZE);
    const { body, memory } = await askFor(wishes, secret);
    const answer = await fetch('/api/rooms', { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) return { refusal: refusalOf(answer.status) };
    const { room, host, fingerprint } = await answer.json();
    const link = linkOf({ room, secret, fingerprint: fingerprint ?? '', token: '' });
    if (!placeOf(new URL(link))) return { refusal: 'homeRefused' };
    rememberRoom(room, { ...memory, host });
    return { link };
  } catch {
    return { refusal: 'homeUnreachable' };
  }
}
