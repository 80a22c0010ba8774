import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Refusal } from '../contract/failures.ts';
import type { Database } from '../db/connect.ts';
import { readUnstarted, unstarted } from '../db/reads/handover-input.ts';
import type { Gateway } from '../temporal/gateway.ts';

const LOOK_EVERY_MS = 30_000;
/** Then Temporal is asked again for a case that it had taken: it may have lost it with its data. */
const BELIEVED_MS = 600_000;

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
  const startLeft = leftStarter(parts);
  while (!stopping.aborted) {
    await startLeft().catch((error: unknown) => {
      parts.log.warn({ why: reason(error) }, 'could not start what was written down; tried again later');
    });
    await pause(LOOK_EVERY_MS, undefined, { signal: stopping, ref: false }).catch(() => {});
  }
}

/**
 * One look after the other for cases that are written down and do not run. The first starts them all. Later ones start what the look
 * before saw as well, as whoever writes a case starts it too, and what Temporal has not taken from here lately: while no worker is
 * there, cases that wait for one pile up.
 * @returns a look; it throws when the database or Temporal is away, and the next goes on where it ended. What cannot be read or
 *   started is logged and holds up no other.
 */
export function leftStarter({ db, gateway, log }: Parts): () => Promise<void> {
  const taken = new Map<string, number>();
  let before: ReadonlySet<string> | undefined;
  return async () => {
    const cases = await unstarted(db);
    const now = new Set(cases.map(({ id }) => id));
    for (const [id, at] of taken) if (!now.has(id) || Date.now() - at > BELIEVED_MS) taken.delete(id);
    const left = cases.filter(({ id }) => !taken.has(id) && (before?.has(id) ?? true));
    before = now;
    for (const one of left) {
      try {
        const { input, orgUnit } = await readUnstarted(db, one);
        await gateway.startHandover(input, { orgUnit });
        taken.set(one.id, Date.now());
      } catch (error) {
        // Would be the same for all the others.
        if (error instanceof Refusal && error.type === 'unavailable') throw error;
        log.warn({ handover: one.id, why: reason(error) }, 'could not start what was written down; tried again later');
      }
    }
  };
}

const reason = (error: unknown) => (error instanceof Error ? error.message : 'unknown');
