// tap.mjs: runs the cases of a test and reports them in TAP
// SPDX-License-Identifier: GPL-3.0-or-later
import { webcrypto } from 'node:crypto';

/* Node has it as a global only from version 19 on. */
globalThis.crypto ??= webcrypto;

/** @type {{ name: string, run: () => unknown }[]} */
const cases = [];

/**
 * @param {string} name
 * @param {() => unknown} run fails by throwing
 */
export function check(name, run) {
  cases.push({ name, run });
}

/** Runs all cases, or those whose names have the program's argument in them. */
export async function runAll() {
  const wanted = process.argv[2] ?? '';
  const chosen = cases.filter(({ name }) => name.includes(wanted));
  let failures = 0;
  console.log(`1..${chosen.length}`);
  for (const [index, { name, run }] of chosen.entries()) {
    try {
      await run();
      console.log(`ok ${index + 1} ${name}`);
    } catch (error) {
      failures += 1;
      const text = error instanceof Error ? error.stack ?? error.message : String(error);
      console.log(`not ok ${index + 1} ${name}\n${text.replace(/^/gm, '# ')}`);
    }
  }
  return failures === 0;
}
