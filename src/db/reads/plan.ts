import { sql } from 'kysely';
import { type PlanWarning, type PlanningTerms, keepsTogether, planningOf } from '../../contract/planning.ts';
import type { Policy } from '../../contract/policy.ts';
import { ASSIGNMENTS } from '../../contract/steps.ts';
import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';
import type { PersonRow } from './people.ts';

/** The plan of a case as it stands; undefined: the person does not see the case. */
export async function readPlan(tx: Tx, handoverId: string) {
  const row = await tx
    .selectFrom('handovers as h')
    .innerJoin('policies as p', (join) =>
      join.onRef('p.key', '=', 'h.policy_key').onRef('p.version', '=', 'h.policy_version'),
    )
    .select(['h.assignment', 'h.planning', 'h.plan_warnings', 'h.planned_at', 'h.plan_hash', 'p.body'])
    .select(sql<number>`app.not_in_plan(h.id)`.as('not_in_plan'))
    .where('h.id', '=', handoverId)
    .executeTakeFirst();
  const assignment = ASSIGNMENTS.find((known) => known === row?.assignment);
  if (!row || !assignment) return undefined;
  const { rows: changes } = await sql<{ what: string; n: number }>`
    select 'override' as what, count(*) as n from plan_overrides where handover_id = ${handoverId}
    union all select change, count(*) from scope_changes where handover_id = ${handoverId} group by 1`.execute(tx);
  const changed = (what: string) => changes.find((c) => c.what === what)?.n ?? 0;
  // Each column is written through the checks of its type alone.
  const rule = planningOf(row.body as unknown as Policy);
  return {
    assignment,
    keepTogether: keepsTogether(assignment, row.planning as PlanningTerms, rule),
    plannedAt: row.planned_at,
    planHash: row.plan_hash?.toString('hex') ?? null,
    receivers: await receiversOf(tx, handoverId),
    overrides: changed('override'),
    added: changed('added'),
    takenOut: changed('takenOut'),
    notInPlan: row.not_in_plan,
    warnings: row.plan_warnings as unknown as PlanWarning[],
  };
}

async function receiversOf(tx: Tx, handoverId: string) {
  const { rows } = await sql<{ person: PersonRow; customers: number; items: number }>`
    select jsonb_build_object('id', e.id, 'number', e.number, 'name', e.name) as person,
           coalesce(i.customers, 0) as customers, coalesce(i.items, 0) as items
      from handover_people p join employees e on e.id = p.person_id
      left join (select receiver_id, count(*) as items, count(*) filter (where record_type = 'customer') as customers
                   from handover_items where handover_id = ${handoverId} group by 1) i on i.receiver_id = e.id
     where p.handover_id = ${handoverId} and p.role = 'receiver' order by p.position, e.number`.execute(tx);
  return rows;
}

interface Page {
  cursor?: string | undefined;
  limit: number;
}
interface Said {
  reason: string;
  by: PersonRow;
  at: Date;
}
interface ChangeRow {
  id: string;
  name: string | null;
  receiver: PersonRow | null;
  override_reason: string | null;
  override_by: PersonRow;
  override_at: Date;
  change: 'added' | 'takenOut' | null;
  scope_reason: string | null;
  scope_by: PersonRow;
  scope_at: Date;
}

/** What people changed of a plan, by customer. A customer's name shows only to whoever may see the customer. */
export async function listPlanChanges(tx: Tx, handoverId: string, { cursor, limit }: Page) {
  const person = (alias: string) =>
    sql`(select jsonb_build_object('id', e.id, 'number', e.number, 'name', e.name) from employees e where e.id = ${sql.ref(alias)})`;
  const { rows } = await sql<ChangeRow>`
    select coalesce(o.customer_id, s.customer_id) as id, c.name,
           ${person('o.receiver_id')} as receiver, o.reason as override_reason, ${person('o.made_by')} as override_by, o.made_at as override_at,
           s.change, s.reason as scope_reason, ${person('s.made_by')} as scope_by, s.made_at as scope_at
      from (select * from plan_overrides where handover_id = ${handoverId}) o
      full join (select * from scope_changes where handover_id = ${handoverId}) s using (customer_id)
      left join customers c on c.id = coalesce(o.customer_id, s.customer_id)
     where ${cursor ?? null}::uuid is null or coalesce(o.customer_id, s.customer_id) > ${cursor ?? null}::uuid
     order by 1 limit ${limit + 1}`.execute(tx);
  const page = keyset(rows, limit, (row) => row.id);
  const said = (reason: string, by: PersonRow, at: Date): Said => ({ reason, by, at });
  return {
    next: page.next,
    items: page.items.map((row) => ({
      customer: { id: row.id, name: row.name },
      override:
        row.receiver === null
          ? null
          : { receiver: row.receiver, ...said(row.override_reason ?? '', row.override_by, row.override_at) },
      scope:
        row.change === null
          ? null
          : { change: row.change, ...said(row.scope_reason ?? '', row.scope_by, row.scope_at) },
    })),
  };
}

/** Customers of the giver that the plan does not have and the person may see, and why it does not. */
export async function listNotInPlan(tx: Tx, handoverId: string, { cursor, limit }: Page) {
  const { rows } = await sql<{ id: string; name: string; why: 'takenOut' | 'arrived' | 'outOfScope' }>`
    select c.id, c.name,
           case when s.change = 'takenOut' then 'takenOut' when ${arrived} then 'arrived' else 'outOfScope' end as why
      from ${missing(handoverId)} left join scope_changes s on s.handover_id = h.id and s.customer_id = c.id
     where ${isMissing} and (${cursor ?? null}::uuid is null or c.id > ${cursor ?? null}::uuid)
     order by c.id limit ${limit + 1}`.execute(tx);
  const page = keyset(rows, limit, (row) => row.id);
  return { next: page.next, items: page.items.map(({ id, name, why }) => ({ customer: { id, name }, why })) };
}

/** Customers that came to the giver after the plan was made, as far as the person may see them; so many at most. */
export async function arrivedSince(tx: Tx, handoverId: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from ${missing(handoverId)} where ${isMissing} and ${arrived} order by c.id limit ${limit}`.execute(tx);
  return rows.map((row) => row.id);
}

/** Customers of a whole book that the plan does not have although nobody took them out, whether the person may see them or not. */
export async function countArrived(tx: Tx, handoverId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select app.not_in_plan(${handoverId}) - count(*) as n from scope_changes where handover_id = ${handoverId} and change = 'takenOut'`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}

const missing = (handoverId: string) =>
  sql`(select * from handovers where id = ${handoverId} and transferred_at is null) h join customers c on c.owner_id = h.giver_id`;
const isMissing = sql`not exists (
  select 1 from handover_items i where (i.handover_id, i.record_type, i.record_id) = (h.id, 'customer', c.id))`;
/** The giver's present ownership began after the plan. */
const arrived = sql`coalesce((select max(o.since) from ownership_starts o where o.customer_id = c.id) > h.planned_at, false)`;

/** The receivers of a case. */
export function receiversOfCase(tx: Tx, handoverId: string) {
  return tx
    .selectFrom('handover_people as p')
    .innerJoin('employees as e', 'e.id', 'p.person_id')
    .select(['e.id', 'e.number', 'e.name'])
    .where('p.handover_id', '=', handoverId)
    .where('p.role', '=', 'receiver')
    .orderBy('p.position')
    .execute();
}

/** Items of the plan that are left when these customers are out. */
export async function countWithout(tx: Tx, handoverId: string, customerIds: string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from handover_items
     where handover_id = ${handoverId} and (customer_id is null or customer_id <> all (${customerIds}::uuid[]))`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}
