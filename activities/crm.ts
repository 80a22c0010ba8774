import type { Effect, PlanRequest, Planned, Transferred } from '../src/contract/effects.ts';
import { Refusal } from '../src/contract/failures.ts';
import type { MoveBack, MovedBack, ReviewDate } from '../src/contract/messages.ts';
import type { Database, Tx } from '../src/db/connect.ts';
import { bookFacts } from '../src/db/writes/book-facts.ts';
import { moveBack } from '../src/db/writes/move-back.ts';
import { analyzePlan, hashPlan, writePlan } from '../src/db/writes/plan.ts';
import { audit, calendarOf, clock, deadlineFor, policyOf, stand } from '../src/db/writes/standing.ts';
import { moveBatch } from '../src/db/writes/transfer.ts';
import { reviewDate } from '../src/domain/working-days.ts';
import { type ActivityDeps, once } from './context.ts';
import { tellProgress } from './heartbeat.ts';
import { participants, post } from './mail.ts';
import { letter } from './notifications.ts';
import { openTransition } from './permissions.ts';

/** Customers a batch, so that with about ten row versions each a transaction stays at some 20,000 (database.md). */
const BATCH_ROWS = 5_000;

/** What changes who looks after whom: the plan, the transfer, the way back. */
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
     */
    async transferBook(effect: Effect, signedHash: string): Promise<Transferred> {
      const at = clock(effect);
      await openTransfer(db, effect, signedHash, at);
      for (;;) {
        const state = await moveBatch(db, effect.handoverId, effect.round, BATCH_ROWS);
        tellProgress(state);
        if (state.phase === 'done') break;
      }
      const transferred = await once(db, effect, 'transferBook', (tx) => finishTransfer(tx, effect, at));
      await post(deps, await participants(db, effect.handoverId, ['giver', 'receiver', 'supervisor']), {
        ...letter(effect),
        template: 'transferred',
        params: { moved: transferred.moved },
      });
      return transferred;
    },

    /** Moves customers of the handover back: all, or those named in an inbox entry. */
    async moveBack(effect: Effect, request: MoveBack & { as: 'restored' | 'returned' }): Promise<MovedBack> {
      return once(db, effect, `moveBack:${request.as}:${request.entryId ?? effect.at}`, async (tx) => {
        const handover = await tx
          .selectFrom('handovers')
          .selectAll()
          .where('id', '=', effect.handoverId)
          .executeTakeFirstOrThrow();
        const { restoreDays } = await policyOf(tx, effect.handoverId);
        const until = Date.parse(handover.transferred_at?.toISOString() ?? '') + restoreDays * 86_400_000;
        if (Date.parse(effect.at) > until) throw new Refusal('restoreTooLate', { days: restoreDays });
        const giver = await tx
          .selectFrom('employees')
          .select('state')
          .where('id', '=', handover.giver_id)
          .executeTakeFirstOrThrow();
        // What a receiver hands back cannot lie with somebody who has left; a restore puts everything exactly where it was.
        const to = request.as === 'returned' && giver.state === 'left' ? handover.supervisor_id : handover.giver_id;
        const moved = await moveBack(
          tx,
          effect.handoverId,
          request.scope === 'all' ? null : await listed(tx, request.entryId),
          to,
          request.as,
        );
        await audit(tx, {
          action: `items.${request.as}`,
          personId: request.personId,
          handoverId: effect.handoverId,
          params: { ...moved, scope: request.scope },
        });
        return moved;
      });
    },
  };
}

async function listed(tx: Database, entryId: string | undefined): Promise<string[]> {
  const entry = await tx
    .selectFrom('handover_inbox')
    .select('body')
    .where('id', '=', entryId ?? '')
    .executeTakeFirst();
  const body = entry?.body as { customerIds?: string[] } | undefined;
  if (!body?.customerIds) throw new Refusal('inboxEntryMissing');
  return body.customerIds;
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

/** What must hold before the first record moves; also takes the baseline and keeps the giver's read access for the transition. */
async function openTransfer(db: Database, effect: Effect, signedHash: string, at: string): Promise<void> {
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
    await tx.insertInto('transfers').values({ handover_id: handoverId, round }).execute();
    // While the book moves, the case stands at the transfer and waits for nobody.
    await stand(tx, { ...effect, next: { ...effect.next, step: 'transfer', waitingFor: null, dueAt: null } });
    await audit(tx, { action: 'transfer.started', handoverId, params: { planHash: signedHash } });
  });
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
    .set({ finished_at: at })
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
