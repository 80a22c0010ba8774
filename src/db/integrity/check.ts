import type { RawBuilder } from 'kysely';
import type { Database } from '../connect.ts';

/** One thing that is not as it should be: a code (its sentence is `finding.<code>`) and what it is about. */
export interface Found {
  code: string;
  /** id of the record, or its name; never a personal value */
  subject: string;
  params: Record<string, string | number | null>;
}

/** What lies outside the database, as far as the checks must know it. */
export interface Outside {
  /** @returns those of the handovers whose workflow does not run */
  notRunning(handoverIds: string[]): Promise<string[]>;
  stopCheckIns(handoverId: string): Promise<void>;
}

/**
 * Mends what a check found, in one transaction that writes an entry into the audit log. Safe to run again: it looks anew.
 * @param outside there where the check needs it
 * @returns how many rows it changed
 */
export interface Repair {
  name: string;
  run(db: Database, outside: Outside | undefined): Promise<number>;
}

/** A rule that holds at every moment, as one query for what breaks it: columns code, subject (text), params (jsonb). */
export interface Check {
  name: string;
  query: RawBuilder<Found>;
  /** asks outside which of the found are really so; without it the check cannot be made */
  confirm?: (found: Found[], outside: Outside) => Promise<Found[]>;
  repair?: Repair;
}
