import { sql } from 'kysely';
import { STEPS } from '../contract/steps.ts';
import { type ChurnRow, type Cohort, cohortOf } from '../domain/churn.ts';
import type { Tx } from './connect.ts';

/** Figures over the company. Row-level security decides over what: HR and auditors see all, a manager their line. */

export interface Period {
  /** instants */
  from: string;
  to: string;
  departmentId: string | null;
}

/** Entries of the audit log whose last one ends a step. */
const ENDS: Record<string, readonly string[]> = {
  notify: ['parties.notified'],
  plan: ['plan.approved'],
  materials: ['materials.confirmed'],
  meeting: ['minutes.recorded', 'meeting.held'],
  verification: ['verification.confirmed'],
  signOff: ['signOff.signed', 'signOff.waived'],
  transfer: ['transfer.finished'],
  followUp: ['case.closed'],
};

const ENDS_AS_ROWS = JSON.stringify(
  Object.entries(ENDS).flatMap(([step, actions]) =>
    actions.map((action) => ({ step, action, place: STEPS.findIndex((one) => one === step) })),
  ),
);

export interface StepRow {
  step: (typeof STEPS)[number];
  count: number;
  overdueCount: number;
  paused: number;
  oldestDueAt: Date | null;
  meanDelayDays: number | null;
  finished: number;
  medianDays: number | null;
  p90Days: number | null;
}

/** Cases by step as they stand now, and how long the steps took of those that began in the period. */
export async function handoversByStep(tx: Tx, { from, to, departmentId }: Period): Promise<StepRow[]> {
  const { rows } = await sql<StepRow>`
    with shown as (
      select h.* from handovers h join employees g on g.id = h.giver_id
       where ${departmentId}::uuid is null or g.department_id = ${departmentId}::uuid
    ), now_at as (
      select step, count(*) as count, count(*) filter (where overdue) as overdue, count(*) filter (where state = 'paused') as paused,
             min(due_at) as oldest, avg(extract(epoch from now() - due_at) / 86400) filter (where overdue and due_at < now()) as delay
        from shown where state in ('starting', 'running', 'paused') group by step
    ), ends as (
      select s.id, s.started_at, m.step, m.place, max(a.at) as at
        from shown s join audit_entries a on a.handover_id = s.id
        join jsonb_to_recordset(${ENDS_AS_ROWS}::jsonb) as m (step text, action text, place integer) on m.action = a.action
       where s.started_at >= ${from}::timestamptz and s.started_at < ${to}::timestamptz
       group by 1, 2, 3, 4
    ), spans as (
      select step, greatest(0, extract(epoch from at - coalesce(lag(at) over (partition by id order by place), started_at)) / 86400) as days from ends
    ), took as (
      select step, count(*) as finished, percentile_cont(0.5) within group (order by days) as median, percentile_cont(0.9) within group (order by days) as p90
        from spans group by step
    )
    select t.step, coalesce(n.count, 0) as count, coalesce(n.overdue, 0) as "overdueCount", coalesce(n.paused, 0) as paused, n.oldest as "oldestDueAt",
           round(n.delay::numeric, 1)::float8 as "meanDelayDays", coalesce(k.finished, 0) as finished,
           round(k.median::numeric, 1)::float8 as "medianDays", round(k.p90::numeric, 1)::float8 as "p90Days"
      from unnest(${[...STEPS]}::text[]) with ordinality as t (step, place) left join now_at n using (step) left join took k using (step)
     order by t.place`.execute(tx);
  return rows;
}

export interface UrgentRow {
  id: string;
  label: string;
  step: (typeof STEPS)[number];
  waiting_for: string | null;
  /** names of whom it waits for */
  awaited: string[];
  /** since when it stands at its step */
  since: Date;
  due_at: Date | null;
  overdue: boolean;
}

/** What brings a case back to an earlier step. */
const SENT_BACK = ['plan.sentBack', 'signOff.sentBack'];

