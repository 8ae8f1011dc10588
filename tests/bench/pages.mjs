// pages.mjs: a bare Chromium, our page in it, and the programs that it exchanges files with, for the measurements
// SPDX-License-Identifier: GPL-3.0-or-later
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Chromium } from '../web/bare-chromium.mjs';

const PATIENCE_MS = 300000;
const MIB = 1024 * 1024;
const BARE_CHANNEL = readFileSync(new URL('bare-channel.js', import.meta.url), 'utf8');

export async function until(predicate, what) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = predicate();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`Not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A browser, a folder with a random file, and programs that end with it. */
export class Stage {
  /**
   * @param {string} folder that is made, and removed
   * @param {number} mib size of the file
   */
  constructor(folder, mib) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'out'), { recursive: true });
    this.folder = folder;
    this.size = mib * MIB;
    this.source = join(folder, 'source.bin');
    const block = randomBytes(MIB);
    for (let i = 0; i < mib; i += 1) appendFileSync(this.source, block);
    this.receiving = ['receive', '--json', '--yes', '--no-qr', '--conflict', 'overwrite',
      '--output', join(folder, 'out')];
    this.programs = [];
    this.chromium = new Chromium();
  }

  /** Starts a program with a home of its own, and collects what it tells. */
  run(command, options, extra = []) {
    const home = join(this.folder, `home-${this.programs.length}`);
    mkdirSync(home, { recursive: true });
    const env = { ...process.env, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home,
      XDG_STATE_HOME: home, XDG_RUNTIME_DIR: home, PORTUNUS_SECRET_STORE: 'memory' };
    const child = spawn(command, options, { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe', ...extra] });
    const program = { child, output: '', events: [] };
    let rest = '';
    child.stdout.on('data', (data) => {
      program.output += data;
      const lines = (rest + data).split('\n');
      rest = lines.pop() ?? '';
      program.events.push(...lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)));
    });
    child.stderr.resume();
    this.programs.push(program);
    return program;
  }

  linkOf(program) {
    return until(() => program.events.find(({ event }) => event === 'link')?.url, 'a link');
  }

  /** @returns {Promise<string>} the link of a room that no program of ours is in */
  async serve(daemon) {
    const options = ['--listen', '127.0.0.1:0', '--print-link', '--data-dir', join(this.folder, 'daemon')];
    const server = this.run(daemon, options);
    return until(() => /https:\S+/.exec(server.output)?.[0], 'a room');
  }

  /** The rate between the first and the last figure that a program told. */
  async rateOf(program) {
    await until(() => program.events.some(({ event }) => event === 'verified' || event === 'fetched'), 'the end');
    const figures = program.events.filter(({ event, bytes }) => event === 'progress' && bytes > 0);
    const [first, last] = [figures[0], figures.find(({ bytes }) => bytes >= 0.99 * this.size) ?? figures.at(-1)];
    return (last.bytes - first.bytes) / 1000 / Math.max(1, last.time_ms - first.time_ms);
  }

  /**
   * @param {string} url
   * @param {(page: object) => Promise<object>} work in a tab; gives the program that tells the figures
   */
  async inRoom(url, work) {
    const page = await this.chromium.open(url);
    await page.wait("document.querySelector('#room')?.hidden === false");
    const before = await page.heap();
    const rate = await this.rateOf(await work(page));
    const growth = (await page.heap() - before) / MIB;
    await page.call('Page.close');
    return { rate, growth };
  }

  /** The page receives what a program offers in the room. */
  receive(url, sender) {
    const button = "[...document.querySelectorAll('.transfer button')].find((b) => b.textContent === 'Download')";
    return this.inRoom(url, async (page) => {
      await page.wait(button);
      await page.evaluate(`${button}.click()`);
      return sender;
    });
  }

  /** The page sends to a program, which may be started once the page has the file. */
  send(url, receiver) {
    return this.inRoom(url, async (page) => {
      await page.choose('#input-files', [this.source]);
      return receiver();
    });
  }

  /** @returns {Promise<object>} a tab that knows bare-channel.js */
  async openBare() {
    const page = await this.chromium.open('about:blank');
    await page.evaluate(BARE_CHANNEL);
    return page;
  }

  async close() {
    for (const { child } of this.programs) child.kill();
    await this.chromium.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Prints what was measured on a stage, which is cleared away. */
export async function report(stage, measure) {
  try {
    console.log(JSON.stringify(await measure(stage)));
  } finally {
    await stage.close();
  }
}
