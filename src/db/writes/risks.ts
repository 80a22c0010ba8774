import { type RawBuilder, sql } from 'kysely';
import { FOUND_SCORES, type FoundRisk, type RiskRule } from '../../contract/risks.ts';
import type { Tx } from '../connect.ts';

/**
 * Looks through the book for what can go wrong and brings the register up to date, in a few statements for a book of any size: what is
 * new is opened, what can no longer be seen is gone, what came back is open again. What people decided about a risk stays, unless the
 * engine now finds it more serious than what they accepted.
 * @param at the engine's clock: before the transfer the giver's customers are looked at, after it the same ones with their receivers
 * @returns how many were opened and how many are gone
 */
export async function findRisks(
  tx: Tx,
  handoverId: string,
  rule: RiskRule,
  at: string,
): Promise<{ opened: number; gone: number }> {
  const { rows } = await sql<{ opened: number; gone: number }>`
    with book as materialized (
      select i.record_id as id, i.receiver_id, i.tier = 'strict' as strict
        from handover_items i where i.handover_id = ${handoverId} and i.record_type = 'customer'
    ), seen as materialized (${sql.join(findings(handoverId, rule, at), sql` union all `)}), written as (
      insert into risks (handover_id, kind, customer_id, receiver_id, found, likelihood, effect, owner_id)
      select ${handoverId}, kind, customer_id, receiver_id, true, likelihood, effect, owner_id from seen
      on conflict (handover_id, kind, customer_id, receiver_id) where found
      do update set likelihood = excluded.likelihood, effect = excluded.effect, owner_id = excluded.owner_id, version = risks.version + 1, updated_at = now(),
                    state = case when risks.state = 'closed' and excluded.likelihood * excluded.effect <= risks.likelihood * risks.effect then 'closed' else 'open' end,
                    accepted_by = null, accepted_at = null
       where risks.state = 'gone' or excluded.likelihood * excluded.effect > risks.likelihood * risks.effect
      returning (xmax = 0) as new
    ), gone as (
      update risks r set state = 'gone', version = r.version + 1, updated_at = now()
       where r.handover_id = ${handoverId} and r.found and r.state in ('open', 'accepted')
         and not exists (select 1 from seen s where (s.kind, s.customer_id, s.receiver_id) is not distinct from (r.kind, r.customer_id, r.receiver_id))
      returning 1
    )
    select (select count(*) from written) as opened, (select count(*) from gone) as gone`.execute(tx);
  return rows[0] ?? { opened: 0, gone: 0 };
}

/** One query a kind over `book`: kind, customer or receiver, score, and whose risk it is. */
function findings(handoverId: string, rule: RiskRule, at: string): RawBuilder<unknown>[] {
  const of = (kind: FoundRisk, from: RawBuilder<unknown>) => {
    const { likelihood, effect } = FOUND_SCORES[kind];
    return sql`
      select ${kind}::text as kind, b.id as customer_id, null::uuid as receiver_id, ${likelihood}::int as likelihood,
             least(5, ${effect}::int + b.strict::int) as effect, b.receiver_id as owner_id
        from book b ${from}`;
  };
  const ofCase = (kind: FoundRisk) => {
    const { likelihood, effect } = FOUND_SCORES[kind];
    return sql`
      select ${kind}::text, null::uuid, null::uuid, ${likelihood}::int, ${effect}::int, supervisor_id from handovers where id = ${handoverId}`;
  };
  const { likelihood, effect } = FOUND_SCORES.receiverOverloaded;
  return [
    of(
      'complaintOpen',
      sql`where exists (select 1 from feedback f where f.customer_id = b.id and f.type = 'complaint' and f.state = 'open')`,
    ),
    of(
      'contractEnds',
      sql`where exists (select 1 from contracts t where t.customer_id = b.id and t.state = 'active'
                         and t.ends_on between ${at}::date and ${at}::date + ${rule.contractEndsWithinDays}::int)`,
    ),
    of(
      'noContact',
      sql`where not exists (select 1 from communications m where m.customer_id = b.id
                             and m.happened_at > ${at}::timestamptz - ${rule.noContactDays}::int * interval '1 day')`,
    ),
    of('keyContactMissing', sql`where not exists (select 1 from contacts k where k.customer_id = b.id and k.is_key)`),
    of(
      'satisfactionLow',
      sql`where (select avg(f.satisfaction) from feedback f where f.customer_id = b.id
                  and f.received_at > ${at}::timestamptz - interval '365 days') < ${rule.minSatisfaction}::float8`,
    ),
    ofCase('informationLoss'),
    ofCase('customerLoss'),
    ofCase('misunderstanding'),
    sql`
      select 'receiverOverloaded', null::uuid, b.receiver_id, ${likelihood}::int, ${effect}::int, h.supervisor_id
        from (select receiver_id, count(*) as n from book group by 1) b cross join handovers h
       where h.id = ${handoverId}
         and b.n + (select count(*) from customers c where c.owner_id = b.receiver_id and not exists (select 1 from book k where k.id = c.id)) > ${rule.receiverCustomers}::int`,
  ];
}

/** Open risks that hold up the sign-off. */
export async function countBlocking(tx: Tx, handoverId: string, rule: RiskRule): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from risks where handover_id = ${handoverId} and state = 'open' and likelihood * effect >= ${rule.blockFrom}::int`.execute(
    tx,
  );
  return rows[0]?.n ?? 0;
}

/**
 * Accepts open risks as they are, in the name of who decided it.
 * @param ids absent: all that hold up the sign-off
 * @returns how many were accepted
 */
export async function acceptRisks(
  tx: Tx,
  of: { handoverId: string; personId: string; at: string },
  rule: RiskRule,
  ids: string[] | undefined,
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update risks set state = 'accepted', accepted_by = ${of.personId}, accepted_at = ${of.at}, version = version + 1, updated_at = now()
     where handover_id = ${of.handoverId} and state = 'open'
       and case when ${ids ?? null}::uuid[] is null then likelihood * effect >= ${rule.blockFrom}::int else id = any (${ids ?? null}::uuid[]) end`.execute(
    tx,
  );
  return Number(numAffectedRows);
}
