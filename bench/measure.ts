import { loadavg } from 'node:os';
import type { Benchmark, Sides } from './benchmark.ts';

export interface Result {
  name: string;
  what: string;
  baseline: string;
  unit: Benchmark['unit'];
  /** raw, in the order in which they were made; each right after the baseline's run of the same place */
  runs: number[];
  baselineRuns: number[];
  /** of the machine in the last minute, after each pair: what else it did */
  loads: number[];
  /** median of baseline ÷ ours pair by pair: neighbours share what the machine does besides, medians of each side do not */
  ratio: number;
  target: number;
  limit?: number;
  /** the ratio reaches the target, and no run of ours is above the limit */
  met: boolean;
}

/**
 * Baseline, ours, baseline, ours …
 * @throws Error when both sides do not come to the same end: then nothing was compared
 */
export async function measure(
  { name, what, baseline, unit, target, limit }: Benchmark,
  size: number,
  sides: Sides,
  pairs: number,
  say: (line: string) => void,
): Promise<Result> {
  const runs: number[] = [];
  const baselineRuns: number[] = [];
  const loads: number[] = [];
  const ends = new Set<string | undefined>();
  for (let i = 1; i <= pairs; i += 1) {
    for (const [side, values] of [
      ['baseline', baselineRuns],
      ['ours', runs],
    ] as const) {
      const { value, end, detail } = await sides[side]();
      values.push(value);
      ends.add(end);
      say(`${i}/${pairs} ${side}: ${show(value)} ${unit}${detail === undefined ? '' : `, ${detail}`}`);
    }
    loads.push(loadavg()[0] ?? NaN);
  }
  if (ends.size > 1) throw new Error(`${name}: the runs came to different ends: ${[...ends].join('; ')}`);
  const [end] = ends;
  if (end !== undefined) say(`same end on both sides: ${end}`);
  const ratio = quantile(pairwise({ runs, baselineRuns }), 0.5);
  const met = ratio >= target && runs.every((run) => run <= (limit ?? Infinity));
  return {
    name,
    what: what(size),
    baseline,
    unit,
    runs,
    baselineRuns,
    loads,
    ratio,
    target,
    ...(limit === undefined ? {} : { limit }),
    met,
  };
}

/** The table of all results, one line each, with its head. */
export function tableOf(results: Result[]): string {
  const rows = results.map((r) => {
    const at = (q: number) => quantile(pairwise(r), q).toFixed(2);
    return [
      r.name,
      `${show(quantile(r.runs, 0.5))} ${r.unit}`,
      `${show(quantile(r.baselineRuns, 0.5))} ${r.unit}`,
      r.ratio.toFixed(2),
      `${at(0)}–${at(1)}`,
      `${at(0.25)}–${at(0.75)}`,
      `≥ ${r.target.toFixed(2)}${r.limit === undefined ? '' : `, ≤ ${r.limit} ${r.unit}`}`,
      r.met ? 'yes' : 'NO',
      `${r.runs.length}`,
      quantile(r.loads, 0.5).toFixed(1),
    ];
  });
  const table = [
    ['benchmark', 'ours', 'baseline', 'ratio', 'min–max', 'middle half', 'target', 'met', 'pairs', 'load'],
    ...rows,
  ];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function pairwise({ runs, baselineRuns }: Pick<Result, 'runs' | 'baselineRuns'>): number[] {
  return baselineRuns.map((baseline, i) => baseline / (runs[i] ?? NaN));
}

/** Linear between the neighbours. */
export function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place % 1);
}

const show = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(3));
