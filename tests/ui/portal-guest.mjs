// portal-guest.mjs: the administrator of a room, who sets the portal up and watches the room in it
// SPDX-License-Identifier: GPL-3.0-or-later
//
// portal-guest.mjs ADDRESS SETUP-CODE; says how far it got
import { execFileSync } from 'node:child_process';
import { World, expectAccessible, waitUntil } from '../web/browser.mjs';

const PASSWORD = 'harbour lantern 19 quiet';
const [address, token] = process.argv.slice(2);
const world = new World();

try {
  const page = await world.open(address);
  await page.locator('#setup-token').fill(token);
  await page.locator('#setup-password').fill(PASSWORD);
  await page.locator('#setup-again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Go on' }).click();
  const secret = (await page.locator('#setup-code-form .key').innerText()).replaceAll(' ', '');
  const code = execFileSync('oathtool', ['--totp', '--base32', secret], { encoding: 'utf8' }).trim();
  await page.locator('#setup-code').fill(code);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('button', { name: 'I have them' }).click();
  await page.getByText('Live').waitFor();
  console.log('inside');
  await page.locator('#nav').getByRole('button', { name: 'Log', exact: true }).click();
  await page.getByText('This program keeps no log').waitFor();
  await page.locator('#nav').getByRole('button', { name: 'Rooms' }).click();
  await page.locator('.room .members li').first().waitFor();
  await expectAccessible(page);
  const nRooms = await page.locator('.room').count();
  console.log('watching');
  await waitUntil(async () => await page.locator('.room').count() === nRooms - 1, 'the room to be gone');
  console.log('closed');
  if (page.faults.length > 0) throw new Error(page.faults.join('\n'));
} catch (error) {
  console.log(error.stack);
  process.exitCode = 1;
} finally {
  await world.close();
}
