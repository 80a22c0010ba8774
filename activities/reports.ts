import { Context } from '@temporalio/activity';
import { sql } from 'kysely';
import type { Effect, Opened } from '../src/contract/effects.ts';
import type { HandoverResult } from '../src/contract/messages.ts';
import type { Flag } from '../src/contract/steps.ts';
import { newestHead } from '../src/db/audit/heads.ts';
import type { Tx } from '../src/db/connect.ts';
import { type BookFacts, bookFacts } from '../src/db/writes/book-facts.ts';
import { openActions } from '../src/db/writes/corrective-actions.ts';
import { drawSurveys, surveyMarks } from '../src/db/writes/surveys.ts';
import { audit, clock, deadlineFor, policyOf, stand } from '../src/db/writes/standing.ts';
import { countTraining } from '../src/db/writes/transition.ts';
import { findings } from '../src/domain/findings.ts';
import { sentence } from '../src/i18n/index.ts';
import { type ActivityDeps, once } from './context.ts';
import { cancelFurtherMeetings } from './further-meetings.ts';
import { participants, post } from './mail.ts';
import { letter } from './notifications.ts';
import { sendSurveys } from './surveys.ts';

/** What is looked at again after the transfer, and what remains of a case: reviews, check-ins, the closing report. */
export function reports(deps: ActivityDeps) {
  const { db, checkIns } = deps;
  return {
    /** Starts the Schedule of the transition period's check-ins; it ends by itself. */
    async startCheckIns(effect: Effect): Promise<void> {
      const { handoverId } = effect;
      const { everyDays, from, until } = await db.transaction().execute(async (tx) => {
        const { transition } = await policyOf(tx, handoverId);
        const { transferred_at } = await tx
          .selectFrom('handovers')
          .select('transferred_at')
          .where('id', '=', handoverId)
          .executeTakeFirstOrThrow();
        const start = transferred_at?.toISOString() ?? effect.at;
        return { everyDays: transition.checkInEveryDays, from: start, until: plusDays(start, transition.days) };
      });
      // Outside the transaction: starting it twice is the same Schedule.
      if (everyDays > 0) await checkIns.start(handoverId, everyDays, from, until);
      await once(db, effect, 'startCheckIns', async (tx) => {
        await stand(tx, effect);
        if (everyDays > 0) await audit(tx, { action: 'checkIns.started', handoverId, params: { everyDays, until } });
      });
    },

    /** Takes the figures of the day and sends the questionnaire. */
    async openReview(effect: Effect, reviewId: string): Promise<Opened> {
      const opened = await once(db, effect, `openReview:${reviewId}`, async (tx) => {
        const deadline = await deadlineFor(tx, effect, 'review');
        const { survey } = (await policyOf(tx, effect.handoverId)).reviews;
        if (survey)
          await drawSurveys(
            tx,
            { handoverId: effect.handoverId, reviewId },
            survey,
            plusDays(clock(effect), survey.answerDays),
          );
        const facts = await bookFacts(tx, effect.handoverId, clock(effect));
        const { day_offset } = await tx
          .updateTable('reviews')
          .set({ state: 'open', facts: JSON.stringify(facts), answer_by: deadline.dueAt })
          .where('id', '=', reviewId)
          .returning('day_offset')
          .executeTakeFirstOrThrow();
        await stand(tx, effect, deadline);
        await audit(tx, {
          action: 'review.opened',
          handoverId: effect.handoverId,
          subjectType: 'review',
          subjectId: reviewId,
          params: { days: day_offset },
        });
        return { deadline, days: day_offset };
      });
      await post(deps, effect.next.awaitedIds ?? [], {
        ...letter(effect),
        template: 'turn.review',
        which: reviewId,
        params: { days: opened.days },
      });
      const { attempt } = Context.current().info;
      await sendSurveys(deps, { handoverId: effect.handoverId, reviewId, attempt });
      return { deadline: opened.deadline };
    },

    /** Holds figures and answers against the baseline; what is worse than the policy's threshold goes to the supervisor. */
    async closeReview(effect: Effect, reviewId: string): Promise<{ flags: Flag[] }> {
      const { handoverId } = effect;
      const closed = await once(db, effect, `closeReview:${reviewId}`, async (tx) => {
        const policy = await policyOf(tx, handoverId);
        const review = await tx.selectFrom('reviews').selectAll().where('id', '=', reviewId).executeTakeFirstOrThrow();
        const answers = await tx
          .selectFrom('review_answers')
          .select(['person_id', 'satisfaction'])
          .where('review_id', '=', reviewId)
          .execute();
        const receivers = await participants(tx, handoverId, ['receiver']);
        const supervisors = await participants(tx, handoverId, ['supervisor']);
        const asked = [...receivers, ...supervisors];
        const survey = await surveyMarks(tx, reviewId);
        const facts = { ...(review.facts as unknown as BookFacts), ...surveyFacts(survey) };
        const found = findings(
          review.baseline as BookFacts | null,
          facts,
          [
            ...answers.map((a) => a.satisfaction),
            ...(facts.surveySatisfaction === null ? [] : [facts.surveySatisfaction]),
          ],
          policy.reviews.minSatisfaction,
          policy.reviews.thresholds,
        );
        const has = (id: string) => answers.some((a) => a.person_id === id);
        const deputies = await participants(tx, handoverId, ['deputy']);
        const state = asked.every(has) || deputies.some(has) ? 'answered' : 'unanswered';
        await tx
          .updateTable('reviews')
          .set({ state, findings: found, ...(survey.asked > 0 ? { facts: JSON.stringify(facts) } : {}) })
          .where('id', '=', reviewId)
          .execute();
        const opened =
          policy.reviews.corrective && found.length > 0
            ? await openActions(
                tx,
                {
                  handoverId,
                  reviewId,
                  now: clock(effect),
                  supervisorId: supervisors[0] ?? '',
                  receiverId: receivers[0] ?? supervisors[0] ?? '',
                },
                policy.reviews.corrective,
                found,
              )
            : null;
        await stand(tx, effect);
        await audit(tx, {
          action: 'review.closed',
          handoverId,
          subjectType: 'review',
          subjectId: reviewId,
          params: { state, findings: found },
        });
        return { found, days: review.day_offset, opened };
      });
      if (closed.found.length > 0)
        await post(deps, await participants(db, handoverId, ['supervisor', 'deputy']), {
          ...letter(effect),
          template: 'reviewFindings',
          which: reviewId,
          params: { days: closed.days, findings: closed.found.join(', ') },
        });
      if (closed.opened)
        await post(deps, [closed.opened.ownerId], {
          ...letter(effect),
          template: 'correctiveAction.opened',
          which: reviewId,
          params: (reader) => ({
            days: closed.days,
            due: closed.opened?.dueOn ?? '',
            findings: closed.found
              .map((finding) => sentence(reader.locale, 'labels', `reviewFinding.${finding}`))
              .join('; '),
          }),
        });
      return { flags: closed.found.includes('satisfactionLow') ? ['satisfactionLow'] : [] };
    },

    /** Ends the case: the check-ins stop, the report is kept, everybody is told. */
    async closeHandover(effect: Effect, result: HandoverResult): Promise<void> {
      const { handoverId } = effect;
      await checkIns.stop(handoverId);
      await once(db, effect, 'closeHandover', async (tx) => {
        const at = clock(effect);
        await stand(tx, effect);
        await tx
          .updateTable('handovers')
          .set({
            closed_at: at,
            report: JSON.stringify({ ...result, closedAt: at, ...(await reportOf(tx, handoverId)) }),
          })
          .where('id', '=', handoverId)
          .execute();
        await sql`select app.prune_changes()`.execute(tx);
        await audit(tx, {
          action: `case.${result.outcome === 'closed' ? 'closed' : 'undone'}`,
          handoverId,
          params: { notUndone: result.notUndone },
        });
      });
      if (result.outcome === 'cancelled') await cancelFurtherMeetings(deps, effect);
      await post(deps, await participants(db, handoverId, ['giver', 'receiver', 'supervisor']), {
        ...letter(effect),
        template: result.outcome,
      });
    },
  };
}

