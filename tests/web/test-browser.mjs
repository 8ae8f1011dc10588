// test-browser.mjs: a browser as a peer of the real programs, and of another browser
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest, inWorld } from './browser.mjs';
import { check, runAll } from './tap.mjs';

check('receives one file', inWorld(async (world) => {
  const content = randomBytes(3000001);
  const sender = world.send(world.file('photo.raw', content));
  const { url } = await sender.event('link');
  const page = await world.open(url);
  const card = page.locator('.transfer');
  await card.getByText('photo.raw').first().waitFor();
  const waiting = page.waitForEvent('download');
  await card.getByRole('button', { name: 'Download' }).click();
  const download = await waiting;
  assert.equal(download.suggestedFilename(), 'photo.raw');
  assert.deepEqual(readFileSync(await download.path()), content);
  await sender.expectExit(0);
  await card.getByText('Received.').waitFor();
}));

process.exit((await runAll()) ? 0 : 1);
