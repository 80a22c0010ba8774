import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Effect, PlanRequest, Planned, TransferRelease, Transferred } from '../src/contract/effects.ts';
import { Refusal } from '../src/contract/failures.ts';
import type { ReviewDate } from '../src/contract/messages.ts';
import type { HandoverOptions } from '../src/contract/options.ts';
import type { Database, Tx } from '../src/db/connect.ts';
import { bookFacts } from '../src/db/writes/book-facts.ts';
import { analyzePlan, hashPlan, writePlan } from '../src/db/writes/plan.ts';
import { safetyFindings } from '../src/db/writes/safety.ts';
import { activateSuccessor } from '../src/db/writes/successors.ts';
import { audit, calendarOf, clock, deadlineFor, policyOf, stand } from '../src/db/writes/standing.ts';
import { moveBatch } from '../src/db/writes/transfer.ts';
import { FIRST_BATCH, nextBatchSize } from '../src/domain/batch-size.ts';
import { lateTypes } from '../src/domain/options.ts';
import { mustHalt } from '../src/domain/safety.ts';
import { reviewDate } from '../src/domain/working-days.ts';
import { type ActivityDeps, once } from './context.ts';
import { tellProgress } from './heartbeat.ts';
import { participants, post } from './mail.ts';
import { letter } from './notifications.ts';
import { openTransition } from './permissions.ts';

/** What changes who looks after whom: the plan and the transfer; the way back is in restore.ts. */
export function crm(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /** Gives every item of the book a receiver and asks for the approval of the result. */
    async planBook(effect: Effect, request: PlanRequest): Promise<Planned> {
      const planned = await once(db, effect, 'planBook', async (tx) => {
        const deadline = await deadlineFor(tx, effect, 'approval');
        const itemCount = await writePlan(tx, effect.handoverId, await policyOf(tx, effect.handoverId), request);
        const planHash = await hashPlan(tx, effect.handoverId);
        const receiverNotActive = (await notActive(tx, effect.handoverId)).length > 0;
        const flags = [...(effect.next.flags ?? []), ...(receiverNotActive ? (['receiverNotActive'] as const) : [])];
        await stand(tx, { ...effect, next: { ...effect.next, flags } }, deadline);
        await tx
          .updateTable('handovers')
          .set({ item_count: itemCount, plan_hash: planHash })
          .where('id', '=', effect.handoverId)
          .execute();
        await audit(tx, {
          action: 'plan.made',
          handoverId: effect.handoverId,
          params: { items: itemCount, planHash: planHash.toString('hex'), round: effect.round },
        });
        return { itemCount, planHash: planHash.toString('hex'), receiverNotActive, deadline };
      });
      await analyzePlan(db, planned.itemCount);
      await post(deps, effect.next.awaitedIds ?? [], { ...letter(effect), template: 'turn.approval' });
      return planned;
    },

    /**
     * Moves the book. Looks at the world again first; then batch after batch, each a transaction; a retry goes on at the cursor.
     * @param signedHash hex of what was signed: anything else refuses with planChanged
     * @param release that somebody looked at what the safety stop found; absent: it stops again
     */
    async transferBook(effect: Effect, signedHash: string, release?: TransferRelease): Promise<Transferred> {
      const at = clock(effect);
      await openTransfer(db, effect, signedHash, at, release);
      await moveBook(db, effect, release);
      const transferred = await once(db, effect, 'transferBook', (tx) => finishTransfer(tx, effect, at));
      await post(deps, await participants(db, effect.handoverId, ['giver', 'receiver', 'supervisor']), {
        ...letter(effect),
        template: 'transferred',
        params: { moved: transferred.moved },
      });
      return transferred;
    },
  };
}

/** Numbers of the receivers who are on leave or gone. */
async function notActive(tx: Tx, handoverId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('handover_people as p')
    .innerJoin('employees as e', 'e.id', 'p.person_id')
    .select('e.number')
    .where('p.handover_id', '=', handoverId)
    .where('p.role', '=', 'receiver')
    .where('e.state', '<>', 'active')
    .execute();
  return rows.map((r) => r.number);
}

