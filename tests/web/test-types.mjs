// test-types.mjs: the page's modules fit together, as far as TypeScript can tell from their comments
// SPDX-License-Identifier: GPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { check, runAll } from './tap.mjs';

const compiler = join(process.env.PORTUNUS_WEB_TOOLS, 'node_modules/typescript/bin/tsc');
const project = fileURLToPath(new URL('../../src/web/jsconfig.json', import.meta.url));

check('tsc --checkJs', () => {
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
});

process.exit((await runAll()) ? 0 : 1);
