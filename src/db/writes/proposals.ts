import { type RawBuilder, sql } from 'kysely';
import type { ProposalRules } from '../../contract/kinds.ts';
import type { Tx } from '../connect.ts';
import { audit } from './standing.ts';

/** A proposal that was not there before. */
export interface Proposed {
  id: string;
  reason: string;
  giverId: string;
  suggestedId: string | null;
  replacesId: string | null;
  handoverId: string | null;
}

const NONE = sql`
  select null::text as reason, null::text as occasion, null::text as kind, null::uuid as giver_id, null::uuid as handover_id, null::uuid as replaces_id,
         null::uuid[] as customer_ids, null::date as effective_on, null::date as until_on, null::jsonb as params where false`;

/** Over `e`: whether they have anything to hand over. */
const HAS_BOOK = sql`(
  exists (select 1 from customers c where c.owner_id = e.id)
  or exists (select 1 from opportunities o where o.assignee_id = e.id and o.closed_on is null)
  or exists (select 1 from tasks t where t.assignee_id = e.id and t.state <> 'done'))`;
const OPEN = sql`h.state in ('starting', 'running', 'paused')`;
/** Over `e`: whether their whole book is on its way already. */
const UNDER_WAY = sql`exists (select 1 from handovers h where h.giver_id = e.id and h.whole_book and ${OPEN} and h.transferred_at is null)`;

/** What each rule finds on a day, as rows of one form. */
const RULES: {
  [Name in keyof Required<ProposalRules>]: (rule: NonNullable<ProposalRules[Name]>, day: string) => RawBuilder<unknown>;
} = {
  ownerLeaves: ({ enabled }) => sql`
    select 'ownerLeaves', e.id || ':' || coalesce(e.last_day::text, ''), 'departure', e.id, null::uuid, null::uuid, null::uuid[], e.last_day, null::date, '{}'::jsonb
      from employees e
     where ${enabled} and (e.state in ('leaving', 'left') or e.last_day is not null) and ${HAS_BOOK} and not ${UNDER_WAY}`,
  ownerMoved: ({ withinDays }, day) => sql`
    select 'ownerMoved', p.id::text, case when p.to_department_id is distinct from p.from_department_id then 'department_change' else 'change_of_post' end,
           e.id, null::uuid, null::uuid, null::uuid[], null::date, null::date, '{}'::jsonb
      from employees e
      join lateral (select * from post_changes c where c.employee_id = e.id order by c.at desc limit 1) p on true
     where e.state in ('active', 'on_leave') and e.last_day is null and p.at > ${day}::date - ${withinDays}::int and (p.from_department_id is not null or p.manager_changed)
       and ${HAS_BOOK} and not ${UNDER_WAY} and not exists (select 1 from handovers h where h.giver_id = e.id and h.started_at > p.at)`,
  ownerAway: ({ longerThanDays, aheadDays }, day) => sql`
    select 'ownerAway', e.id || ':' || e.away_from, 'absence_cover', e.id, null::uuid, null::uuid, null::uuid[],
           greatest(e.away_from, ${day}::date), e.away_until, jsonb_strip_nulls(jsonb_build_object('days', e.away_until - e.away_from + 1))
      from employees e
     where e.state in ('active', 'on_leave') and e.last_day is null and e.away_from <= ${day}::date + ${aheadDays}::int
       and (e.away_until is null or e.away_until >= ${day}::date and e.away_until - e.away_from + 1 > ${longerThanDays}::int)
       and ${HAS_BOOK} and not ${UNDER_WAY}
       and not exists (select 1 from handovers h where h.giver_id = e.id and h.kind = 'absence_cover' and ${OPEN})`,
  customerOutgrows: ({ minAnnualValue, ownerLevelBelow }) => sql`
    select 'customerOutgrows', e.id || ':' || min(c.id::text), 'replacement', e.id, null::uuid, null::uuid, (array_agg(c.id order by c.id))[1:10000],
           null::date, null::date, jsonb_build_object('customers', count(*), 'level', e.level)
      from customers c join employees e on e.id = c.owner_id
     where c.annual_value >= ${minAnnualValue} and e.level < ${ownerLevelBelow} and e.state in ('active', 'on_leave') and e.last_day is null and not ${UNDER_WAY}
       -- What was decided about a customer and its owner is not asked once more.
       and not exists (select 1 from handover_proposals d where d.reason = 'customerOutgrows' and d.giver_id = e.id and d.state in ('accepted', 'dismissed') and c.id = any (d.customer_ids))
     group by e.id, e.level`,
  receiverUnavailable: ({ enabled }) => sql`
    select 'receiverUnavailable', h.id || ':' || e.id, null, h.giver_id, h.id, e.id, null::uuid[], null::date, null::date, jsonb_build_object('state', e.state)
      from handovers h join handover_people p on p.handover_id = h.id and p.role = 'receiver' join employees e on e.id = p.person_id
     where ${enabled} and ${OPEN} and h.transferred_at is null and not exists (select 1 from transfers t where t.handover_id = h.id and t.round = h.round)
       and (e.state <> 'active' or e.last_day is not null or app.is_frozen(e.id))`,
};

