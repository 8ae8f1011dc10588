// firefox.mjs: the Firefox that people have, by WebDriver BiDi
// SPDX-License-Identifier: GPL-3.0-or-later
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from './browser.mjs';

/** Firefox hides addresses behind names that nobody resolves here, and asks where to save. */
function preferences(downloads) {
  return {
    'browser.download.dir': downloads,
    'browser.download.folderList': 2,
    'browser.download.useDownloadDir': true,
    'browser.download.always_ask_before_handling_new_types': false,
    'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'media.peerconnection.ice.loopback': true,
    'media.peerconnection.ice.obfuscate_host_addresses': false,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'toolkit.telemetry.reportingpolicy.firstRun': false,
  };
}

/** One Firefox with one tab. */
export class Firefox {
  /**
   * @param {import('./browser.mjs').World} world
   * @param {Record<string, unknown>} [wishes] preferences besides
   */
  static async start(world, wishes = {}) {
    const firefox = new Firefox(world, wishes);
    await firefox.connect();
    return firefox;
  }

  constructor(world, wishes) {
    this.downloads = world.folder('firefox/downloads');
    const profile = join(world.folder('firefox'), 'profile');
    mkdirSync(profile);
    const lines = Object.entries({ ...preferences(this.downloads), ...wishes })
      .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
    writeFileSync(join(profile, 'user.js'), lines.join('\n'));
    const home = world.folder('firefox/home');
    this.output = '';
    this.process = spawn('/usr/bin/firefox-esr',
      ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
      /* Warnings of ours end a program; those of Firefox are its own affair. */
      { env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: home, MOZ_CRASHREPORTER_DISABLE: '1', G_DEBUG: '' },
        stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream.on('data', (data) => { this.output += data; });
    this.calls = 0;
    this.waiting = new Map();
    this.exited = once(this.process, 'exit').then(([code, signal]) => this.giveUp(`it ended with ${code ?? signal}`));
    world.programs.push(this);
  }

  async connect() {
    const url = await waitUntil(() => /WebDriver BiDi listening on (ws:\S+)/.exec(this.output)?.[1], 'Firefox');
    this.socket = new WebSocket(`${url}/session`);
    this.socket.onmessage = ({ data }) => {
      const { type, id, result, message } = JSON.parse(data);
      if (type === 'success') this.waiting.get(id)?.resolve(result);
      if (type === 'error') this.waiting.get(id)?.reject(new Error(message));
      this.waiting.delete(id);
    };
    this.socket.onclose = () => this.giveUp('it closed the connection');
    await once(this.socket, 'open');
    await this.call('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
    const { contexts } = await this.call('browsingContext.getTree', {});
    this.context = contexts[0].context;
  }

  /** No answer comes any more. */
  giveUp(why) {
    this.why = `Firefox does not answer: ${why}\n${this.output.slice(-2000)}`;
    for (const { reject } of this.waiting.values()) reject(new Error(this.why));
    this.waiting.clear();
  }

  call(method, params) {
    if (this.why) return Promise.reject(new Error(this.why));
    this.calls += 1;
    const id = this.calls;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  async open(url) {
    await this.call('browsingContext.navigate', { context: this.context, url, wait: 'complete' });
  }

  /** Gives what an expression, or the promise that it is, comes to: a text, a number, or an element's handle. */
  async evaluate(expression) {
    const { type, result, exceptionDetails } = await this.call('script.evaluate',
      { expression, target: { context: this.context }, awaitPromise: true, userActivation: true });
    if (type === 'exception') throw new Error(exceptionDetails.text);
    return result.type === 'node' ? result : result.value;
  }

  /** @param {string} text of a button, which is clicked as soon as it is there */
  async click(text) {
    const button = `[...document.querySelectorAll('button')].find((b) => b.textContent === ${JSON.stringify(text)})`;
    await waitUntil(() => this.evaluate(`!!${button}`), `the button ${text}`);
    await this.evaluate(`${button}.click()`);
  }

  /** @param {string} text that the page is to show */
  async see(text) {
    await waitUntil(() => this.evaluate(`document.body.innerText.includes(${JSON.stringify(text)})`), text);
  }

  async choose(selector, files) {
    const { sharedId } = await this.evaluate(`document.querySelector(${JSON.stringify(selector)})`);
    await this.call('input.setFiles', { context: this.context, element: { sharedId }, files });
  }

  async end() {
    this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 5000);
    await this.exited;
    clearTimeout(timer);
  }
}
