import type { Database } from '../../src/db/connect.ts';
import { moveLane, openLanes } from '../../src/db/writes/transfer-lanes.ts';
import { type TransferState, moveBatch } from '../../src/db/writes/transfer.ts';

/** One attempt at a transfer that was opened already, by batches of one size: the lanes side by side, then the rest. */
export async function moveAll(db: Database, handoverId: string, limit: number, lanes?: number): Promise<TransferState> {
  const opened = await openLanes(db, handoverId, 1, lanes);
  await Promise.all(
    opened.map(async ({ lane }) => {
      while (!(await moveLane(db, { handoverId, round: 1, lane }, limit)).done);
    }),
  );
  for (;;) {
    const state = await moveBatch(db, handoverId, 1, limit);
    if (state.phase === 'done') return state;
  }
}
