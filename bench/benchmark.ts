import type { Servers } from './servers.ts';

/** Something measured beside what it is held against. */
export interface Benchmark {
  /** kebab-case, for --only */
  name: string;
  /** of the case that grows: customers; quick: for a look within a minute */
  size: { full: number; quick: number };
  what(size: number): string;
  baseline: string;
  unit: 's' | 'ms' | 'events' | 'bytes' | 'MB';
  /** least ratio baseline ÷ ours that counts as met: speed, or shortness, relative to the baseline */
  target: number;
  /** of runs; absent: as many as the command has them. For what takes minutes */
  pairs?: number;
  /** what no run of ours may exceed, in the unit */
  limit?: number;
  /** Makes what both sides need; not measured. */
  prepare(servers: Servers, size: number): Promise<Sides>;
}

export interface Sides {
  ours(): Promise<Run>;
  baseline(): Promise<Run>;
  close(): Promise<void>;
}

export interface Run {
  /** in the benchmark's unit; lower is better */
  value: number;
  /** what the run left behind, where both sides must leave the same */
  end?: string;
  /** what else there is to say about the run */
  detail?: string;
}
