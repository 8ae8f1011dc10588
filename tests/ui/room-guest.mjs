// room-guest.mjs: a guest with a browser: sends a file to the host of a room, and fetches what is there for everybody
// SPDX-License-Identifier: GPL-3.0-or-later
//
// room-guest.mjs LINK FILE-TO-SEND PLACE-FOR-WHAT-IS-FETCHED; says how far it got
import { World, expectAccessible } from '../web/browser.mjs';

const [link, upload, place] = process.argv.slice(2);
const world = new World();

try {
  const page = await world.open(link);
  const download = page.locator('.transfer').getByRole('button', { name: 'Download' });
  await download.waitFor();
  await page.setInputFiles('#input-files', [upload]);
  await page.locator('.deliveries').waitFor();
  console.log('offering');
  await page.locator('.deliveries').getByText('delivered').waitFor();
  console.log('delivered');
  const file = page.waitForEvent('download');
  await download.click();
  await (await file).saveAs(place);
  await page.locator('.transfer').getByText('Received.').waitFor();
  console.log('fetched');
  await expectAccessible(page);
  await page.locator('#status[data-state="gone"]').waitFor();
  console.log('closed');
  if (page.faults.length > 0) throw new Error(page.faults.join('\n'));
} catch (error) {
  console.log(error.stack);
  process.exitCode = 1;
} finally {
  await world.close();
}
