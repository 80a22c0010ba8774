import { setTimeout as sleep } from 'node:timers/promises';
import type { Effect, TransferRelease } from '../src/contract/effects.ts';
import { Refusal } from '../src/contract/failures.ts';
import type { Database } from '../src/db/connect.ts';
import { policyOf } from '../src/db/writes/standing.ts';
import { moveLane, openLanes } from '../src/db/writes/transfer-lanes.ts';
import { moveBatch } from '../src/db/writes/transfer.ts';
import { FIRST_BATCH, nextBatchSize, smallerBatchSize } from '../src/domain/batch-size.ts';
import { mustHalt } from '../src/domain/safety.ts';
import { tellProgress } from './heartbeat.ts';

/**
 * Moves all of the book: the customers in lanes side by side, then what is left. Each batch is a transaction, of a size that adapts.
 * Stops between two batches when too much of the book is in other hands.
 * @throws Refusal safetyStop; the first error of a lane, once the batches of the others have come to their end
 */
export async function moveBook(
  db: Database,
  { handoverId, round }: Effect,
  release: TransferRelease | undefined,
): Promise<void> {
  const policy = await policyOf(db, handoverId);
  const { item_count: planned } = await db
    .selectFrom('handovers')
    .select('item_count')
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  const tooMuch = (skipped: number) => release === undefined && mustHalt(policy, { skipped, planned });
  const halt = ({ moved, skipped }: { moved: number; skipped: number }) =>
    new Refusal('safetyStop', { code: 'refused', customers: planned, moved, refused: skipped, planned, opened: 1 });

  const lanes = await openLanes(db, handoverId, round);
  const sum = (of: 'moved' | 'skipped' | 'batches') => lanes.reduce((total, lane) => total + lane[of], 0);
  let failed = false;
  const ended = await Promise.allSettled(
    lanes.map((lane) =>
      batches(
        (limit) => moveLane(db, { handoverId, round, lane: lane.lane }, limit),
        (state) => {
          Object.assign(lane, state);
          const cursors = lanes.map(({ cursor }) => cursor);
          tellProgress({
            phase: 'lanes',
            cursors,
            moved: sum('moved'),
            skipped: sum('skipped'),
            batches: sum('batches'),
          });
        },
        () => !lane.done && !failed && !tooMuch(sum('skipped')),
      ).catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    ),
  );
  for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
  if (tooMuch(sum('skipped'))) throw halt({ moved: sum('moved'), skipped: sum('skipped') });

  let done = false;
  await batches(
    (limit) => moveBatch(db, handoverId, round, limit),
    (state) => {
      tellProgress(state);
      done = state.phase === 'done';
      if (!done && tooMuch(state.skipped)) throw halt(state);
    },
    () => !done,
  );
}

/** Batch after batch, as long as `goOn` says so: asked before each, also before one that is tried again. */
async function batches<S>(
  move: (limit: number) => Promise<S>,
  told: (state: S) => void,
  goOn: () => boolean,
): Promise<void> {
  for (let size = FIRST_BATCH; goOn();) {
    const started = performance.now();
    const state = await move(size).catch(ifLocked);
    if (state === 'locked') {
      size = smallerBatchSize(size);
      await sleep(50);
      continue;
    }
    told(state);
    size = nextBatchSize(size, performance.now() - started);
  }
}

function ifLocked(error: unknown): 'locked' {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === LOCK_NOT_AVAILABLE || code === DEADLOCK) return 'locked';
  throw error;
}
const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';
