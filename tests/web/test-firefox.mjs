// test-firefox.mjs: what another browser than Chromium makes of the page: data channels, downloads and uploads
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { digest, inWorld, waitUntil } from './browser.mjs';
import { Firefox } from './firefox.mjs';
import { check, runAll } from './tap.mjs';

/* Older versions of Node have WebSockets only when asked. */
if (!globalThis.WebSocket) {
  const again = ['--experimental-websocket', '--no-warnings', ...process.argv.slice(1)];
  process.exit(spawnSync(process.execPath, again, { stdio: 'inherit' }).status ?? 1);
}

/** Waits until a download is whole, under its own name and without the part that is being written. */
async function downloaded(firefox, name) {
  await waitUntil(() => {
    const names = readdirSync(firefox.downloads);
    return names.includes(name) && !names.some((other) => other.endsWith('.part'));
  }, `the download ${name}`);
  return join(firefox.downloads, name);
}

check('Firefox receives and sends over data channels', inWorld(async (world) => {
  const link = await world.serve();
  const path = world.file('in.bin', randomBytes(8000000));
  const sender = world.send('--room', link, path);
  const firefox = await Firefox.start(world);
  await firefox.open(link);
  await firefox.click('Download');
  await sender.expectExit(0);
  await firefox.see('Received.');
  assert.equal(await digest(await downloaded(firefox, 'in.bin')), await digest(path));

  const out = world.file('out.bin', randomBytes(8000000));
  await firefox.choose('#input-files', [out]);
  const output = world.folder('output');
  await world.receive('--output', output, link).expectExit(0);
  assert.equal(await digest(join(output, 'out.bin')), await digest(out));
}));

check('a private window of Firefox, which stores nothing, receives all the same', inWorld(async (world) => {
  const link = await world.serve();
  const path = world.file('private.bin', randomBytes(8000000));
  const sender = world.send('--room', link, path);
  const firefox = await Firefox.start(world, { 'browser.privatebrowsing.autostart': true });
  await firefox.open(link);
  await firefox.click('Download');
  await sender.expectExit(0);
  await firefox.see('list of downloads says whether the file is whole');
  assert.equal(await digest(await downloaded(firefox, 'private.bin')), await digest(path));
}));

check('Firefox fetches from the host of the room', inWorld(async (world) => {
  const path = world.file('fetched.bin', randomBytes(20000000));
  const sender = world.send('--once', path);
  const firefox = await Firefox.start(world);
  await firefox.open((await sender.event('link')).url);
  await firefox.click('Download');
  await sender.expectExit(0);
  assert.equal(await digest(await downloaded(firefox, 'fetched.bin')), await digest(path));
}));

check('Firefox puts files to the host of the room', inWorld(async (world) => {
  const output = world.folder('output');
  const host = world.cli(['receive', '--json', '--yes', '--no-qr', '--host'], ['--output', output]);
  const firefox = await Firefox.start(world);
  await firefox.open((await host.event('link')).url);
  const path = world.file('put.bin', randomBytes(20000000));
  await firefox.see('Files…');
  await firefox.choose('#input-files', [path, world.file('small.txt', 'small')]);
  await firefox.see('delivered');
  assert.equal(await digest(join(output, 'put.bin')), await digest(path));
  assert.equal(readFileSync(join(output, 'small.txt'), 'utf8'), 'small');
}));

process.exit((await runAll()) ? 0 : 1);
