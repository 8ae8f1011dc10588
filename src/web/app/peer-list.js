// peer-list.js: who else is in the room
// SPDX-License-Identifier: GPL-3.0-or-later
import { displayName } from '../transfer/names.js';
import { showWords } from './cards.js';
import { makeBadge, trustOf, verify } from './labels.js';
import { t } from './strings.js';
import { byId, make, makeButton } from './view.js';

/** @typedef {import('../transfer/inbox.js').Neighbour} Neighbour */

/** Is made anew only where something changed, so that focus and selections stay. */
export class PeerList {
  /** @param {(id: string) => void} kick */
  constructor(kick) {
    this.kick = kick;
    /** @type {string | null} */
    this.shown = null;
    /** @type {() => void} */
    this.repeat = () => {};
  }

  /**
   * @param {Neighbour[]} neighbours
   * @param {string[]} hosts in the server's word
   * @param {boolean} mayKick
   */
  show(neighbours, hosts, mayKick) {
    this.repeat = () => this.show(neighbours, hosts, mayKick);
    byId('peers-none').hidden = neighbours.length > 0;
    const isHost = (/** @type {Neighbour} */ { ids }) => hosts.some((id) => ids.has(id));
    const text = neighbours.map((one) => `${one.peer.device} ${one.words} ${isHost(one)} ${mayKick}`).join('\n');
    if (this.shown === text) return;
    this.shown = text;
    byId('peer-list').replaceChildren(...neighbours.map((one) => this.makeRow(one, isHost(one), mayKick)));
  }

  /** Makes all of it anew the next time. */
  forget() {
    this.shown = null;
  }

  /** @param {import('../protocol/session.js').Peer} peer whose words are the same on the other screen */
  confirm(peer) {
    verify(peer);
    this.forget();
    this.repeat();
  }

  /**
   * @param {Neighbour} neighbour
   * @param {boolean} isHost
   * @param {boolean} mayKick
   */
  makeRow({ peer, words, ids }, isHost, mayKick) {
    const name = displayName(peer.name);
    const line = make('p', { class: 'words' });
    showWords(line, words);
    const buttons = make('div', { class: 'buttons' });
    if (words && trustOf(peer) === 'unverified')
      buttons.append(makeButton(t('wordsMatch'), () => this.confirm(peer), 'flat'));
    if (mayKick && !isHost) {
      const kick = makeButton(t('kick'), () => this.kick([...ids][0]), 'flat destructive');
      kick.setAttribute('aria-label', t('kickName', { name }));
      buttons.append(kick);
    }
    return make('li', {}, make('span', { class: 'name', dir: 'auto' }, name), ' ', makeBadge(peer, isHost), line,
      buttons);
  }
}
