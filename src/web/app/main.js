// main.js: starts the page, at home or in a room
// SPDX-License-Identifier: GPL-3.0-or-later
import { findObstacle, loadIdentity } from './device.js';
import { connectHelp } from './help.js';
import { fillSpans, showHome } from './home.js';
import { rememberLanguage, speak, speech, wantedLanguage } from './language.js';
import { placeOf } from './place.js';
import { RoomView } from './room-view.js';
import { t } from './strings.js';
import { byId, fillTexts } from './view.js';

/** @param {import('./strings.js').StringKey} key why nothing goes here */
function showObstacle(key) {
  byId('obstacle').textContent = t(key);
  byId('obstacle').hidden = false;
  byId('home').hidden = true;
}

/** @type {RoomView | null} */
let roomView = null;

async function start() {
  const place = placeOf(location);
  const obstacle = await findObstacle();
  if (obstacle) showObstacle(obstacle);
  else if (!place) showHome();
  else if (!place.secret) showObstacle('linkIncomplete');
  else {
    roomView = new RoomView({ ...place, secret: place.secret }, await loadIdentity());
    await roomView.start();
  }
}

/** @param {string} tag */
async function changeLanguage(tag) {
  await speak(tag);
  fillTexts();
  fillSpans();
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
connectHelp(placeOf(location)?.fingerprint ?? '');
addEventListener('hashchange', () => location.reload());
addEventListener('popstate', () => location.reload());
start();
