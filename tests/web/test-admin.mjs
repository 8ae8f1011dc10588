// test-admin.mjs: the admin portal in a browser, against a real portunusd
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { expectAccessible, inWorld, screenshot, waitUntil } from './browser.mjs';
import { check, runAll } from './tap.mjs';

const PASSWORD = 'harbour lantern 19 quiet';

function code(secret, offset = 0) {
  const now = Math.floor(Date.now() / 1000) + offset;
  return execFileSync('oathtool', ['--totp', '--base32', '--now', `@${now}`, secret], { encoding: 'utf8' }).trim();
}

/* Light and dark, narrow and wide. */
async function picture(page, name) {
  const size = page.viewportSize();
  for (const [suffix, colorScheme, width] of [['light', 'light', 1280], ['dark', 'dark', 1280], ['narrow', 'light', 360]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is too wide at ${width}`);
    await expectAccessible(page);
    await screenshot(page, `admin-${name}-${suffix}`);
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(size);
}

async function start(world, ...options) {
  const daemon = world.daemon('--admin-listen', '127.0.0.1:0', ...options);
  const found = await waitUntil(() => /admin portal: (https:\S+)/.exec(daemon.output), 'the address of the portal');
  await waitUntil(() => /listening on port (\d+)/.exec(daemon.output), 'the port of the server');
  return { daemon, portal: found[1], rooms: `https://127.0.0.1:${/listening on port (\d+)/.exec(daemon.output)[1]}` };
}

/** @returns {Promise<{ page: any, secret: string, recovery: string[] }>} the portal, set up */
async function setUp(world, portal, wantsPictures = false) {
  const page = await world.open(portal);
  await page.getByRole('heading', { name: 'Set up the portal' }).waitFor();
  assert(!page.url().includes('#'), 'the token stays in the address');
  if (wantsPictures) await picture(page, 'setup');
  await page.locator('#setup-password').fill(PASSWORD);
  await page.locator('#setup-again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Go on' }).click();
  const secret = (await page.locator('#setup-code-form .key').innerText()).replaceAll(' ', '');
  if (wantsPictures) await picture(page, 'factor');
  await page.locator('#setup-code').fill(code(secret));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
  const recovery = await page.locator('#code-list li').allInnerTexts();
  assert.equal(new Set(recovery).size, 10);
  await page.getByRole('button', { name: 'I have them' }).click();
  await page.getByText('Live').waitFor();
  assert.equal(await page.locator('#code-list li').count(), 0);
  return { page, secret, recovery };
}

function go(page, name) {
  return page.locator('#nav').getByRole('button', { name }).click();
}

check('first start, overview, a room that appears, a peer that is removed', inWorld(async (world) => {
  const { portal, rooms } = await start(world);
  const { page } = await setUp(world, portal, true);
  await page.locator('.tile').getByText('MB').first().waitFor();
  assert.match(await page.locator('#warning-list').innerText(), /libsoup/);
  await waitUntil(() => page.locator('.chart path').first().getAttribute('d'), 'a chart');
  await picture(page, 'overview');

  await go(page, 'Rooms');
  await page.getByText('There is no room now.').waitFor();
  const sender = world.send('--server', rooms, world.file('file.txt', 'content'));
  await page.locator('.room .members li').waitFor();
  const guest = await world.open((await sender.event('link')).url);
  await waitUntil(async () => await page.locator('.room .members li').count() === 2, 'the guest');
  await picture(page, 'rooms');
  const guestRow = page.locator('.room .members li').filter({ hasText: 'Chrome' });
  await guestRow.getByRole('button', { name: /^Remove/ }).click();
  await waitUntil(async () => await page.locator('.room .members li').count() === 1, 'the guest to be gone');
  await page.getByRole('button', { name: /^Close room/ }).click();
  await page.getByText('There is no room now.').waitFor();
}));

check('first start with a code that is typed in place of the link', inWorld(async (world) => {
  const { portal } = await start(world);
  const [address, token] = portal.split('#setup=');
  const page = await world.open(address);
  await page.locator('#setup-token').waitFor();
  await waitUntil(() => page.evaluate(() => document.activeElement?.id === 'setup-token'), 'the cursor');
  await picture(page, 'setup-code');
  await page.locator('#setup-password').fill(PASSWORD);
  await page.locator('#setup-again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('Fill in the setup code as well.').waitFor();
  await page.locator('#setup-token').fill('0'.repeat(32));
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('not right').waitFor();
  await page.locator('#setup-token').fill(` ${token.toUpperCase()} `);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.locator('#setup-code-form .key').waitFor();
  page.faults.length = 0;
}));

check('log in with code and with recovery code, change the password, end sessions', inWorld(async (world) => {
  const { portal } = await start(world);
  const { page, secret, recovery } = await setUp(world, portal);
  const address = page.url();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await picture(page, 'login');
  await page.reload();
  await page.locator('#login-password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.locator('#login-recovery').fill(recovery[0].toUpperCase());
  await page.locator('#login-form').getByRole('button', { name: 'Log in' }).click();
  await page.getByText('Live').waitFor();

  const other = await world.open(address);
  await other.locator('#login-password').fill(PASSWORD);
  await other.locator('#login-code').fill(code(secret, 30));
  await other.locator('#login-form').getByRole('button', { name: 'Log in' }).click();
  await other.getByText('Live').waitFor();

  await go(page, 'Account');
  await page.getByText('9 recovery codes are left.').waitFor();
  await picture(page, 'account');
  await page.locator('#password-old').fill(PASSWORD);
  await page.locator('#password-new').fill('a lighthouse of 7 walnuts');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Changed. All other sessions are over.').waitFor();
  await other.getByText('The session is over. Log in again.').waitFor();
  await page.getByText('Live').waitFor();
  assert.equal(await page.locator('#session-list li').count(), 1);
}));

check('one connection after new recovery codes, and no log-out without the server', inWorld(async (world) => {
  const { portal } = await start(world);
  const { page } = await setUp(world, portal);
  await page.addInitScript(() => {
    window.nOpened = 0;
    window.WebSocket = class extends WebSocket {
      constructor(...values) {
        super(...values);
        window.nOpened += 1;
      }
    };
  });
  await page.reload();
  await page.getByText('Live').waitFor();
  await go(page, 'Account');
  await page.locator('#totp-password').fill(PASSWORD);
  await page.locator('#recovery-renew').click();
  await page.getByRole('button', { name: 'I have them' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.equal(await page.evaluate(() => window.nOpened), 1);

  await page.route('**/admin/api/logout', (route) => route.abort());
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByText('You are still logged in. The server does not answer.').waitFor();
  assert(await page.locator('#nav').isVisible());
  page.faults.length = 0;
}));

check('the log with its filter, hostile lines as text, limits', inWorld(async (world) => {
  const { portal } = await start(world);
  const { page } = await setUp(world, portal);
  await go(page, 'Limits');
  await page.locator('#limit-max_rooms').fill('7');
  await picture(page, 'limits');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByText('Applied.').waitFor();
  await page.reload();
  await page.getByText('Live').waitFor();
  await go(page, 'Limits');
  await waitUntil(async () => await page.locator('#limit-max_rooms').inputValue() === '7', 'the limit');

  await go(page, 'Log');
  await page.locator('#log-lines').getByText('The limits of the server were changed').waitFor();
  await picture(page, 'log');
  await page.locator('#log-text').fill('LIMITS of');
  await waitUntil(async () => await page.locator('#log-lines p').count() === 1, 'the filter');
  await page.locator('#log-text').fill('nothing like that');
  await waitUntil(async () => await page.locator('#log-lines p').count() === 0, 'the filter');
}));

check('what a peer got into the log or calls itself is shown as text', inWorld(async (world) => {
  const hostile = `<img src=x onerror="document.title=1">\u202e\u001b[31m${'x'.repeat(10000)}`;
  const { portal } = await start(world);
  const { page } = await setUp(world, portal);
  await page.routeWebSocket(/admin/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((text) => {
      const message = JSON.parse(text);
      if (message.type === 'stats') message.rooms = { n_rooms: 1, list: [{ id: '0'.repeat(32), expires: 0, n_members: 1,
        has_code: false, members: [{ id: '1'.repeat(16), name: hostile, is_host: false }] }] };
      if (message.type === 'log') message.records.push({ time: new Date().toISOString(), level: 'error', domain: hostile, message: hostile });
      socket.send(JSON.stringify(message));
    });
  });
  await page.reload();
  await go(page, 'Rooms');
  await page.locator('.peer').getByText('<img').waitFor();
  await go(page, 'Log');
  await page.locator('#log-lines').getByText('<img').first().waitFor();
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  assert.match(await page.title(), /Portunus/);
  assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'a long name widens the page');
}));

process.exit((await runAll()) ? 0 : 1);
