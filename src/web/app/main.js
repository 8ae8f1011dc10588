// main.js: starts the page, at home or in a room
// SPDX-License-Identifier: GPL-3.0-or-later
import { findObstacle, loadIdentity } from './device.js';
import { rememberLanguage, speak, speech, wantedLanguage } from './language.js';
import { makeRoom, placeOf } from './place.js';
import { RoomView } from './room-view.js';
import { t } from './strings.js';
import { byId, fillTexts } from './view.js';

/** @param {import('./strings.js').StringKey} key why nothing goes here */
function showObstacle(key) {
  byId('obstacle').textContent = t(key);
  byId('obstacle').hidden = false;
}

/** @param {import('./strings.js').StringKey} key */
function showHomeError(key) {
  byId('home-error').textContent = t(key);
  byId('home-error').hidden = false;
}

async function enterNewRoom() {
  const path = await makeRoom();
  if (!path) {
    showHomeError('homeNoRoom');
    return;
  }
  history.pushState(null, '', path);
  await start();
}

/** @param {string} text what somebody pasted */
function enterLink(text) {
  const address = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (!address || !placeOf(address)?.secret) showHomeError('homeLinkBad');
  else if (address.origin !== location.origin) showHomeError('homeLinkForeign');
  else location.assign(address);
}

function showHome() {
  byId('home').hidden = false;
  byId('make-room').addEventListener('click', enterNewRoom);
  byId('link-form').addEventListener('submit', (event) => {
    event.preventDefault();
    enterLink(/** @type {HTMLInputElement} */ (byId('link-input')).value);
  });
}

/** @type {RoomView | null} */
let roomView = null;

async function start() {
  const place = placeOf(location);
  const obstacle = await findObstacle();
  byId('home').hidden = true;
  if (obstacle) showObstacle(obstacle);
  else if (!place) showHome();
  else if (!place.secret) showObstacle('linkIncomplete');
  else {
    roomView = new RoomView(place.room, place.secret, await loadIdentity());
    await roomView.start();
  }
}

/** @param {string} tag */
async function changeLanguage(tag) {
  await speak(tag);
  fillTexts();
  roomView?.translate();
}

function connectLanguages() {
  const select = /** @type {HTMLSelectElement} */ (byId('language'));
  select.value = speech.tag;
  select.addEventListener('change', () => {
    rememberLanguage(select.value);
    changeLanguage(select.value);
  });
}

await changeLanguage(wantedLanguage());
connectLanguages();
addEventListener('hashchange', () => location.reload());
addEventListener('popstate', () => location.reload());
start();
