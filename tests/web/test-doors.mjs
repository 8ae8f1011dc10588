// test-doors.mjs: rooms that ask who comes in, and what their hosts can do, in the page of each side
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expectAccessible, inWorld, screenshot, waitUntil } from './browser.mjs';
import { check, runAll } from './tap.mjs';

const HOSTILE_NAME = '<img src=x onerror="document.title=1">\u202e\u0007evil';

/* Makes a room at home, as people do, and gives its page. */
async function makeRoom(world, { entry = 'link', password = '', isOneTime = false } = {}, options = {}) {
  const { origin } = new URL(await world.serve());
  const page = await world.open(origin, options);
  await page.getByText('Who may come in, and for how long').click();
  await page.locator('#room-entry').selectOption(entry);
  if (password) await page.locator('#room-password').fill(password);
  if (isOneTime) await page.getByLabel('Lock the room behind the first guest').check();
  await page.getByRole('button', { name: 'Make a room' }).click();
  await page.getByRole('heading', { name: 'Your room' }).waitFor();
  return page;
}

const linkOf = (page) => page.getByLabel('Link to this room').inputValue();

/** After a reload the others show the words of the old connection until the new one is there. */
async function expectMet(...pages) {
  await waitUntil(async () => {
    const shown = pages.map((page) => page.locator('#peer-list .words strong').first());
    const words = await Promise.all(shown.map((one) => one.textContent()));
    return new Set(words).size === 1;
  }, 'the same words on every page');
}

check('a room with a password lets in who knows it', inWorld(async (world) => {
  const host = await makeRoom(world, { entry: 'password', password: 'Grüße 42' });
  const link = await linkOf(host);
  assert(!link.includes('Gr') && link.includes('&f='));
  const guest = await world.open(link);
  await guest.getByRole('heading', { name: 'This room has a password' }).waitFor();
  await expectAccessible(guest);
  assert(await guest.locator('#password-input').evaluate((input) => input === document.activeElement));
  await guest.keyboard.type('wrong');
  await guest.keyboard.press('Enter');
  await guest.getByText('You have 4 more tries.').waitFor();
  await expectAccessible(guest);
  await screenshot(guest, 'password');
  await guest.keyboard.type('Grüße 42');
  await guest.keyboard.press('Enter');
  await expectMet(host, guest);
  assert.equal(await guest.locator('#peer-list .badge').first().innerText(), 'host');
  for (const page of [host, guest]) await page.getByText('Whoever has this link and the password can join.').waitFor();
  await guest.reload();
  await expectMet(host, guest);
}));

check('a room that asks lets in whom its host lets in, and says no to others', inWorld(async (world) => {
  const host = await makeRoom(world, { entry: 'ask' });
  const link = await linkOf(host);
  const guest = await world.open(link);
  await guest.getByRole('heading', { name: 'Waiting to be let in' }).waitFor();
  await expectAccessible(guest);
  await host.getByRole('heading', { name: 'At the door' }).waitFor();
  await expectAccessible(host);
  await screenshot(host, 'host');
  await host.getByRole('button', { name: 'Let in' }).click();
  await expectMet(host, guest);
  for (const page of [host, guest]) await page.getByText('Whoever has this link can ask to come in').waitFor();
  assert(await host.getByRole('heading', { name: 'At the door' }).isHidden());
  const other = await world.open(link);
  await host.getByRole('button', { name: 'Refuse' }).click();
  await other.getByText('The host did not let you in.').waitFor();
  await expectAccessible(other);
}));

