// cards.js: what the page shows of each transfer
// SPDX-License-Identifier: GPL-3.0-or-later
import { displayName } from '../transfer/names.js';
import { MEMORY_LIMIT } from '../transfer/sink.js';
import { markFiles } from './file-marks.js';
import { formatProgress, formatSize } from './format.js';
import { makeBadge } from './labels.js';
import { explain, t } from './strings.js';
import { announce, copyText, make, makeButton, setChildren, setText } from './view.js';

/** @typedef {import('../transfer/arrival.js').Arrival} Arrival */
/** @typedef {import('../transfer/share.js').Share} Share */
/** @typedef {import('../transfer/share.js').Delivery} Delivery */
/** @typedef {import('../protocol/offer.js').Offer} Offer */

const MAX_LISTED = 200;
const MAX_PATH_SHOWN = 200;

/**
 * @param {Offer} offer
 * @returns {string}
 */
export function titleOf(offer) {
  return displayName(offer.title, 120) || displayName(offer.entries[0].path, 120);
}

/**
 * @param {Offer} offer
 * @returns {string}
 */
export function summaryOf({ entries, bytes }) {
  const size = formatSize(bytes);
  return t('items', { count: entries.length, size });
}

/**
 * @param {Offer} offer
 * @returns {HTMLElement} names and sizes, folded away when there are many
 */
export function makeContents(offer) {
  const list = make('ul', { class: 'contents' });
  for (const { path, type, size } of offer.entries.slice(0, MAX_LISTED)) {
    const shown = displayName(path, MAX_PATH_SHOWN) + (type === 'd' ? '/' : '');
    const name = make('span', { class: 'path', dir: 'auto' }, shown);
    const text = size === null || type === 'd' ? '' : formatSize(size);
    list.append(make('li', {}, name, make('span', { class: 'size' }, text)));
  }
  const rest = offer.entries.length - MAX_LISTED;
  if (rest > 0) list.append(make('li', {}, t('moreItems', { count: rest })));
  const details = make('details', {}, make('summary', {}, t('showItems')), list);
  if (offer.entries.length <= 5) details.setAttribute('open', '');
  return details;
}

/**
 * @param {string} title
 * @returns {HTMLProgressElement}
 */
function makeProgress(title) {
  const label = t('progressOf', { title });
  return /** @type {HTMLProgressElement} */ (make('progress', { max: '1', value: '0', 'aria-label': label }));
}

/**
 * @param {HTMLElement} element
 * @param {string[] | null} words
 */
export function showWords(element, words) {
  element.hidden = !words;
  const text = words?.join(' ');
  if (!text || element.querySelector('strong')?.textContent === text) return;
  element.replaceChildren(`${t('wordsLabel')} `, make('strong', {}, text));
}

/**
 * @param {import('../transfer/brake.js').Brake} brake
 * @param {(isOn: boolean) => void} pause
 */
function makePause(brake, pause) {
  return makeButton(t(brake.isOn ? 'goOn' : 'pause'), () => pause(!brake.isOn));
}

/** @type {Record<string, import('./strings.js').StringKey>} */
const LANE_LABELS = { https: 'laneHttps', rtc: 'laneDirect', relay: 'laneRelay' };

/**
 * @param {HTMLElement} badge
 * @param {import('../protocol/session.js').Session | null | undefined} session
 */
function showLane(badge, session) {
  const label = LANE_LABELS[session?.laneKind ?? ''];
  badge.hidden = !label;
  setText(badge, label ? t(label) : '');
}

/** An offer to this device, until it is over and removed. */
export class ArrivalCard {
  /**
   * @param {Arrival} arrival
   * @param {{ remove: () => void, retry: () => void, isQuiet: boolean }} actions quiet where it is old news
   */
  constructor(arrival, actions) {
    this.arrival = arrival;
    this.actions = actions;
    this.title = titleOf(arrival.offer);
    this.name = displayName(arrival.peer.name);
    this.status = make('p', { class: 'status' });
    this.words = make('p', { class: 'words' });
    this.lane = make('span', { class: 'badge lane' });
    this.progress = makeProgress(this.title);
    this.texts = make('div', { class: 'texts' });
    this.buttons = make('div', { class: 'buttons' });
    this.shownState = '';
    this.isQuiet = actions.isQuiet;
    this.url = '';
    const from = make('p', { class: 'from' }, `${t('from', { name: this.name })} `, makeBadge(arrival.peer),
      ' ', this.lane, ` ${summaryOf(arrival.offer)}`);
    this.contents = makeContents(arrival.offer);
    this.element = make('li', { class: 'card transfer' }, make('h3', { dir: 'auto' }, this.title), from, this.words,
      this.contents, this.texts, this.progress, this.status, this.buttons);
    this.update();
    this.isQuiet = false;
  }