/** Running cases that wait for somebody, the late ones first. */
export async function urgentHandovers(tx: Tx, limit: number): Promise<UrgentRow[]> {
  const { rows } = await sql<UrgentRow>`
    select h.id, h.label, h.step, h.waiting_for, h.due_at, h.overdue,
           array(select e.name from employees e where e.id = any (h.awaited_ids) order by e.number) as awaited,
           coalesce((select max(a.at) from audit_entries a where a.handover_id = h.id
              and (a.action = any (${SENT_BACK}) or exists (
                select 1 from jsonb_to_recordset(${ENDS_AS_ROWS}::jsonb) as m (action text, place integer)
                 where m.action = a.action and m.place < array_position(${[...STEPS]}::text[], h.step) - 1))), h.started_at) as since
      from handovers h where h.state = 'running' and h.awaited_ids <> '{}' and h.due_at is not null
     order by h.overdue desc, h.due_at, h.id limit ${limit}`.execute(tx);
  return rows;
}

export interface EndedRow {
  id: string;
  label: string;
  state: string;
  closed_at: Date;
}

/** Cases that were closed or cancelled in the period, the newest first. */
export async function endedHandovers(tx: Tx, { from, to }: Period, limit: number): Promise<EndedRow[]> {
  const { rows } = await sql<EndedRow>`
    select id, label, state, closed_at from handovers
     where state in ('closed', 'cancelled') and closed_at >= ${from}::timestamptz and closed_at < ${to}::timestamptz
     order by closed_at desc, id limit ${limit}`.execute(tx);
  return rows;
}

export async function handoversOfPeriod(tx: Tx, { from, to, departmentId }: Period) {
  const { rows } = await sql<{ started: number; closed: number; cancelled: number }>`
    select count(*) filter (where h.started_at >= ${from}::timestamptz and h.started_at < ${to}::timestamptz) as started,
           count(*) filter (where h.state = 'closed' and h.closed_at >= ${from}::timestamptz and h.closed_at < ${to}::timestamptz) as closed,
           count(*) filter (where h.state = 'cancelled' and h.closed_at >= ${from}::timestamptz and h.closed_at < ${to}::timestamptz) as cancelled
      from handovers h join employees g on g.id = h.giver_id
     where ${departmentId}::uuid is null or g.department_id = ${departmentId}::uuid`.execute(tx);
  return rows[0] ?? { started: 0, closed: 0, cancelled: 0 };
}

interface MarksRow {
  handed_over: boolean;
  marks: number;
  mean: number | null;
}

/** Customers handed over in the period and watched for so many days, beside the others: the definition of app.churn, within the caller's reach. */
const cohorts = ({ from, to, departmentId }: Period, days: number) => sql`
  moved as (
    select s.customer_id, min(s.since) as since from ownership_starts s join handovers h on h.id = s.handover_id
     where s.since >= ${from}::timestamptz and s.since < ${to}::timestamptz and h.transferred_at is not null and s.owner_id is distinct from h.giver_id
     group by 1
  ), cohort as (
    select true as handed_over, customer_id, since, least(since + make_interval(days => ${days}), now()) as until from moved
    union all
    select false, c.id, greatest(${from}::timestamptz, c.created_at), least(${to}::timestamptz, now()) from customers c
     where c.created_at < ${to}::timestamptz and c.owner_id is not null and not exists (
       select 1 from ownership_starts s where s.customer_id = c.id and s.handover_id is not null
          and s.since >= ${from}::timestamptz - make_interval(days => ${days}) and s.since < ${to}::timestamptz)
  ), watched as (
    select k.* from cohort k join customers c on c.id = k.customer_id left join employees o on o.id = c.owner_id
     where k.until > k.since and (${departmentId}::uuid is null or o.department_id = ${departmentId}::uuid)
       and not exists (select 1 from customer_losses l where l.customer_id = k.customer_id and l.lost_at < k.since and coalesce(l.regained_at, 'infinity') > k.since)
       and not (c.state = 'lost' and not exists (select 1 from customer_losses l where l.customer_id = c.id))
  )`;