check('shows the name of who waits as text, and no more of it than there is room for', inWorld(async (world) => {
  const host = await makeRoom(world, { entry: 'ask' }, { viewport: { width: 360, height: 800 } });
  const visitor = await world.open(new URL('/', await linkOf(host)).href);
  await visitor.evaluate(([link, name]) => {
    const { host: address, pathname } = new URL(link);
    const socket = new WebSocket(`wss://${address}/ws/${pathname.slice(3)}?v=1&enter=1`);
    const enter = () => socket.send(JSON.stringify({ type: 'enter', name: name + 'x'.repeat(180) }));
    socket.addEventListener('message', enter, { once: true });
  }, [await linkOf(host), HOSTILE_NAME]);
  const name = host.locator('#waiting-list .name');
  await name.waitFor();
  assert.match(await name.innerText(), /^<img src=x onerror/);
  assert(!/[\u202e\u0007]/.test(await name.innerText()));
  assert.equal(await host.locator('img[src="x"]').count(), 0);
  assert.equal(await host.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
}));

check('a link for one guest lets in one guest, past the password', inWorld(async (world) => {
  const host = await makeRoom(world, { entry: 'password', password: 'secret' });
  await host.getByRole('button', { name: 'Link for one guest…' }).click();
  await host.getByRole('heading', { name: 'Link for one guest' }).waitFor();
  const link = await host.locator('#once-link').inputValue();
  assert.match(link, /&t=[\w-]+\.[\w-]+\.[\w-]+$/);
  await expectAccessible(host);
  const path = join(world.folder('pictures'), 'qr.png');
  await host.locator('#once-qr svg').screenshot({ path, scale: 'css' });
  assert.equal(spawnSync('zbarimg', ['--quiet', '--raw', path], { encoding: 'utf8' }).stdout.trim(), link);
  const guest = await world.open(link);
  await expectMet(host, guest);
  await waitUntil(() => !guest.url().includes('&t='), 'an address without the invitation');
  const other = await world.open(link);
  await other.getByText('Somebody has come in by this invitation already.').waitFor();
}));

check('a host locks the room, removes a guest, and ends the room', inWorld(async (world) => {
  const host = await makeRoom(world);
  const link = await linkOf(host);
  const guest = await world.open(link);
  await expectMet(host, guest);
  await host.getByRole('checkbox', { name: 'Lock the room', exact: true }).check();
  const late = await world.open(link);
  await late.getByText('The room is locked. Ask its host to unlock it.').waitFor();
  await host.getByRole('checkbox', { name: 'Lock the room', exact: true }).uncheck();
  await late.getByRole('button', { name: 'Try again' }).click();
  await late.getByText('Connected', { exact: true }).waitFor();
  await host.getByRole('button', { name: /^Remove .* from the room$/ }).first().click();
  const removed = await waitUntil(async () => {
    for (const page of [guest, late]) if (await page.getByText('The host removed you from the room.').isVisible()) return page;
    return null;
  }, 'somebody who was removed');
  const staying = removed === guest ? late : guest;
  await host.getByRole('button', { name: 'End the room…' }).click();
  await expectAccessible(host);
  await host.getByRole('button', { name: 'End the room', exact: true }).click();
  await staying.getByText('The room has ended.').waitFor();
  await host.getByText('The room has ended.').waitFor();
  assert(await host.getByRole('heading', { name: 'Your room' }).isHidden());
}));

check('a room for one locks itself behind the first guest', inWorld(async (world) => {
  const host = await makeRoom(world, { isOneTime: true });
  const guest = await world.open(await linkOf(host));
  await expectMet(host, guest);
  assert(await host.getByRole('checkbox', { name: 'Lock the room', exact: true }).isChecked());
  await host.getByRole('button', { name: 'Help' }).click();
  const words = await host.locator('#help-words').innerText();
  assert(world.programs[0].output.includes(`words: ${words}\n`), words);
  await host.setInputFiles('#input-files', [world.file('a.txt', 'abc'), world.file('b.txt', 'abcd')]);
  await guest.getByRole('button', { name: 'Download' }).click();
  for (const size of ['3', '4']) await guest.locator('.contents').getByText(`${size} bytes · done`).waitFor();
  await host.locator('.deliveries').getByText('delivered').waitFor();
  await host.reload();
  await host.getByRole('heading', { name: 'Your room' }).waitFor();
  await expectMet(host, guest);
}));

check('marks as verified whose words somebody compared, but no browser', inWorld(async (world) => {
  const sender = world.send(world.file('a.txt', 'a'));
  const { url } = await sender.event('link');
  const page = await world.open(url);
  await page.locator('#peer-list .badge').getByText('not verified', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'They match' }).click();
  await page.locator('#peer-list .badge').getByText('verified', { exact: true }).waitFor();
  await page.reload();
  await page.locator('#peer-list .badge').getByText('verified', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Help' }).click();
  await expectAccessible(page);
  const shown = await page.locator('#help-fingerprint').innerText();
  const pinned = Buffer.from(new URLSearchParams(new URL(url).hash.slice(1)).get('f'), 'base64url').toString('hex');
  assert.equal(shown.replaceAll(':', '').toLowerCase(), pinned);
  assert.match(await page.locator('#help-words').innerText(), /^([a-z]+ ){5}[a-z]+$/);
  await page.keyboard.press('Escape');
  const other = await world.open(url);
  await other.locator('#peer-list .badge').getByText('browser', { exact: true }).first().waitFor();
  const row = other.locator('#peer-list li').filter({ has: other.getByText('browser', { exact: true }) });
  await row.locator('.words strong').waitFor();
  assert.equal(await row.getByRole('button', { name: 'They match' }).count(), 0);
}));

process.exit((await runAll()) ? 0 : 1);
