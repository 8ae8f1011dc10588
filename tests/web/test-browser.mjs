// test-browser.mjs: a browser as a peer of the real programs, and of another browser
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest, inWorld, pauseAt, waitUntil } from './browser.mjs';
import { check, runAll } from './tap.mjs';

const MARKUP = '<img src=x onerror="document.title=1">.txt';

/* Clicks and gives the path of what was downloaded. */
async function download(page, card, name = 'Download') {
  const waiting = page.waitForEvent('download');
  await card.getByRole('button', { name }).click();
  const file = await waiting;
  return { name: file.suggestedFilename(), path: await file.path() };
}

/* Stands in for the chooser, which nobody can click on here, with a folder that is as real to the page. */
async function stubFolderChooser(page) {
  await page.evaluate(() => {
    window.showDirectoryPicker = async () => (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
  });
}

async function listChosen(page) {
  return page.evaluate(async () => {
    const found = {};
    const walk = async (folder, path) => {
      for await (const [name, handle] of folder.entries())
        if (handle.kind === 'directory') {
          found[`${path}${name}/`] = null;
          await walk(handle, `${path}${name}/`);
        } else {
          found[path + name] = (await handle.getFile()).size;
        }
    };
    await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen'), '');
    return found;
  });
}

async function drop(page, files) {
  await page.setInputFiles('#input-files', files);
}

check('receives a file, with the words that the sender has', inWorld(async (world) => {
  const content = randomBytes(3000001);
  const sender = world.send(world.file('photo.raw', content));
  const { url } = await sender.event('link');
  const page = await world.open(url);
  const card = page.locator('.transfer');
  const { words } = await waitUntil(() => sender.events.find(({ event, words: all }) => event === 'peer' && all.length > 0),
    'the words');
  await card.getByText(words.join(' ')).waitFor();
  const { name, path } = await download(page, card);
  assert.equal(name, 'photo.raw');
  assert.deepEqual(readFileSync(path), content);
  await sender.expectExit(0);
  await card.getByText(/Received\.|The host has left\./).waitFor();
}));

check('receives a folder as an archive, and shows hostile names as text', inWorld(async (world) => {
  const folder = world.folder('things');
  mkdirSync(join(folder, 'empty'));
  mkdirSync(join(folder, 'deep'));
  const contents = { 'a.txt': 'alpha', 'deep/b.bin': randomBytes(200000), 'deep/zero': '', [MARKUP]: 'x', 'evil\u202etxt.exe': 'y' };
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content);
  const sender = world.send(folder);
  const page = await world.open((await sender.event('link')).url);
  const card = page.locator('.transfer');
  await card.getByText(MARKUP).waitFor({ state: 'attached' });
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  assert.equal(await page.title(), 'Portunus');
  assert(!(await card.innerText()).includes('\u202e'));
  const { name, path } = await download(page, card);
  assert.equal(name, 'things.zip');
  const archive = spawnSync('python3', ['-c', 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; '
    + 'print("\\n".join(sorted(f"{i.filename} {i.file_size}" for i in z.infolist())))', path], { encoding: 'utf8' });
  assert.equal(archive.stderr, '');
  assert.deepEqual(archive.stdout.trim().split('\n'), ['things/ 0', 'things/_img src=x onerror=_document.title=1__.txt 1',
    'things/a.txt 5', 'things/deep/ 0', 'things/deep/b.bin 200000', 'things/deep/zero 0', 'things/empty/ 0',
    'things/evil_txt.exe 1']);
  await sender.expectExit(0);
}));

check('receives into a folder, and never over a file that is there', inWorld(async (world) => {
  const sender = world.send(world.file('in/one.bin', randomBytes(100000)), world.file('in/two.txt', 'two'), '--text', '<b>hi</b>');
  const page = await world.open((await sender.event('link')).url);
  await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
    const stream = await (await folder.getFileHandle('two.txt', { create: true })).createWritable();
    await stream.write('mine');
    await stream.close();
  });
  await stubFolderChooser(page);
  await page.getByRole('button', { name: 'Save in a folder' }).click();
  await sender.expectExit(0);
  await page.locator('.transfer pre').getByText('<b>hi</b>').waitFor();
  assert.deepEqual(await listChosen(page), { 'one.bin': 100000, 'two.txt': 4, 'two (1).txt': 3 });
}));

check('declines', inWorld(async (world) => {
  const sender = world.send('--once', world.file('no.txt', 'no'));
  const page = await world.open((await sender.event('link')).url);
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByText('Declined.').waitFor();
  await sender.expectExit(3);
}));

check('stops in the middle, and keeps nothing', inWorld(async (world) => {
  const sender = world.send('--once', world.file('large.bin', randomBytes(60000000)));
  const page = await world.open((await sender.event('link')).url);
  let downloads = 0;
  page.on('download', () => { downloads += 1; });
  await stubFolderChooser(page);
  await page.getByRole('button', { name: 'Save in a folder' }).click();
  await waitUntil(() => sender.events.some(({ event, bytes }) => event === 'progress' && bytes > 5000000), 'some data');
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.locator('.transfer').getByText('Stopped.').waitFor();
  await waitUntil(() => sender.exit !== null, 'the end of the sender');
  assert.notEqual(sender.exit, 0);
  await waitUntil(async () => Object.keys(await listChosen(page)).length === 0, 'an empty folder');
  assert.equal(downloads, 0);
}));

