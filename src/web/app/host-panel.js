// host-panel.js: what only the host of a room sees: who waits, and how the room is
// SPDX-License-Identifier: GPL-3.0-or-later
import { displayName } from '../transfer/names.js';
import { formatMoment } from './format.js';
import { t } from './strings.js';
import { announce, byId, make, makeButton, setText } from './view.js';

/** @typedef {import('../protocol/presence.js').Presence} Presence */
/** @typedef {import('../protocol/signaling.js').RoomState} RoomState */

/** Asks the room for changes, and shows them when they come. */
export class HostPanel {
  /** @param {() => Presence | undefined} presence of the page in the room */
  constructor(presence) {
    this.presence = presence;
    /** @type {RoomState | null} */
    this.state = null;
    /** @type {Map<string, string>} names by id */
    this.waiting = new Map();
    this.hasPassword = false;
    this.lock = /** @type {HTMLInputElement} */ (byId('host-lock'));
    this.entry = /** @type {HTMLSelectElement} */ (byId('host-entry'));
    this.lock.addEventListener('change', () => presence()?.lock(this.lock.checked));
    this.entry.addEventListener('change', () => presence()?.set({ entry: this.chosenEntry() }));
    this.connectEnd();
  }

  /* A room keeps the password that it was made with. */
  chosenEntry() {
    if (this.entry.value === 'ask') return 'ask';
    return this.hasPassword ? 'password' : 'link';
  }

  connectEnd() {
    const dialog = /** @type {HTMLDialogElement} */ (byId('end-dialog'));
    byId('room-end').addEventListener('click', () => dialog.showModal());
    byId('end-cancel').addEventListener('click', () => dialog.close());
    byId('end-form').addEventListener('submit', (event) => {
      event.preventDefault();
      dialog.close();
      this.presence()?.closeRoom();
    });
  }

  /** @param {RoomState} state */
  take(state) {
    this.state = state;
    this.hasPassword ||= state.entry === 'password';
    this.redraw();
  }

  /**
   * @param {string} id
   * @param {string} name as it says
   */
  ask(id, name) {
    this.waiting.set(id, displayName(name) || t('doorSomebody'));
    announce(t('announceWaiting', { name: this.waiting.get(id) ?? '' }));
    this.redraw();
  }

  /** @param {string} id of one who waits no more */
  answer(id) {
    this.waiting.delete(id);
    this.redraw();
  }

  /** Nobody waits at a room that is out of reach. */
  forget() {
    this.waiting.clear();
    this.state = null;
    this.redraw();
  }

  redraw() {
    const isHost = (this.presence()?.isHost() ?? false) && this.state !== null;
    byId('host').hidden = !isHost;
    byId('waiting').hidden = !isHost || this.waiting.size === 0;
    byId('waiting-list').replaceChildren(...[...this.waiting].map(([id, name]) => this.makeVisitor(id, name)));
    if (!isHost || !this.state) return;
    this.lock.checked = this.state.isLocked;
    this.entry.value = this.state.entry === 'ask' ? 'ask' : 'open';
    const { expires } = this.state;
    setText(byId('host-open'), t(this.hasPassword ? 'entryPassword' : 'entryLink'));
    setText(byId('host-expires'), expires ? t('hostExpires', { time: formatMoment(expires) }) : t('hostLasts'));
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  makeVisitor(id, name) {
    const admit = makeButton(t('admit'), () => this.presence()?.admit(id), 'suggested');
    const refuse = makeButton(t('refuse'), () => this.presence()?.refuse(id));
    return make('li', {}, make('span', { class: 'name', dir: 'auto' }, name),
      make('div', { class: 'buttons' }, admit, refuse));
  }
}
