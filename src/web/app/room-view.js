// room-view.js: the page while it is in a room
// SPDX-License-Identifier: GPL-3.0-or-later
import { stretchLinkSecret } from '../protocol/kdf.js';
import { Inbox } from '../transfer/inbox.js';
import { displayName } from '../transfer/names.js';
import { Share } from '../transfer/share.js';
import { Parcel, itemsOfDrop, itemsOfFiles, itemsOfText } from '../transfer/source.js';
import { ArrivalCard, ShareCard, makeBadge, showWords } from './cards.js';
import { deviceName } from './device.js';
import { socketUrl } from './place.js';
import { makeQr } from './qr.js';
import { t } from './strings.js';
import { byId, copyText, drawQr, make, setChildren, setText } from './view.js';

/** @typedef {import('../transfer/source.js').Item} Item */

const REDRAW_MS = 100;

/** Everything that happens in one room. */
export class RoomView {
  /**
   * @param {string} room
   * @param {Uint8Array} secret
   * @param {import('../protocol/identity.js').KeyPair} identity
   */
  constructor(room, secret, identity) {
    this.room = room;
    this.secret = secret;
    this.identity = identity;
    /** @type {Share[]} */
    this.shares = [];
    /** @type {Map<object, ArrivalCard | ShareCard>} */
    this.cards = new Map();
    /** @type {object[]} newest first */
    this.order = [];
    this.timer = 0;
  }

  async start() {
    const place = {
      url: socketUrl(this.room),
      room: this.room,
      psk: await stretchLinkSecret(this.secret),
      identity: this.identity,
      name: deviceName(),
      isOwn: (/** @type {string} */ id) => this.isOwn(id),
    };
    this.place = place;
    this.inbox = new Inbox(place, () => this.redrawSoon());
    this.showInvitation();
    this.connectControls();
    this.redraw();
    byId('room').hidden = false;
    addEventListener('beforeunload', (event) => {
      if (this.isBusy()) event.preventDefault();
    });
    addEventListener('pagehide', () => this.leave());
  }

  /** @param {string} id */
  isOwn(id) {
    return id === this.inbox?.presence.ownId || this.shares.some(({ presence }) => presence.ownId === id);
  }

  isBusy() {
    const isReceiving = this.inbox?.arrivals.some(({ state }) => state === 'running' || state === 'lost');
    const isSending = this.shares.some(({ isStopped, deliveries }) => !isStopped
      && [...deliveries.values()].some(({ state }) => state === 'running' || state === 'lost'));
    return isReceiving || isSending;
  }

  leave() {
    this.inbox?.leave();
    for (const { presence } of this.shares) presence.leave();
  }

  showInvitation() {
    const link = /** @type {HTMLInputElement} */ (byId('invite-link'));
    link.value = location.href;
    link.addEventListener('focus', () => link.select());
    byId('invite-copy').addEventListener('click', () => copyText(location.href));
    const modules = makeQr(location.href);
    if (modules) byId('invite-qr').append(drawQr(modules));
  }

  connectControls() {
    this.connectPicker('files');
    this.connectPicker('folder');
    this.connectText();
    this.connectDrop();
  }

