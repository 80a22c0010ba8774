import type { Effect, MoveBackRequest } from '../src/contract/effects.ts';
import { Refusal } from '../src/contract/failures.ts';
import type { MovedBack } from '../src/contract/messages.ts';
import type { Database, Tx } from '../src/db/connect.ts';
import { decideConflict } from '../src/db/writes/conflicts.ts';
import { type RestoreState, beginRestore, restoreBatch } from '../src/db/writes/move-back.ts';
import { audit, policyOf, stand } from '../src/db/writes/standing.ts';
import { endSuccessor } from '../src/db/writes/successors.ts';
import { FIRST_BATCH, nextBatchSize } from '../src/domain/batch-size.ts';
import { restoreEnds } from '../src/domain/restore-window.ts';
import { type ActivityDeps, once } from './context.ts';
import { tellProgress } from './heartbeat.ts';

/** Body of the inbox entry of a move back. */
interface Entry {
  customerIds?: string[];
  filter?: Record<string, unknown>;
  conflictId?: string;
  decision?: 'keep' | 'takeBack';
}

/** The way back from a transfer. */
export function restore(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Moves records of the handover back: all, those of the customers or of the filter that an inbox entry names, or decides one
     * conflict of an earlier restore. Batch after batch, each a transaction; a retry goes on at the cursor.
     */
    async moveBack(effect: Effect, request: MoveBackRequest): Promise<MovedBack> {
      const key = moveBackKey(effect, request);
      if (request.scope === 'conflict') return decide(db, effect, key, request);
      await open(db, effect, key, request);
      const done = await toTheEnd(db, effect.handoverId, key);
      return once(db, effect, key, (tx) => finish(tx, effect, request, key, done));
    },

    /** Writes down that the case only waits for the end of the time to restore. @returns that instant */
    async openRestoreWindow(effect: Effect): Promise<{ until: string }> {
      return once(db, effect, 'openRestoreWindow', async (tx) => {
        const { transferred_at } = await tx
          .selectFrom('handovers')
          .select('transferred_at')
          .where('id', '=', effect.handoverId)
          .executeTakeFirstOrThrow();
        const { restoreDays } = await policyOf(tx, effect.handoverId);
        const until = restoreEnds(transferred_at ?? new Date(effect.at), restoreDays).toISOString();
        await stand(tx, { ...effect, next: { ...effect.next, dueAt: until } });
        return { until };
      });
    },
  };
}

/** What tells one move back of a case from another. */
export const moveBackKey = (effect: Effect, { as, entryId }: Pick<MoveBackRequest, 'as' | 'entryId'>) =>
  `moveBack:${as}:${entryId ?? effect.at}`;

/** Batch after batch until a move back that was begun is done. */
export async function toTheEnd(db: Database, handoverId: string, key: string): Promise<RestoreState> {
  for (let rows = FIRST_BATCH; ;) {
    const began = performance.now();
    const state = await restoreBatch(db, { handoverId, key }, rows);
    tellProgress(state);
    if (state.phase === 'done') return state;
    rows = nextBatchSize(rows, performance.now() - began);
  }
}

