// channel.mjs: how fast our page in a bare Chromium exchanges a file with a program over data channels, beside a page
// that does nothing but that, with a webrtcbin that does nothing but that
// SPDX-License-Identifier: GPL-3.0-or-later
//
// channel.mjs BUILD FOLDER MIB: prints one JSON object; rates are in MB/s, memory is in MiB
import { once } from 'node:events';
import { join } from 'node:path';
import { Stage, report } from './pages.mjs';

const [build, folder, mib] = process.argv.slice(2);
const [cli, daemon, webrtc] = ['src/cli/portunus-cli', 'src/daemon/portunusd', 'tests/bench/bench-webrtc']
  .map((path) => join(build, path));
const SOCKET = 3;

/** Passes the lines of both on, for as long as there are any. */
function connect(tab, socket) {
  let rest = '';
  socket.on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) tab.evaluate(`distant.put('${line}')`).catch(() => {});
  });
  const pass = async () => {
    for (;;) for (const line of await tab.evaluate('distant.take()')) socket.write(`${line}\n`);
  };
  pass().catch(() => {});
}

/** MB/s from the page to webrtcbin, or back. */
async function bare(stage, isToPage) {
  const tab = await stage.openBare();
  const options = ['--naive', '--page', String(SOCKET), '--mib', mib, ...isToPage ? ['--send'] : []];
  await tab.evaluate(`const distant = new Distant(${!isToPage});`);
  const peer = stage.run(webrtc, options, ['pipe']);
  const over = once(peer.child, 'close');
  connect(tab, peer.child.stdio[SOCKET]);
  const rate = await (isToPage ? receive(stage, tab, over, peer) : send(stage, tab, over));
  peer.child.kill();
  await tab.call('Page.close');
  return rate;
}

async function receive(stage, tab, over, peer) {
  await Promise.all([tab.evaluate(`distant.receive(${stage.size})`), over]);
  return peer.events[0].mb_s;
}

async function send(stage, tab, over) {
  const rate = tab.evaluate(`distant.describe().then(() => distant.send(${stage.size}))`);
  return Promise.race([rate, over.then(() => { throw new Error('The bare channel broke'); })]);
}

/* The host is another program, so that HTTPS is no way to the peer. */
await report(new Stage(folder, Number(mib)), async (stage) => {
  const link = await stage.serve(daemon);
  const bareInto = await bare(stage, true);
  const sender = stage.run(cli, ['send', '--json', '--no-qr', '--once', '--lane', 'rtc', '--room', link, stage.source]);
  const into = await stage.receive(link, sender);
  const bareFrom = await bare(stage, false);
  const from = await stage.send(link, () => stage.run(cli, [...stage.receiving, '--lane', 'rtc', link]));
  return { bareInto, into, bareFrom, from };
});