/**
 * Finds what the rules say is due on a day, writes down what is new, brings what is open up to date, and lets go of what is due no more.
 * One open proposal a reason and person (and case); what somebody decided is not proposed again for the same occasion.
 * @param day ISO date on the company's calendar
 * @param only of this person
 */
export async function propose(
  tx: Tx,
  rules: ProposalRules,
  { at, day, only = null }: { at: string; day: string; only?: string | null },
): Promise<{ fresh: Proposed[]; lapsed: string[] }> {
  const parts = (Object.keys(RULES) as (keyof ProposalRules)[]).flatMap((name) => {
    const rule = rules[name];
    // Each rule goes with its own question, which the types of the table say and this loop cannot.
    return rule === undefined ? [] : [(RULES[name] as (rule: unknown, day: string) => RawBuilder<unknown>)(rule, day)];
  });
  // One at a time: two who look at once would both find the same to be new.
  await sql`select pg_advisory_xact_lock(hashtextextended('handover_proposals', 0))`.execute(tx);
  const { rows } = await sql<{ fresh: Proposed[]; lapsed: string[] }>`
    with due as materialized (
      select * from (${sql.join([NONE, ...parts], sql` union all `)}) found where ${only}::uuid is null or giver_id = ${only}::uuid
    ), open as materialized (
      select * from handover_proposals where state = 'open' and (${only}::uuid is null or giver_id = ${only}::uuid)
    ), pair as (
      select o.id, d.* from open o join due d on d.reason = o.reason and d.giver_id = o.giver_id and d.handover_id is not distinct from o.handover_id
        and d.replaces_id is not distinct from o.replaces_id
    ), fresh as (
      insert into handover_proposals (reason, occasion, kind, giver_id, handover_id, replaces_id, customer_ids, effective_on, until_on, params, found_at, suggested_id)
      select d.reason, d.occasion, d.kind, d.giver_id, d.handover_id, d.replaces_id, d.customer_ids, d.effective_on, d.until_on, d.params, ${at},
             (select s.id from employees g, employees s
               where g.id = d.giver_id and s.id <> g.id and s.state = 'active' and s.last_day is null and 'account_manager' = any (s.roles) and not app.is_frozen(s.id)
                 and (s.manager_id = g.manager_id or s.department_id = g.department_id) and s.id is distinct from d.replaces_id
                 and (d.kind is distinct from 'department_change' or s.department_id is distinct from g.department_id)
                 and not exists (select 1 from handover_people p where p.handover_id = d.handover_id and p.person_id = s.id)
               order by s.manager_id is distinct from g.manager_id, s.capacity - (select count(*) from customers c where c.owner_id = s.id) desc, s.number limit 1)
        from due d
       where not exists (select 1 from pair where (pair.reason, pair.giver_id) = (d.reason, d.giver_id) and pair.handover_id is not distinct from d.handover_id
                           and pair.replaces_id is not distinct from d.replaces_id)
         and not exists (select 1 from handover_proposals p where p.reason = d.reason and p.occasion = d.occasion
                           -- Somebody who leaves with anything left needs another handover.
                           and (p.state = 'dismissed' or p.state = 'accepted' and p.reason <> 'ownerLeaves'))
      returning id, reason, giver_id, suggested_id, replaces_id, handover_id
    ), same as (
      update handover_proposals p set occasion = pair.occasion, customer_ids = pair.customer_ids, effective_on = pair.effective_on, until_on = pair.until_on, params = pair.params
        from pair where pair.id = p.id
         and (p.occasion, p.customer_ids, p.effective_on, p.until_on, p.params) is distinct from (pair.occasion, pair.customer_ids, pair.effective_on, pair.until_on, pair.params)
    ), gone as (
      update handover_proposals p set state = 'lapsed', decided_at = ${at} from open o
       where o.id = p.id and not exists (select 1 from pair where pair.id = p.id) returning p.id
    )
    select coalesce((select jsonb_agg(jsonb_build_object('id', id, 'reason', reason, 'giverId', giver_id, 'suggestedId', suggested_id,
                                                         'replacesId', replaces_id, 'handoverId', handover_id) order by id) from fresh), '[]') as fresh,
           array(select id::text from gone order by 1) as lapsed`.execute(tx);
  const { fresh = [], lapsed = [] } = rows[0] ?? {};
  await audit(
    tx,
    ...fresh.map((p) => ({
      action: 'proposal.made',
      subjectType: 'employee',
      subjectId: p.giverId,
      handoverId: p.handoverId,
      params: { proposal: p.id, reason: p.reason },
    })),
    ...lapsed.map((id) => ({
      action: 'proposal.lapsed',
      subjectType: 'proposal',
      subjectId: id,
      params: {},
    })),
  );
  return { fresh, lapsed };
}

/** Notes who is away by today's date, and who is back. @returns how many */
export async function keepAbsences(tx: Tx, day: string): Promise<{ away: number; back: number }> {
  const away = await sql`
    update employees set state = 'on_leave', updated_at = now() where state = 'active' and away_from <= ${day}::date and (away_until is null or away_until >= ${day}::date)`.execute(
    tx,
  );
  const back = await sql`
    update employees set state = 'active', updated_at = now() where state = 'on_leave' and away_until < ${day}::date`.execute(
    tx,
  );
  return { away: Number(away.numAffectedRows ?? 0), back: Number(back.numAffectedRows ?? 0) };
}