/** What must hold before the first record moves. What still comes for the giver stays with them from here on when everything goes back. */
async function open(db: Database, effect: Effect, key: string, request: MoveBackRequest): Promise<void> {
  const { handoverId } = effect;
  await db.transaction().execute(async (tx) => {
    const begun = await tx
      .selectFrom('restores')
      .select('key')
      .where('handover_id', '=', handoverId)
      .where('key', '=', key)
      .executeTakeFirst();
    if (begun) return;
    await mustBeInTime(tx, effect);
    const { giver_id, supervisor_id, state } = await tx
      .selectFrom('handovers as h')
      .innerJoin('employees as g', 'g.id', 'h.giver_id')
      .select(['h.giver_id', 'h.supervisor_id', 'g.state'])
      .where('h.id', '=', handoverId)
      .executeTakeFirstOrThrow();
    const { customerIds = null, filter = null } = request.scope === 'all' ? {} : await entryOf(tx, request.entryId);
    if (request.scope === 'listed' && customerIds === null) throw new Refusal('inboxEntryMissing');
    if (request.scope === 'filtered' && filter === null) throw new Refusal('inboxEntryMissing');
    await beginRestore(tx, {
      handoverId,
      key,
      as: request.as,
      personId: request.personId,
      // What a receiver hands back cannot lie with somebody who has left; a restore puts everything exactly where it was.
      toId: request.as === 'returned' && state === 'left' ? supervisor_id : giver_id,
      customerIds,
      filter,
      onConflict: request.onConflict ?? 'keep',
    });
    if (request.scope === 'all' && request.as === 'restored') await endSuccessor(tx, handoverId, giver_id);
  });
}

async function finish(
  tx: Tx,
  effect: Effect,
  request: MoveBackRequest,
  key: string,
  { restored, conflicts, putBack }: RestoreState,
): Promise<MovedBack> {
  const { handoverId } = effect;
  const now = new Date();
  await tx
    .updateTable('restores')
    .set({ finished_at: now })
    .where('handover_id', '=', handoverId)
    .where('key', '=', key)
    .execute();
  if (request.scope === 'all' && request.as === 'restored')
    await tx
      .updateTable('grants')
      .set({ revoked_at: now })
      .where('handover_id', '=', handoverId)
      .where('reason', '=', 'transition')
      .where('revoked_at', 'is', null)
      .execute();
  // Of a transfer that was stopped and went back nothing remains: the next one starts its log anew.
  await tx
    .deleteFrom('record_changes')
    .where('handover_id', 'in', (q) =>
      q.selectFrom('handovers').select('id').where('id', '=', handoverId).where('transferred_at', 'is', null),
    )
    .execute();
  await audit(tx, {
    action: `items.${request.as}`,
    personId: request.personId,
    handoverId,
    params: { restored, conflicts, putBack, scope: request.scope },
  });
  return { restored, conflicts, putBack };
}

function decide(db: Database, effect: Effect, key: string, request: MoveBackRequest): Promise<MovedBack> {
  return once(db, effect, key, async (tx) => {
    const { conflictId, decision } = await entryOf(tx, request.entryId);
    if (conflictId === undefined || decision === undefined) throw new Refusal('inboxEntryMissing');
    if (decision === 'takeBack') await mustBeInTime(tx, effect);
    const { handoverId } = effect;
    const { personId } = request;
    const { kind, ...moved } = await decideConflict(tx, { handoverId, conflictId, decision, personId });
    await audit(tx, {
      action: decision === 'keep' ? 'conflict.kept' : 'conflict.takenBack',
      personId,
      handoverId,
      subjectType: 'conflict',
      subjectId: conflictId,
      params: { kind },
    });
    return moved;
  });
}

async function mustBeInTime(tx: Tx, effect: Effect): Promise<void> {
  const { transferred_at } = await tx
    .selectFrom('handovers')
    .select('transferred_at')
    .where('id', '=', effect.handoverId)
    .executeTakeFirstOrThrow();
  // A transfer that was stopped on its way goes back whenever that is decided.
  if (transferred_at === null) return;
  const { restoreDays } = await policyOf(tx, effect.handoverId);
  const until = restoreEnds(transferred_at, restoreDays);
  if (Date.parse(effect.at) > until.getTime())
    throw new Refusal('restoreTooLate', { days: restoreDays, until: until.toISOString() });
}

/** What an inbox entry asks for; empty when the message names none or one that is not there. */
async function entryOf(tx: Tx, entryId: string | undefined): Promise<Entry> {
  if (entryId === undefined) return {};
  const entry = await tx.selectFrom('handover_inbox').select('body').where('id', '=', entryId).executeTakeFirst();
  return (entry?.body ?? {}) as Entry;
}
