// test-host.mjs: a page and the host that served it, which exchange files by HTTPS
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest, existsSync, inWorld, waitUntil } from './browser.mjs';
import { check, runAll } from './tap.mjs';

const SIZE = 200000000;
const HUGE = 256 * 1024 * 1024;
const MAX_GROWTH = 16 * 1024 * 1024;

/** @returns {Promise<number>} bytes that the page's scripts hold, buffers outside the heap included */
async function memoryOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize + backingStorageSize;
}

/** Clicks and gives the path of what was downloaded. */
async function download(page) {
  const waiting = page.waitForEvent('download');
  await page.locator('.transfer').getByRole('button', { name: 'Download' }).click();
  const file = await waiting;
  return { name: file.suggestedFilename(), path: await file.path(), url: file.url() };
}

check('fetches a file with the browser’s own download manager', inWorld(async (world) => {
  const path = world.file('large.bin', randomBytes(30000000));
  const sender = world.send('--once', path);
  const page = await world.open((await sender.event('link')).url);
  assert.equal(await page.locator('.transfer .badge.lane').innerText(), 'HTTPS');
  const file = await download(page);
  assert.match(file.url, /^https:.*\/d\/[\w-]{22}\/all\//);
  assert.equal(file.name, 'large.bin');
  assert.equal(await digest(file.path), await digest(path));
  await sender.expectExit(0);
  await page.locator('.transfer').getByText('Received.').waitFor();
}));

check('fetches a folder as an archive, and a text beside it', inWorld(async (world) => {
  const folder = world.folder('things');
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'a.txt'), 'alpha');
  writeFileSync(join(folder, 'b.bin'), randomBytes(200000));
  const sender = world.send('--once', folder, '--text', '<b>hi</b>');
  const page = await world.open((await sender.event('link')).url);
  const { name, path } = await download(page);
  assert.match(name, /\.zip$/);
  const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; '
    + 'print("\\n".join(sorted(f"{i.filename} {i.file_size}" for i in z.infolist())))';
  const archive = spawnSync('python3', ['-c', script, path], { encoding: 'utf8' });
  assert.equal(archive.stderr, '');
  assert.deepEqual(archive.stdout.trim().split('\n'),
    ['things/ 0', 'things/a.txt 5', 'things/b.bin 200000', 'things/empty/ 0']);
  await sender.expectExit(0);
  await page.locator('.transfer pre').getByText('<b>hi</b>').waitFor();
}));

check('fetches into a folder that a person chose, and says when it is there', inWorld(async (world) => {
  const content = randomBytes(9000000);
  const sender = world.send('--once', world.file('one.bin', content), world.file('two.txt', 'two'));
  const page = await world.open((await sender.event('link')).url);
  await page.evaluate(() => {
    window.showDirectoryPicker = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
  });
  await page.getByRole('button', { name: 'Save in a folder' }).click();
  await sender.expectExit(0);
  assert(sender.events.some(({ event }) => event === 'verified'), sender.output);
  await page.locator('.transfer').getByText('Received.').waitFor();
  const hash = await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen');
    const file = await (await folder.getFileHandle('one.bin')).getFile();
    return [...new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))]
      .map((byte) => byte.toString(16).padStart(2, '0')).join('');
  });
  assert.equal(hash, await digest(world.file('same', content)));
}));

