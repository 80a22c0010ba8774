import { sql } from 'kysely';
import type { PlanRequest } from '../../contract/effects.ts';
import type { HandoverOptions } from '../../contract/options.ts';
import type { Policy } from '../../contract/policy.ts';
import { canonicalOptions } from '../../domain/options.ts';
import { PlanHash } from '../../domain/plan-hash.ts';
import type { Database, Tx } from '../connect.ts';
import { IN_PERSON_TYPES, RECORD_TABLES } from './records.ts';

/**
 * Writes the plan: every customer of the book and every record that names the giver in person and moves by the options, each with its
 * receiver; also other people's open opportunities on these customers, if the options say so. What stays is counted.
 * "In turn" deals customers by falling value, so that each receiver gets a like share of large and small ones; a record
 * goes with its customer, records of one customer outside the plan stay together. The same input gives the same plan.
 * @returns the number of items
 */
export async function writePlan(tx: Tx, handoverId: string, policy: Policy, plan: PlanRequest): Promise<number> {
  const { scope, options } = await tx
    .selectFrom('handovers')
    .select(['scope', 'options'])
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  const chosen = (scope as { customerIds?: string[] }).customerIds;
  const receivers = plan.assignment === 'fixed' ? plan.receiverIds.slice(0, 1) : plan.receiverIds;
  const why = plan.assignment === 'fixed' ? 'fixed' : 'inTurn';
  const strict = policy.tiers.strict;
  const share = policy.verification;
  const moves = sql`app.moves(r, ${JSON.stringify(options)}::jsonb)`;
  const inScope = sql`r.assignee_id = ${plan.giverId} and (${chosen ?? null}::uuid[] is null or r.customer_id = any (${chosen ?? null}::uuid[]))`;

  await tx.deleteFrom('handover_exceptions').where('handover_id', '=', handoverId).execute();
  await tx.deleteFrom('handover_items').where('handover_id', '=', handoverId).execute();
  await sql`
    insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why, tier, to_verify)
    select ${handoverId}, 'customer', id, id, receiver_id, ${why}, tier,
           row_number() over (partition by receiver_id order by tier = 'strict' desc, lot) <= ${share.minimum}
           or row_number() over (partition by receiver_id, tier order by lot)
              <= ceil(count(*) over (partition by receiver_id, tier) * case tier when 'strict' then ${share.strictShare}::float8 else ${share.standardShare}::float8 end)
      from (select id, md5(${handoverId} || id::text) as lot,
                   (${receivers}::uuid[])[1 + (row_number() over (order by annual_value desc, id) - 1) % ${receivers.length}::int] as receiver_id,
                   case when annual_value >= ${strict.minAnnualValue} or complexity >= ${strict.minComplexity}
                          or business_type = any (${strict.businessTypes}::text[]) then 'strict' else 'standard' end as tier
              from customers
             where owner_id = ${plan.giverId} and (${chosen ?? null}::uuid[] is null or id = any (${chosen ?? null}::uuid[]))) c`.execute(
    tx,
  );
  for (const type of IN_PERSON_TYPES)
    await sql`
      insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why)
      select ${handoverId}, ${type}, r.id, r.customer_id,
             coalesce(i.receiver_id, (${receivers}::uuid[])[1 + (dense_rank() over (order by i.receiver_id is null, coalesce(r.customer_id, r.id)) - 1) % ${receivers.length}::int]),
             case when i.receiver_id is null then ${why} else 'withCustomer' end
        from ${sql.table(RECORD_TABLES[type])} r
        left join handover_items i on i.handover_id = ${handoverId} and i.record_type = 'customer' and i.record_id = r.customer_id
       where ${inScope} and ${moves}`.execute(tx);
  if ((options as Partial<HandoverOptions>).othersOpportunities === 'move')
    await sql`
      insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why, holder_id)
      select ${handoverId}, 'opportunity', r.id, r.customer_id, i.receiver_id, 'withCustomer', r.assignee_id
        from opportunities r
        join handover_items i on i.handover_id = ${handoverId} and i.record_type = 'customer' and i.record_id = r.customer_id
       where r.closed_on is null and r.assignee_id not in (${plan.giverId}, i.receiver_id)`.execute(tx);
  const stay = IN_PERSON_TYPES.map(
    (type) =>
      sql`select ${type}::text as type, count(*) as n from ${sql.table(RECORD_TABLES[type])} r where ${inScope} and not ${moves}`,
  );
  await sql`
    update handovers set left_out = coalesce((select jsonb_object_agg(type, n) filter (where n > 0) from (${sql.join(stay, sql` union all `)}) s), '{}')
     where id = ${handoverId}`.execute(tx);
  const { n } = await tx
    .selectFrom('handover_items')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('handover_id', '=', handoverId)
    .executeTakeFirstOrThrow();
  return n;
}