async function churnOfPeriod(tx: Tx, period: Period, days: number): Promise<ChurnRow[]> {
  const { rows } = await sql<ChurnRow>`
    with ${cohorts(period, days)}, ended as (
      select w.*, l.id as loss, l.lost_at, l.reason from watched w left join lateral (
        select id, lost_at, reason from customer_losses l where l.customer_id = w.customer_id and l.lost_at >= w.since and l.lost_at < w.until
         order by l.lost_at limit 1) l on true
    )
    select handed_over, case when loss is null then null else coalesce(reason, 'unknown') end as reason, count(*) as customers, count(loss) as lost,
           sum(extract(epoch from coalesce(lost_at, until) - since) / 86400)::float8 as customer_days
      from ended group by 1, 2 order by 1, 2`.execute(tx);
  return rows;
}

/** What customers of both cohorts said: feedback with a mark, and answers to the surveys of reviews. */
async function satisfactionOfPeriod(tx: Tx, period: Period, days: number): Promise<MarksRow[]> {
  const { rows } = await sql<MarksRow>`
    with ${cohorts(period, days)}, marks as (
      select w.handed_over, f.satisfaction from watched w join feedback f on f.customer_id = w.customer_id
       where f.satisfaction is not null and f.received_at >= w.since and f.received_at < w.until
      union all
      select w.handed_over, v.satisfaction from watched w join surveys v on v.customer_id = w.customer_id
       where v.satisfaction is not null and v.answered_at >= w.since and v.answered_at < w.until
    )
    select handed_over, count(*) as marks, round(avg(satisfaction), 2)::float8 as mean from marks group by 1`.execute(
    tx,
  );
  return rows;
}

/** What receivers and supervisors said at reviews of the period. */
async function reviewMarksOfPeriod(
  tx: Tx,
  { from, to, departmentId }: Period,
): Promise<{ marks: number; mean: number | null }> {
  const { rows } = await sql<{ marks: number; mean: number | null }>`
    select count(*) as marks, round(avg(a.satisfaction), 2)::float8 as mean
      from review_answers a join reviews r on r.id = a.review_id join handovers h on h.id = r.handover_id join employees g on g.id = h.giver_id
     where a.answered_at >= ${from}::timestamptz and a.answered_at < ${to}::timestamptz
       and (${departmentId}::uuid is null or g.department_id = ${departmentId}::uuid)`.execute(tx);
  return rows[0] ?? { marks: 0, mean: null };
}

export interface CohortOutcome extends Cohort {
  satisfactionMarks: number;
  satisfactionMean: number | null;
  reviewMarks: number;
  reviewMean: number | null;
}
export interface Outcomes {
  handedOver: CohortOutcome;
  notHandedOver: CohortOutcome;
}

/** How customers fared that changed hands in the period, beside those that did not. @param days how long they are watched */
export async function outcomesOf(tx: Tx, period: Period, days: number): Promise<Outcomes> {
  const churn = await churnOfPeriod(tx, period, days);
  const marks = await satisfactionOfPeriod(tx, period, days);
  const reviews = await reviewMarksOfPeriod(tx, period);
  const of = (handedOver: boolean): CohortOutcome => {
    const said = marks.find((row) => row.handed_over === handedOver);
    return {
      ...cohortOf(churn, handedOver),
      satisfactionMarks: said?.marks ?? 0,
      satisfactionMean: said?.mean ?? null,
      reviewMarks: handedOver ? reviews.marks : 0,
      reviewMean: handedOver ? reviews.mean : null,
    };
  };
  return { handedOver: of(true), notHandedOver: of(false) };
}

