// test-resume.mjs: pages that are reloaded, closed and held up in the middle of a transfer
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { digest, inWorld, waitUntil } from './browser.mjs';
import { check, runAll } from './tap.mjs';

const SIZE = 60000000;
const THIRD = 20000000;

/** @returns {Promise<number>} how far the only bar on the page is */
async function progressOf(page) {
  return page.locator('.transfer progress').first().evaluate((bar) => bar.value).catch(() => 0);
}

/* What a person does who reloads in spite of the question whether they really want to. */
async function reload(page) {
  page.once('dialog', (dialog) => dialog.accept().catch(() => {}));
  await page.reload();
}

/** @returns {number} the first figure above nothing that a program told */
function firstBytes({ events }, since = 0) {
  return events.slice(since).filter(({ event, bytes }) => event === 'progress' && bytes > 0)[0]?.bytes ?? 0;
}

async function passed(program, bytes) {
  await waitUntil(() => program.events.some((line) => line.event === 'progress' && line.bytes > bytes), `${bytes} bytes`);
}

/* Stands in for the chooser of files, with handles that are as real to the page. */
async function stubFileChooser(page, size) {
  await page.evaluate(async (length) => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('mine', { create: true });
    const handle = await folder.getFileHandle('kept.bin', { create: true });
    const stream = await handle.createWritable();
    for (let done = 0; done < length; done += 1000000) {
      const piece = new Uint8Array(1000000);
      for (let i = 0; i < piece.length; i += 65536) crypto.getRandomValues(piece.subarray(i, i + 65536));
      await stream.write(piece);
    }
    await stream.close();
    window.showOpenFilePicker = async () => [handle];
  }, size);
}

check('a page that is reloaded while it receives goes on where it was', inWorld(async (world) => {
  const link = await world.serve();
  const path = world.file('large.bin', randomBytes(SIZE));
  const sender = world.send('--room', link, path);
  const page = await world.open(link);
  await page.locator('.transfer').getByRole('button', { name: 'Download' }).click();
  await waitUntil(async () => (await progressOf(page)) > 0.3, 'a third of the file');
  const waiting = page.waitForEvent('download');
  await reload(page);
  const seen = sender.events.length;
  const file = await waiting;
  assert.equal(await digest(await file.path()), await digest(path));
  await sender.expectExit(0);
  assert(firstBytes(sender, seen) > SIZE / 4, `it began again at ${firstBytes(sender, seen)}`);

  /* What was received waits for another day, and is not saved twice. */
  let downloads = 0;
  page.on('download', () => { downloads += 1; });
  await reload(page);
  await page.locator('.transfer').getByText('Received.').waitFor();
  assert.equal(downloads, 0);
  await page.getByRole('button', { name: 'Remove' }).click();
  await waitUntil(() => page.evaluate(async () => {
    const names = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
    return names.length === 0;
  }), 'an empty storage');
}));

check('a page that is reloaded while it receives into a folder leaves nothing beside the file', inWorld(async (world) => {
  const link = await world.serve();
  const path = world.file('large.bin', randomBytes(SIZE));
  const sender = world.send('--room', link, path);
  const page = await world.open(link);
  await page.evaluate(() => {
    window.showDirectoryPicker = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
  });
  await page.getByRole('button', { name: 'Save in a folder' }).click();
  await waitUntil(async () => (await progressOf(page)) > 0.3, 'a third of the file');
  await reload(page);
  await sender.expectExit(0);
  await page.locator('.transfer').getByText('Received.').waitFor();
  const found = await page.evaluate(async () => {
    const all = {};
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen');
    for await (const [name, handle] of folder.entries()) all[name] = (await handle.getFile()).size;
    return all;
  });
  assert.deepEqual(found, { 'large.bin': SIZE });
}));

