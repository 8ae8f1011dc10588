// rooms.js: the rooms and those in them
// SPDX-License-Identifier: GPL-3.0-or-later
import { tell } from './api.js';
import { byId, make, setChildren, setText } from './dom.js';
import { formatTime } from './stats.js';

/** @typedef {{ id: string, name: string, is_host: boolean }} Member */
/** @typedef {{ id: string, expires: number, n_members: number, has_code: boolean, members: Member[] }} Room */

/**
 * @param {string} text
 * @param {string} label
 * @param {() => Promise<unknown>} action
 */
function makeAction(text, label, action) {
  const button = /** @type {HTMLButtonElement} */ (make('button', { type: 'button', class: 'destructive', 'aria-label': label }, text));
  button.addEventListener('click', async () => {
    button.disabled = true;
    await action().catch(() => undefined);
    button.disabled = false;
  });
  return button;
}

/** @param {Room} room */
function describe(room) {
  const left = room.expires - Date.now() / 1000;
  const parts = [`${room.n_members} in it`, room.expires === 0 ? 'stays until it is closed' : `closes in ${formatTime(Math.max(0, left))}`];
  if (room.has_code) parts.push('has a code');
  return parts.join(' · ');
}

class RoomCard {
  /** @param {string} id */
  constructor(id) {
    this.id = id;
    /** @type {Map<string, HTMLElement>} */
    this.peers = new Map();
    this.note = make('p', { class: 'dim' });
    this.list = make('ul', { class: 'members' });
    const title = make('h2', {}, 'Room ', make('code', {}, id.slice(0, 8)));
    const close = makeAction('Close', `Close room ${id.slice(0, 8)}`, () => tell('rooms/close', { room: id }));
    this.element = make('li', { class: 'glass card room' }, make('div', { class: 'row' }, title, close), this.note, this.list);
  }

  /** @param {string} peer */
  makePeer(peer) {
    const kick = makeAction('Remove', `Remove ${peer.slice(0, 8)}`, () => tell('rooms/kick', { room: this.id, peer }));
    const note = make('span', { class: 'peer' });
    return make('li', { class: 'row' }, make('span', {}, make('code', {}, peer.slice(0, 8)), ' ', note), kick);
  }

  /** @param {Room} room */
  show(room) {
    setText(this.note, describe(room));
    const ids = room.members.map(({ id }) => id);
    for (const peer of this.peers.keys()) if (!ids.includes(peer)) this.peers.delete(peer);
    for (const member of room.members) {
      const element = this.peers.get(member.id) ?? this.makePeer(member.id);
      this.peers.set(member.id, element);
      const words = [member.name, member.is_host ? 'host' : ''];
      setText(/** @type {Element} */ (element.querySelector('.peer')), words.filter(Boolean).join(' · '));
    }
    setChildren(this.list, [...this.peers.values()]);
  }
}

export class RoomsView {
  constructor() {
    /** @type {Map<string, RoomCard>} */
    this.cards = new Map();
  }

  /** @param {{ n_rooms: number, list: Room[] }} rooms */
  show({ n_rooms: total, list }) {
    const ids = new Set(list.map(({ id }) => id));
    for (const id of this.cards.keys()) if (!ids.has(id)) this.cards.delete(id);
    for (const room of list) {
      const card = this.cards.get(room.id) ?? new RoomCard(room.id);
      this.cards.set(room.id, card);
      card.show(room);
    }
    setChildren(byId('room-list'), [...this.cards.values()].map(({ element }) => element));
    byId('rooms-none').hidden = total > 0;
    byId('rooms-more').hidden = total <= list.length;
    setText(byId('rooms-more'), `${total} rooms, of which ${list.length} are shown.`);
  }
}
