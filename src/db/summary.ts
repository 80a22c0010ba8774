import { sql } from 'kysely';
import { SUMMARIES_SCHEDULE } from '../contract/names.ts';
import type { SummaryPeriod } from '../contract/summary.ts';
import { before, daysUpTo, instantsOf } from '../domain/summary-periods.ts';
import type { WorkingCalendar } from '../domain/working-days.ts';
import * as read from './company-reports.ts';
import type { Database, Tx } from './connect.ts';
import { type EffectKey, runOnce } from './once.ts';

/** What a summary tells. */
export interface Summary {
  running: number;
  late: number;
  /** where cases stand */
  steps: read.StepRow[];
  urgent: read.UrgentRow[];
  /** how many began and ended in the period, and in the one before */
  counts: { now: PeriodCounts; before: PeriodCounts };
  ended: read.EndedRow[];
  reviews: { due: number; late: number };
  risk: { all: number; risks: read.RiskCount[] };
  /** who receives and carries the most */
  receivers: read.WorkloadRow[];
  /** of customers that changed hands within OUTCOME_DAYS before the end of the period, and of the one before */
  outcomes: { now: read.Outcomes; before: read.Outcomes };
}
type PeriodCounts = Awaited<ReturnType<typeof read.handoversOfPeriod>>;

/** A week is too short for a customer to leave in. */
export const OUTCOME_DAYS = 90;
/** As the report of risks has it unless it is asked otherwise. */
const AT_RISK = { contractDays: 60, silentDays: 60 };
const MOST_URGENT = 5;
const HEAVIEST = 5;
const LISTED = 10;

/**
 * The figures of a period as the person of the transaction may see them.
 * @returns null: there is nothing to tell
 */
export async function readSummary(tx: Tx, calendar: WorkingCalendar, period: SummaryPeriod): Promise<Summary | null> {
  const everywhere = { departmentId: null };
  const now = { ...everywhere, ...instantsOf(calendar, period) };
  const earlier = { ...everywhere, ...instantsOf(calendar, before(period)) };
  const steps = (await read.handoversByStep(tx, now)).filter(({ count }) => count > 0);
  const counts = { now: await read.handoversOfPeriod(tx, now), before: await read.handoversOfPeriod(tx, earlier) };
  const reviews = await read.countReviewsDue(tx, period.daysAhead);
  const running = steps.reduce((all, { count }) => all + count, 0);
  if (running + counts.now.closed + counts.now.cancelled + reviews.due === 0) return null;
  const outcomesUpTo = (to: string) => {
    const watched = instantsOf(calendar, daysUpTo(to, OUTCOME_DAYS));
    return read.outcomesOf(tx, { ...everywhere, ...watched }, OUTCOME_DAYS);
  };
  const receivers = await read.workload(tx, { ...everywhere, receivers: true });
  return {
    running,
    late: steps.reduce((all, { overdueCount }) => all + overdueCount, 0),
    steps,
    urgent: await read.urgentHandovers(tx, MOST_URGENT),
    counts,
    ended: await read.endedHandovers(tx, now, LISTED),
    reviews,
    risk: await read.countAtRisk(tx, AT_RISK),
    receivers: receivers.toSorted((a, b) => (b.loadPct ?? 0) - (a.loadPct ?? 0)).slice(0, HEAVIEST),
    outcomes: { now: await outcomesUpTo(period.to), before: await outcomesUpTo(before(period).to) },
  };
}

/** Whose work it is to know how handovers go, and who wants it told so often. */
export async function readersOfSummaries(db: Database, every: SummaryPeriod['every']): Promise<string[]> {
  const rows = await db
    .selectFrom('employees as e')
    .leftJoin('notification_preferences as p', 'p.person_id', 'e.id')
    .select('e.id')
    .where('e.state', 'in', ['active', 'leaving'])
    .where(sql<boolean>`e.roles && '{hr,manager}'`)
    .where((b) => b(b.fn.coalesce('p.summaries', b.val('both')), 'in', ['both', every]))
    .orderBy('e.number')
    .execute();
  return rows.map(({ id }) => id);
}

const keyOf = ({ every, from }: SummaryPeriod, attempt = 1): EffectKey => ({
  workflowId: SUMMARIES_SCHEDULE,
  step: 'summary',
  round: 1,
  key: `${every}:${from}`,
  attempt,
});

/** Those of the periods that have not been told to everybody. */
export async function untold(db: Database, periods: readonly SummaryPeriod[]): Promise<SummaryPeriod[]> {
  const rows = await db
    .selectFrom('run_once')
    .select('key')
    .where('workflow_id', '=', SUMMARIES_SCHEDULE)
    .where('key', 'in', ['', ...periods.map((one) => keyOf(one).key)])
    .execute();
  return periods.filter((one) => !rows.some(({ key }) => key === keyOf(one).key));
}

/** Everybody has been told. @param told how many */
export const noteTold = (db: Database, period: SummaryPeriod, told: number) =>
  runOnce(db, keyOf(period), () => Promise.resolve(told));
