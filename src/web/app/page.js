// page.js: what every page of ours has: its language, help, and a word where a browser lacks something
// SPDX-License-Identifier: GPL-3.0-or-later
import { findObstacle } from './device.js';
import { rememberLanguage, speak, speech, wantedLanguage } from './language.js';
import { t } from './strings.js';
import { byId, fillTexts } from './view.js';

/** What the page said before its script ran is not true any more. */
export function forgetStatus() {
  byId('status').removeAttribute('data-text');
  byId('status').textContent = '';
}

/** @param {import('./strings.js').StringKey} key why nothing goes here */
export function showObstacle(key) {
  byId('obstacle').textContent = t(key);
  byId('obstacle').hidden = false;
  forgetStatus();
  byId('home').hidden = true;
}

/** @param {() => void} spoken what else to say anew in another language */
function connectLanguages(spoken) {
  const select = /** @type {HTMLSelectElement} */ (byId('language'));
  select.value = speech.tag;
  select.addEventListener('change', async () => {
    rememberLanguage(select.value);
    await speak(select.value);
    fillTexts();
    spoken();
  });
}

function connectHelp() {
  const dialog = /** @type {HTMLDialogElement} */ (byId('help-dialog'));
  byId('help-open').addEventListener('click', () => dialog.showModal());
  byId('help-close').addEventListener('click', () => dialog.close());
}

/**
 * @param {() => void} spoken what else to say in another language that the person chooses
 * @returns {Promise<boolean>} whether the browser can do what is needed
 */
export async function preparePage(spoken) {
  await speak(wantedLanguage());
  fillTexts();
  connectLanguages(spoken);
  connectHelp();
  addEventListener('hashchange', () => location.reload());
  addEventListener('popstate', () => location.reload());
  const obstacle = await findObstacle();
  if (obstacle) showObstacle(obstacle);
  return !obstacle;
}
