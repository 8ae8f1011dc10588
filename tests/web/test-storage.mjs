// test-storage.mjs: a browser that keeps no files: what it receives goes straight to its downloads, or through memory
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest, inWorld, pauseAt, waitUntil } from './browser.mjs';
import { check, runAll } from './tap.mjs';

const SIZE = 60000000;
const LARGE = 150000000;
const TOO_LARGE = 300000000;
const MAX_GROWTH = 16 * 1024 * 1024;
const NO_STORAGE = `delete StorageManager.prototype.getDirectory; delete window.showDirectoryPicker;`;
const NO_WORKER = `delete Navigator.prototype.serviceWorker;`;

/** @returns {Promise<number>} bytes that the page's scripts hold, buffers outside the heap included */
async function memoryOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize + backingStorageSize;
}

/** Opens a page in a browser that lacks things. */
async function openPoor(world, link, script = NO_STORAGE) {
  const page = await world.open('about:blank');
  await page.addInitScript(script);
  await page.goto(link);
  return page;
}

/** Clicks and gives the download, which may still be under way. */
async function begin(page) {
  const waiting = page.waitForEvent('download');
  await page.locator('.transfer').getByRole('button', { name: 'Download' }).click();
  return waiting;
}

/** Ends what the browser runs for pages that are not there, as browsers do when they please. */
async function stopWorkers(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.stopAllWorkers');
  await session.detach();
}

