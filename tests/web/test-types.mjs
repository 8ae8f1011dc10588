// test-types.mjs: the page's modules fit together, as far as TypeScript can tell from their comments
// SPDX-License-Identifier: GPL-3.0-or-later
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { check, runAll } from './tap.mjs';

const compiler = join(process.env.PORTUNUS_WEB_TOOLS, 'node_modules/typescript/bin/tsc');
const project = fileURLToPath(new URL('../../src/web/jsconfig.json', import.meta.url));

check('tsc --checkJs', () => {
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
});

check('every module of the page can be put together with the others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-bundle-'));
  const source = fileURLToPath(new URL('../../src/web/', import.meta.url));
  try {
    const translations = join(source, '../../po');
    const { status, stderr } = spawnSync('python3', [join(source, 'bundle.py'), source, translations, folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    for (const name of ['app.js', 'home.js', 'save-worker.js', 'download-worker.js', 'share-worker.js']) {
      const checked = spawnSync(process.execPath, ['--input-type=module', '--check'],
        { input: readFileSync(join(folder, name)), encoding: 'utf8' });
      if (checked.status !== 0) throw new Error(checked.stderr);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

check('every language has nearly every sentence, and the rest are in English', () => {
  const source = fileURLToPath(new URL('../../src/web/', import.meta.url));
  const script = `import json, pathlib, sys; sys.path.insert(0, sys.argv[1]); import languages; top = pathlib.Path(sys.argv[1])
sentences = languages.read_sentences(top / "app/strings.js")
found = languages.read_languages(top / "../../po", sentences)
print(json.dumps([len(sentences), {tag: len(texts) for tag, (texts, _) in found.items() if tag != "en"}]))`;
  const { status, stdout, stderr } = spawnSync('python3', ['-B', '-c', script, source], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const [all, found] = JSON.parse(stdout);
  const few = Object.entries(found).filter(([, count]) => count < 0.9 * all);
  if (few.length > 0 || Object.keys(found).length < 8) throw new Error(`of ${all}: ${JSON.stringify(found)}`);
});

process.exit((await runAll()) ? 0 : 1);
