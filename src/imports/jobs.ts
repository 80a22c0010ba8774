import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import * as z from 'zod';
import { Refusal } from '../contract/failures.ts';
import { type Database, withPerson } from '../db/connect.ts';
import { mappingNamed } from './company-mappings.ts';
import { DELIMITERS } from './csv.ts';
import { ENCODINGS } from './encoding.ts';
import { ImportCancelled, ImportError } from './errors.ts';
import { claimImport, endImport, forgetImports, importer, storedFile } from './record.ts';
import { FORMATS } from './rows.ts';
import { continueImport } from './run.ts';

/**
 * Imports that nobody waits for. Each is a row of the database with its file: any process of the API takes it, and when that process
 * is gone another takes it anew, from the start. An import is one transaction, so that half of one is nothing.
 */

const LOOK_EVERY_MS = 2_000;
const FORGET_EVERY_MS = 3_600_000;

const form = z.object({
  format: z.enum(FORMATS).optional(),
  encoding: z.enum(ENCODINGS).optional(),
  delimiter: z.enum(DELIMITERS).optional(),
  sheet: z.string().optional(),
});

/** What wakes the process that waits for imports. */
export interface Bell {
  ring(): void;
}

interface Parts {
  /** as the role handover_api */
  db: Database;
  log: Pick<Logger, 'warn'>;
}

/** Takes imports one by one until the API stops; one that is under way then is taken back and waits for the next process. */
export function keepImporting({ db, log }: Parts, stopping: AbortSignal): Bell & { ended: Promise<void> } {
  let rung = new AbortController();
  let forgotten = 0;
  const warn = (error: unknown) =>
    log.warn({ why: error instanceof Error ? error.message : 'unknown' }, 'could not look for imports');

  async function work(): Promise<void> {
    while (!stopping.aborted) {
      rung = new AbortController();
      try {
        while (!stopping.aborted && (await importNext(db, stopping)));
        if (Date.now() - forgotten > FORGET_EVERY_MS) {
          await forgetImports(db);
          forgotten = Date.now();
        }
      } catch (error) {
        if (!stopping.aborted) warn(error);
      }
      const signal = AbortSignal.any([stopping, rung.signal]);
      await pause(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }
  return { ring: () => rung.abort(), ended: work() };
}

/** @returns whether there was one */
export async function importNext(db: Database, stopping?: AbortSignal): Promise<boolean> {
  const taken = await claimImport(db);
  if (!taken) return false;
  const { id, personId } = taken;
  const fail = (code: string, params = {}) =>
    withPerson(db, importer(personId), (tx) => endImport(tx, id, { state: 'failed', failure: { code, params } }));
  try {
    const row = await withPerson(db, importer(personId), async (tx) => {
      const found = await tx
        .selectFrom('imports')
        .select(['dataset', 'mapping', 'dry_run', 'form'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return { ...found, read: await mappingNamed(tx, found.mapping) };
    });
    const body = Readable.from(storedFile(db, personId, id));
    await continueImport(
      id,
      { db, personId, dataset: row.dataset, mapping: row.read, body, form: form.parse(row.form), dryRun: row.dry_run },
      stopping,
    );
  } catch (error) {
    // It is written down by then, but for what went wrong before it began.
    if (error instanceof ImportError) await fail(error.code, error.params);
    else if (error instanceof Refusal) await fail(error.type);
    else if (!(error instanceof ImportCancelled)) throw error;
  }
  return true;
}