check('a page that is reloaded while it sends asks for the files, and goes on', inWorld(async (world) => {
  const link = await world.serve();
  const page = await world.open(link);
  const path = world.file('large.bin', randomBytes(SIZE));
  await page.setInputFiles('#input-files', path);
  const output = world.folder('output');
  const receiver = world.receive('--output', output, link);
  await passed(receiver, THIRD);
  await reload(page);
  await page.getByText('Choose the same files again').waitFor();
  const input = page.locator('.transfer input[type=file]');
  await input.setInputFiles(world.file('other.bin', 'another file'));
  await page.getByText('These are not the same files').waitFor();
  const seen = receiver.events.length;
  await input.setInputFiles(path);
  await receiver.expectExit(0);
  assert.equal(await digest(join(output, 'large.bin')), await digest(path));
  assert(firstBytes(receiver, seen) >= THIRD, `it began again at ${firstBytes(receiver, seen)}`);
  await page.locator('.deliveries').getByText('delivered').waitFor();
}));

check('a page that may open its files again goes on by itself', inWorld(async (world) => {
  const link = await world.serve();
  const page = await world.open(link);
  await stubFileChooser(page, SIZE);
  await page.evaluate(() => { window.showDirectoryPicker ??= async () => null; });
  await page.getByRole('button', { name: 'Files…' }).click();
  const output = world.folder('output');
  const receiver = world.receive('--output', output, link);
  await passed(receiver, THIRD);
  const seen = receiver.events.length;
  await reload(page);
  await receiver.expectExit(0);
  const expected = await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('mine');
    const content = await (await (await folder.getFileHandle('kept.bin')).getFile()).arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
    return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  });
  assert.equal(await digest(join(output, 'kept.bin')), expected);
  assert(firstBytes(receiver, seen) >= THIRD, `it began again at ${firstBytes(receiver, seen)}`);
}));

check('holds up what it receives and what it sends, and lets it go on', inWorld(async (world) => {
  const link = await world.serve();
  const left = await world.open(link);
  const right = await world.open(link);
  const path = world.file('large.bin', randomBytes(SIZE));
  await left.setInputFiles('#input-files', path);
  const waiting = right.waitForEvent('download');
  await right.locator('.transfer').getByRole('button', { name: 'Download' }).click();
  for (const page of [right, left]) {
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/aused ·/).waitFor();
    /* What was on its way arrives; then nothing does. */
    let before = -1;
    await waitUntil(async () => {
      const now = await progressOf(right);
      const isStill = now === before;
      before = now;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return isStill;
    }, 'standstill');
    assert(before < 1);
    await page.getByRole('button', { name: 'Go on' }).click();
    await waitUntil(async () => (await progressOf(right)) > before || await right.getByText('Received.').count(), 'more');
  }
  assert.equal(await digest(await (await waiting).path()), await digest(path));
}));

check('a server that is killed in the middle takes nothing with it', inWorld(async (world) => {
  const link = await world.serve();
  const page = await world.open(link);
  const path = world.file('large.bin', randomBytes(SIZE));
  await page.setInputFiles('#input-files', path);
  const output = world.folder('output');
  const receiver = world.receive('--output', output, link);
  await passed(receiver, THIRD);
  await world.restartServer(link);
  await receiver.expectExit(0);
  assert.equal(await digest(join(output, 'large.bin')), await digest(path));
  await page.locator('.deliveries').getByText('delivered').waitFor();
  page.faults.length = 0;
}));

check('three at once: one browser sends to another, which sends to a third, while a program takes what it finds',
  inWorld(async (world) => {
    const link = await world.serve();
    const pages = [await world.open(link), await world.open(link), await world.open(link)];
    const first = world.file('first.bin', randomBytes(8000000));
    const second = world.file('second.bin', randomBytes(8000000));
    const names = [['second.bin', second], ['first.bin', first]];
    const output = world.folder('output');
    await pages[0].setInputFiles('#input-files', first);
    await pages[1].setInputFiles('#input-files', second);
    const got = pages.map(async (page, i) => {
      for (const [name, path] of names.filter((_, k) => i === 2 || k === i)) {
        const card = page.locator('.transfer').filter({ hasText: name }).filter({ hasText: 'wants to send' });
        const waiting = page.waitForEvent('download');
        await card.getByRole('button', { name: 'Download' }).click();
        assert.equal(await digest(await (await waiting).path()), await digest(path));
      }
    });
    const programs = [world.receive('--output', output, link)];
    await Promise.all(got);
    for (const program of programs) await program.expectExit(0);
    for (const page of pages.slice(0, 2)) await page.locator('.deliveries').getByText('delivered').nth(1).waitFor();
  }));

process.exit((await runAll()) ? 0 : 1);
