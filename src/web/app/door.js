// door.js: what somebody sees who is not in the room yet, or not any more
// SPDX-License-Identifier: GPL-3.0-or-later
import { t } from './strings.js';
import { byId, setText } from './view.js';

/** @typedef {import('./strings.js').StringKey} StringKey */

/** @type {Record<string, StringKey>} */
const CODE_KEYS = {
  'room-not-found': 'statusGone',
  'room-closed': 'statusGone',
  'room-full': 'statusFull',
  'too-many-tries': 'doorTooMany',
  refused: 'doorRefused',
  kicked: 'doorKicked',
  locked: 'doorLocked',
  'token-invalid': 'doorTokenInvalid',
  'token-expired': 'doorTokenExpired',
  'token-used': 'doorTokenUsed',
  'no-answer': 'doorNoAnswer',
  version: 'doorVersion',
};

/**
 * @param {string} code of the server
 * @returns {StringKey} a sentence that says what to do next
 */
export function keyOfCode(code) {
  return CODE_KEYS[code] ?? 'statusAway';
}

/** The only thing on the page while it is shown. */
export class Door {
  /** @param {(password: string) => Promise<void>} tryPassword */
  constructor(tryPassword) {
    this.tryPassword = tryPassword;
    /** @type {{ title: StringKey, text: StringKey, isPassword: boolean, isOver: boolean } | null} */
    this.shown = null;
    this.triesLeft = -1;
    this.input = /** @type {HTMLInputElement} */ (byId('password-input'));
    this.button = /** @type {HTMLButtonElement} */ (byId('password-enter'));
    byId('password-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    byId('door-again').addEventListener('click', () => location.reload());
  }

  async submit() {
    if (this.button.disabled) return;
    this.setBusy(true);
    await this.tryPassword(this.input.value);
  }

  /** @param {boolean} isBusy which takes a second or more, since passwords are made slow to guess */
  setBusy(isBusy) {
    this.button.disabled = isBusy;
    this.input.readOnly = isBusy;
    setText(byId('password-enter'), t(isBusy ? 'passwordBusy' : 'passwordEnter'));
  }

  /** @param {number} triesLeft -1 before the first */
  askPassword(triesLeft) {
    this.triesLeft = triesLeft;
    this.show({ title: 'passwordTitle', text: 'passwordText', isPassword: true, isOver: false });
    this.setBusy(false);
    this.input.select();
    this.input.focus();
  }

  wait() {
    this.show({ title: 'waitingTitle', text: 'waitingText', isPassword: false, isOver: false });
  }

  /** @param {string} code why nobody comes in here */
  refuse(code) {
    const title = code === 'room-not-found' || code === 'room-closed' ? 'doorGoneTitle' : 'doorRefusedTitle';
    this.show({ title, text: keyOfCode(code), isPassword: false, isOver: true });
  }

  /** @param {{ title: StringKey, text: StringKey, isPassword: boolean, isOver: boolean }} what */
  show(what) {
    this.shown = what;
    this.redraw();
  }

  hide() {
    this.shown = null;
    this.input.value = '';
    this.redraw();
  }

  redraw() {
    byId('door').hidden = !this.shown;
    if (!this.shown) return;
    const { title, text, isPassword, isOver } = this.shown;
    setText(byId('door-title'), t(title));
    setText(byId('door-text'), t(text));
    byId('password-form').hidden = !isPassword;
    setText(byId('password-error'), isPassword && this.triesLeft >= 0 ? t('passwordWrong', { count: this.triesLeft }) : '');
    byId('door-spinner').hidden = isPassword || isOver;
    byId('door-again').hidden = !isOver;
  }
}
