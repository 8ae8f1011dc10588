// json.js: JSON between peers (PROTOCOL.md §6)
// SPDX-License-Identifier: GPL-3.0-or-later
import { decodeText, encodeText } from './bytes.js';
import { demand } from './fault.js';

/** @typedef {Record<string, any>} Message an object with a member "t" */

const MAX_JSON_LEVELS = 8;
const MAX_TYPE_BYTES = 32;

/**
 * @param {unknown} value
 * @param {number} levels how many more there may be
 */
function checkValue(value, levels) {
  if (typeof value === 'string') demand(!value.includes('\0'), 'A text has a NUL');
  if (typeof value !== 'object' || value === null) return;
  demand(levels > 0, 'The JSON is nested too deeply');
  for (const [name, member] of Object.entries(value)) {
    checkValue(name, levels - 1);
    checkValue(member, levels - 1);
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {number} maxBytes
 * @returns {Message} an object; its members are not checked
 */
export function parseObject(bytes, maxBytes) {
  demand(bytes.length <= maxBytes, 'A JSON text is too long');
  let value;
  try {
    value = JSON.parse(decodeText(bytes));
  } catch {
    demand(false, 'A text is not JSON');
  }
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), 'A JSON text is no object');
  checkValue(value, MAX_JSON_LEVELS);
  return value;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} maxBytes
 * @returns {Message}
 */
export function parseMessage(bytes, maxBytes) {
  const message = parseObject(bytes, maxBytes);
  readText(message, 't', MAX_TYPE_BYTES);
  return message;
}

/**
 * @param {Message} message numbers may be bigint, so that none loses digits
 * @returns {Uint8Array}
 */
export function formatMessage(message) {
  return encodeText(formatValue(message));
}

/**
 * @param {any} value
 * @returns {string}
 */
function formatValue(value) {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(formatValue).join(',')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${formatValue(member)}`).join(',')}}`;
}

/**
 * @param {Message} message
 * @param {string} name
 * @param {number} maxBytes
 * @returns {string}
 */
export function readText(message, name, maxBytes) {
  const value = Object.hasOwn(message, name) ? message[name] : undefined;
  demand(typeof value === 'string' && encodeText(value).length <= maxBytes, `"${name}" is no text, or too long`);
  return value;
}

/**
 * @param {Message} message
 * @param {string} name
 * @param {number} max
 * @returns {number} an integer from 0 to max
 */
export function readCount(message, name, max) {
  const value = Object.hasOwn(message, name) ? message[name] : undefined;
  demand(Number.isInteger(value) && value >= 0 && value <= max, `"${name}" is no number, or out of range`);
  return value;
}

/**
 * @param {Message} message
 * @param {string} name
 * @param {number} maxLength
 * @returns {any[]}
 */
export function readList(message, name, maxLength) {
  const value = Object.hasOwn(message, name) ? message[name] : undefined;
  demand(Array.isArray(value) && value.length <= maxLength, `"${name}" is no array, or too long`);
  return value;
}
