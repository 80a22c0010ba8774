import { sql } from 'kysely';
import type { Effect, PlanRequest, Planned, TransferRelease, Transferred } from '../src/contract/effects.ts';
import { Refusal } from '../src/contract/failures.ts';
import type { ReviewDate } from '../src/contract/messages.ts';
import type { Policy } from '../src/contract/policy.ts';
import type { HandoverKind } from '../src/contract/steps.ts';
import { leaves, lends } from '../src/contract/kinds.ts';
import type { HandoverOptions } from '../src/contract/options.ts';
import { calendarOf } from '../src/db/calendar.ts';
import type { Database, Tx } from '../src/db/connect.ts';
import { bookFacts } from '../src/db/writes/book-facts.ts';
import { endCustody, planCustody } from '../src/db/writes/custody.ts';
import { applyPlanChanges } from '../src/db/writes/plan-changes.ts';
import { analyzePlan, hashPlan, writePlan } from '../src/db/writes/plan.ts';
import { safetyFindings } from '../src/db/writes/safety.ts';
import { activateSuccessor } from '../src/db/writes/successors.ts';
import { audit, clock, deadlineFor, policyOf, stand } from '../src/db/writes/standing.ts';
import { isSigned, voidEarlier } from '../src/db/writes/void-signatures.ts';
import { lateTypes } from '../src/domain/options.ts';
import { reviewDate } from '../src/domain/working-days.ts';
import { needsSecond } from './approvals.ts';
import { type ActivityDeps, once } from './context.ts';
import { participants, post } from './mail.ts';
import { moveBook } from './move-book.ts';
import { andDelegates, letter, tellSignedInVain } from './notifications.ts';
import { openTransition } from './permissions.ts';

/** What changes who looks after whom: the plan and the transfer; the way back is in restore.ts. */
export function crm(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /** Gives every item of the book a receiver and asks for the approval of the result. */
    async planBook(effect: Effect, request: PlanRequest): Promise<Planned> {
      const planned = await once(db, effect, 'planBook', async (tx) => {
        const policy = await policyOf(tx, effect.handoverId);
        await applyPlanChanges(tx, effect.handoverId, request.changes ?? []);
        const itemCount =
          (await writePlan(tx, effect.handoverId, policy, request)) +
          (await planCustody(tx, effect.handoverId, policy, request));
        const deadline = await deadlineFor(tx, effect, 'approval');
        const planHash = await hashPlan(tx, effect.handoverId);
        await voidEarlier(tx, effect);
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
        const second = await needsSecond(tx, effect.handoverId, policy);
        return {
          itemCount,
          planHash: planHash.toString('hex'),
          receiverNotActive,
          deadline,
          ...(second && { second }),
        };
      });
      await analyzePlan(db, planned.itemCount);
      await tellSignedInVain(deps, effect);
      await post(deps, await andDelegates(db, effect, effect.next.awaitedIds ?? []), {
        ...letter(effect),
        template: 'turn.approval',
      });
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
  // Three looks at the world as it is before the first record moves, at the same time: each is a query of its own connection.
  const [hash, stop, baseline] = await Promise.all([
    hashPlan(db, handoverId),
    release === undefined ? safetyFindings(db, handoverId, await policyOf(db, handoverId)) : null,
    bookFacts(db, handoverId, at),
  ]);
  if (hash.toString('hex') !== signedHash) throw new Refusal('planChanged');
  if (stop) throw new Refusal('safetyStop', { ...stop });
  await once(db, effect, 'openTransfer', async (tx) => {
    if (!(await isSigned(tx, handoverId, round, signedHash))) throw new Refusal('planChanged');
    const gone = await notActive(tx, handoverId);
    if (gone.length > 0) throw new Refusal('receiverNotActive', { receiver: gone.join(', ') });
    const policy = await policyOf(tx, handoverId);
    const reviewDays = await reviewDaysOf(tx, handoverId, policy);
    if (reviewDays.length > 0)
      await tx
        .insertInto('reviews')
        .values(
          reviewDays.map((days) => ({
            handover_id: handoverId,
            day_offset: days,
            due_at: at,
          })),
        )
        .onConflict((c) => c.doNothing())
        .execute();
    await tx
      .updateTable('reviews')
      .set({ baseline: JSON.stringify(baseline) })
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
    const records = await endCustody(tx, handoverId, at, false);
    if (records !== null) await audit(tx, { action: 'custody.ended', handoverId, params: { records } });
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

async function kindOf(tx: Tx, handoverId: string): Promise<HandoverKind> {
  const { kind } = await tx
    .selectFrom('handovers')
    .select('kind')
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  return kind as HandoverKind;
}

/** What is lent is not reviewed: it goes back to whom the customers know. */
async function reviewDaysOf(tx: Tx, handoverId: string, policy: Policy): Promise<number[]> {
  return lends(await kindOf(tx, handoverId)) ? [] : policy.reviews.days;
}

/**
 * Somebody who leaves has nothing of their own again; somebody who stays gets new customers once the transition is over, and somebody
 * who is away when they get the others back.
 */
async function endOfSuccession(tx: Tx, handoverId: string, from: string, days: number): Promise<string | null> {
  const kind = await kindOf(tx, handoverId);
  if (leaves(kind) || lends(kind)) return null;
  return new Date(Date.parse(from) + days * 86_400_000).toISOString();
}

async function finishTransfer(tx: Tx, effect: Effect, at: string): Promise<Transferred> {
  const { handoverId, round } = effect;
  const policy = await policyOf(tx, handoverId);
  const calendar = await calendarOf(tx, policy.calendar);
  const reviews: ReviewDate[] = [];
  for (const days of await reviewDaysOf(tx, handoverId, policy)) {
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
