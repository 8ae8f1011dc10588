// bytes.js: bytes, numbers and texts turned into each other
// SPDX-License-Identifier: GPL-3.0-or-later

const HEX = /^(?:[0-9a-fA-F]{2})*$/;
const BASE64URL = /^[A-Za-z0-9_-]*$/;

/** @param {Uint8Array[]} parts */
export function lengthOf(parts) {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/**
 * @param {Uint8Array[]} parts
 * @returns {Uint8Array} all of them in one piece
 */
export function join(parts) {
  const whole = new Uint8Array(lengthOf(parts));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** @param {...Uint8Array} parts of which there are few */
export function concat(...parts) {
  return join(parts);
}

/**
 * @param {Uint8Array} bytes
 * @returns {string} lower-case digits
 */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {string} text
 * @param {number} length how many bytes there must be
 * @returns {Uint8Array | null} null for anything else
 */
export function fromHex(text, length) {
  if (text.length !== 2 * length || !HEX.test(text)) return null;
  return Uint8Array.from({ length }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/**
 * RFC 4648 §5 without padding.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function toBase64url(bytes) {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * @param {string} text
 * @returns {Uint8Array | null} null if it is none, or not in the one form it may have
 */
export function fromBase64url(text) {
  if (!BASE64URL.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return toBase64url(bytes) === text ? bytes : null;
}

/**
 * @param {string} text
 * @returns {Uint8Array}
 */
export function encodeText(text) {
  return new TextEncoder().encode(text);
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 * @throws {TypeError} if it is not UTF-8
 */
export function decodeText(bytes) {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 * @returns {boolean} found in a time that does not tell where they differ
 */
export function isEqual(a, b) {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i += 1) difference |= a[i] ^ b[i % (b.length || 1)];
  return difference === 0;
}

/**
 * @param {Uint8Array} bytes
 * @returns {DataView} over the same memory
 */
export function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * @param {number} value
 * @returns {Uint8Array} four bytes, big-endian
 */
export function u32(value) {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value);
  return bytes;
}

/**
 * @param {number | bigint} value
 * @returns {Uint8Array} eight bytes, big-endian
 */
export function u64(value) {
  const bytes = new Uint8Array(8);
  viewOf(bytes).setBigUint64(0, BigInt(value));
  return bytes;
}

/**
 * @param {number} length at most 65,536
 * @returns {Uint8Array}
 */
export function randomBytes(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}