/** Lets the planner see a large plan at once: until autovacuum has been there it plans for an empty table, and joins take n². */
export async function analyzePlan(db: Database, items: number): Promise<void> {
  if (items > 1_000) await sql`analyze handover_items`.execute(db);
}

/**
 * The hash of the plan as it is in the database, with the newest materials of each customer: 32 bytes.
 * Reads in pages by key, so memory does not grow with the book.
 */
export async function hashPlan(db: Database | Tx, handoverId: string): Promise<Buffer> {
  const handover = await db.selectFrom('handovers').selectAll().where('id', '=', handoverId).executeTakeFirstOrThrow();
  const people = await db
    .selectFrom('handover_people')
    .select('person_id')
    .where('handover_id', '=', handoverId)
    .where('role', '=', 'receiver')
    .orderBy('position')
    .execute();
  const hash = new PlanHash();
  const { rows: types } = await sql<{ type: string }>`
    select distinct record_type as type from handover_items where handover_id = ${handoverId} order by 1`.execute(db);
  for (const { type } of types)
    for (let page: LeafPage | null = null; (page = await leavesAfter(db, handoverId, type, page?.last ?? null));)
      for (let at = 0; at < page.leaves.length; at += LEAF_BYTES)
        hash.addHashed(page.leaves.subarray(at, at + LEAF_BYTES));
  return hash.digest({
    handoverId,
    giverId: handover.giver_id,
    receiverIds: people.map((p) => p.person_id),
    supervisorId: handover.supervisor_id,
    lateReceiverId: handover.late_receiver_id,
    assignment: handover.assignment,
    effectiveAt: handover.effective_at?.toISOString() ?? null,
    policy: `${handover.policy_key}/${handover.policy_version}`,
    version: handover.hash_version,
    options: canonicalOptions(handover.options as Partial<HandoverOptions>),
  });
}

const LEAF_BYTES = 32;
const PAGE = 8_192;
interface LeafPage {
  last: string;
  leaves: Buffer;
}

/** The hashes of the next leaves of one type, in the order of their ids, as PlanHash.add makes them; null: there are no more. */
async function leavesAfter(
  db: Database | Tx,
  handoverId: string,
  type: string,
  after: string | null,
): Promise<LeafPage | null> {
  const digest =
    type === 'customer'
      ? sql`coalesce((select encode(m.digest, 'hex') from materials m where m.handover_id = i.handover_id and m.customer_id = i.record_id
                       order by version desc limit 1), '')`
      : sql`''`;
  const { rows } = await sql<{ last: string | null; leaves: Buffer | null }>`
    select (array_agg(record_id order by record_id desc))[1] as last, string_agg(leaf, ''::bytea order by record_id) as leaves
      from (select i.record_id, sha256('\\x00'::bytea || convert_to(i.record_type || '|' || i.record_id || '|' || coalesce(i.customer_id::text, '') || '|' ||
                                                                      i.receiver_id || '|' || ${digest}, 'UTF8')) as leaf
              from handover_items i
             where i.handover_id = ${handoverId} and i.record_type = ${type} and i.why <> 'late'
               and i.record_id > coalesce(${after}::uuid, '00000000-0000-0000-0000-000000000000')
             order by i.record_id limit ${PAGE}) page`.execute(db);
  const page = rows[0];
  return page?.last && page.leaves ? { last: page.last, leaves: page.leaves } : null;
}
