// api.js: what the page asks the server
// SPDX-License-Identifier: GPL-3.0-or-later

/** The session is over, or never was. */
export class SessionEnd extends Error {}

/** Of the session; whoever has the cookie alone can change nothing. */
let token = '';

/** @returns {string} */
export function getToken() {
  return token;
}

/** @param {string} value */
export function setToken(value) {
  token = value;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>} what the server said
 */
async function ask(method, path, body) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(`/admin/api/${path}`, {
      method,
      headers: body ? { 'Content-Type': 'application/json', 'X-Portunus-Token': token } : {},
      body: body ? JSON.stringify(body) : undefined,
      cache: 'no-store',
      credentials: 'same-origin',
    });
  } catch {
    throw new Error('The server does not answer.');
  }
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401 && token) throw new SessionEnd('The session is over. Log in again.');
  if (!response.ok) throw new Error(answer.error ?? `The server refused that (${response.status}).`);
  return answer;
}

/** @param {string} path */
export function askFor(path) {
  return ask('GET', path);
}

/**
 * @param {string} path
 * @param {object} [body]
 */
export function tell(path, body = {}) {
  return ask('POST', path, body);
}
