// shared-card.js: something that another application shared with the page, and whether this room gets it
// SPDX-License-Identifier: GPL-3.0-or-later
import { Parcel } from '../transfer/source.js';
import { makeContents, summaryOf, titleOf } from './cards.js';
import { t } from './strings.js';
import { make, makeButton } from './view.js';

/** What waits for a word of the person. */
export class SharedThing {
  /** @param {import('../transfer/shared.js').SharedRecord} record */
  constructor(record) {
    this.record = record;
    this.offer = new Parcel(record.items).offer;
  }
}

/** Nothing is sent before somebody clicked: pages of others can share something, too. */
export class SharedCard {
  /**
   * @param {SharedThing} thing
   * @param {{ remove: () => void, send: () => void }} actions
   */
  constructor({ offer }, { remove, send }) {
    const buttons = make('div', { class: 'buttons' }, makeButton(t('textSend'), send, 'suggested'),
      makeButton(t('remove'), remove, 'flat'));
    this.element = make('li', { class: 'card transfer' }, make('h3', { dir: 'auto' }, titleOf(offer)),
      make('p', { class: 'from' }, summaryOf(offer)), makeContents(offer), make('p', { class: 'status' }, t('sharedAsk')),
      buttons);
  }

  update() {}
}
