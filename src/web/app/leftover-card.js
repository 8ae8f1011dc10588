// leftover-card.js: something that an earlier page was sending, and how to go on with it
// SPDX-License-Identifier: GPL-3.0-or-later
import { canChoose, chooseItems, itemsOfFiles } from '../transfer/source.js';
import { makeContents, summaryOf, titleOf } from './cards.js';
import { t } from './strings.js';
import { make, makeButton, setText } from './view.js';

/** @typedef {import('../transfer/parcels.js').Leftover} Leftover */
/** @typedef {import('../transfer/source.js').Parcel} Parcel */
/** @typedef {import('../transfer/source.js').Item} Item */

/** Asks for a click, or for the same files again. */
export class LeftoverCard {
  /**
   * @param {Leftover} leftover
   * @param {{ remove: () => void, resume: (parcel: Parcel) => void }} actions
   */
  constructor(leftover, actions) {
    this.leftover = leftover;
    this.actions = actions;
    const { offer, hasHandles } = leftover;
    const title = titleOf(offer);
    this.status = make('p', { class: 'status', role: 'status' });
    setText(this.status, t(hasHandles ? 'leftoverText' : 'leftoverAgain'));
    this.buttons = make('div', { class: 'buttons' });
    this.element = make('li', { class: 'card transfer' }, make('h3', { dir: 'auto' }, t('sending', { title })),
      make('p', { class: 'from' }, summaryOf(offer)), makeContents(offer), this.status, this.buttons);
    this.showButtons(hasHandles);
  }

  update() {}

  /** @param {boolean} hasHandles */
  showButtons(hasHandles) {
    const isFolder = this.leftover.offer.entries.some(({ path }) => path.includes('/'));
    const main = hasHandles
      ? [makeButton(t('goOn'), () => this.open(), 'suggested')]
      : this.makeChooser(isFolder ? 'folder' : 'files');
    this.buttons.replaceChildren(...main, makeButton(t('remove'), this.actions.remove, 'flat'));
  }

  /**
   * @param {'files' | 'folder'} kind
   * @returns {HTMLElement[]}
   */
  makeChooser(kind) {
    const attributes = { type: 'file', hidden: '', ...(kind === 'folder' ? { webkitdirectory: '' } : { multiple: '' }) };
    const input = /** @type {HTMLInputElement} */ (make('input', attributes));
    input.addEventListener('change', () => this.match(itemsOfFiles(/** @type {FileList} */ (input.files))));
    const choose = async () => {
      if (canChoose()) this.match(await chooseItems(kind));
      else input.click();
    };
    return [makeButton(t('chooseAgain'), choose, 'suggested'), input];
  }

  async open() {
    const parcel = await this.leftover.isAllowed(true) ? await this.leftover.open() : null;
    if (parcel) {
      this.actions.resume(parcel);
      return;
    }
    setText(this.status, t('leftoverAgain'));
    this.showButtons(false);
  }

  /** @param {Item[]} items */
  match(items) {
    if (items.length === 0) return;
    const parcel = this.leftover.match(items);
    if (parcel) this.actions.resume(parcel);
    else setText(this.status, t('leftoverOther'));
  }
}