export interface WorkloadRow {
  id: string;
  number: string;
  name: string;
  department: string | null;
  state: string;
  customers: number;
  capacity: number;
  value: string;
  openTasks: number;
  overdueTasks: number;
  openOpportunities: number;
  cases: number;
  incoming: number;
  reviewsDue: number;
  /** customers owned and to come, of the capacity; null: nothing is known of it */
  loadPct: number | null;
}

/** Everybody of the caller's line, or of the company for HR and auditors, who has customers or gets some. */
export async function workload(
  tx: Tx,
  { departmentId, receivers }: { departmentId: string | null; receivers: boolean },
): Promise<WorkloadRow[]> {
  const { rows } = await sql<WorkloadRow>`
    with people as (
      select e.* from employees e
       where e.state <> 'left' and (${departmentId}::uuid is null or e.department_id = ${departmentId}::uuid)
         and ((select app.has_role('{hr,auditor}')) or e.id in (select subordinate_id from reporting_closure where boss_id = (select app.me()) and depth > 0))
    ), owned as (
      select owner_id as id, count(*) as customers, sum(annual_value) as value from customers where owner_id in (select id from people) group by 1
    ), work as (
      select coalesce(t.assignee_id, c.owner_id) as id, count(*) as open, count(*) filter (where t.due_on < current_date) as overdue
        from tasks t left join customers c on c.id = t.customer_id where t.state <> 'done' group by 1
    ), chances as (
      select coalesce(o.assignee_id, c.owner_id) as id, count(*) as open
        from opportunities o left join customers c on c.id = o.customer_id where o.stage not in ('won', 'lost') group by 1
    ), receiving as (
      select p.person_id as id, count(distinct h.id) filter (where h.state in ('starting', 'running', 'paused')) as cases,
             count(distinct r.id) filter (where r.state in ('planned', 'open') and r.due_at < now() + interval '30 days') as reviews
        from handover_people p join handovers h on h.id = p.handover_id left join reviews r on r.handover_id = h.id
       where p.role = 'receiver' group by 1
    ), coming as (
      select i.receiver_id as id, count(*) as customers
        from handover_items i join handovers h on h.id = i.handover_id
       where i.record_type = 'customer' and h.transferred_at is null and h.state in ('starting', 'running', 'paused') group by 1
    )
    select e.id, e.number, e.name, d.code as department, e.state, coalesce(o.customers, 0) as customers, e.capacity, coalesce(o.value, 0)::text as value,
           coalesce(w.open, 0) as "openTasks", coalesce(w.overdue, 0) as "overdueTasks", coalesce(k.open, 0) as "openOpportunities",
           coalesce(r.cases, 0) as cases, coalesce(g.customers, 0) as incoming, coalesce(r.reviews, 0) as "reviewsDue",
           round((coalesce(o.customers, 0) + coalesce(g.customers, 0)) * 100.0 / nullif(e.capacity, 0))::integer as "loadPct"
      from people e left join departments d on d.id = e.department_id left join owned o on o.id = e.id left join work w on w.id = e.id
      left join chances k on k.id = e.id left join receiving r on r.id = e.id left join coming g on g.id = e.id
     where case when ${receivers} then coalesce(r.cases, 0) > 0 else o.customers > 0 or r.cases > 0 or 'account_manager' = any (e.roles) end
     order by e.number`.execute(tx);
  return rows;
}

export interface RiskRow {
  customer_id: string;
  customer_name: string;
  owner_id: string | null;
  risk: string;
  score: number | null;
  since: string | null;
  label: string | null;
}

