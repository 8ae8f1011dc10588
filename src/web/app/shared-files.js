// shared-files.js: what other applications shared with the page while it is in no room, and where it may go
// SPDX-License-Identifier: GPL-3.0-or-later
import { displayName } from '../transfer/names.js';
import { dropShared, listShared } from '../transfer/shared.js';
import { meanToSend, recallLastRoom } from './sharing.js';
import { t } from './strings.js';
import { byId, make } from './view.js';

const MAX_NAMES = 3;
const MAX_NAME_SHOWN = 60;

/** @type {import('../transfer/shared.js').SharedRecord[]} */
let waiting = [];

/** @returns {string[]} of the items that wait, the first few */
function namesOfWaiting() {
  const paths = waiting.flatMap(({ items }) => items.map(({ path }) => displayName(path, MAX_NAME_SHOWN)));
  const more = paths.length > MAX_NAMES ? [t('moreItems', { count: paths.length - MAX_NAMES })] : [];
  return [...paths.slice(0, MAX_NAMES), ...more];
}

/** Says what waits, in the language of the page. */
export function fillShared() {
  const count = waiting.reduce((sum, { items }) => sum + items.length, 0);
  byId('shared').hidden = count === 0;
  if (count === 0) return;
  byId('shared-title').textContent = t('sharedTitle', { count });
  byId('shared-names').replaceChildren(...namesOfWaiting().map((name) => make('li', {}, make('bdi', {}, name))));
}

/** @returns {import('./strings.js').StringKey | null} why something that was shared does not wait here */
export function takeSharedNews() {
  const news = new URLSearchParams(location.search).get('shared');
  if (news) history.replaceState(null, '', location.pathname);
  if (news === 'full') return 'faultDiskFull';
  return news === 'lost' ? 'sharedLost' : null;
}

async function forgetShared() {
  await Promise.all(waiting.map(({ key }) => dropShared(key)));
  waiting = [];
  fillShared();
}

/** Shows what waits, if anything does. */
export async function showShared() {
  const link = recallLastRoom();
  waiting = await listShared();
  fillShared();
  byId('shared-last').hidden = !link;
  byId('shared-last').addEventListener('click', () => {
    meanToSend();
    location.assign(link ?? '');
  });
  byId('shared-forget').addEventListener('click', forgetShared);
}
