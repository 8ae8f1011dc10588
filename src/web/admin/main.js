// main.js: which part of the portal is shown
// SPDX-License-Identifier: GPL-3.0-or-later
import { showAccount, watchAccount } from './account.js';
import { SessionEnd, askFor, setToken, tell } from './api.js';
import { byId } from './dom.js';
import { beginSetup, showCodes, watchEntry } from './entry.js';
import { Live } from './live.js';
import { LogView } from './log.js';
import { RoomsView } from './rooms.js';
import { showSettings, watchSettings } from './settings.js';
import { StatsView } from './stats.js';

const SECTIONS = ['setup', 'login', 'codes', 'overview', 'rooms', 'log', 'limits', 'account'];

const stats = new StatsView();
const rooms = new RoomsView();
const live = new Live(receive, () => log.show(!byId('log').hidden), () => end('The session is over. Log in again.'));
const log = new LogView((filter) => live.send({ type: 'log', ...filter }));

/** @param {any} message */
function receive(message) {
  if (message.type === 'history') {
    stats.begin(message.figures);
    stats.warn(message.warnings);
  } else if (message.type === 'stats') {
    stats.add(message.figures);
    rooms.show(message.rooms);
  } else if (message.type === 'log-none') {
    log.lack();
  } else if (message.type === 'log-begin') {
    log.begin();
  } else if (message.type === 'log') {
    log.add(message.records, message.lost);
  }
}

/** @param {string} name */
function show(name) {
  for (const section of SECTIONS) byId(section).hidden = section !== name;
  for (const button of document.querySelectorAll('#nav button')) {
    if (button.getAttribute('data-view') === name) button.setAttribute('aria-current', 'page');
    else button.removeAttribute('aria-current');
  }
}

/** @param {string} sentence */
function complain(sentence) {
  byId('obstacle').textContent = sentence;
  byId('obstacle').hidden = sentence === '';
}

/** @param {string} name of a part that only a session sees */
async function open(name) {
  show(name);
  log.show(name === 'log');
  try {
    if (name === 'limits') await showSettings();
    if (name === 'account') await showAccount();
    complain('');
  } catch (error) {
    if (error instanceof SessionEnd) end(error.message);
    else complain(error instanceof Error ? error.message : String(error));
  }
}

/** @param {boolean} isIn */
function setIn(isIn) {
  byId('nav').hidden = !isIn;
  byId('logout').hidden = !isIn;
}

function enterPortal() {
  setIn(true);
  live.start();
  open('overview');
}

/** @param {string[]} codes */
function showRecovery(codes) {
  setIn(false);
  show('codes');
  showCodes(codes, enterPortal);
}

/** @param {string} sentence why */
function end(sentence) {
  live.stop();
  setToken('');
  setIn(false);
  show('login');
  complain(sentence);
  byId('login-password').focus();
}

async function begin() {
  const { state, token } = await askFor('state');
  if (state === 'session') {
    setToken(token);
    enterPortal();
  } else {
    show(state);
    if (state === 'setup') beginSetup();
    else byId('login-password').focus();
  }
}

watchEntry((recovery) => {
  complain('');
  if (recovery) showRecovery(recovery);
  else enterPortal();
});
watchSettings();
watchAccount(showRecovery, () => {
  live.stop();
  live.start();
});
byId('logout').addEventListener('click', async () => {
  try {
    await tell('logout');
    end('');
  } catch (error) {
    if (error instanceof SessionEnd) end('');
    else complain(`You are still logged in. ${error instanceof Error ? error.message : String(error)}`);
  }
});
for (const button of document.querySelectorAll('#nav button'))
  button.addEventListener('click', () => open(button.getAttribute('data-view') ?? 'overview'));
begin().catch((error) => complain(error.message));
