// sharing.js: an installed page takes what other applications share, and knows in which room the person was last
// SPDX-License-Identifier: GPL-3.0-or-later

const SHARE_FOLDER = '/share/';
const SHARE_WORKER_URL = '/share/worker.js';
const LAST_ROOM = 'last-room';
const SENDING = 'send-shared';

/** Has an installed page take what is shared with it. With one that is only a tab nothing can be shared. */
export function installSharing() {
  const install = () => navigator.serviceWorker?.register(SHARE_WORKER_URL).catch(() => {});
  addEventListener('appinstalled', install);
  if (matchMedia('(display-mode: standalone)').matches) install();
}

/**
 * Lets what is shared go to the room that the person was in last.
 * @param {string} link
 */
export async function rememberLastRoom(link) {
  try {
    if (await navigator.serviceWorker?.getRegistration(SHARE_FOLDER)) localStorage.setItem(LAST_ROOM, link);
  } catch {
    /* Without storage people paste the link again. */
  }
}

/** @returns {string | null} its link */
export function recallLastRoom() {
  try {
    return localStorage.getItem(LAST_ROOM);
  } catch {
    return null;
  }
}

/** The person wants what waits to be sent in the room that comes next in this tab. */
export function meanToSend() {
  sessionStorage.setItem(SENDING, '');
}

/** @returns {boolean} whether the person said so just now; once */
export function meantToSend() {
  try {
    const isMeant = sessionStorage.getItem(SENDING) !== null;
    sessionStorage.removeItem(SENDING);
    return isMeant;
  } catch {
    return false;
  }
}
