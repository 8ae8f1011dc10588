// test-relay.mjs: browsers that reach nobody but the room's server
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inWorld } from './browser.mjs';
import { check, runAll } from './tap.mjs';

/* A page whose WebRTC finds no way: it may use TURN servers only, and there are none. */
async function openAlone(world, url) {
  const page = await world.open('about:blank');
  await page.addInitScript(() => {
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
      constructor(config) {
        super({ ...config, iceTransportPolicy: 'relay' });
      }
    };
  });
  await page.goto(url);
  return page;
}

async function expectDownload(page, name, content) {
  const waiting = page.waitForEvent('download');
  await page.locator('.transfer').getByRole('button', { name: 'Download' }).click();
  const file = await waiting;
  assert.equal(file.suggestedFilename(), name);
  assert.deepEqual(readFileSync(await file.path()), content);
}

check('a browser sends to portunus-cli through the server', inWorld(async (world) => {
  const link = await world.serve();
  const page = await openAlone(world, link);
  const output = world.folder('output');
  const content = randomBytes(20000003);
  await page.setInputFiles('#input-files', [world.file('big.bin', content)]);
  const receiver = world.receive('--output', output, link);
  await receiver.expectExit(0);
  assert.deepEqual(readFileSync(join(output, 'big.bin')), content);
  assert.equal((await receiver.event('lane')).path, 'relay');
  await page.locator('.deliveries').getByText('delivered').waitFor();
}));

check('a browser receives from portunus-cli through the server', inWorld(async (world) => {
  const link = await world.serve();
  const content = randomBytes(20000003);
  const sender = world.send('--once', '--room', link, world.file('big.bin', content));
  const page = await openAlone(world, link);
  await expectDownload(page, 'big.bin', content);
  await sender.expectExit(0);
  assert.equal((await sender.event('lane')).path, 'relay');
}));

check('two browsers go through the server', inWorld(async (world) => {
  const link = await world.serve();
  const left = await openAlone(world, link);
  const right = await openAlone(world, link);
  const content = randomBytes(8000000);
  await left.setInputFiles('#input-files', [world.file('b2b.bin', content)]);
  await expectDownload(right, 'b2b.bin', content);
  await left.locator('.deliveries').getByText('delivered').waitFor();
}));

check('a browser without WebRTC has its host, and everybody else through the server', inWorld(async (world) => {
  const link = await world.serve();
  const content = randomBytes(3000003);
  const sender = world.send('--once', '--room', link, world.file('far.bin', content));
  const page = await world.open('about:blank');
  await page.addInitScript(() => { delete globalThis.RTCPeerConnection; });
  await page.goto(link);
  await expectDownload(page, 'far.bin', content);
  assert.equal((await sender.event('lane')).path, 'relay');
  await sender.expectExit(0);

  const host = world.send('--once', world.file('near.bin', content));
  await page.goto((await host.event('link')).url);
  await expectDownload(page, 'near.bin', content);
  assert.equal((await host.event('lane')).path, 'HTTPS');
  await host.expectExit(0);
}));

process.exit((await runAll()) ? 0 : 1);
