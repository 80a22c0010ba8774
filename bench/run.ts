import { writeFile } from 'node:fs/promises';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { InvalidArgumentError, Command } from 'commander';
import { apiLatency } from './api-latency.ts';
import { apiLoad } from './api-load.ts';
import type { Benchmark } from './benchmark.ts';
import { consolePages } from './console.ts';
import { handoversPerSecond } from './handovers-per-second.ts';
import { histories } from './history-size.ts';
import { type Result, measure, tableOf } from './measure.ts';
import { memoryWaiting } from './memory-waiting.ts';
import { planning } from './planning.ts';
import { preview } from './preview.ts';
import { queries } from './queries.ts';
import { replay } from './replay.ts';
import { openServers } from './servers.ts';
import { transferDbos } from './transfer-dbos.ts';
import { transfers } from './transfer.ts';

const BENCHMARKS: readonly Benchmark[] = [
  ...histories,
  ...transfers,
  transferDbos,
  planning,
  preview,
  ...queries,
  apiLatency,
  ...apiLoad,
  ...handoversPerSecond,
  ...consolePages,
  memoryWaiting,
  replay,
];
const PAIRS = 5;
const QUICK_PAIRS = 2;

const { list, only, quick, json } = new Command('npm run bench --')
  .option('--list', 'the benchmarks, without running one')
  .option('--only <name>', 'this one; may be repeated', named, [] as Benchmark[])
  .option('--quick', 'small sizes and fewer runs: a look within a minute each, not a measurement')
  .option('--json <file>', 'write the results with their raw runs')
  .parse()
  .opts<{ list?: true; only: Benchmark[]; quick?: true; json?: string }>();

if (list)
  for (const { name, what, size, baseline } of BENCHMARKS)
    console.log(`${name}: ${what(size.full)}; baseline: ${baseline}`);
else await run(only.length > 0 ? only : BENCHMARKS);

function named(name: string, before: Benchmark[]): Benchmark[] {
  const found = BENCHMARKS.find((benchmark) => benchmark.name === name);
  if (!found) throw new InvalidArgumentError(`There are ${BENCHMARKS.map((b) => b.name).join(', ')}.`);
  return [...before, found];
}

async function run(benchmarks: readonly Benchmark[]): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const say = (line: string) => console.log(line);
  const results: Result[] = [];
  const servers = openServers(say);
  try {
    for (const benchmark of benchmarks) {
      const size = quick ? benchmark.size.quick : benchmark.size.full;
      say(`\n${benchmark.name}: ${benchmark.what(size)}\nbaseline: ${benchmark.baseline}`);
      const sides = await benchmark.prepare(servers, size);
      try {
        results.push(await measure(benchmark, size, sides, quick ? QUICK_PAIRS : (benchmark.pairs ?? PAIRS), say));
      } finally {
        await sides.close();
      }
    }
  } finally {
    await servers.stop();
  }
  if (json !== undefined) await writeFile(json, `${JSON.stringify(results, null, 2)}\n`);
  say(
    `\nRatio: baseline ÷ ours, higher is better; the median of the pairs, with their spread. Times are medians of each side.`,
  );
  if (quick) say(`Quick: small sizes and ${QUICK_PAIRS} pairs instead of ${PAIRS}; no measurement.`);
  say(`\n${tableOf(results)}`);
}