  update() {
    const { state, words } = this.arrival;
    showWords(this.words, words);
    showLane(this.lane, this.arrival.job?.session);
    setText(this.status, this.statusText());
    this.progress.hidden = state !== 'running' && state !== 'lost';
    this.progress.value = this.arrival.offer.bytes ? Math.min(1, this.arrival.bytes / this.arrival.offer.bytes) : 0;
    this.showTexts();
    markFiles(this.contents, this.arrival);
    const { brake, needsPermission } = this.arrival;
    const shown = [state, brake.isOn, needsPermission, this.arrival.download?.url].join();
    if (shown === this.shownState) return;
    const isNew = !this.shownState.startsWith(`${state},`);
    this.shownState = shown;
    if (isNew) this.enter(state);
    else setChildren(this.buttons, this.makeButtons());
    if (state === 'running' && this.arrival.download && !this.arrival.hasStarted) this.startDownload();
  }

  /** @param {string} state that begins now */
  enter(state) {
    setChildren(this.buttons, this.makeButtons());
    this.element.dataset.state = state;
    if (state === 'failed' && this.arrival.count().failed > 0) this.contents.setAttribute('open', '');
    if (this.isQuiet) return;
    const { name, title } = this;
    if (state === 'offered') announce(t('announceOffer', { name, title }));
    if (state === 'failed') announce(t('announceFailed', { title, reason: this.reason() }));
    if (state !== 'done') return;
    announce(t('announceDone', { title }));
    if (!this.arrival.isRestored && !this.arrival.isNative) this.startDownload();
  }

  statusText() {
    const { state, offer, bytes, rate, download } = this.arrival;
    if (state === 'offered') return this.offerText();
    if (this.arrival.isHanded()) return t('stateHanded');
    if (state === 'lost') return t(this.arrival.needsPermission ? 'stateAllow' : 'stateLost');
    if (state === 'done' && this.arrival.isStream()) return t('stateStreamed');
    if (state === 'done') return t(download ? 'stateDoneDownload' : 'stateDone');
    if (state === 'declined') return t('stateDeclined');
    if (state === 'cancelled') return t('stateCancelled');
    if (state === 'failed') return this.reason();
    const { left, ...values } = formatProgress(bytes, offer.bytes, rate);
    if (this.arrival.brake.isOn) return t('statePaused', values);
    return left === null ? t('stateRunning', values) : t('stateRunningLeft', { ...values, left });
  }

  /** @returns {string} why it failed */
  reason() {
    const { fault, offer, culprit } = this.arrival;
    const entry = culprit === null ? null : offer.entries[culprit];
    if (fault?.code === 'source' && entry) return t('faultChanged', { name: displayName(entry.path) });
    return fault ? explain(fault) : t('faultIncomplete');
  }

  offerText() {
    if (!this.arrival.staysInMemory()) return t('stateOffered', { name: this.name });
    const values = { name: this.name, size: formatSize(MEMORY_LIMIT) };
    return t(this.arrival.canDownload() ? 'stateOfferedMemory' : 'memoryTooSmall', values);
  }

  makeButtons() {
    const { arrival, actions } = this;
    const { state } = arrival;
    if (state === 'offered') return this.makeOfferButtons();
    const stop = () => makeButton(t('stop'), () => arrival.cancel(), 'destructive');
    if (state === 'running' && arrival.isNative) return [...(arrival.download ? [this.makeLink()] : []), stop()];
    if (state === 'running') return [makePause(arrival.brake, (isOn) => arrival.pause(isOn)), stop()];
    if (state === 'lost' && arrival.needsPermission)
      return [makeButton(t('goOn'), () => arrival.allow(), 'suggested'), stop()];
    if (state === 'lost') return [makeButton(t('retry'), actions.retry), stop()];
    const remove = makeButton(t('remove'), actions.remove, 'flat');
    if (arrival.canRetry()) return [makeButton(t('retry'), actions.retry), remove];
    return arrival.download ? [this.makeLink(), remove] : [remove];
  }

  makeOfferButtons() {
    const { arrival } = this;
    const isTextOnly = arrival.offer.entries.every(({ type }) => type === 'x');
    const buttons = arrival.canDownload()
      ? [makeButton(t(isTextOnly ? 'showItems' : 'download'), () => this.accept(null), 'suggested')] : [];
    if (window.showDirectoryPicker && !isTextOnly)
      buttons.push(makeButton(t('saveFolder'), () => this.acceptToFolder()));
    return [...buttons, makeButton(t('decline'), () => arrival.decline(), 'flat')];
  }

  async acceptToFolder() {
    try {
      const folder = await window.showDirectoryPicker?.({ id: 'portunus', mode: 'readwrite' });
      if (folder) this.accept(folder);
    } catch {
      /* The person changed their mind. */
    }
  }

  /** @param {FileSystemDirectoryHandle | null} folder */
  accept(folder) {
    const { arrival } = this;
    const { job } = arrival;
    if (!job || arrival.state !== 'offered') return;
    arrival.start(job, folder).catch((error) => job.fail(error));
  }

  makeLink() {
    const { name, blob, url } = /** @type {import('../transfer/sink.js').Download} */ (this.arrival.download);
    this.url = blob ? this.url || URL.createObjectURL(blob) : url ?? '';
    const text = t('save', { name: displayName(name) });
    return make('a', { class: 'button suggested', href: this.url, download: name }, text);
  }

