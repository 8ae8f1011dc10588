// test-share.mjs: what other applications share with the installed page, and how it gets into a room
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { expectAccessible, inWorld, screenshot, waitUntil } from './browser.mjs';
import { check, runAll } from './tap.mjs';

const MANY_BYTES = 1000000000;
const MAX_TAKEN = 50000000;

/** Has the page think that it was installed, which no browser without a window does. */
async function install(page) {
  await page.evaluate(() => dispatchEvent(new Event('appinstalled')));
  await waitUntil(() => page.evaluate(async () =>
    (await navigator.serviceWorker.getRegistration('/share/'))?.active?.state === 'activated'), 'the worker');
}

/** Does what a browser does when somebody chooses the page among those to share with. */
async function share(page, origin, files, texts = {}) {
  const fields = Object.keys(texts).map((name) => `<input name="${name}">`).join('');
  await page.goto(`data:text/html,<form method="post" enctype="multipart/form-data" action="${origin}/share/">${fields}`
    + '<input type="file" name="files" multiple><button>go</button></form>');
  await page.setInputFiles('[type=file]', files);
  for (const [name, text] of Object.entries(texts)) await page.fill(`[name=${name}]`, text);
  const posted = page.waitForResponse((response) => response.url() === `${origin}/share/`);
  const [response] = await Promise.all([posted, page.locator('button').click()]);
  await page.waitForURL(`${origin}/`);
  return response;
}

check('is kept by the browser until a room gets it, and after a reload', inWorld(async (world) => {
  const link = await world.serve();
  const { origin } = new URL(link);
  const page = await world.open(origin);
  await install(page);
  const content = randomBytes(3000000);
  const files = [world.file('photo.raw', content), world.file('other/photo.raw', 'of the same name')];
  const response = await share(page, origin, files, { title: 'A page', text: '', url: 'https://example.org/<b>' });
  assert(response.fromServiceWorker(), 'it went to the server');
  await page.getByRole('heading', { name: 'Choose or make a room to send 3 items' }).waitFor();
  await page.locator('#shared').getByText('photo (1).raw').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Send to the last room' }).isVisible(), false);
  await expectAccessible(page);
  await screenshot(page, 'shared');

  await page.getByLabel('Link to the room').fill(link);
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByText('Another app shared this with you').waitFor();
  await expectAccessible(page);
  await page.locator('.transfer').getByRole('button', { name: 'Send' }).click();
  await page.getByText('You send photo.raw').waitFor();
  await page.reload();
  await page.getByText('You send photo.raw').waitFor();
  assert.equal(await page.getByText('Another app shared').count(), 0);

  const output = world.folder('output');
  const receiver = world.receive('--output', output, link);
  await receiver.expectExit(0);
  assert.deepEqual(readFileSync(join(output, 'photo.raw')), content);
  assert.equal(readFileSync(join(output, 'photo (1).raw'), 'utf8'), 'of the same name');
  assert(receiver.events.some(({ event, text }) => event === 'text' && text === 'A page\nhttps://example.org/<b>'));
}));

check('goes to the last room by one click, or nowhere', inWorld(async (world) => {
  const link = await world.serve();
  const { origin } = new URL(link);
  const page = await world.open(origin);
  await install(page);
  await page.goto(link);
  await page.getByText('Connected', { exact: true }).waitFor();
  await waitUntil(() => page.evaluate(() => localStorage.getItem('last-room')), 'the room to be remembered');
  await share(page, origin, world.file('a.txt', 'alpha'));
  await page.getByRole('button', { name: 'Send to the last room' }).click();
  await page.getByText('You send a.txt').waitFor();
  const output = world.folder('output');
  await world.receive('--output', output, link).expectExit(0);
  assert.equal(readFileSync(join(output, 'a.txt'), 'utf8'), 'alpha');

  await share(page, origin, world.file('b.txt', 'beta'));
  await page.getByRole('button', { name: 'Do not send' }).click();
  await page.locator('#shared').waitFor({ state: 'hidden' });
  await page.reload();
  await page.getByRole('button', { name: 'Make a room' }).waitFor();
  assert.equal(await page.locator('#shared').isVisible(), false);
}));

check('without a worker it is not there, and the page says so', inWorld(async (world) => {
  const { origin } = new URL(await world.serve());
  const page = await world.open('about:blank');
  const response = await share(page, origin, world.file('a.txt', 'alpha'));
  assert.equal(response.status(), 303);
  await page.getByRole('alert').getByText('What you shared did not get here.').waitFor();
  assert.equal(await page.locator('#shared').isVisible(), false);
}));

check('the server reads nothing of it, however much it is', inWorld(async (world) => {
  const { origin } = new URL(await world.serve());
  let taken = 0;
  const status = await new Promise((resolve, reject) => {
    const request = https.request(`${origin}/share/`, { method: 'POST', rejectUnauthorized: false, agent: false,
      headers: { 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': MANY_BYTES } });
    const piece = Buffer.alloc(65536);
    const more = () => {
      while (taken < MANY_BYTES && !request.destroyed && request.write(piece)) taken += piece.length;
    };
    request.on('drain', more).on('error', reject);
    request.on('response', (response) => {
      assert.equal(response.headers.location, '/?shared=lost');
      resolve(response.statusCode);
      request.removeListener('error', reject).on('error', () => {}).destroy();
    });
    more();
  });
  assert.equal(status, 303);
  assert(taken < MAX_TAKEN, `${taken} bytes`);
}));

process.exit((await runAll()) ? 0 : 1);
