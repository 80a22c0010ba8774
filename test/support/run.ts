import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs the suite or a part of it and ends with `N passed, N failed` alone on a line.
 * Usage: run.ts [replay|faults|browser|fuzz] [--long] [arguments of vitest]
 */
const PARTS: Record<string, string[]> = {
  replay: ['test/workflows/replay.test.ts'],
  faults: ['test/faults'],
  browser: ['test/console'],
  fuzz: ['test/fuzz'],
};

const args = process.argv.slice(2);
const part = args[0] !== undefined && args[0] in PARTS ? args.shift() : undefined;
const long = args.includes('--long');
const folder = mkdtempSync(join(tmpdir(), 'handover-results-'));
const results = join(folder, 'results.json');
const { status } = spawnSync(
  process.execPath,
  [
    join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs'),
    'run',
    ...(part === undefined ? [] : (PARTS[part] ?? [])),
    ...args.filter((arg) => arg !== '--long'),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
  ],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(long && { HANDOVER_TEST_LONG: '1' }),
      ...(part === 'fuzz' && { HANDOVER_TEST_FUZZ: '1' }),
      ...(part === 'browser' && { HANDOVER_TEST_BROWSER: '1' }),
    },
  },
);
let failed = 1;
try {
  const read = JSON.parse(readFileSync(results, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numFailedTestSuites: number;
  };
  // A file that does not load has no failed test of its own.
  failed = read.numFailedTests === 0 && status !== 0 ? 1 : read.numFailedTests;
  console.log(`${read.numPassedTests} passed, ${failed} failed`);
} catch {
  console.log('0 passed, 1 failed');
}
rmSync(folder, { recursive: true, force: true });
process.exit(status ?? 1);
