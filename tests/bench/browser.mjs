// browser.mjs: how fast a bare Chromium exchanges a file with its host and with a program, beside two bare channels
// SPDX-License-Identifier: GPL-3.0-or-later
//
// browser.mjs CLI PORTUNUSD FOLDER MIB: prints one JSON object; rates are in MB/s, memory is in MiB
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Chromium } from '../web/bare-chromium.mjs';

const [cli, daemon, folder, mib] = process.argv.slice(2);
const SIZE = Number(mib) * 1024 * 1024;
const PATIENCE_MS = 300000;

/* Two peer connections in one tab, and nothing but sending. */
const BARE = `(async (size) => {
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  a.onicecandidate = ({ candidate }) => b.addIceCandidate(candidate);
  b.onicecandidate = ({ candidate }) => a.addIceCandidate(candidate);
  const [out, into] = [a, b].map((side) => side.createDataChannel('x', { negotiated: true, id: 0 }));
  into.binaryType = 'arraybuffer';
  const opened = new Promise((resolve) => { out.onopen = resolve; });
  await a.setLocalDescription();
  await b.setRemoteDescription(a.localDescription);
  await b.setLocalDescription();
  await a.setRemoteDescription(b.localDescription);
  await opened;
  const piece = new Uint8Array(65535);
  const began = performance.now();
  let [sent, got] = [0, 0];
  const send = () => {
    for (; sent < size && out.bufferedAmount < 1048576; sent += piece.length) out.send(piece);
  };
  out.bufferedAmountLowThreshold = 524288;
  out.onbufferedamountlow = send;
  await new Promise((resolve) => {
    into.onmessage = ({ data }) => {
      got += data.byteLength;
      if (got >= size) resolve();
    };
    send();
  });
  a.close();
  b.close();
  return got / 1000 / (performance.now() - began);
})`;

const programs = [];

function run(command, options) {
  const home = join(folder, `home-${programs.length}`);
  mkdirSync(home, { recursive: true });
  const env = { ...process.env, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home,
    XDG_STATE_HOME: home, XDG_RUNTIME_DIR: home, PORTUNUS_SECRET_STORE: 'memory' };
  const child = spawn(command, options, { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  const program = { child, output: '', events: [] };
  let rest = '';
  child.stdout.on('data', (data) => {
    program.output += data;
    const lines = (rest + data).split('\n');
    rest = lines.pop() ?? '';
    program.events.push(...lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)));
  });
  child.stderr.resume();
  programs.push(program);
  return program;
}

async function until(predicate, what) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = predicate();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`Not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The rate between the first and the last figure that a program told. */
async function rateOf(program) {
  await until(() => program.events.some(({ event }) => event === 'verified' || event === 'fetched'), 'the end');
  const figures = program.events.filter(({ event, bytes }) => event === 'progress' && bytes > 0);
  const [first, last] = [figures[0], figures.find(({ bytes }) => bytes >= 0.99 * SIZE) ?? figures.at(-1)];
  return (last.bytes - first.bytes) / 1000 / Math.max(1, last.time_ms - first.time_ms);
}

async function openRoom(chromium, url) {
  const page = await chromium.open(url);
  await page.wait("document.querySelector('#room')?.hidden === false");
  return page;
}

async function take(page) {
  const button = "[...document.querySelectorAll('.transfer button')].find((b) => b.textContent === 'Download')";
  await page.wait(button);
  await page.evaluate(`${button}.click()`);
}

async function receive(chromium, url, sender) {
  const page = await openRoom(chromium, url);
  const before = await page.heap();
  await take(page);
  const rate = await rateOf(sender);
  return { rate, growth: (await page.heap() - before) / 1048576 };
}

async function send(chromium, url, source, receiver) {
  const page = await openRoom(chromium, url);
  const before = await page.heap();
  await page.choose('#input-files', [source]);
  const rate = await rateOf(receiver());
  return { rate, growth: (await page.heap() - before) / 1048576 };
}

const linkOf = (program) => until(() => program.events.find(({ event }) => event === 'link')?.url, 'a link');

async function measure(chromium, source) {
  const out = ['--json', '--yes', '--output', join(folder, 'out')];
  const bare = await (await chromium.open('about:blank')).evaluate(`${BARE}(${Math.min(SIZE, 256 * 1048576)})`);
  const sender = run(cli, ['send', '--json', '--no-qr', source]);
  const down = await receive(chromium, await linkOf(sender), sender);
  const host = run(cli, ['receive', '--host', '--no-qr', ...out]);
  const up = await send(chromium, await linkOf(host), source, () => host);
  const server = run(daemon, ['--listen', '127.0.0.1:0', '--print-link', '--data-dir', join(folder, 'daemon')]);
  const link = await until(() => /https:\S+/.exec(server.output)?.[0], 'a room');
  const other = run(cli, ['send', '--json', '--no-qr', '--once', '--room', link, source]);
  const into = await receive(chromium, link, other);
  const from = await send(chromium, link, source, () => run(cli, ['receive', ...out, link]));
  return { bare, down, up, into, from };
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'out'), { recursive: true });
const source = join(folder, 'source.bin');
const block = randomBytes(1024 * 1024);
for (let i = 0; i < Number(mib); i += 1) appendFileSync(source, block);
const chromium = new Chromium();
try {
  console.log(JSON.stringify(await measure(chromium, source)));
} finally {
  for (const { child } of programs) child.kill();
  await chromium.close();
  rmSync(folder, { recursive: true, force: true });
}
