// test-turn.mjs: STUN and TURN servers that the room's server tells its members of, with a real coturn
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { inWorld, waitUntil } from './browser.mjs';
import { check, runAll } from './tap.mjs';

const SECRET = 'shared with the TURN server alone';
const DAY = 24 * 3600;
/* Shorter than the two renewals that the test waits for. */
const SHORT_LIFE = 8;

async function freePort() {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** A coturn, which the world takes down. */
class Turn {
  static async start(world) {
    const turn = new Turn(world, await freePort());
    await waitUntil(() => turn.answers(), 'an answer of coturn');
    return turn;
  }

  constructor(world, port) {
    this.port = port;
    this.output = '';
    const configuration = world.file('turn.conf', ['listening-ip=127.0.0.1', 'relay-ip=127.0.0.1', `listening-port=${port}`,
      'fingerprint', 'use-auth-secret', `static-auth-secret=${SECRET}`, 'realm=portunus', 'no-tls', 'no-dtls', 'no-cli',
      'allow-loopback-peers', 'log-file=stdout', 'simple-log', 'verbose', `userdb=${world.root}/turn.db`,
      `pidfile=${world.root}/turn.pid`, ''].join('\n'));
    this.process = spawn('turnserver', ['-c', configuration], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stdout.on('data', (data) => { this.output += data; });
    this.exited = once(this.process, 'exit');
    world.programs.push(this);
  }

  /** @returns {Promise<boolean>} whether it answers a STUN binding request */
  async answers() {
    const socket = createSocket('udp4');
    const request = Buffer.concat([Buffer.from('000100002112a442', 'hex'), randomBytes(12)]);
    socket.send(request, this.port, '127.0.0.1');
    const timer = setTimeout(() => socket.close(), 300);
    const answer = await new Promise((resolve) => {
      socket.on('message', resolve).on('close', () => resolve(null)).on('error', () => resolve(null));
    });
    clearTimeout(timer);
    if (answer) socket.close();
    return answer?.[1] === 1;
  }

  async end() {
    this.process.kill('SIGKILL');
    await this.exited;
  }
}

async function serve(world, turn, secret = SECRET, ...options) {
  const file = world.file('turn-secret', `${secret}\n`);
  const uri = `turn:127.0.0.1:${turn.port}?transport=udp`;
  const server = world.daemon('--print-link', '--ice', `stun:127.0.0.1:${turn.port}`, '--ice', uri, '--turn-secret-file', file,
    ...options);
  return { uri, link: await waitUntil(() => /https:\S+/.exec(server.output)?.[0], 'the link of the server') };
}

/** Opens a page that may use TURN alone. */
async function openFar(world, link) {
  const page = await world.open('about:blank');
  page.renewals = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => {
    const message = typeof payload === 'string' && payload.startsWith('{') ? JSON.parse(payload) : {};
    if (message.type === 'ice') page.renewals.push(message.ice);
  }));
  await page.addInitScript(() => {
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
      constructor(config) {
        super({ ...config, iceTransportPolicy: 'relay' });
      }
    };
  });
  await page.goto(link);
  return page;
}

async function exchange(world, link) {
  return exchangeBetween(world, await openFar(world, link), await openFar(world, link));
}

async function exchangeBetween(world, left, right) {
  const content = randomBytes(3000000);
  await left.setInputFiles('#input-files', world.file('far.bin', content));
  const card = right.locator('.transfer');
  await card.getByRole('button', { name: 'Download' }).waitFor();
  const lane = await card.locator('.badge.lane').innerText();
  const waiting = right.waitForEvent('download');
  await card.getByRole('button', { name: 'Download' }).click();
  assert.deepEqual(readFileSync(await (await waiting).path()), content);
  await left.locator('.deliveries').getByText('delivered').waitFor();
  return lane;
}

