// browser.mjs: real pages in Chromium, and the real programs on the other side
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const tools = createRequire(`${process.env.PORTUNUS_WEB_TOOLS}/package.json`);
const { chromium } = tools('playwright-core');
const axePath = tools.resolve('axe-core/axe.min.js');

const PATIENCE_MS = 45000;

/* Chromium hides addresses behind mDNS names, which nobody resolves here, and looks up hosts in the background. */
const BROWSER_ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
  '--disable-features=WebRtcHideLocalIpsWithMdns', '--allow-loopback-in-peer-connection',
  /* Service workers ask for a certificate that the browser trusts. */
  '--ignore-certificate-errors',
];

/**
 * Waits for something that no event tells.
 * @param {() => unknown} predicate
 * @param {string} what
 */
export async function waitUntil(predicate, what, timeout = PATIENCE_MS) {
  const deadline = Date.now() + timeout;
  for (;;) {
    const result = await predicate();
    if (result) return result;
    if (Date.now() > deadline) throw new Error(`Not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Holds up a transfer as soon as so much of it is there, from within the page, since a look from outside may come too late.
 * To be called before it begins.
 */
export async function pauseAt(page, share) {
  await page.evaluate((wanted) => new Promise((resolve) => {
    const timer = setInterval(() => {
      const bar = document.querySelector('.transfer progress');
      const button = [...document.querySelectorAll('.transfer button')].find(({ textContent }) => textContent === 'Pause');
      if (!bar || !button || bar.value < wanted || bar.value >= 1) return;
      clearInterval(timer);
      button.click();
      resolve();
    }, 5);
  }), share);
  await page.getByText('aused ·').first().waitFor();
}

/** A program of ours, with a home of its own. */
class Program {
  /**
   * @param {World} world
   * @param {string} command
   * @param {string[]} options
   * @param {string} [home] of a device that comes back; it keeps its secrets in a file
   * @param {'ignore' | 'pipe'} [input] what it may read
   */
  constructor(world, command, options, home, input = 'ignore') {
    this.events = [];
    this.output = '';
    this.exit = null;
    const own = home ?? world.folder(`home-${world.programs.length}`);
    const env = { ...process.env, HOME: own, XDG_DATA_HOME: join(own, 'data'), XDG_CONFIG_HOME: join(own, 'config'),
      XDG_CACHE_HOME: join(own, 'cache'), XDG_STATE_HOME: join(own, 'state'), XDG_RUNTIME_DIR: own,
      PORTUNUS_SECRET_STORE: home ? 'file' : 'memory' };
    if (home) env.PORTUNUS_PASSPHRASE_FILE = world.file('passphrase', 'open sesame');
    const cwd = world.folder(`cwd-${world.programs.length}`);
    this.process = spawn(command, options, { env, cwd, stdio: [input, 'pipe', 'pipe'] });
    this.process.stdin?.on('error', () => {});
    this.exited = once(this.process, 'exit').then(([code]) => { this.exit = code; });
    let rest = '';
    this.process.stdout.on('data', (data) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop() ?? '';
      this.events.push(...lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)));
      this.output += data;
    });
    this.process.stderr.on('data', (data) => { this.output += data; });
    world.programs.push(this);
  }

  event(name) {
    return waitUntil(() => {
      assert(this.exit === null || this.events.some(({ event }) => event === name), `it ended with ${this.exit}`);
      return this.events.find(({ event }) => event === name);
    }, `the event ${name}`);
  }

  async expectExit(code) {
    await waitUntil(() => this.exit !== null, 'the end of the program');
    assert.equal(this.exit, code, this.output.slice(-2000));
  }

  async end() {
    if (this.exit === null) this.process.kill('SIGTERM');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 5000);
    await this.exited;
    clearTimeout(timer);
  }
}

/** What one case needs, and takes down again. */
export class World {
  constructor() {
    this.root = mkdtempSync(join(tmpdir(), 'portunus-web-'));
    this.programs = [];
    this.contexts = [];
    this.browser = null;
  }

  folder(name) {
    const path = join(this.root, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  file(name, content) {
    const path = join(this.root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  cli(verb, options) {
    const home = typeof options[0] === 'object' ? options[0].home : undefined;
    const rest = home ? options.slice(1) : options;
    return new Program(this, process.env.PORTUNUS_CLI, [...verb, ...rest], home);
  }

  send(...options) {
    return this.cli(['send', '--json', '--no-qr'], options);
  }

  /** Sends what is written to its input. */
  pipe(...options) {
    return new Program(this, process.env.PORTUNUS_CLI, ['send', '--json', '--no-qr', ...options, '-'], undefined, 'pipe');
  }

  receive(...options) {
    return this.cli(['receive', '--json', '--yes'], options);
  }

  daemon(...options) {
    const own = ['--listen', '127.0.0.1:0', '--data-dir', this.folder('daemon')];
    return new Program(this, process.env.PORTUNUSD, [...own, ...options]);
  }

  /** @returns {Promise<string>} the link of a room at a server of its own */
  async serve() {
    const server = this.daemon('--print-link');
    this.server = server;
    return waitUntil(() => /https:\S+/.exec(server.output)?.[0], 'the link of the server');
  }

  /** Kills the server, as a power cut does, and starts it again where it was. */
  async restartServer(link) {
    this.server.process.kill('SIGKILL');
    await this.server.exited;
    const options = ['--listen', new URL(link).host, '--print-link', '--data-dir', this.folder('daemon')];
    const server = new Program(this, process.env.PORTUNUSD, options);
    this.server = server;
    await waitUntil(() => /https:\S+/.exec(server.output), 'the server again');
  }

  /** Opens a page; whatever goes wrong in it fails the case. */
  async open(url, options = {}) {
    this.browser ??= await chromium.launch({ executablePath: '/usr/bin/chromium', args: BROWSER_ARGUMENTS,
      env: { ...process.env, HOME: this.folder('browser') } });
    const context = await this.browser.newContext({ ignoreHTTPSErrors: true, acceptDownloads: true, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    this.contexts.push(context);
    const page = await context.newPage();
    page.faults = [];
    page.on('pageerror', (error) => page.faults.push(error.stack || error.message || String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') page.faults.push(message.text());
      if (process.env.PORTUNUS_WEB_VERBOSE) console.log(`# ${message.text()}`);
    });
    await page.goto(url);
    return page;
  }

  async close() {
    await this.browser?.close();
    for (const program of this.programs) await program.end();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Runs a case in a world of its own. */
export function inWorld(run) {
  return async () => {
    const world = new World();
    try {
      await run(world);
      for (const context of world.contexts)
        for (const page of context.pages()) assert.deepEqual(page.faults, [], 'errors in the page');
    } catch (error) {
      for (const context of world.contexts)
        for (const page of context.pages()) {
          error.stack += `\nPage: ${await page.locator('main').innerText().catch(() => '?')}\n${page.faults.join('\n')}`;
        }
      for (const { output } of world.programs) error.stack += `\nProgram:\n${output.slice(-3000)}`;
      throw error;
    } finally {
      await world.close();
    }
  };
}

/** @returns {Promise<string>} of a file */
export async function digest(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

/** @returns {Promise<string>} where a picture of the page was put, if somebody wants it */
export async function screenshot(page, name) {
  const folder = process.env.PORTUNUS_WEB_SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Fails with what axe finds. */
export async function expectAccessible(page) {
  await page.evaluate(readFileSync(axePath, 'utf8'));
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  assert.deepEqual(found, []);
}

export { existsSync };
