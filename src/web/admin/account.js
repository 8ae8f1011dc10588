// account.js: sessions, password and second factor
// SPDX-License-Identifier: GPL-3.0-or-later
import { askFor, setToken, tell } from './api.js';
import { byId, clearInputs, make, onSubmit, runIn, valueOf } from './dom.js';
import { showFactor } from './entry.js';
import { formatTime } from './stats.js';

/** @typedef {{ id: string, client: string, started: number, idle_seconds: number, own: boolean }} Session */

/** @param {Session} session */
function makeSession(session) {
  const since = new Date(session.started * 1000).toLocaleString();
  const text = `${session.client}, since ${since}, used ${formatTime(session.idle_seconds)} ago`;
  const row = make('li', { class: 'row' }, make('span', {}, text));
  if (session.own) {
    row.append(make('strong', {}, 'this one'));
    return row;
  }
  const end = make('button', { type: 'button', class: 'destructive', 'aria-label': `End the session of ${since}` }, 'End');
  end.addEventListener('click', async () => {
    await tell('sessions/end', { id: session.id }).catch(() => undefined);
    await showAccount();
  });
  row.append(end);
  return row;
}

export async function showAccount() {
  const [{ sessions }, { recovery_left: left }] = await Promise.all([askFor('sessions'), askFor('state')]);
  byId('session-list').replaceChildren(...sessions.map(makeSession));
  byId('recovery-left').textContent = `${left} recovery codes are left.`;
}

/**
 * @param {(recovery: string[]) => void} showRecovery
 * @param {() => void} reconnect the session is another one
 */
export function watchAccount(showRecovery, reconnect) {
  onSubmit('password-form', async () => {
    const { token } = await tell('password', { password: valueOf('password-old'), new_password: valueOf('password-new') });
    clearInputs('password-old', 'password-new');
    setToken(token);
    reconnect();
    await showAccount();
    return 'Changed. All other sessions are over.';
  });
  onSubmit('totp-form', async () => {
    showFactor('totp-code-form', await tell('totp', { password: valueOf('totp-password') }));
    clearInputs('totp-password');
    byId('totp-code-form').hidden = false;
    byId('totp-code').focus();
  });
  onSubmit('totp-code-form', async () => {
    await tell('totp/confirm', { code: valueOf('totp-code') });
    clearInputs('totp-code');
    byId('totp-code-form').hidden = true;
    byId('totp-code-form').querySelector('.factor')?.replaceChildren();
    const success = byId('totp-form').querySelector('.success');
    if (success) success.textContent = 'The new authenticator counts from now on.';
  });
  byId('recovery-renew').addEventListener('click', () => runIn(byId('totp-form'), async () => {
    const { recovery } = await tell('recovery', { password: valueOf('totp-password') });
    clearInputs('totp-password');
    showRecovery(recovery);
  }));
}