check('names a file that changed on the host, and gets it as it is now', inWorld(async (world) => {
  const folder = world.folder('work');
  writeFileSync(join(folder, 'report.txt'), 'old');
  writeFileSync(join(folder, 'notes.txt'), 'notes');
  const sender = world.send(folder);
  const page = await world.open((await sender.event('link')).url);
  const link = page.locator('.transfer a.button');
  await page.evaluate(() => {
    const hold = (event) => {
      if (!event.target.closest('a[download]')) return;
      event.preventDefault();
      removeEventListener('click', hold);
    };
    addEventListener('click', hold);
  });
  await page.locator('.transfer').getByRole('button', { name: 'Download' }).click();
  await link.waitFor();
  writeFileSync(join(folder, 'report.txt'), 'a newer one');
  assert.equal(await page.evaluate(async (url) => (await fetch(url)).status, await link.getAttribute('href')), 409);
  await page.locator('.transfer').getByText('work/report.txt was changed or removed on the other side').waitFor();
  const waiting = page.waitForEvent('download');
  await page.locator('.transfer').getByRole('button', { name: 'Try again' }).click();
  const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; '
    + 'print(z.read("work/report.txt").decode(), z.read("work/notes.txt").decode())';
  const archive = spawnSync('python3', ['-c', script, await (await waiting).path()], { encoding: 'utf8' });
  assert.equal(archive.stdout.trim(), 'a newer one notes', archive.stderr);
  await page.locator('.transfer').getByText('Received.').waitFor();
  page.faults.length = 0;
}));

check('fetches what is left where a file is gone, and says so', inWorld(async (world) => {
  const gone = world.file('gone.txt', 'gone');
  const sender = world.send(gone, world.file('left.txt', 'left'));
  const page = await world.open((await sender.event('link')).url);
  await page.locator('.transfer').getByRole('button', { name: 'Download' }).waitFor();
  unlinkSync(gone);
  const { name, path } = await download(page);
  assert.equal(name, 'left.txt');
  assert.equal(readFileSync(path, 'utf8'), 'left');
  await page.locator('.transfer').getByText('Some files did not arrive').waitFor();
  await page.locator('.transfer .contents').getByText('did not arrive').waitFor();
}));

check('puts files, a folder and a text to a host that receives', inWorld(async (world) => {
  const output = world.folder('output');
  const host = world.cli(['receive', '--json', '--yes', '--no-qr', '--host'], ['--output', output]);
  const page = await world.open((await host.event('link')).url);
  const content = randomBytes(20000003);
  await page.setInputFiles('#input-files', [world.file('big.bin', content), world.file('umläut x.txt', 'hello'),
    world.file('empty', '')]);
  await page.locator('.deliveries').getByText('delivered').waitFor();
  assert.deepEqual(readFileSync(join(output, 'big.bin')), content);
  assert.equal(readFileSync(join(output, 'umläut x.txt'), 'utf8'), 'hello');
  assert.equal(readFileSync(join(output, 'empty'), 'utf8'), '');
  assert(host.events.some(({ event, path }) => event === 'lane' && path === 'HTTPS'), host.output);

  const folder = world.folder('tree');
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'sub', 'leaf.txt'), 'leaf');
  await page.setInputFiles('#input-folder', folder);
  await waitUntil(() => existsSync(join(output, 'tree/sub/leaf.txt')), 'the leaf');
  assert.equal(readFileSync(join(output, 'tree/sub/leaf.txt'), 'utf8'), 'leaf');
}));

check('puts many small files in one request, and one by one where that fails', inWorld(async (world) => {
  const output = world.folder('output');
  const host = world.cli(['receive', '--json', '--yes', '--no-qr', '--host'], ['--output', output]);
  const page = await world.open((await host.event('link')).url);
  const asked = [];
  page.on('request', (request) => { if (request.method() === 'PUT') asked.push(request.url()); });
  for (const name of ['many', 'again']) {
    const folder = world.folder(name);
    const files = Array.from({ length: 60 }, (_, i) => [`f${i}`, randomBytes(i * 50)]);
    files.push(['large', randomBytes(3000000)]);
    for (const [file, content] of files) writeFileSync(join(folder, file), content);
    await page.setInputFiles('#input-folder', folder);
    await page.locator('.transfer').filter({ hasText: name }).getByText('delivered').waitFor();
    for (const [file, content] of files) assert.deepEqual(readFileSync(join(output, name, file)), content, file);
    assert.equal(asked.length, name === 'many' ? 2 : 62);
    asked.length = 0;
    await page.route('**/u/*/all', (route) => route.abort());
  }
  page.faults.length = 0;
}));