check('members are told of the servers, with passwords that end', inWorld(async (world) => {
  const turn = await Turn.start(world);
  const { link, uri } = await serve(world, turn);
  const page = await world.open(link);
  const listen = (enters) => page.evaluate(async (isEntering) => {
    const said = [];
    const socket = new WebSocket(`wss://${location.host}/ws/${location.pathname.slice(3)}?v=1${isEntering ? '&enter=1' : ''}`);
    await new Promise((resolve) => {
      socket.onmessage = ({ data }) => {
        said.push(data);
        if (JSON.parse(data).type === 'entry') socket.send('{"type":"enter"}');
        if (JSON.parse(data).type === 'welcome') resolve();
      };
    });
    socket.close();
    return said;
  }, enters);
  const said = await listen(true);
  const { ice, peer, ice_seconds: seconds } = JSON.parse(said.at(-1));
  assert.equal(seconds, DAY);
  const [stun, server] = ice;
  assert.deepEqual(stun, { urls: `stun:127.0.0.1:${turn.port}` });
  assert.equal(server.urls, uri);
  const [expires, user] = server.username.split(':');
  assert.equal(user, peer);
  assert(Math.abs(Number(expires) - Date.now() / 1000 - DAY) < 600, expires);
  assert.equal(server.credential, createHmac('sha1', SECRET).update(server.username).digest('base64'));
  assert(!said.join().includes(SECRET) && !said[0].includes('turn:'));
  assert(!(await listen(false)).join().includes('turn:'), 'who did not enter is told nothing');
}));

check('two browsers that reach each other by TURN alone do so', inWorld(async (world) => {
  const turn = await Turn.start(world);
  const { link } = await serve(world, turn);
  assert.equal(await exchange(world, link), 'direct');
  assert.match(turn.output, /ALLOCATE processed, success/);
}));

check('who stays longer than a password lasts has a new one', inWorld(async (world) => {
  const turn = await Turn.start(world);
  const { link } = await serve(world, turn, SECRET, '--turn-seconds', String(SHORT_LIFE));
  const left = await openFar(world, link);
  const right = await openFar(world, link);
  await waitUntil(() => right.renewals.length >= 2, 'the second new password');
  const [first, second] = right.renewals.map((ice) => ice.find(({ username }) => username));
  assert(Number(second.username.split(':')[0]) > Number(first.username.split(':')[0]));
  assert.equal(second.credential, createHmac('sha1', SECRET).update(second.username).digest('base64'));
  assert.equal(await exchangeBetween(world, left, right), 'direct');
}));

check('who asks for servers where there are none is turned out', inWorld(async (world) => {
  const page = await world.open(await world.serve());
  const last = await page.evaluate(() => new Promise((resolve) => {
    const socket = new WebSocket(`wss://${location.host}/ws/${location.pathname.slice(3)}?v=1&enter=1`);
    const answers = { entry: '{"type":"enter"}', welcome: '{"type":"ice"}' };
    socket.onmessage = ({ data }) => {
      const { type, code } = JSON.parse(data);
      if (type in answers) socket.send(answers[type]);
      if (type === 'error' || type === 'ice') resolve(code);
    };
  }));
  assert.equal(last, 'bad-message');
}));

check('with another secret the TURN server says no, and the relay carries', inWorld(async (world) => {
  const turn = await Turn.start(world);
  const { link } = await serve(world, turn, 'not the secret');
  assert.equal(await exchange(world, link), 'relay');
  assert(!/ALLOCATE processed, success/.test(turn.output));
}));

check('what makes no sense is refused at the start', inWorld(async (world) => {
  const secret = world.file('secret', SECRET);
  for (const options of [['--ice', 'turn:127.0.0.1:3478'], ['--ice', 'http://127.0.0.1'], ['--ice', 'stun:a b'],
    ['--ice', 'stun:a\n'], ['--ice', 'stun:127.0.0.1?transport=udp'], ['--turn-secret-file', '/nonexistent'],
    ['--turn-seconds', '0'], ['--turn-seconds', 'soon'], ['--turn-seconds', '604801'],
    ['--turn-secret-file', secret, ...Array(9).fill(['--ice', 'turn:127.0.0.1:3478']).flat()]])
    await waitUntil(() => world.daemon(...options).exited.then(() => true), 'the end of the server');
  for (const { exit, output } of world.programs) assert.notEqual(exit, 0, output);
}));

process.exit((await runAll()) ? 0 : 1);
