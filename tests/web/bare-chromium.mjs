// bare-chromium.mjs: Chromium with nothing between it and the page that takes time: a few words of its DevTools protocol
// SPDX-License-Identifier: GPL-3.0-or-later
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ARGUMENTS = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--ignore-certificate-errors',
  '--disable-features=WebRtcHideLocalIpsWithMdns', '--allow-loopback-in-peer-connection', '--remote-debugging-pipe',
  '--disable-background-timer-throttling', '--disable-renderer-backgrounding',
];

/** One tab. */
class Page {
  constructor(browser, session) {
    this.browser = browser;
    this.session = session;
  }

  call(method, params = {}) {
    return this.browser.call(method, params, this.session);
  }

  /** Gives what an expression, or the promise that it is, comes to. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.call('Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true, userGesture: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Puts files into an input, as a person does. */
  async choose(selector, files) {
    const { result } = await this.call('Runtime.evaluate', { expression: `document.querySelector('${selector}')` });
    await this.call('DOM.setFileInputFiles', { files, objectId: result.objectId });
  }

  /** Asks the page until it says yes. */
  async wait(expression, timeout_ms = 60000) {
    const deadline = Date.now() + timeout_ms;
    for (;;) {
      const value = await this.evaluate(expression).catch(() => false);
      if (value) return value;
      if (Date.now() > deadline) throw new Error(`Not in time: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** @returns {Promise<number>} bytes of objects that scripts hold, after a collection */
  async heap() {
    await this.call('HeapProfiler.collectGarbage');
    return (await this.call('Runtime.getHeapUsage')).usedSize;
  }
}

export class Chromium {
  constructor() {
    this.home = mkdtempSync(join(tmpdir(), 'portunus-chromium-'));
    this.process = spawn('/usr/bin/chromium', [...ARGUMENTS, `--user-data-dir=${this.home}/profile`],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: this.home } });
    this.exited = once(this.process, 'exit');
    this.calls = 0;
    this.waiting = new Map();
    this.listeners = new Map();
    let rest = Buffer.alloc(0);
    this.process.stdio[4].on('data', (data) => {
      rest = Buffer.concat([rest, data]);
      for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
        this.take(JSON.parse(rest.subarray(0, end).toString()));
        rest = rest.subarray(end + 1);
      }
    });
  }

  take({ id, result, error, method, params }) {
    const call = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) call?.reject(new Error(error.message));
    else call?.resolve(result);
    if (method) this.listeners.get(method)?.(params);
  }

  on(method, listener) {
    this.listeners.set(method, listener);
  }

  call(method, params = {}, sessionId = undefined) {
    this.calls += 1;
    const id = this.calls;
    this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  /** Opens a tab in the one profile there is: that of a private window keeps files in memory. */
  async open(url) {
    await this.call('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: this.home, eventsEnabled: true });
    const { targetId } = await this.call('Target.createTarget', { url });
    const { sessionId } = await this.call('Target.attachToTarget', { targetId, flatten: true });
    return new Page(this, sessionId);
  }

  async close() {
    await this.call('Browser.close').catch(() => {});
    await this.exited;
    rmSync(this.home, { recursive: true, force: true });
  }
}
