import type { CsvRow } from './csv.ts';
import type { RefusedRow } from './errors.ts';
import type { Written } from './write.ts';

export interface Counts {
  /** rows of the file: inserted + updated + unchanged + refused + skipped */
  read: number;
  inserted: number;
  updated: number;
  unchanged: number;
  refused: number;
  /** repeated records of a mapping that says firstWins */
  skipped: number;
  /** the first 1,000 refused rows, in the order of the file; `refused` counts all */
  refusals: RefusedRow[];
}

/** A refused row as it stands in the file, with what is wrong. */
export interface RefusedLine {
  row: CsvRow;
  why: RefusedRow;
}

const MAX_REFUSALS_KEPT = 1_000;

/** What became of the rows so far. */
export class Tally {
  read = 0;
  skipped = 0;
  #inserted = 0;
  #updated = 0;
  #unchanged = 0;
  #refused = 0;
  readonly #refusals: RefusedRow[] = [];
  #untold: RefusedLine[] = [];

  refuse(row: CsvRow, why: RefusedRow): void {
    this.#refused += 1;
    this.#untold.push({ row, why });
    if (this.#refusals.length < MAX_REFUSALS_KEPT) this.#refusals.push(why);
  }

  /** The rows refused since the last time. */
  takeRefused(): RefusedLine[] {
    const taken = this.#untold;
    this.#untold = [];
    return taken;
  }

  /** @param rows how many were to be written */
  wrote({ inserted, updated, refused }: Written, rows: number): void {
    this.#inserted += inserted;
    this.#updated += updated;
    this.#unchanged += rows - inserted - updated - refused.length;
  }

  counts(): Counts {
    return {
      read: this.read,
      inserted: this.#inserted,
      updated: this.#updated,
      unchanged: this.#unchanged,
      refused: this.#refused,
      skipped: this.skipped,
      refusals: this.#refusals.toSorted((a, b) => a.line - b.line),
    };
  }
}
