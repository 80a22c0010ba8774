import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Benchmark } from '../../bench/benchmark.ts';
import { measure, tableOf } from '../../bench/measure.ts';

const bench = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', join(import.meta.dirname, '../../bench/run.ts'), ...args]);

test('bench --list, nothing else: names every benchmark beside its baseline', async () => {
  const { stdout } = await bench('--list');
  expect(stdout).toMatch(/^history-size: .+; baseline: .+$/m);
  expect(stdout).toMatch(/^transfer-100k: .+; baseline: .+$/m);
});

test('bench --only, a name that there is not: refused with the names that there are', async () => {
  await expect(bench('--only', 'nothing')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/nothing.*history-size, .*transfer-100k,/),
  });
});

test('bench --quick --json, one benchmark: its raw runs in the file, the durable settings told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'handover-bench-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'results.json');
  const { stdout } = await bench('--only', 'history-size', '--quick', '--json', file);
  const [result, ...others] = resultsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  expect(others).toEqual([]);
  expect(result).toMatchObject({ name: 'history-size', unit: 'events', target: 1, limit: 120 });
  expect(result?.runs).toHaveLength(2);
  expect(result?.baselineRuns).toHaveLength(2);
  expect(stdout).toMatch(/fsync on, full_page_writes on/);
  expect(stdout).toMatch(/synchronous_commit on/);
}, 180_000);

const resultsSchema = z.array(
  z.strictObject({
    name: z.string(),
    what: z.string(),
    baseline: z.string(),
    unit: z.enum(['s', 'ms', 'events', 'bytes', 'MB']),
    runs: z.array(z.number().positive()),
    baselineRuns: z.array(z.number().positive()),
    loads: z.array(z.number().nonnegative()),
    ratio: z.number().positive(),
    target: z.number().positive(),
    limit: z.number().positive().optional(),
    met: z.boolean(),
  }),
);

const benchmark: Benchmark = {
  name: 'fake',
  size: { full: 2, quick: 1 },
  what: (size) => `${size} of it`,
  baseline: 'none of it',
  unit: 's',
  target: 0.5,
  prepare: () => Promise.reject(new Error('not prepared here')),
};

/** Sides that give these values in turn, and the order in which they were asked. */
function sidesOf(ours: number[], baseline: number[], ends: { ours?: string; baseline?: string } = {}) {
  const asked: string[] = [];
  const side = (name: 'ours' | 'baseline', values: number[]) => async () => {
    asked.push(name);
    const end = ends[name];
    return { value: values.shift() ?? NaN, ...(end === undefined ? {} : { end }) };
  };
  return { asked, ours: side('ours', ours), baseline: side('baseline', baseline), close: async () => {} };
}

test('measure, three pairs: takes turns, keeps the runs as they came and takes the middle ratio', async () => {
  const sides = sidesOf([4, 2, 9], [3, 2, 2]);
  const result = await measure(benchmark, 2, sides, 3, () => {});
  expect(sides.asked).toEqual(['baseline', 'ours', 'baseline', 'ours', 'baseline', 'ours']);
  expect(result).toMatchObject({ what: '2 of it', runs: [4, 2, 9], baselineRuns: [3, 2, 2], ratio: 0.75, met: true });
  expect(result.loads).toHaveLength(3);
  expect(tableOf([{ ...result, loads: [1, 12.5, 20] }])).toMatch(
    /fake +4 s +2 s +0\.75 +0\.22–1\.00 +0\.49–0\.88 +≥ 0\.50 +yes +3 +12\.5$/,
  );
});

test('measure, one run above the limit: not met, whatever the ratio', async () => {
  const result = await measure({ ...benchmark, limit: 3 }, 2, sidesOf([1, 4, 1], [9, 9, 9]), 3, () => {});
  expect(result).toMatchObject({ limit: 3, ratio: 9, met: false });
});

test('measure, sides that came to different ends: refused, because nothing was compared', async () => {
  const sides = sidesOf([1], [1], { ours: 'a', baseline: 'b' });
  await expect(measure(benchmark, 2, sides, 1, () => {})).rejects.toThrow('different ends: b; a');
});