/** Customers at risk: by the registers of running cases, by an open complaint, by the end of their last contract, by silence. */
const atRisk = ({ contractDays, silentDays }: { contractDays: number; silentDays: number }) => sql`
  at_risk as (
    select r.customer_id, r.kind as risk, (r.likelihood * r.effect)::integer as score, r.due_on as since, h.label
      from risks r join handovers h on h.id = r.handover_id
     where r.customer_id is not null and r.state in ('open', 'accepted') and h.closed_at is null
    union all
    select customer_id, 'complaintOpen', null, min(received_at)::date, null from feedback where type = 'complaint' and state <> 'closed' group by 1
    union all
    select customer_id, 'contractEnds', null, max(ends_on), null from contracts where state = 'active' group by 1
    having bool_and(ends_on is not null) and max(ends_on) between current_date and current_date + ${contractDays}::integer
    union all
    select m.customer_id, 'noContact', null, max(m.happened_at)::date, null from communications m where m.customer_id is not null group by 1
    having max(m.happened_at) < now() - make_interval(days => ${silentDays})
  )`;

export async function customersAtRisk(
  tx: Tx,
  {
    departmentId,
    contractDays,
    silentDays,
    limit,
  }: { departmentId: string | null; contractDays: number; silentDays: number; limit: number },
): Promise<RiskRow[]> {
  const { rows } = await sql<RiskRow>`
    with ${atRisk({ contractDays, silentDays })}
    select c.id as customer_id, c.name as customer_name, c.owner_id, a.risk, a.score, a.since, a.label
      from at_risk a join customers c on c.id = a.customer_id left join employees o on o.id = c.owner_id
     where c.state <> 'lost' and (${departmentId}::uuid is null or o.department_id = ${departmentId}::uuid)
     order by a.score desc nulls last, c.annual_value desc, c.id, a.risk limit ${limit + 1}`.execute(tx);
  return rows;
}

export interface RiskCount {
  risk: string;
  customers: number;
}

/** How many customers each risk is about, the most frequent first; `all`: how many there are of any, each once. */
export async function countAtRisk(
  tx: Tx,
  of: { contractDays: number; silentDays: number },
): Promise<{ all: number; risks: RiskCount[] }> {
  const { rows } = await sql<{ risk: string | null; customers: number }>`
    with ${atRisk(of)}
    select a.risk, count(distinct c.id) as customers from at_risk a join customers c on c.id = a.customer_id
     where c.state <> 'lost' group by grouping sets ((), (a.risk)) order by 2 desc, 1`.execute(tx);
  return {
    all: rows.find(({ risk }) => risk === null)?.customers ?? 0,
    risks: rows.flatMap(({ risk, customers }) => (risk === null ? [] : [{ risk, customers }])),
  };
}

export interface DueReviewRow {
  handover_id: string;
  label: string;
  day_offset: number;
  due_at: Date;
  state: string;
  overdue: boolean;
  giver_id: string;
  receiver_ids: string[];
}

/** Reviews of running cases that have not been closed, due within so many days or late. */
const dueReviews = (days: number) => sql`
  reviews r join handovers h on h.id = r.handover_id join employees g on g.id = h.giver_id
   where r.state in ('planned', 'open') and h.closed_at is null and r.due_at < now() + make_interval(days => ${days})`;
const reviewIsLate = sql`coalesce(r.answer_by, r.due_at) < now()`;

export async function reviewsDue(
  tx: Tx,
  { departmentId, days, limit }: { departmentId: string | null; days: number; limit: number },
): Promise<DueReviewRow[]> {
  const { rows } = await sql<DueReviewRow>`
    select r.handover_id, h.label, r.day_offset, r.due_at, r.state, ${reviewIsLate} as overdue, h.giver_id,
           array(select p.person_id from handover_people p where p.handover_id = h.id and p.role = 'receiver' order by p.position) as receiver_ids
      from ${dueReviews(days)} and (${departmentId}::uuid is null or g.department_id = ${departmentId}::uuid)
     order by r.due_at, r.id limit ${limit + 1}`.execute(tx);
  return rows;
}

export async function countReviewsDue(tx: Tx, days: number): Promise<{ due: number; late: number }> {
  const { rows } = await sql<{ due: number; late: number }>`
    select count(*) as due, count(*) filter (where ${reviewIsLate}) as late from ${dueReviews(days)}`.execute(tx);
  return rows[0] ?? { due: 0, late: 0 };
}