  startDownload() {
    this.arrival.hasStarted = true;
    if (this.arrival.download) /** @type {HTMLElement} */ (this.buttons.querySelector('a')).click();
  }

  showTexts() {
    for (const text of [...this.arrival.texts.values()].slice(this.texts.querySelectorAll('pre').length))
      this.texts.append(make('pre', { dir: 'auto', tabindex: '0' }, text),
        makeButton(t('copyText'), () => copyText(text)));
  }
}

/** Something that this page sends, and to whom. */
export class ShareCard {
  /**
   * @param {Share} share
   * @param {{ remove: () => void, isQuiet: boolean }} actions quiet where it is old news
   */
  constructor(share, actions) {
    this.share = share;
    this.isQuiet = actions.isQuiet;
    const title = titleOf(share.parcel.offer);
    this.title = title;
    /** @type {Map<Delivery, { row: HTMLElement, status: HTMLElement, words: HTMLElement, progress: HTMLProgressElement,
     *   state: string, buttons: HTMLElement, lane: HTMLElement }>} */
    this.rows = new Map();
    this.nobody = make('p', { class: 'status' });
    this.list = make('ul', { class: 'deliveries' });
    this.stop = makeButton(t('stop'), () => share.stop(), 'destructive');
    this.remove = makeButton(t('remove'), actions.remove, 'flat');
    this.element = make('li', { class: 'card transfer' }, make('h3', { dir: 'auto' }, t('sending', { title })),
      make('p', { class: 'from' }, summaryOf(share.parcel.offer)), makeContents(share.parcel.offer),
      this.nobody, this.list,
      make('div', { class: 'buttons' }, this.stop, this.remove));
    this.update();
    this.isQuiet = false;
  }

  update() {
    const deliveries = [...this.share.deliveries.values()];
    const { isStopped } = this.share;
    for (const delivery of deliveries) this.updateRow(delivery);
    setText(this.nobody, t(isStopped ? 'sendStopped' : 'sendNobody'));
    this.nobody.hidden = deliveries.length > 0 && !isStopped;
    this.stop.hidden = isStopped;
    this.remove.hidden = !isStopped;
  }

  /** @param {Delivery} delivery */
  updateRow(delivery) {
    const row = this.rows.get(delivery) ?? this.addRow(delivery);
    setText(row.status, this.statusOf(delivery));
    showLane(row.lane, delivery.session);
    showWords(row.words, delivery.isOver() ? null : delivery.words);
    row.progress.hidden = delivery.state !== 'running';
    row.progress.value = this.share.parcel.offer.bytes ? delivery.bytes / this.share.parcel.offer.bytes : 0;
    this.updateButtons(delivery, row.buttons);
    if (row.state === delivery.state) return;
    row.state = delivery.state;
    row.row.dataset.state = delivery.state;
    const name = displayName(delivery.peer.name);
    if (delivery.state === 'done' && !this.isQuiet) announce(t('announceDelivered', { title: this.title, name }));
  }

  /** @param {Delivery} delivery */
  addRow(delivery) {
    const status = make('p', { class: 'status' });
    const words = make('p', { class: 'words' });
    const progress = makeProgress(`${this.title}, ${displayName(delivery.peer.name)}`);
    const buttons = make('div', { class: 'buttons' });
    const lane = make('span', { class: 'badge lane' });
    const element = make('li', {}, status, lane, words, progress, buttons);
    const row = { row: element, status, words, progress, state: '', buttons, lane };
    this.rows.set(delivery, row);
    this.list.append(row.row);
    return row;
  }

  /**
   * @param {Delivery} delivery
   * @param {HTMLElement} buttons
   */
  updateButtons(delivery, buttons) {
    const { state, brake } = delivery;
    const shown = this.share.isStopped ? '' : [state, brake.isOn].join();
    if (buttons.dataset.shown === shown) return;
    buttons.dataset.shown = shown;
    const canRetry = !this.share.isStopped && (state === 'failed' || state === 'lost');
    const canPause = !this.share.isStopped && state === 'running';
    setChildren(buttons, [
      ...(canPause ? [makePause(brake, (isOn) => this.share.pause(delivery, isOn))] : []),
      ...(canRetry ? [makeButton(t('retry'), () => this.share.retry(delivery))] : []),
    ]);
  }

  /** @param {Delivery} delivery */
  statusOf({ peer, state, bytes, rate, fault, brake }) {
    const name = displayName(peer.name);
    if (state === 'connecting') return t('sendConnecting', { name });
    if (state === 'waiting') return t('sendWaiting', { name });
    if (state === 'lost') return t('sendLost', { name });
    if (state === 'done') return t('sendDone', { name });
    if (state === 'failed') return t('sendFailed', { name, reason: fault ? explain(fault) : t('faultIncomplete') });
    const { left, ...values } = formatProgress(bytes, this.share.parcel.offer.bytes, rate);
    if (brake.isOn) return t('sendPaused', { name, ...values });
    return left === null ? t('sendRunning', { name, ...values }) : t('sendRunningLeft', { name, ...values, left });
  }
}
