// main.js: starts the page in a room
// SPDX-License-Identifier: GPL-3.0-or-later
import { showCertificate } from './certificate.js';
import { loadIdentity } from './device.js';
import { preparePage, showObstacle } from './page.js';
import { placeOf } from './place.js';
import { RoomView } from './room-view.js';
import { installSharing } from './sharing.js';

/** @type {RoomView | null} */
let roomView = null;

async function start() {
  const isAble = await preparePage(() => roomView?.translate());
  const place = placeOf(location);
  showCertificate(place?.fingerprint ?? '').catch(() => {});
  if (!isAble) return;
  if (!place?.secret) {
    showObstacle('linkIncomplete');
    return;
  }
  roomView = new RoomView({ ...place, secret: place.secret }, await loadIdentity());
  await roomView.start();
  installSharing();
}

start();
