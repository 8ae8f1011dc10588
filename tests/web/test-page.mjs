// test-page.mjs: the page itself: how it is served, and what it is like to use
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import https from 'node:https';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expectAccessible, inWorld, screenshot } from './browser.mjs';
import { check, runAll } from './tap.mjs';

const MAX_FIRST_LOAD = 128 * 1024;

/** @returns {Promise<{ status: number, headers: Record<string, string>, body: Buffer }>} */
function get(url, headers = {}) {
  return new Promise((resolve, reject) => {
    https.get(url, { headers, rejectUnauthorized: false, agent: false }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}

const addressesIn = (html) => [...html.matchAll(/(?:href|src)="(\/web\/[^"]+)"/g)].map(([, address]) => address);

async function weighFirstLoad(origin, path) {
  const gzip = { 'Accept-Encoding': 'br;q=0.9, gzip', 'Accept-Language': 'uk' };
  const page = await get(origin + path, gzip);
  assert.equal(page.headers['content-encoding'], 'gzip');
  assert.equal(page.headers['cache-control'], 'no-store');
  let total = page.body.length;
  for (const address of new Set(addressesIn(gunzipSync(page.body).toString()))) {
    const packed = await get(origin + address, gzip);
    const plain = await get(origin + address);
    assert.equal(packed.status, 200);
    assert.match(packed.headers['cache-control'], /max-age=31536000, immutable/);
    assert.equal(packed.headers.vary, 'Accept-Encoding');
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.deepEqual(gunzipSync(packed.body), plain.body);
    total += packed.body.length;
  }
  console.log(`# the first load of ${path.slice(0, 3)} has ${total} bytes`);
  return total;
}

check('is served compressed, small, and to be kept', inWorld(async (world) => {
  const { origin, pathname } = new URL(await world.serve());
  for (const path of ['/', pathname]) assert(await weighFirstLoad(origin, path) <= MAX_FIRST_LOAD);
  assert.equal((await get(`${origin}/`, { 'Accept-Encoding': 'gzip;q=0' })).headers['content-encoding'], undefined);
  assert.equal((await get(`${origin}/web/0000000000000000/app.js`)).status, 404);
}));

check('can be installed: every icon is there, and as large as the manifest says', inWorld(async (world) => {
  const { origin } = new URL(await world.serve());
  const listed = addressesIn((await get(`${origin}/`)).body.toString());
  const address = listed.find((path) => path.endsWith('.webmanifest'));
  const { headers, body } = await get(origin + address);
  assert.match(headers['content-type'], /^application\/manifest\+json/);
  const { icons } = JSON.parse(body.toString());
  const touch = { src: listed.find((path) => path.endsWith('apple-touch-icon.png')), sizes: '180x180', type: 'image/png' };
  for (const { src, sizes, type } of [...icons, touch]) {
    const icon = await get(new URL(src, origin + address));
    assert.equal(icon.headers['content-type'], type);
    if (type === 'image/png') assert.equal(`${icon.body.readUInt32BE(16)}x${icon.body.readUInt32BE(20)}`, sizes, src);
  }
  assert(icons.some(({ purpose }) => purpose === 'maskable'));
  const page = await world.open(origin);
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'), []);
}));

check('allows nothing that is inline or from elsewhere', inWorld(async (world) => {
  const link = await world.serve();
  const { headers, body } = await get(link.split('#')[0]);
  const policy = headers['content-security-policy'];
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
  assert(!/unsafe|https?:|\*/.test(policy));
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  const html = body.toString();
  assert(!/<script>|<style|style=|javascript:| on\w+=/.test(html));
  const page = await world.open(link);
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.reload();
  await page.getByText('Connected', { exact: true }).waitFor();
  assert(requests.every((url) => new URL(url).origin === new URL(link).origin && !url.split('#')[0].includes('k=')));
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "run"';
    document.body.append(script);
  });
  assert.equal(await page.title(), 'Portunus');
  page.faults.length = 0;
}));

check('makes a room at home, and enters one by its link', inWorld(async (world) => {
  const { origin } = new URL(await world.serve());
  const page = await world.open(origin);
  await expectAccessible(page);
  await screenshot(page, 'home');
  await page.getByLabel('Link to the room').fill('https://example.org/');
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.locator('#link-form').getByText('This is no link to a room.').waitFor();
  await page.getByRole('button', { name: 'Make a room' }).click();
  await page.getByText('Connected', { exact: true }).waitFor();
  assert.match(page.url(), /\/r\/[0-9a-f]{32}#k=[\w-]{22}(&f=[\w-]{43})?$/);
  const other = await world.open(origin);
  await other.getByLabel('Link to the room').fill(page.url());
  await other.getByRole('button', { name: 'Enter' }).click();
  await other.locator('#peer-list li .words').getByText('Compare').waitFor();
}));

check('speaks the language that the browser asks for', inWorld(async (world) => {
  const { origin } = new URL(await world.serve());
  const expected = { 'de-AT,en;q=0.5': 'de', pt: 'pt-BR', 'xx, fr;q=0.4, it;q=0.2': 'fr', 'zh-TW,ja': 'ja', 'zh-SG': 'zh-CN',
    'ar-EG': 'ar', 'de;q=0': 'en', xx: 'en', '': 'en', 'EN-us,de': 'en', '*': 'en', [`${'x-'.repeat(2000)}x`]: 'en' };
  for (const [wanted, tag] of Object.entries(expected)) {
    const { body, headers } = await get(`${origin}/`, { 'Accept-Language': wanted });
    assert.match(body.toString(), new RegExp(`<html lang="${tag}" dir="${tag === 'ar' ? 'rtl' : 'ltr'}">`), wanted);
    assert.match(headers.vary, /Accept-Language/);
  }
}));

check('says that it connects before its script is there', inWorld(async (world) => {
  const { origin, pathname } = new URL(await world.serve());
  const german = { 'Accept-Language': 'de' };
  assert.match((await get(origin + pathname, german)).body.toString(), /id="status"[^>]*>Verbinden/);
  assert.match((await get(`${origin}/`, german)).body.toString(), /id="status" role="status"><\/p>/);
}));

check('is there in German after one round of requests, and in Arabic by choice', inWorld(async (world) => {
  const { origin } = new URL(await world.serve());
  const page = await world.open('about:blank', { locale: 'de-DE', viewport: { width: 360, height: 800 } });
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(origin);
  await page.getByRole('heading', { name: 'Dateien direkt an ein anderes Gerät senden' }).waitFor();
  await page.getByRole('button', { name: 'Raum anlegen' }).waitFor();
  await page.waitForLoadState('networkidle');
  const listed = addressesIn(await page.content());
  assert.deepEqual(asked.filter((path) => path !== '/' && !listed.includes(path)), []);
  const isAgain = (path, i) => asked.indexOf(path) !== i && !path.endsWith('icon.svg');
  assert.deepEqual(asked.filter(isAgain), [], 'nothing twice');
  await page.getByText('Wer hereinkommt, und für wie lange').click();
  assert.deepEqual(await page.locator('#room-span option').allInnerTexts(), ['1 Stunde', '1 Tag', '7 Tage']);
  await expectAccessible(page);
  await page.getByLabel('Sprache').selectOption('ar');
  await page.getByRole('button', { name: 'إنشاء غرفة' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'إنشاء غرفة' }).click();
  await page.getByRole('heading', { name: 'غرفتك' }).waitFor();
  await page.setInputFiles('#input-files', world.file('a.txt', 'a'));
  await page.getByRole('heading', { name: 'أنت ترسل' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  await expectAccessible(page);
  await screenshot(page, 'arabic');
  await page.getByLabel('اللغة').selectOption('uk');
  await page.getByRole('heading', { name: 'Ви надсилаєте a.txt' }).waitFor();
  await page.getByText('1 елемент, 1 байт').waitFor();
}));

for (const colorScheme of ['light', 'dark'])
  for (const width of [360, 1200])
    check(`${colorScheme} at ${width} pixels: no violation of axe, nothing out of sight`, inWorld(async (world) => {
      const sender = world.send(world.file('a-name-that-is-very-long-and-has-no-place-to-break-it-anywhere-at-all-really.txt', 'x'),
        world.file('b.txt', 'y'), '--text', 'line\n'.repeat(3));
      const options = { colorScheme, viewport: { width, height: 800 } };
      const page = await world.open((await sender.event('link')).url, options);
      await page.getByRole('button', { name: 'Download' }).waitFor();
      await page.locator('.transfer .words').getByText('Compare').waitFor();
      await page.setInputFiles('#input-files', world.file('mine.txt', 'mine'));
      await page.getByText('You send mine.txt').waitFor();
      await expectAccessible(page);
      await screenshot(page, `offer-${colorScheme}-${width}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
      await page.getByRole('button', { name: 'Text…' }).click();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Download' }).click();
      await page.locator('.transfer pre').waitFor();
      await expectAccessible(page);
      await screenshot(page, `done-${colorScheme}-${width}`);
    }));

check('can be used with the keyboard alone', inWorld(async (world) => {
  const sender = world.send(world.file('a.txt', 'a'));
  const page = await world.open((await sender.event('link')).url);
  await page.getByRole('button', { name: 'Download' }).waitFor();
  const seen = [];
  for (let i = 0; i < 30 && !seen.includes('Download'); i += 1) {
    await page.keyboard.press('Tab');
    seen.push(await page.evaluate(() => document.activeElement.textContent.trim()));
  }
  assert(seen.includes('Files…') && seen.includes('Text…') && seen.includes('Download'), seen.join(', '));
  const waiting = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  await waiting;
  await sender.expectExit(0);
}));

check('shows the link as a QR code', inWorld(async (world) => {
  const link = await world.serve();
  const page = await world.open(link);
  const path = join(world.folder('pictures'), 'qr.png');
  await page.locator('#invite-qr svg').screenshot({ path, scale: 'css' });
  const read = spawnSync('zbarimg', ['--quiet', '--raw', path], { encoding: 'utf8' });
  assert.equal(read.stdout.trim(), link);
  assert.equal(await page.getByLabel('Link to this room').inputValue(), link);
}));

check('says what is missing in a browser', inWorld(async (world) => {
  const link = await world.serve();
  const expect = async (script, text) => {
    const page = await world.open('about:blank');
    await page.addInitScript(script);
    await page.goto(link);
    await page.getByRole('alert').getByText(text).waitFor();
    assert.equal(await page.locator('#room').isVisible(), false);
  };
  await expect("SubtleCrypto.prototype.generateKey = () => Promise.reject(new Error('none'))", 'X25519');
  const page = await world.open(link.split('#')[0]);
  await page.getByText('The link lacks its secret part.').waitFor();
}));

process.exit((await runAll()) ? 0 : 1);