check('a reload in mid-upload goes on where it was', inWorld(async (world) => {
  const output = world.folder('output');
  const host = world.cli(['receive', '--json', '--yes', '--no-qr', '--host'], ['--output', output]);
  const page = await world.open((await host.event('link')).url);
  const path = world.file('large.bin', randomBytes(SIZE));
  await page.setInputFiles('#input-files', path);
  await page.locator('.transfer').getByRole('button', { name: 'Pause' }).click();
  const bar = page.locator('.transfer progress').first();
  await page.getByText('paused ·').waitFor();
  const before = await bar.evaluate(({ value }) => value);
  assert(before < 1);
  page.once('dialog', (dialog) => dialog.accept().catch(() => {}));
  await page.reload();
  const seen = host.events.length;
  await page.locator('.transfer input[type=file]').setInputFiles(path);
  await page.locator('.deliveries').getByText('delivered').waitFor();
  assert.equal(await digest(join(output, 'large.bin')), await digest(path));
  const again = host.events.slice(seen).find(({ event, bytes }) => event === 'progress' && bytes > 0);
  assert(before === 0 || again.bytes >= before * SIZE * 0.5, `it began again at ${again.bytes} of ${before * SIZE}`);
}));

check('an upload goes on with a host that was started again, where it was', inWorld(async (world) => {
  const output = world.folder('output');
  const home = world.folder('host');
  const start = () => world.cli(['receive', '--json', '--yes', '--no-qr', '--host'], [{ home }, '--output', output]);
  const host = start();
  const first = (await host.event('link')).url;
  const page = await world.open(first);
  const path = world.file('large.bin', randomBytes(SIZE));
  await page.setInputFiles('#input-files', path);
  const reached = ({ event, bytes }) => event === 'progress' && bytes >= SIZE / 4;
  await waitUntil(() => host.events.some(reached), 'a quarter of the upload');
  host.process.kill('SIGKILL');
  await host.exited;
  const again = start();
  const second = (await again.event('link')).url;
  assert.equal(new URL(second).origin, new URL(first).origin);
  page.on('dialog', (dialog) => dialog.accept().catch(() => {}));
  await page.goto(second);
  await page.reload();
  /* What the page before said of a host that was gone. */
  page.faults.length = 0;
  await page.setInputFiles('#input-files', path);
  await page.locator('.deliveries').getByText('delivered').waitFor();
  assert.equal(await digest(join(output, 'large.bin')), await digest(path));
  /* What the journal did not have yet, 16 MiB at most, is sent once more. */
  const { bytes } = again.events.find(({ event, bytes }) => event === 'progress' && bytes > 0);
  assert(bytes >= SIZE / 8, `it began again at ${bytes}`);
}));

check('a quarter of a gibibyte goes both ways, and the tab does not grow', inWorld(async (world) => {
  const path = world.file('huge.bin', '');
  truncateSync(path, HUGE);
  const sender = world.send('--once', path);
  const page = await world.open((await sender.event('link')).url);
  const before = await memoryOf(page);
  const file = await download(page);
  assert.equal(statSync(file.path).size, HUGE);
  const afterDownload = await memoryOf(page);
  await sender.expectExit(0);

  const output = world.folder('output');
  const host = world.cli(['receive', '--json', '--yes', '--no-qr', '--host'], ['--output', output]);
  await page.goto((await host.event('link')).url);
  await page.setInputFiles('#input-files', path);
  let peak = 0;
  await waitUntil(async () => {
    peak = Math.max(peak, await memoryOf(page));
    return page.locator('.deliveries').getByText('delivered').count();
  }, 'the upload');
  assert.equal(statSync(join(output, 'huge.bin')).size, HUGE);
  assert(afterDownload - before < MAX_GROWTH && peak - before < MAX_GROWTH, `${before}, ${afterDownload}, ${peak} bytes`);
}));

process.exit((await runAll()) ? 0 : 1);
