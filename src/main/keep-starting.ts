import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Refusal } from '../contract/failures.ts';
import type { Database } from '../db/connect.ts';
import { readUnstarted, unstarted } from '../db/reads/handover-input.ts';
import type { Gateway } from '../temporal/gateway.ts';

const LOOK_EVERY_MS = 30_000;

interface Parts {
  /** as the role handover_api */
  db: Database;
  gateway: Pick<Gateway, 'startHandover'>;
  log: Pick<Logger, 'warn'>;
}

/**
 * A crash or a Temporal that is away, between the commit and the start, leaves a case that nobody runs. Looked for at the start and
 * then at intervals; starting a case twice is the same case.
 */
export async function keepStarting(parts: Parts, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await startUnstarted(parts).catch((error: unknown) => {
      parts.log.warn({ why: reason(error) }, 'could not start what was written down; tried again later');
    });
    await pause(LOOK_EVERY_MS, undefined, { signal: stopping, ref: false }).catch(() => {});
  }
}

/**
 * Starts every case that is written down and does not run. One that cannot be read or started is logged and holds up no other.
 * @throws when the database or Temporal is away
 */
export async function startUnstarted({ db, gateway, log }: Parts): Promise<void> {
  for (const one of await unstarted(db)) {
    try {
      const { input, orgUnit } = await readUnstarted(db, one);
      await gateway.startHandover(input, { orgUnit });
    } catch (error) {
      // Would be the same for all the others.
      if (error instanceof Refusal && error.type === 'unavailable') throw error;
      log.warn({ handover: one.id, why: reason(error) }, 'could not start what was written down; tried again later');
    }
  }
}

const reason = (error: unknown) => (error instanceof Error ? error.message : 'unknown');