check('goes on where it stopped when the sender was killed', inWorld(async (world) => {
  const link = await world.serve();
  const path = world.file('large.bin', randomBytes(60000000));
  const home = world.folder('sender');
  const first = world.send({ home }, '--room', link, path);
  const page = await world.open(link);
  const card = page.locator('.transfer');
  let downloads = 0;
  page.on('download', () => { downloads += 1; });
  const held = pauseAt(page, 0.3);
  await card.getByRole('button', { name: 'Download' }).click();
  await held;
  first.process.kill('SIGKILL');
  await card.getByText('The connection broke.').waitFor();
  assert.equal(downloads, 0);
  const waiting = page.waitForEvent('download');
  const second = world.send({ home }, '--room', link, path);
  await card.getByRole('button', { name: 'Go on' }).click();
  const file = await waiting;
  assert.equal(await digest(await file.path()), await digest(path));
  await second.expectExit(0);
  const resumed = second.events.find(({ event }) => event === 'progress');
  assert(resumed.bytes > 15000000, `it began again at ${resumed.bytes}`);
}));

check('sends files, a folder and a text to portunus-cli', inWorld(async (world) => {
  const link = await world.serve();
  const page = await world.open(link);
  const output = world.folder('output');
  const content = randomBytes(5000003);
  await drop(page, [world.file('big.bin', content), world.file('umläut x.txt', 'hello'), world.file('empty', '')]);
  const receiver = world.receive('--output', output, link);
  await receiver.expectExit(0);
  assert.deepEqual(readFileSync(join(output, 'big.bin')), content);
  assert.equal(readFileSync(join(output, 'umläut x.txt'), 'utf8'), 'hello');
  assert.equal(readFileSync(join(output, 'empty'), 'utf8'), '');
  await page.locator('.deliveries').getByText('delivered').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();

  const folder = world.folder('tree');
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'sub', 'leaf.txt'), 'leaf');
  await page.setInputFiles('#input-folder', folder);
  const second = world.receive('--output', output, link);
  await second.expectExit(0);
  assert.equal(readFileSync(join(output, 'tree/sub/leaf.txt'), 'utf8'), 'leaf');
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();

  await page.getByRole('button', { name: 'Text…' }).click();
  await page.getByLabel('Text', { exact: true }).fill('ein Text\n\tmit <b>');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const third = world.receive('--output', output, link);
  await third.expectExit(0);
  assert(third.events.some(({ event, text }) => event === 'text' && text === 'ein Text\n\tmit <b>'), third.output);
}));

check('sends on where a killed receiver stopped', inWorld(async (world) => {
  const link = await world.serve();
  const page = await world.open(link);
  const path = world.file('large.bin', randomBytes(60000000));
  await drop(page, [path]);
  const home = world.folder('receiver');
  const output = world.folder('output');
  const first = world.receive({ home }, '--output', output, link);
  await waitUntil(() => first.events.some(({ event, bytes }) => event === 'progress' && bytes > 20000000), 'a third of the file');
  first.process.kill('SIGKILL');
  const second = world.receive({ home }, '--output', output, link);
  await second.expectExit(0);
  assert.equal(await digest(join(output, 'large.bin')), await digest(path));
  const bytes = second.events.filter(({ event }) => event === 'progress').map((progress) => progress.bytes);
  assert(bytes.find((value) => value > 0) > 15000000, `it began again at ${bytes.slice(0, 3)}`);
  await page.locator('.deliveries').getByText('delivered').waitFor();
}));

check('one browser sends to another, and both see the same words', inWorld(async (world) => {
  const link = await world.serve();
  const left = await world.open(link);
  const right = await world.open(link);
  await left.locator('#peer-list li').getByText(/words with/).waitFor();
  await right.locator('#peer-list li').getByText(/words with/).waitFor();
  const wordsOf = (page) => page.locator('#peer-list .words').innerText();
  assert.equal(await wordsOf(left), await wordsOf(right));
  assert.equal(await left.locator('#peer-list .badge').innerText(), 'browser');
  const content = randomBytes(8000000);
  await drop(left, [world.file('b2b.bin', content)]);
  const { path } = await download(right, right.locator('.transfer'));
  assert.deepEqual(readFileSync(path), content);
  await left.locator('.deliveries').getByText('delivered').waitFor();
  assert.equal(await left.locator('#peer-list li').count(), 1);
  await right.context().close();
  await left.getByText('Nobody else yet.').waitFor();
}));

check('a link with another secret meets nobody, and says why', inWorld(async (world) => {
  const sender = world.send(world.file('a.txt', 'a'));
  const { url } = await sender.event('link');
  const page = await world.open(url.replace(/#k=[^&]*/, '#k=AAAAAAAAAAAAAAAAAAAAAA'));
  await page.getByText('Ask for the link again.').waitFor();
  assert.equal(await page.locator('.transfer').count(), 0);
}));

check('a room that is gone is named so', inWorld(async (world) => {
  const link = await world.serve();
  const page = await world.open(link.replace(/\/r\/[0-9a-f]{4}/, '/r/0000'));
  await page.getByText('The room has ended.').waitFor();
}));

process.exit((await runAll()) ? 0 : 1);