  /** @param {'files' | 'folder'} kind */
  connectPicker(kind) {
    const input = /** @type {HTMLInputElement} */ (byId(`input-${kind}`));
    byId(`pick-${kind}`).addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      this.send(itemsOfFiles(/** @type {FileList} */ (input.files)));
      input.value = '';
    });
  }

  connectText() {
    const dialog = /** @type {HTMLDialogElement} */ (byId('text-dialog'));
    const input = /** @type {HTMLTextAreaElement} */ (byId('text-input'));
    byId('write-text').addEventListener('click', () => dialog.showModal());
    byId('text-cancel').addEventListener('click', () => dialog.close());
    byId('text-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.send(itemsOfText(input.value));
      input.value = '';
      dialog.close();
    });
  }

  connectDrop() {
    const overlay = byId('drop-overlay');
    let depth = 0;
    const show = (/** @type {number} */ change) => {
      depth = Math.max(0, depth + change);
      overlay.hidden = depth === 0;
    };
    addEventListener('dragenter', () => show(1));
    addEventListener('dragleave', () => show(-1));
    addEventListener('dragover', (event) => event.preventDefault());
    addEventListener('drop', (event) => {
      event.preventDefault();
      show(-depth);
      if (event.dataTransfer) itemsOfDrop(event.dataTransfer).then((items) => this.send(items));
    });
  }

  /** @param {Item[]} items */
  send(items) {
    if (items.length === 0 || !this.place) return;
    const share = new Share(new Parcel(items), this.place, () => this.redrawSoon());
    this.shares.unshift(share);
    this.redraw();
    byId('transfers').scrollIntoView({ block: 'nearest' });
  }

  redrawSoon() {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.redraw();
    }, REDRAW_MS);
  }

  redraw() {
    if (!this.inbox) return;
    this.showStatus();
    this.showNeighbours();
    const things = [...this.inbox.arrivals, ...this.shares];
    this.order = [...things.filter((thing) => !this.order.includes(thing)),
      ...this.order.filter((thing) => things.some((other) => other === thing))];
    for (const thing of things) this.cardOf(thing).update();
    setChildren(byId('transfer-list'), this.order.map((thing) => this.cards.get(thing)?.element).filter((e) => !!e));
    byId('transfers-none').hidden = things.length > 0;
  }

  /** @param {import('../transfer/arrival.js').Arrival | Share} thing */
  cardOf(thing) {
    let card = this.cards.get(thing);
    if (!card) {
      const remove = () => this.remove(thing);
      const retry = () => this.inbox?.presence.rejoin();
      card = thing instanceof Share ? new ShareCard(thing, { remove }) : new ArrivalCard(thing, { remove, retry });
      this.cards.set(thing, card);
    }
    return card;
  }

  /** @param {object} thing */
  remove(thing) {
    if (this.inbox) this.inbox.arrivals = this.inbox.arrivals.filter((arrival) => arrival !== thing);
    this.shares = this.shares.filter((share) => share !== thing);
    this.cards.delete(thing);
    this.redraw();
  }

  statusText() {
    const { state, code, fault } = /** @type {Inbox} */ (this.inbox);
    if (state === 'joined') return t(fault ? 'statusSecret' : 'statusJoined');
    if (state === 'joining') return t('statusJoining');
    if (code === 'room-full') return t('statusFull');
    return t(code === 'room-not-found' || code === 'room-closed' ? 'statusGone' : 'statusAway');
  }

  showStatus() {
    setText(byId('status'), this.statusText());
    const isGone = this.inbox?.presence.isOver ?? false;
    byId('status').dataset.state = this.inbox?.fault ? 'away' : isGone ? 'gone' : this.inbox?.state;
    for (const id of ['pick-files', 'pick-folder', 'write-text']) byId(id).toggleAttribute('disabled', isGone);
  }

  showNeighbours() {
    const own = this.shares.map(({ presence }) => presence.ownId);
    const neighbours = [...(this.inbox?.neighbours.values() ?? [])]
      .filter(({ ids }) => ![...ids].every((id) => own.includes(id)));
    byId('peers-none').hidden = neighbours.length > 0;
    const text = neighbours.map(({ peer, words }) => `${peer.device} ${words}`).join('\n');
    const list = byId('peer-list');
    if (list.dataset.shown === text) return;
    list.dataset.shown = text;
    list.replaceChildren(...neighbours.map(({ peer, words }) => {
      const line = make('p', { class: 'words' });
      showWords(line, words);
      const name = make('span', { class: 'name', dir: 'auto' }, displayName(peer.name));
      return make('li', {}, name, ' ', makeBadge(peer), line);
    }));
  }
}
