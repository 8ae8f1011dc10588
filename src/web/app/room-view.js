// room-view.js: the page while it is in a room
// SPDX-License-Identifier: GPL-3.0-or-later
import { fromBase64url, toBase64url } from '../protocol/bytes.js';
import { stretchLinkSecret } from '../protocol/kdf.js';
import { stretchPassword } from '../protocol/password.js';
import { Inbox } from '../transfer/inbox.js';
import { Leftover, ParcelJournal } from '../transfer/parcels.js';
import { Share } from '../transfer/share.js';
import { dropShared, listShared } from '../transfer/shared.js';
import { ArrivalCard, ShareCard } from './cards.js';
import { deviceName } from './device.js';
import { Door, keyOfCode } from './door.js';
import { HostPanel } from './host-panel.js';
import { Invitation } from './invitation.js';
import { LeftoverCard } from './leftover-card.js';
import { forgetStatus } from './page.js';
import { PeerList } from './peer-list.js';
import { connectPickers } from './pickers.js';
import { linkOf, recallRoom, rememberRoom, socketUrl } from './place.js';
import { SharedCard, SharedThing } from './shared-card.js';
import { meantToSend, rememberLastRoom } from './sharing.js';
import { t } from './strings.js';
import { byId, nextTask, setChildren, setText } from './view.js';

/** @typedef {import('../transfer/source.js').Item} Item */
/** @typedef {import('./place.js').Place & { secret: Uint8Array }} RoomPlace */
/** @typedef {import('../transfer/arrival.js').Arrival | Share | Leftover | SharedThing} Thing */

const REDRAW_MS = 100;
const INVITATION_SECONDS = 24 * 3600;

/** Everything that happens in one room. */
export class RoomView {
  /**
   * @param {RoomPlace} link by which the page came
   * @param {import('../protocol/identity.js').KeyPair} identity
   */
  constructor(link, identity) {
    this.link = link;
    this.identity = identity;
    this.memory = recallRoom(link.room);
    const { host, ticket } = this.memory;
    /** @type {import('../protocol/signaling.js').Admission} */
    this.admission = { name: deviceName(), host, ticket, token: link.token || undefined };
    this.hasEntered = false;
    this.doorState = '';
    /** @type {Share[]} */
    this.shares = [];
    this.parcels = new ParcelJournal(link.room);
    /** @type {import('../transfer/parcels.js').Leftover[]} */
    this.leftovers = [];
    /** @type {SharedThing[]} from other applications, of which the person has not said that this room gets it */
    this.shared = [];
    /** @type {Map<object, ArrivalCard | ShareCard | LeftoverCard | SharedCard>} */
    this.cards = new Map();
    /** @type {object[]} newest first */
    this.order = [];
    this.timer = 0;
  }

  async start() {
    const { room } = this.link;
    forgetStatus();
    this.door = new Door((password) => this.tryPassword(password));
    this.panel = new HostPanel(() => this.inbox?.presence);
    this.panel.hasPassword = Boolean(this.memory.secret);
    this.invitation = new Invitation(() => this.inbox?.presence.invite(INVITATION_SECONDS));
    this.peerList = new PeerList((id) => this.inbox?.presence.kick(id));
    this.place = {
      url: socketUrl(room),
      room,
      psk: await stretchLinkSecret(this.secret()),
      identity: this.identity,
      name: deviceName(),
      isOwn: (/** @type {string} */ id) => this.isOwn(id),
      admission: this.admission,
    };
    this.inbox = new Inbox({ ...this.place, doorHandlers: this.makeDoorHandlers() }, () => {
      this.watchDoor();
      this.redrawSoon();
    });
    connectPickers((items) => this.send(items));
    this.redraw();
    addEventListener('beforeunload', (event) => {
      if (this.isBusy()) event.preventDefault();
    });
    addEventListener('pagehide', () => this.leave());
    await nextTask();
    this.invitation.show(linkOf({ ...this.link, token: '' }));
  }

  /** @returns {Uint8Array} what the handshake takes: another than the link's where there is a password */
  secret() {
    const stretched = fromBase64url(this.memory.secret ?? '');
    return stretched?.length ? stretched : this.link.secret;
  }

  /** @returns {import('../transfer/inbox.js').DoorHandlers} */
  makeDoorHandlers() {
    return {
      waiting: () => {
        this.door?.wait();
        this.showStatus();
      },
      changed: (state) => {
        this.panel?.take(state);
        this.invitation?.take(state);
      },
      asked: (id, name) => this.panel?.ask(id, name),
      answered: (id) => this.panel?.answer(id),
      invited: (token, expires) =>
        this.invitation?.showOnce(linkOf({ ...this.link, secret: this.secret(), token }), expires),
    };
  }