/** The figures of the closing report: counts and codes, no personal values. */
async function reportOf(tx: Tx, handoverId: string): Promise<Record<string, unknown>> {
  const handover = await tx
    .selectFrom('handovers')
    .select([
      'label',
      'kind',
      'started_at',
      'transferred_at',
      'item_count',
      'flags',
      'round',
      'policy_key',
      'policy_version',
      'options',
      'left_out',
      'plan_hash',
      'giver_id',
      'supervisor_id',
    ])
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  const { rows: items } = await sql`
    select i.record_type as type, i.receiver_id as receiver, coalesce(e.state, case when h.transferred_at is null then 'planned' else 'moved' end) as state, count(*) as count
      from handover_items i join handovers h on h.id = i.handover_id
      left join handover_exceptions e using (handover_id, record_type, record_id)
     where i.handover_id = ${handoverId} group by 1, 2, 3 order by 1, 2, 3`.execute(tx);
  const signatures = await tx
    .selectFrom('sign_offs')
    .select(['round', 'role', 'person_id', 'signer_id', 'decision', 'via', 'signed_at', 'voided_because'])
    .where('handover_id', '=', handoverId)
    .orderBy('signed_at')
    .execute();
  const { rows: exceptions } = await sql`
    select record_type as type, state, reason, count(*) as count from handover_exceptions
     where handover_id = ${handoverId} group by 1, 2, 3 order by 1, 2, 3`.execute(tx);
  const introductions = await tx
    .selectFrom('introductions')
    .select(['channel', 'state', (e) => e.fn.countAll<number>().as('count')])
    .where('handover_id', '=', handoverId)
    .groupBy(['channel', 'state'])
    .orderBy('channel')
    .orderBy('state')
    .execute();
  const trained = await tx
    .selectFrom('training_runs')
    .select('handover_id')
    .where('handover_id', '=', handoverId)
    .executeTakeFirst();
  const reviews = await tx
    .selectFrom('reviews')
    .select(['day_offset', 'state', 'findings', 'baseline', 'facts'])
    .where('handover_id', '=', handoverId)
    .orderBy('day_offset')
    .execute();
  const actions = await tx
    .selectFrom('corrective_actions')
    .select(['owner_id as owner', 'due_on as dueOn', 'state', 'finding'])
    .where('handover_id', '=', handoverId)
    .orderBy('id')
    .execute();
  const openActions = await tx
    .selectFrom('meeting_actions')
    .select(['owner_id as owner', 'due_on as dueOn'])
    .where('handover_id', '=', handoverId)
    .where('done_at', 'is', null)
    .orderBy('due_on')
    .orderBy('id')
    .execute();
  return {
    label: handover.label,
    kind: handover.kind,
    policy: { key: handover.policy_key, version: handover.policy_version },
    startedAt: handover.started_at,
    transferredAt: handover.transferred_at,
    rounds: handover.round,
    planHash: handover.plan_hash?.toString('hex') ?? null,
    people: {
      giver: handover.giver_id,
      receivers: await participants(tx, handoverId, ['receiver']),
      supervisor: handover.supervisor_id,
    },
    itemCount: handover.item_count,
    flags: handover.flags,
    options: handover.options,
    leftOut: handover.left_out,
    items,
    exceptions,
    introductions,
    ...(trained && { training: await countTraining(tx, handoverId) }),
    signatures,
    reviews,
    correctiveActions: actions,
    openMeetingActions: openActions,
    // Covers the case's entries up to the last second before this: see docs/audit.md.
    auditHead: await newestHead(tx),
  };
}

/** What customers said at a review, beside the figures from the data. */
function surveyFacts({ marks, asked }: { marks: number[]; asked: number }) {
  const sum = marks.reduce((all, mark) => all + mark, 0);
  return {
    surveyAsked: asked,
    surveyAnswered: marks.length,
    surveySatisfaction: marks.length === 0 ? null : Math.round((sum / marks.length) * 100) / 100,
  };
}

function plusDays(iso: string, days: number): string {
  return new Date(Date.parse(iso) + days * 86_400_000).toISOString();
}
