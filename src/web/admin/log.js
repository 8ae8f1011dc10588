// log.js: the log as it grows
// SPDX-License-Identifier: GPL-3.0-or-later
import { byId, make, setText } from './dom.js';

const MAX_LINES = 1000;
const PATIENCE_MS = 250;
const OWN_FIELDS = new Set(['time', 'level', 'domain', 'message']);

/** @typedef {Record<string, string>} Entry */

/** @param {Entry} entry */
function makeLine(entry) {
  const others = Object.entries(entry).filter(([name]) => !OWN_FIELDS.has(name)).map(([name, value]) => ` ${name}=${value}`);
  return make('p', { 'data-level': entry.level },
    make('time', { datetime: entry.time }, new Date(entry.time).toLocaleTimeString()), ' ',
    make('span', { class: 'level' }, entry.level), ' ', make('span', { class: 'domain' }, entry.domain),
    ` ${entry.message}${others.join('')}`);
}

export class LogView {
  /** @param {(filter: { follow: boolean, level: string, text: string }) => void} follow */
  constructor(follow) {
    this.follow = follow;
    this.isShown = false;
    this.isHeld = false;
    this.lost = 0;
    this.timer = 0;
    this.lines = byId('log-lines');
    byId('log-level').addEventListener('change', () => this.ask());
    byId('log-text').addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PATIENCE_MS);
    });
    byId('log-form').addEventListener('submit', (event) => event.preventDefault());
    byId('log-hold').addEventListener('click', () => this.hold());
  }

  /** @param {boolean} isShown */
  show(isShown) {
    this.isShown = isShown;
    this.ask();
  }

  hold() {
    this.isHeld = !this.isHeld;
    byId('log-hold').setAttribute('aria-pressed', String(this.isHeld));
    this.ask();
  }

  /** Held lines stay, and those that come in the meantime are shown afterwards, as far as the server keeps them. */
  ask() {
    this.follow({
      follow: this.isShown && !this.isHeld,
      level: /** @type {HTMLSelectElement} */ (byId('log-level')).value,
      text: /** @type {HTMLInputElement} */ (byId('log-text')).value,
    });
  }

  /** Not every program that has a portal keeps its log. */
  lack() {
    setText(byId('log-lost'), 'This program keeps no log that could be shown here.');
  }

  begin() {
    this.lost = 0;
    setText(byId('log-lost'), '');
    this.lines.replaceChildren();
  }

  /**
   * @param {Entry[]} entries
   * @param {number} lost
   */
  add(entries, lost) {
    const isAtEnd = this.lines.scrollHeight - this.lines.scrollTop - this.lines.clientHeight < 40;
    this.lost += lost;
    if (this.lost > 0) setText(byId('log-lost'), `${this.lost} lines came too fast to be shown.`);
    this.lines.append(...entries.map(makeLine));
    while (this.lines.childElementCount > MAX_LINES) this.lines.firstElementChild?.remove();
    if (isAtEnd) this.lines.scrollTop = this.lines.scrollHeight;
  }
}
