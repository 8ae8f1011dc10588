// room-message.js: the outer form of messages through the room (PROTOCOL.md §2)
// SPDX-License-Identifier: GPL-3.0-or-later
import { concat, encodeText } from './bytes.js';
import { Fault } from './fault.js';

export const VERSION = 1;
export const MODE_LINK = 1;
export const MAX_ROOM_MESSAGE = 49152;

export const TYPE_HANDSHAKE = 2;
export const TYPE_SEALED = 3;
export const TYPE_ERROR = 4;

export const REASON_VERSION = 1;
export const REASON_WRONG_SECRET = 2;
export const REASON_CLOSED = 3;
export const REASON_OTHER = 4;
export const REASON_NO_CONNECTION = 5;

/**
 * @param {number} reason
 * @param {boolean} isResponders whether a responder said it; only it has secrets to refuse
 * @returns {Fault} what it tells
 */
export function faultOfReason(reason, isResponders) {
  if (reason === REASON_NO_CONNECTION) return new Fault('no-connection', 'The peer waited in vain');
  if (!isResponders) return new Fault('protocol', 'The peer gave the handshake up');
  if (reason === REASON_VERSION) return new Fault('version', 'The peer speaks another version');
  if (reason === REASON_WRONG_SECRET) return new Fault('wrong-secret', 'The peer has another secret');
  if (reason === REASON_CLOSED) return new Fault('code-closed', 'Links are not open at the peer');
  return new Fault('protocol', 'The peer gave the handshake up');
}

/**
 * @param {string} room
 * @returns {Uint8Array} the prologue of the handshake
 */
export function prologueOf(room) {
  return concat(encodeText('portunus'), Uint8Array.of(VERSION, MODE_LINK), encodeText(room));
}
