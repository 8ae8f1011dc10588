// entry.js: the first start, and logging in
// SPDX-License-Identifier: GPL-3.0-or-later
import { makeQr } from '../app/qr.js';
import { setToken, tell } from './api.js';
import { byId, clearInputs, make, makeSvg, onSubmit, valueOf } from './dom.js';

/** The token of the first start, from behind the `#`; it leaves the address at once. */
const linkToken = /^#setup=(\w+)$/.exec(location.hash)?.[1] ?? '';
if (location.hash) history.replaceState(null, '', location.pathname);

/** @returns {string} the token of the link, or what was typed or pasted for it, a whole link included */
function readToken() {
  return linkToken || (/(\w+)\s*$/.exec(valueOf('setup-token'))?.[1] ?? '').toLowerCase();
}

/** Shows what the first start asks for, and puts the cursor there. */
export function beginSetup() {
  byId('setup-token-part').hidden = linkToken !== '';
  byId(linkToken ? 'setup-password' : 'setup-token').focus();
}

/**
 * @param {string} text
 * @returns {SVGElement} with the quiet zone that readers need
 */
function drawCode(text) {
  const modules = makeQr(text) ?? [];
  const size = modules.length + 8;
  const squares = modules.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + 4} ${y + 4}h1v1h-1z` : '')));
  return makeSvg('svg', { viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': 'QR code for an authenticator' },
    makeSvg('path', { d: squares.join('') }));
}

/**
 * @param {string} form id of the form that asks for the code
 * @param {{ secret: string, uri: string }} factor
 */
export function showFactor(form, { secret, uri }) {
  const groups = secret.match(/.{1,4}/g) ?? [];
  byId(form).querySelector('.factor')?.replaceChildren(
    make('p', {}, 'Scan this with an authenticator app, or type the key in:'), drawCode(uri),
    make('p', {}, make('code', { class: 'key' }, groups.join(' '))));
}

/**
 * @param {string[]} codes
 * @param {() => void} done
 */
export function showCodes(codes, done) {
  byId('code-list').replaceChildren(...codes.map((code) => make('li', {}, code)));
  byId('codes-done').onclick = () => {
    byId('code-list').replaceChildren();
    done();
  };
}

/** @param {(recovery?: string[]) => void} enter when somebody is in */
export function watchEntry(enter) {
  onSubmit('setup-form', async () => {
    if (!readToken()) throw new Error('Fill in the setup code as well.');
    if (valueOf('setup-password') !== valueOf('setup-again')) throw new Error('The two passwords are not the same.');
    const factor = await tell('setup', { token: readToken(), password: valueOf('setup-password') });
    clearInputs('setup-password', 'setup-again');
    showFactor('setup-code-form', factor);
    byId('setup-form').hidden = true;
    byId('setup-code-form').hidden = false;
    byId('setup-code').focus();
  });
  onSubmit('setup-code-form', async () => {
    const { token, recovery } = await tell('setup/confirm', { token: readToken(), code: valueOf('setup-code') });
    byId('setup-code-form').querySelector('.factor')?.replaceChildren();
    clearInputs('setup-token');
    setToken(token);
    enter(recovery);
  });
  onSubmit('login-form', async () => {
    const isRecovery = !byId('login-recovery-part').hidden;
    const second = isRecovery ? { recovery_code: valueOf('login-recovery') } : { code: valueOf('login-code') };
    const { token } = await tell('login', { password: valueOf('login-password'), ...second });
    clearInputs('login-password', 'login-code', 'login-recovery');
    setToken(token);
    enter();
  });
  byId('login-other').addEventListener('click', () => {
    const isRecovery = byId('login-recovery-part').hidden;
    byId('login-recovery-part').hidden = !isRecovery;
    byId('login-code-part').hidden = isRecovery;
    byId('login-other').textContent = isRecovery ? 'Use the authenticator' : 'Use a recovery code';
  });
}