check('a file goes straight to the downloads, and the tab does not grow', inWorld(async (world) => {
  const link = await world.serve();
  const path = world.file('large.bin', randomBytes(SIZE));
  truncateSync(path, LARGE);
  const sender = world.send('--room', link, path);
  const page = await openPoor(world, link);
  const before = await memoryOf(page);
  const file = await begin(page);
  let peak = 0;
  await waitUntil(async () => {
    peak = Math.max(peak, await memoryOf(page));
    return sender.exit !== null;
  }, 'the end of the sender', 120000);
  assert(peak - before < MAX_GROWTH, `${before}, ${peak} bytes`);
  assert.equal(file.suggestedFilename(), 'large.bin');
  assert.match(file.url(), /\/web\/\w+\/download\//);
  assert.equal(await digest(await file.path()), await digest(path));
  await sender.expectExit(0);
  await page.locator('.transfer').getByText('list of downloads says whether').waitFor();
}));

check('a worker that is stopped in the middle is no success, and another try brings everything', inWorld(async (world) => {
  const link = await world.serve();
  const left = await world.open(link);
  const path = world.file('large.bin', randomBytes(SIZE));
  await left.setInputFiles('#input-files', path);
  const page = await openPoor(world, link);
  const held = pauseAt(page, 0.2);
  const broken = await begin(page);
  await held;
  await stopWorkers(page);
  await page.locator('.transfer').getByText('The browser stopped the download.').waitFor();
  assert.notEqual(await broken.failure(), null);
  await left.locator('.deliveries').getByRole('button', { name: 'Try again' }).waitFor();

  await page.locator('.transfer').getByRole('button', { name: 'Try again' }).click();
  const waiting = page.waitForEvent('download');
  await left.locator('.deliveries').getByRole('button', { name: 'Try again' }).click();
  const file = await waiting;
  assert.equal(await digest(await file.path()), await digest(path));
  await left.locator('.deliveries').getByText('delivered').waitFor();
}));

check('a worker that is stopped while nothing comes is noticed, though the size is not known', inWorld(async (world) => {
  const link = await world.serve();
  const { stdin } = world.pipe('--room', link).process;
  stdin.write(randomBytes(5000000));
  const page = await openPoor(world, link);
  const broken = await begin(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused ·').waitFor();
  await stopWorkers(page);
  await page.locator('.transfer').getByText('The browser stopped the download.').waitFor();
  assert.notEqual(await broken.failure(), null);
  stdin.destroy();
}));

check('a download that a person ends is told to the sender', inWorld(async (world) => {
  const link = await world.serve();
  const sender = world.send('--room', link, '--once', world.file('large.bin', randomBytes(SIZE)));
  const page = await openPoor(world, link);
  const held = pauseAt(page, 0.1);
  const file = await begin(page);
  await held;
  await file.cancel();
  await page.locator('.transfer').getByText('The browser stopped the download.').waitFor();
  await sender.expectExit(6);
}));

check('a sender that was killed goes on in the same download', inWorld(async (world) => {
  const link = await world.serve();
  const home = world.folder('sender');
  const path = world.file('large.bin', randomBytes(SIZE));
  const first = world.send({ home }, '--room', link, path);
  const page = await openPoor(world, link);
  const held = pauseAt(page, 0.3);
  const file = await begin(page);
  await held;
  first.process.kill('SIGKILL');
  await page.locator('.transfer').getByText('The connection broke.').waitFor();
  const second = world.send({ home }, '--room', link, path);
  await page.locator('.transfer').getByRole('button', { name: 'Go on' }).click();
  assert.equal(await digest(await file.path()), await digest(path));
  await second.expectExit(0);
  const { bytes } = second.events.find(({ event }) => event === 'progress');
  assert(bytes > SIZE / 4, `it began again at ${bytes}`);
}));

check('a page that is closed breaks its download', inWorld(async (world) => {
  const link = await world.serve();
  const sender = world.send('--room', link, world.file('large.bin', randomBytes(SIZE)));
  const page = await openPoor(world, link);
  const held = pauseAt(page, 0.1);
  const file = await begin(page);
  await held;
  await page.evaluate(() => { dispatchEvent(new Event('pagehide')); });
  assert.notEqual(await file.failure(), null);
  assert(!sender.events.some(({ event }) => event === 'verified'));
}));

check('a folder becomes one archive, and a file that is not as it was is left out of it', inWorld(async (world) => {
  const folder = world.folder('things');
  mkdirSync(join(folder, 'empty'));
  for (const [name, content] of [['a.txt', 'alpha'], ['b.bin', randomBytes(20000000)], ['c.txt', 'changes'], ['d', '']])
    writeFileSync(join(folder, name), content);
  const link = await world.serve();
  const sender = world.send('--room', link, folder);
  const page = await openPoor(world, link);
  await page.locator('.transfer').getByRole('button', { name: 'Download' }).waitFor();
  writeFileSync(join(folder, 'c.txt'), 'has changed since it was offered');
  const file = await begin(page);
  const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; '
    + 'print("\\n".join(sorted(f"{i.filename} {i.file_size}" for i in z.infolist())))';
  const archive = spawnSync('python3', ['-c', script, await file.path()], { encoding: 'utf8' });
  assert.equal(archive.stderr, '');
  assert.equal(file.suggestedFilename(), 'things.zip');
  assert.deepEqual(archive.stdout.trim().split('\n'),
    ['things/ 0', 'things/a.txt 5', 'things/b.bin 20000000', 'things/d 0', 'things/empty/ 0']);
  await page.locator('.transfer').getByText('Some files did not arrive.').waitFor();
  await page.locator('.transfer li').filter({ hasText: 'c.txt' }).getByText('did not arrive').waitFor();
  await sender.expectExit(1);
}));

check('without a worker, memory takes what fits, and says how much that is', inWorld(async (world) => {
  const link = await world.serve();
  const path = world.file('large.bin', randomBytes(8000000));
  const sender = world.send('--room', link, path);
  const page = await openPoor(world, link, NO_STORAGE + NO_WORKER);
  await page.locator('.transfer').getByText('keeps it in memory, and takes 268 MB at most').waitFor();
  const file = await begin(page);
  assert.deepEqual(readFileSync(await file.path()), readFileSync(path));
  await sender.expectExit(0);

  truncateSync(path, TOO_LARGE);
  world.send('--room', link, path);
  await page.locator('.transfer').getByText('This is too much for this browser').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Download' }).count(), 0);
}));

process.exit((await runAll()) ? 0 : 1);
