import { sql } from 'kysely';
import type { IntroductionRule } from '../../../contract/introduction.ts';
import { type Helpers, type Objection, nextHolders } from '../../../domain/objections.ts';
import type { Tx } from '../../connect.ts';
import { asEngine, tableOf } from '../move-back.ts';
import { NEXT_VERSION } from '../move-items.ts';
import { IN_PERSON_TYPES } from '../records.ts';

/** What became of customers who objected. */
export interface Settled {
  reassigned: number;
  pooled: number;
  /** who was introduced to new customers */
  newHolders: string[];
}

interface Row extends Objection {
  introductionId: string;
  from: string;
}

/**
 * Gives every customer who objected to the next holder: ownership, what the handover gave to the present one in person, and with both the
 * access, in this transaction. Compare-and-set on the present holder. The customer is then introduced to the next one.
 */
export async function settleObjections(
  tx: Tx,
  handoverId: string,
  rule: IntroductionRule['objections'],
): Promise<Settled> {
  const { rows } = await sql<Row>`
    select i.id as "introductionId", i.customer_id as "customerId", i.receiver_id as "from",
           (select array_agg(p.receiver_id order by p.nth) from introductions p where p.handover_id = i.handover_id and p.customer_id = i.customer_id) as tried
      from introductions i join customers c on c.id = i.customer_id
     where i.handover_id = ${handoverId} and i.state = 'objected' and c.owner_id = i.receiver_id
     order by c.annual_value desc, c.id for update of i, c`.execute(tx);
  if (rows.length === 0) return { reassigned: 0, pooled: 0, newHolders: [] };
  const next = nextHolders(rows, rule, await helpersOf(tx, handoverId, rule));
  const moves = rows.map(({ introductionId, customerId, from }, n) => ({
    introduction_id: introductionId,
    customer_id: customerId,
    from_id: from,
    to_id: next[n] ?? null,
  }));
  await move(tx, handoverId, moves);
  await introduceAnew(tx, handoverId, moves);
  return {
    reassigned: moves.filter((m) => m.to_id !== null).length,
    pooled: moves.filter((m) => m.to_id === null).length,
    newHolders: [...new Set(moves.flatMap((m) => m.to_id ?? []))].sort(),
  };
}

interface Move {
  introduction_id: string;
  customer_id: string;
  from_id: string;
  to_id: string | null;
}
const recordset = (moves: Move[]) => sql`
  jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as m (introduction_id uuid, customer_id uuid, from_id uuid, to_id uuid)`;

async function move(tx: Tx, handoverId: string, moves: Move[]): Promise<void> {
  await asEngine(tx, handoverId);
  for (const type of IN_PERSON_TYPES) {
    // A place in a team names somebody: where nobody takes it, it is gone.
    const gone = type === 'team_membership' ? sql`and m.to_id is not null` : sql``;
    await sql`
      with moved as (
        update ${tableOf(type)} r set assignee_id = m.to_id, updated_at = now()
          from ${recordset(moves)} join handover_items i on i.handover_id = ${handoverId} and i.record_type = ${type} and i.customer_id = m.customer_id
         where r.id = i.record_id and r.assignee_id = m.from_id ${gone} returning r.id, m.to_id
      ) ${noted(handoverId, type)}`.execute(tx);
    if (type === 'team_membership')
      await sql`
        delete from customer_team r using ${recordset(moves)}
         where m.to_id is null and r.customer_id = m.customer_id and r.assignee_id = m.from_id`.execute(tx);
  }
  await sql`
    with moved as (
      update customers r set owner_id = m.to_id, updated_at = now() ${NEXT_VERSION} from ${recordset(moves)}
       where r.id = m.customer_id and r.owner_id = m.from_id returning r.id, m.to_id
    ) ${noted(handoverId, 'customer')}`.execute(tx);
  await sql`
    insert into audit_entries (actor_kind, action, handover_id, subject_type, subject_id, params)
    select 'engine', case when m.to_id is null then 'introduction.pooled' else 'introduction.reassigned' end, ${handoverId}, 'customer', m.customer_id,
           jsonb_build_object('from', m.from_id, 'to', m.to_id) from ${recordset(moves)}`.execute(tx);
}

/** Says of each record in `moved` where it went: what the plan says of it holds no more. */
const noted = (handoverId: string, type: string) => sql`
  insert into handover_exceptions (handover_id, record_type, record_id, state, reason, params)
  select ${handoverId}, ${type}, id, case when to_id is null then 'pooled' else 'reassigned' end, 'customerObjected', jsonb_build_object('to', to_id) from moved
  on conflict (handover_id, record_type, record_id) do update set state = excluded.state, reason = excluded.reason, params = excluded.params,
    at = excluded.at + interval '1 microsecond'`;

async function introduceAnew(tx: Tx, handoverId: string, moves: Move[]): Promise<void> {
  await sql`
    update introductions i set state = case when m.to_id is null then 'pooled' else 'reassigned' end, updated_at = now(),
           call_off = i.channel = 'meeting' and i.sent_at is not null and i.meeting_starts_at is not null
      from ${recordset(moves)} where i.id = m.introduction_id`.execute(tx);
  await sql`
    insert into introductions (handover_id, customer_id, nth, receiver_id, channel, language, consent_days, state, why)
    select ${handoverId}, i.customer_id, i.nth + 1, m.to_id, i.channel, i.language, i.consent_days,
           case when i.channel = 'phone' or not k.reached then 'toDo' else 'prepared' end,
           case when i.channel = 'phone' then 'byPhone' when not k.reached then 'noAddress' end
      from ${recordset(moves)} join introductions i on i.id = m.introduction_id join customers c on c.id = i.customer_id
     cross join lateral (select c.email is not null or exists (select 1 from contacts k where k.customer_id = c.id and k.email is not null) as reached) k
     where m.to_id is not null`.execute(tx);
}

async function helpersOf(tx: Tx, handoverId: string, rule: IntroductionRule['objections']): Promise<Helpers> {
  const { rows } = await sql<{ id: string; room: number }>`
    select e.id, e.capacity - (select count(*) from customers c where c.owner_id = e.id)::int as room
      from handover_people p join employees e on e.id = p.person_id
     where p.handover_id = ${handoverId} and p.role = 'receiver' and e.state = 'active' order by p.position, e.number`.execute(
    tx,
  );
  const manager = await tx
    .selectFrom('handovers as h')
    .innerJoin('employees as e', 'e.id', 'h.supervisor_id')
    .select('e.id')
    .where('h.id', '=', handoverId)
    .where('e.state', '=', 'active')
    .executeTakeFirst();
  const last =
    rule.last === 'pool'
      ? undefined
      : await tx
          .selectFrom('employees')
          .select('id')
          .where('number', '=', rule.last.person)
          .where('state', '=', 'active')
          .executeTakeFirst();
  return { receivers: rows, managerId: manager?.id ?? null, lastId: last?.id ?? null };
}
