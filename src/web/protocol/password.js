// password.js: the password of a room, which never leaves the device (src/server/SIGNALING.md)
// SPDX-License-Identifier: GPL-3.0-or-later
import { encodeText } from './bytes.js';
import { hkdf } from './kdf.js';

const PASSWORD_ROUNDS = 600000;
const PASSWORD_HALF = 32;
const SECRET_SIZE = 16;

/**
 * Takes a second or so.
 * @param {string} password as somebody typed it
 * @param {string} room
 * @param {Uint8Array} secret of the link
 * @returns {Promise<{ proof: Uint8Array, secret: Uint8Array }>} what the room is shown, and what the handshake takes in
 *   place of the link's secret
 */
export async function stretchPassword(password, room, secret) {
  const typed = encodeText(password.normalize('NFC'));
  const key = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveBits']);
  const salt = encodeText(`portunus/1 room password ${room}`);
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: PASSWORD_ROUNDS };
  const stretched = new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 16 * PASSWORD_HALF));
  return {
    proof: await hkdf(stretched.subarray(0, PASSWORD_HALF), secret, 'portunus/1 room entry', PASSWORD_HALF),
    secret: await hkdf(secret, stretched.subarray(PASSWORD_HALF), 'portunus/1 link secret with password', SECRET_SIZE),
  };
}
