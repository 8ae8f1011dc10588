// labels.js: what people are told about somebody else in the room
// SPDX-License-Identifier: GPL-3.0-or-later
import { t } from './strings.js';
import { make } from './view.js';

/** @typedef {import('../protocol/session.js').Peer} Peer */
/** @typedef {import('./strings.js').StringKey} StringKey */

const VERIFIED = 'verified';
const MAX_VERIFIED = 200;

/** @returns {string[]} devices whose words somebody here has compared */
function verifiedDevices() {
  try {
    const devices = JSON.parse(localStorage.getItem(VERIFIED) ?? '[]');
    return Array.isArray(devices) ? devices : [];
  } catch {
    return [];
  }
}

/** @param {Peer} peer whose words are the same on both screens */
export function verify({ device }) {
  try {
    const others = verifiedDevices().filter((other) => other !== device);
    localStorage.setItem(VERIFIED, JSON.stringify([...others, device].slice(-MAX_VERIFIED)));
  } catch {
    /* Without storage nobody is known from before. */
  }
}

/**
 * A browser is never verified, since it trusts whoever gave it the page.
 * @param {Peer} peer
 * @returns {'browser' | 'verified' | 'unverified'}
 */
export function trustOf({ device, kind }) {
  if (kind === 'browser') return 'browser';
  return verifiedDevices().includes(device) ? 'verified' : 'unverified';
}

/** @type {Record<string, [StringKey, StringKey]>} */
const LABELS = {
  host: ['labelHost', 'labelHostHelp'],
  verified: ['labelVerified', 'labelVerifiedHelp'],
  browser: ['labelBrowser', 'labelBrowserHelp'],
  unverified: ['labelUnverified', 'labelUnverifiedHelp'],
};

/**
 * @param {keyof typeof LABELS} label
 * @returns {HTMLElement}
 */
function makeLabel(label) {
  const [text, help] = LABELS[label];
  return make('span', { class: 'badge', 'data-label': label, title: t(help) }, t(text));
}

/**
 * @param {Peer} peer
 * @param {boolean} [isHost] in the server's word
 * @returns {HTMLElement}
 */
export function makeBadge(peer, isHost = false) {
  const badges = isHost ? [makeLabel('host'), ' '] : [];
  return make('span', { class: 'badges' }, ...badges, makeLabel(trustOf(peer)));
}
