// room-view.js: the page while it is in a room
// SPDX-License-Identifier: GPL-3.0-or-later
import { stretchLinkSecret } from '../protocol/kdf.js';
import { Inbox } from '../transfer/inbox.js';
import { displayName } from '../transfer/names.js';
import { Leftover, ParcelJournal } from '../transfer/parcels.js';
import { Share } from '../transfer/share.js';
import { canChoose, chooseItems, itemsOfDrop, itemsOfFiles, itemsOfText } from '../transfer/source.js';
import { ArrivalCard, ShareCard, makeBadge, showWords } from './cards.js';
import { deviceName } from './device.js';
import { socketUrl } from './place.js';
import { LeftoverCard } from './leftover-card.js';
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
    this.parcels = new ParcelJournal(room);
    /** @type {import('../transfer/parcels.js').Leftover[]} */
    this.leftovers = [];
    /** @type {Map<object, ArrivalCard | ShareCard | LeftoverCard>} */
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
    this.restoreShares();
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
    byId(`pick-${kind}`).addEventListener('click', async () => {
      if (canChoose()) this.send(await chooseItems(kind));
      else input.click();
    });
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
  async send(items) {
    if (items.length > 0) this.share(await this.parcels.wrap(items));
  }

  /** Goes on with what an earlier page was sending, or lets the person decide. */
  async restoreShares() {
    for (const leftover of await this.parcels.leftovers()) {
      const parcel = await leftover.isAllowed(false) ? await leftover.open() : null;
      if (parcel) this.share(parcel);
      else this.leftovers.push(leftover);
    }
    this.redraw();
  }

  /** @param {import('../transfer/source.js').Parcel} parcel */
  share(parcel) {
    if (!this.place || this.shares.some(({ parcel: { offer }, isStopped }) => !isStopped && offer.id === parcel.offer.id))
      return;
    this.leftovers = this.leftovers.filter(({ offer }) => offer.id !== parcel.offer.id);
    const share = new Share(parcel, this.place, () => this.redrawSoon(), this.parcels);
    this.shares.unshift(share);
    this.redraw();
    byId('transfers').scrollIntoView({ block: 'nearest' });
  }

  /** Says everything anew, in another language. */
  translate() {
    this.cards.clear();
    delete byId('peer-list').dataset.shown;
    byId('invite-qr').firstElementChild?.setAttribute('aria-label', t('inviteQr'));
    this.redraw({ isQuiet: true });
  }

  redrawSoon() {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.redraw();
    }, REDRAW_MS);
  }

  /** @param {{ isQuiet: boolean }} [manner] whether nobody is told, since nothing happened */
  redraw({ isQuiet } = { isQuiet: false }) {
    if (!this.inbox) return;
    this.showStatus();
    this.showNeighbours();
    const things = [...this.inbox.arrivals, ...this.shares, ...this.leftovers];
    this.order = [...things.filter((thing) => !this.order.includes(thing)),
      ...this.order.filter((thing) => things.some((other) => other === thing))];
    for (const thing of things) this.cardOf(thing, isQuiet).update();
    setChildren(byId('transfer-list'), this.order.map((thing) => this.cards.get(thing)?.element).filter((e) => !!e));
    byId('transfers-none').hidden = things.length > 0;
  }

  /**
   * @param {import('../transfer/arrival.js').Arrival | Share | Leftover} thing
   * @param {boolean} isQuiet
   */
  cardOf(thing, isQuiet) {
    let card = this.cards.get(thing);
    if (!card) {
      const remove = () => this.remove(thing);
      card = this.makeCard(thing, remove, isQuiet);
      this.cards.set(thing, card);
    }
    return card;
  }

  /**
   * @param {import('../transfer/arrival.js').Arrival | Share | Leftover} thing
   * @param {() => void} remove
   * @param {boolean} isQuiet
   */
  makeCard(thing, remove, isQuiet) {
    if (thing instanceof Leftover) return new LeftoverCard(thing, { remove, resume: (parcel) => this.share(parcel) });
    if (thing instanceof Share) return new ShareCard(thing, { remove, isQuiet });
    const retry = () => {
      thing.retry();
      this.inbox?.presence.rejoin();
    };
    return new ArrivalCard(thing, { remove, retry, isQuiet });
  }

  /** @param {import('../transfer/arrival.js').Arrival | Share | Leftover} thing */
  remove(thing) {
    if (thing instanceof Leftover) thing.remove();
    else if (!(thing instanceof Share)) thing.forget();
    this.leftovers = this.leftovers.filter((leftover) => leftover !== thing);
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
