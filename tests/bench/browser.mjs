// browser.mjs: how fast a bare Chromium exchanges a file with its host, beside a bare data channel in one tab of it
// SPDX-License-Identifier: GPL-3.0-or-later
//
// browser.mjs CLI FOLDER MIB: prints one JSON object; rates are in MB/s, memory is in MiB
import { Stage, report } from './pages.mjs';

const [cli, folder, mib] = process.argv.slice(2);
const MAX_BARE_BYTES = 256 * 1024 * 1024;

await report(new Stage(folder, Number(mib)), async (stage) => {
  const tab = await stage.openBare();
  const bare = await tab.evaluate(`measureInTab(${Math.min(stage.size, MAX_BARE_BYTES)})`);
  const sender = stage.run(cli, ['send', '--json', '--no-qr', stage.source]);
  const down = await stage.receive(await stage.linkOf(sender), sender);
  const host = stage.run(cli, [...stage.receiving, '--host']);
  const up = await stage.send(await stage.linkOf(host), () => host);
  return { bare, down, up };
});
