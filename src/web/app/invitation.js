// invitation.js: the link to the room, to be copied, shown to a camera or passed on
// SPDX-License-Identifier: GPL-3.0-or-later
import { formatMoment } from './format.js';
import { makeQr } from './qr.js';
import { t } from './strings.js';
import { byId, copyText, drawQr, setText } from './view.js';

/**
 * @param {string} id of the element that holds it
 * @param {string} link
 */
function showQr(id, link) {
  const modules = makeQr(link);
  byId(id).replaceChildren(...(modules ? [drawQr(modules)] : []));
}

/**
 * @param {string} name of the field, and the beginning of the names of its buttons
 * @param {() => string} link
 */
function connectLink(name, link) {
  const field = /** @type {HTMLInputElement} */ (byId(`${name}-link`));
  field.addEventListener('focus', () => field.select());
  byId(`${name}-copy`).addEventListener('click', () => copyText(link()));
  const share = byId(`${name}-share`);
  share.hidden = typeof navigator.share !== 'function';
  share.addEventListener('click', () => navigator.share({ url: link() }).catch(() => {}));
}

/** @type {Record<string, import('./strings.js').StringKey>} what the link is good for, by how the room is */
const LINK_TEXTS = { link: 'inviteText', ask: 'inviteTextAsk', password: 'inviteTextPassword' };

/** The link for everybody, and those for one. */
export class Invitation {
  /** @param {() => void} invite asks for a link for one */
  constructor(invite) {
    this.link = '';
    this.onceLink = '';
    this.expires = 0;
    /** @type {import('./strings.js').StringKey | null} null before the server has told */
    this.text = null;
    this.dialog = /** @type {HTMLDialogElement} */ (byId('once-dialog'));
    connectLink('invite', () => this.link);
    connectLink('once', () => this.onceLink);
    byId('invite-once').addEventListener('click', invite);
    byId('once-close').addEventListener('click', () => this.dialog.close());
  }

  /** @param {import('../protocol/signaling.js').RoomState} state */
  take({ entry, isLocked }) {
    this.text = isLocked ? 'inviteTextLocked' : LINK_TEXTS[entry];
    this.redrawText();
  }

  /** @param {string} link */
  show(link) {
    this.link = link;
    /** @type {HTMLInputElement} */ (byId('invite-link')).value = link;
    this.redraw();
  }

  /**
   * @param {string} link that works once
   * @param {number} expires
   */
  showOnce(link, expires) {
    this.onceLink = link;
    this.expires = expires;
    /** @type {HTMLInputElement} */ (byId('once-link')).value = link;
    this.redraw();
    this.dialog.showModal();
  }

  redrawText() {
    setText(byId('invite-text'), this.text ? t(this.text) : '');
  }

  redraw() {
    showQr('invite-qr', this.link);
    this.redrawText();
    if (!this.onceLink) return;
    showQr('once-qr', this.onceLink);
    setText(byId('once-text'), t('onceText', { time: formatMoment(this.expires) }));
  }
}