/** Batch after batch until all of the book has moved; stops between two batches when too much of it is in other hands. */
async function moveBook(
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
  for (let size = FIRST_BATCH; ;) {
    const started = performance.now();
    const state = await moveBatch(db, handoverId, round, size).catch(ifLocked);
    if (state === 'locked') {
      // Somebody works on a customer of the batch at this moment: a smaller one sooner gets all that it needs.
      size = nextBatchSize(size, Number.MAX_VALUE);
      await sleep(50);
      continue;
    }
    tellProgress(state);
    if (state.phase === 'done') return;
    const { moved, skipped } = state;
    if (release === undefined && mustHalt(policy, { skipped, planned }))
      throw new Refusal('safetyStop', {
        code: 'refused',
        customers: planned,
        moved,
        refused: skipped,
        planned,
        opened: 1,
      });
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

/** What must hold before the first record moves; also takes the baseline and keeps the giver's read access for the transition. */
async function openTransfer(
  db: Database,
  effect: Effect,
  signedHash: string,
  at: string,
  release: TransferRelease | undefined,
): Promise<void> {
  const { handoverId, round } = effect;
  const started = await db
    .selectFrom('transfers')
    .select('round')
    .where('handover_id', '=', handoverId)
    .where('round', '=', round)
    .executeTakeFirst();
  if (started) return;
  const hash = await hashPlan(db, handoverId);
  if (hash.toString('hex') !== signedHash) throw new Refusal('planChanged');
  const stop = release === undefined ? await safetyFindings(db, handoverId, await policyOf(db, handoverId)) : null;
  if (stop) throw new Refusal('safetyStop', { ...stop });
  await once(db, effect, 'openTransfer', async (tx) => {
    const gone = await notActive(tx, handoverId);
    if (gone.length > 0) throw new Refusal('receiverNotActive', { receiver: gone.join(', ') });
    const policy = await policyOf(tx, handoverId);
    if (policy.reviews.days.length > 0)
      await tx
        .insertInto('reviews')
        .values(
          policy.reviews.days.map((days) => ({
            handover_id: handoverId,
            day_offset: days,
            due_at: at,
          })),
        )
        .onConflict((c) => c.doNothing())
        .execute();
    await tx
      .updateTable('reviews')
      .set({ baseline: JSON.stringify(await bookFacts(tx, handoverId, at)) })
      .where('handover_id', '=', handoverId)
      .execute();
    await openTransition(tx, handoverId, at, policy.transition.days);
    await tx.insertInto('transfers').values({ handover_id: handoverId, round, with_customers: true }).execute();
    // While the book moves, the case stands at the transfer and waits for nobody.
    await stand(tx, { ...effect, next: { ...effect.next, step: 'transfer', waitingFor: null, dueAt: null } });
    await audit(tx, { action: 'transfer.started', handoverId, params: { planHash: signedHash } });
    await activateSuccessor(
      tx,
      handoverId,
      lateTypes(await optionsOf(tx, handoverId)),
      await endOfSuccession(tx, handoverId, at, policy.transition.days),
    );
  });
}

async function optionsOf(tx: Tx, handoverId: string): Promise<Partial<HandoverOptions>> {
  const { options } = await tx
    .selectFrom('handovers')
    .select('options')
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  return options as Partial<HandoverOptions>;
}

/** Somebody who leaves has nothing of their own again; somebody who stays gets new customers once the transition is over. */
async function endOfSuccession(tx: Tx, handoverId: string, from: string, days: number): Promise<string | null> {
  const { kind } = await tx
    .selectFrom('handovers')
    .select('kind')
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  if (kind === 'departure' || kind === 'emergency_departure') return null;
  return new Date(Date.parse(from) + days * 86_400_000).toISOString();
}

async function finishTransfer(tx: Tx, effect: Effect, at: string): Promise<Transferred> {
  const { handoverId, round } = effect;
  const policy = await policyOf(tx, handoverId);
  const calendar = await calendarOf(tx, policy.calendar);
  const reviews: ReviewDate[] = [];
  for (const days of policy.reviews.days) {
    const dueAt = reviewDate(calendar, at, days);
    const { id } = await tx
      .updateTable('reviews')
      .set({ due_at: dueAt })
      .where('handover_id', '=', handoverId)
      .where('day_offset', '=', days)
      .returning('id')
      .executeTakeFirstOrThrow();
    reviews.push({ id, dayOffset: days, dueAt });
  }
  reviews.sort((a, b) => a.dayOffset - b.dayOffset);
  // The decisions that led here were recorded when the transfer was opened.
  await stand(tx, { ...effect, decisions: [], next: { ...effect.next, dueAt: reviews[0]?.dueAt ?? null } });
  await tx.updateTable('handovers').set({ transferred_at: at }).where('id', '=', handoverId).execute();
  const done = await tx
    .updateTable('transfers')
    .set({ finished_at: sql`clock_timestamp()` })
    .where('handover_id', '=', handoverId)
    .where('round', '=', round)
    .returning(['moved', 'skipped'])
    .executeTakeFirstOrThrow();
  const { late } = await tx
    .selectFrom('handover_exceptions')
    .select((e) => e.fn.countAll<number>().as('late'))
    .where('handover_id', '=', handoverId)
    .where('state', '=', 'late')
    .executeTakeFirstOrThrow();
  await audit(tx, {
    action: 'transfer.finished',
    handoverId,
    params: { moved: done.moved, skipped: done.skipped, late },
  });
  return { moved: done.moved, skipped: done.skipped, late, transferredAt: at, reviews };
}