  /** Shows the room to who is in, and to everybody else why not. */
  watchDoor() {
    const { state, code, presence } = /** @type {Inbox} */ (this.inbox);
    if (this.doorState === `${state} ${code}`) return;
    this.doorState = `${state} ${code}`;
    if (state === 'joined') this.enter();
    else this.panel?.forget();
    if (code === 'password-needed') this.door?.askPassword(-1);
    if (code === 'wrong-password') this.door?.askPassword(presence.signaling?.triesLeft ?? 0);
    if (presence.isOver && !this.hasEntered) this.door?.refuse(code);
    this.showStatus();
  }

  enter() {
    const { ticket } = this.admission;
    this.door?.hide();
    byId('room').hidden = false;
    this.memory = { ...this.memory, ticket };
    rememberRoom(this.link.room, this.memory);
    if (this.hasEntered) return;
    this.hasEntered = true;
    if (this.link.token) history.replaceState(null, '', linkOf({ ...this.link, token: '' }));
    rememberLastRoom(linkOf({ ...this.link, token: '' }));
    this.restoreShares();
    this.takeShared();
  }

  /** @param {string} password */
  async tryPassword(password) {
    const { proof, secret } = await stretchPassword(password, this.link.room, this.link.secret);
    this.memory = { ...this.memory, secret: toBase64url(secret) };
    this.admission.password = proof;
    this.doorState = '';
    const psk = await stretchLinkSecret(secret);
    if (this.place) this.place.psk = psk;
    for (const presence of this.presences()) {
      presence.config.psk = psk;
      presence.retry();
    }
  }

  /** @returns {import('../protocol/presence.js').Presence[]} */
  presences() {
    const inbox = this.inbox ? [this.inbox.presence] : [];
    return [...inbox, ...this.shares.map(({ presence }) => presence)];
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

  /** What other applications shared with the page goes from here, or waits for a word. */
  async takeShared() {
    const isMeant = meantToSend();
    this.shared = (await listShared()).map((record) => new SharedThing(record));
    if (isMeant) await Promise.all(this.shared.map((thing) => this.sendShared(thing)));
    this.redraw();
  }

  /** @param {SharedThing} thing */
  async sendShared(thing) {
    await this.send(thing.record.items);
    this.remove(thing);
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
    this.door?.redraw();
    this.panel?.redraw();
    this.invitation?.redraw();
    this.peerList?.forget();
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
    const things = [...this.inbox.arrivals, ...this.shares, ...this.leftovers, ...this.shared];
    this.order = [...things.filter((thing) => !this.order.includes(thing)),
      ...this.order.filter((thing) => things.some((other) => other === thing))];
    for (const thing of things) this.cardOf(thing, isQuiet).update();
    setChildren(byId('transfer-list'), this.order.map((thing) => this.cards.get(thing)?.element).filter((e) => !!e));
    byId('transfers-none').hidden = things.length > 0;
  }

  /**
   * @param {Thing} thing
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
   * @param {Thing} thing
   * @param {() => void} remove
   * @param {boolean} isQuiet
   */
  makeCard(thing, remove, isQuiet) {
    if (thing instanceof Leftover) return new LeftoverCard(thing, { remove, resume: (parcel) => this.share(parcel) });
    if (thing instanceof SharedThing) return new SharedCard(thing, { remove, send: () => this.sendShared(thing) });
    if (thing instanceof Share) return new ShareCard(thing, { remove, isQuiet });
    const retry = () => {
      thing.retry();
      this.inbox?.presence.rejoin();
    };
    return new ArrivalCard(thing, { remove, retry, isQuiet });
  }

  /** @param {Thing} thing */
  remove(thing) {
    if (thing instanceof SharedThing) dropShared(thing.record.key);
    else if (thing instanceof Leftover) thing.remove();
    else if (!(thing instanceof Share)) thing.forget();
    this.shared = this.shared.filter((other) => other !== thing);
    this.leftovers = this.leftovers.filter((leftover) => leftover !== thing);
    if (this.inbox) this.inbox.arrivals = this.inbox.arrivals.filter((arrival) => arrival !== thing);
    this.shares = this.shares.filter((share) => share !== thing);
    this.cards.delete(thing);
    this.redraw();
  }

  statusText() {
    const { state, code, fault, presence } = /** @type {Inbox} */ (this.inbox);
    if (state === 'joined') return t(fault ? 'statusSecret' : 'statusJoined');
    if (this.door?.shown) return '';
    if (state === 'joining') return t('statusJoining');
    return t(presence.isOver ? keyOfCode(code) : 'statusAway');
  }

  showStatus() {
    setText(byId('status'), this.statusText());
    const isGone = this.inbox?.presence.isOver ?? false;
    byId('status').dataset.state = this.inbox?.fault ? 'away' : isGone ? 'gone' : this.inbox?.state;
    for (const id of ['pick-files', 'pick-folder', 'write-text']) byId(id).toggleAttribute('disabled', isGone);
  }

  showNeighbours() {
    const { presence, neighbours } = /** @type {Inbox} */ (this.inbox);
    const own = this.shares.map(({ presence: { ownId } }) => ownId);
    const others = [...neighbours.values()].filter(({ ids }) => ![...ids].every((id) => own.includes(id)));
    this.peerList?.show(others, presence.hosts(), presence.isHost());
  }
}
