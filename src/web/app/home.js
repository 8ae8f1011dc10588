// home.js: the page where there is no room yet: making one, or going into one
// SPDX-License-Identifier: GPL-3.0-or-later
import { formatSpan } from './format.js';
import { makeRoom, placeOf } from './place.js';
import { t } from './strings.js';
import { byId } from './view.js';

/** @typedef {import('./strings.js').StringKey} StringKey */

const CODE = /^\s*\d+-\p{L}+-\p{L}+\s*$/u;
const SPANS_IN_HOURS = ['1', '24', '168'];

/**
 * @param {'room' | 'link' | 'shared'} about what it is near
 * @param {StringKey | null} key
 */
export function showHomeError(about, key) {
  byId(`${about}-error`).textContent = key ? t(key) : '';
  byId(`${about}-error`).hidden = !key;
}

/** @param {string} id */
function valueOf(id) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (byId(id)).value;
}

function showRoomWishes() {
  const isPassword = valueOf('room-entry') === 'password';
  byId('room-password-line').hidden = !isPassword;
  /** @type {HTMLInputElement} */ (byId('room-password')).required = isPassword;
}

/** @returns {import('./place.js').RoomWishes} */
function readRoomWishes() {
  const entry = /** @type {'link' | 'password' | 'ask'} */ (valueOf('room-entry'));
  const { checked } = /** @type {HTMLInputElement} */ (byId('room-once'));
  const password = entry === 'password' ? valueOf('room-password') : '';
  return { entry, password, hours: Number(valueOf('room-span')), isOneTime: checked };
}

async function enterNewRoom() {
  const button = /** @type {HTMLButtonElement} */ (byId('make-room'));
  if (button.disabled) return;
  button.disabled = true;
  showHomeError('room', null);
  const made = await makeRoom(readRoomWishes());
  button.disabled = false;
  if ('link' in made) location.assign(made.link);
  else showHomeError('room', made.refusal);
}

/** @param {string} text what somebody pasted */
function enterLink(text) {
  const address = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  /** @type {StringKey | null} */
  let fault = null;
  if (CODE.test(text)) fault = 'homeCode';
  else if (!address || !placeOf(address)?.secret) fault = 'homeLinkBad';
  else if (address.origin !== location.origin) fault = 'homeLinkForeign';
  showHomeError('link', fault);
  if (address && !fault) location.assign(address);
}

/** Says how long rooms may live in the language of the page; browsers take their time to learn to count in one. */
export function fillSpans() {
  for (const hours of SPANS_IN_HOURS)
    byId('room-span').querySelectorAll(`[value="${hours}"]`)[0].textContent = formatSpan(Number(hours));
}

export function showHome() {
  byId('home').hidden = false;
  byId('room-options').addEventListener('toggle', fillSpans, { once: true });
  byId('room-entry').addEventListener('change', showRoomWishes);
  byId('room-form').addEventListener('submit', (event) => {
    event.preventDefault();
    enterNewRoom();
  });
  byId('link-form').addEventListener('submit', (event) => {
    event.preventDefault();
    enterLink(valueOf('link-input'));
  });
}
