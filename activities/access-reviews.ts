import { sql } from 'kysely';
import { Context } from '@temporalio/activity';
import { v7 as uuidv7 } from 'uuid';
import type {
  AccessReviewCounts,
  AccessReviewOpened,
  AccessReviewOutcome,
  AccessReviewRequest,
} from '../src/contract/access-review.ts';
import type { Deadline } from '../src/contract/effects.ts';
import type { Database } from '../src/db/connect.ts';
import { countsOf, lapse, listAccess, pendingBy } from '../src/db/writes/access-review.ts';
import { calendarOf } from '../src/db/calendar.ts';
import { audit } from '../src/db/writes/standing.ts';
import { ACCESS_REVIEW_RULE } from '../src/domain/access-review-rule.ts';
import { deadlineOf } from '../src/domain/working-days.ts';
import { inZone } from '../src/i18n/index.ts';
import { type ActivityDeps, once } from './context.ts';
import { tellProgress } from './heartbeat.ts';
import { notify } from './mail.ts';

const STEP = { step: 'accessReview', round: 1 };

/** Reviews of what people hold beyond ownership. */
export function accessReviews(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Opens a review: lists what people hold, then asks those above them by mail.
     * @param at the workflow's time
     * @returns null: another review is open
     */
    async openAccessReview(request: AccessReviewRequest, at: string): Promise<AccessReviewOpened | null> {
      const now = new Date(Math.max(Date.parse(at), Date.now())).toISOString();
      const made = await once(db, STEP, 'make', async (tx) => {
        const rule = {
          ...ACCESS_REVIEW_RULE,
          remindBeforeWorkingDays: [...ACCESS_REVIEW_RULE.remindBeforeWorkingDays],
        };
        const deadline: Deadline = deadlineOf(await calendarOf(tx, rule.calendar), rule, now);
        const { workflowId } = Context.current().info.workflowExecution ?? { workflowId: '' };
        const review = await tx
          .insertInto('access_reviews')
          .values({
            id: request.reviewId ?? uuidv7(),
            workflow_id: workflowId,
            started_by: request.startedBy ?? null,
            started_at: now,
            due_at: deadline.dueAt,
          })
          .onConflict((c) => c.doNothing())
          .returning('id')
          .executeTakeFirst();
        return review ? { reviewId: review.id, ...deadline } : null;
      });
      if (made === null) return null;
      const { reviewId, dueAt, agenda } = made;
      await listAccess(db, reviewId, (items) => tellProgress({ items }));
      const opened = await once(db, STEP, 'open', async (tx) => {
        await tx
          .updateTable('access_reviews')
          .set({ state: 'open' })
          .where('id', '=', reviewId)
          .where('state', '=', 'opening')
          .execute();
        const pending = await pendingBy(tx, reviewId);
        const items = [...pending.values()].reduce((sum, n) => sum + n, 0);
        await audit(tx, {
          action: 'accessReview.opened',
          personId: request.startedBy ?? null,
          subjectType: 'access_review',
          subjectId: reviewId,
          params: { items, reviewers: pending.size, dueAt },
        });
        return { reviewId, items, reviewers: pending.size, dueAt, agenda };
      });
      await ask(deps, reviewId, 'open', 0);
      return opened;
    },

    /** How many items are still unanswered. */
    async countPendingAccess(reviewId: string): Promise<number> {
      return [...(await pendingBy(db, reviewId)).values()].reduce((sum, n) => sum + n, 0);
    },

    /**
     * Reminds those who have not answered everything; on the last day HR hears how much is unanswered.
     * @param nth tells one reminder from the next
     */
    async remindAccessReviewers(reviewId: string, what: 'remind' | 'escalate', nth: number): Promise<void> {
      const open = await once(db, STEP, `${what}:${nth}`, async (tx) => {
        const pending = await pendingBy(tx, reviewId);
        const items = [...pending.values()].reduce((sum, n) => sum + n, 0);
        if (items > 0)
          await audit(tx, {
            action: `accessReview.${what}`,
            subjectType: 'access_review',
            subjectId: reviewId,
            params: { nth, items, reviewers: pending.size },
          });
        return items;
      });
      if (open === 0) return;
      if (what === 'remind') await ask(deps, reviewId, 'remind', nth);
      else
        await notify(deps, await activeWith(db, 'hr'), {
          ...letter(reviewId),
          template: 'accessReview.escalate',
          which: nth,
          params: () => ({ reviewId, items: open }),
        });
    },

    /** Ends a review. lapsed: what nobody answered is taken away first, and only then the review is closed. */
    async closeAccessReview(reviewId: string, outcome: AccessReviewOutcome, at: string): Promise<AccessReviewCounts> {
      if (outcome === 'lapsed') {
        await db
          .updateTable('access_reviews')
          .set({ state: 'closing' })
          .where('id', '=', reviewId)
          .where('state', '=', 'open')
          .execute();
        await lapse(db, reviewId, (items) => tellProgress({ lapsed: items }));
      }
      const counts = await once(db, STEP, 'close', async (tx) => {
        await tx
          .updateTable('access_reviews')
          .set({
            state: outcome === 'cancelled' ? 'cancelled' : 'closed',
            closed_at: new Date(Math.max(Date.parse(at), Date.now())).toISOString(),
          })
          .where('id', '=', reviewId)
          .where('closed_at', 'is', null)
          .execute();
        const done = await countsOf(tx, reviewId);
        await audit(tx, {
          action: `accessReview.${outcome === 'cancelled' ? 'cancelled' : 'closed'}`,
          subjectType: 'access_review',
          subjectId: reviewId,
          params: { ...done, outcome },
        });
        return done;
      });
      await notify(deps, await activeWith(db, 'hr'), {
        ...letter(reviewId),
        template: outcome === 'cancelled' ? 'accessReview.cancelled' : 'accessReview.closed',
        params: () => ({ reviewId, ...counts }),
      });
      return counts;
    },
  };
}

/** Asks everybody who has something to answer; what has no reviewer is asked of all of HR. */
async function ask(deps: ActivityDeps, reviewId: string, template: 'open' | 'remind', nth: number): Promise<void> {
  const pending = await pendingBy(deps.db, reviewId);
  const forHr = pending.get(null) ?? 0;
  const hr = forHr > 0 ? await activeWith(deps.db, 'hr') : [];
  const reviewers = [...new Set([...[...pending.keys()].filter((id) => id !== null), ...hr])];
  const { due_at } = await deps.db
    .selectFrom('access_reviews')
    .select('due_at')
    .where('id', '=', reviewId)
    .executeTakeFirstOrThrow();
  await notify(deps, reviewers, {
    ...letter(reviewId),
    template: `accessReview.${template}`,
    which: nth,
    dueAt: due_at,
    params: (reader) => ({
      reviewId,
      items: (pending.get(reader.id) ?? 0) + (hr.includes(reader.id) ? forHr : 0),
      due: inZone(due_at, { locale: reader.locale, timeZone: reader.time_zone }, 'full'),
    }),
  });
}

/** Active people with a role of the company. */
export async function activeWith(db: Database, role: 'hr' | 'ops'): Promise<string[]> {
  const rows = await db
    .selectFrom('employees')
    .select('id')
    .where('state', '=', 'active')
    .where(sql<boolean>`${role} = any (roles)`)
    .execute();
  return rows.map((row) => row.id);
}

function letter(reviewId: string) {
  return { id: [reviewId], about: { type: 'access_review', id: reviewId }, step: STEP.step };
}
