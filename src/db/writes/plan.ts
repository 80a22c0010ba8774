import { type RawBuilder, sql } from 'kysely';
import type { PlanRequest } from '../../contract/effects.ts';
import type { HandoverOptions } from '../../contract/options.ts';
import type { PlanningTerms } from '../../contract/planning.ts';
import type { Policy } from '../../contract/policy.ts';
import { canonicalOptions } from '../../domain/options.ts';
import { PlanHash } from '../../domain/plan-hash.ts';
import type { Database, Tx } from '../connect.ts';
import type { Scope } from '../planning/book.ts';
import { type Answer, type Question, dealtTo, isDealt, makePlan } from '../planning/plan.ts';
import { type Gets, type Risk, overloads, readReceives, toldPlanning, toldRisks } from '../planning/warnings.ts';
import { shareOf, tierOf } from '../tier.ts';
import { typesHeldBy } from './held.ts';
import { overridesOf, scopeOf } from './plan-changes.ts';
import { IN_PERSON_TYPES, RECORD_TABLES } from './records.ts';

/**
 * Writes the plan: every customer of the book and every record that names the giver in person and moves by the options, each with its
 * receiver; also other people's open opportunities on these customers, if the options say so. What stays is counted, and what is to be
 * looked at before somebody approves is kept with the case.
 * "In turn" deals customers by falling value, so that each receiver gets a like share of large and small ones; a record
 * goes with its customer, records of one customer outside the plan stay together. The same input gives the same plan.
 * @returns the number of items
 */
export async function writePlan(tx: Tx, handoverId: string, policy: Policy, plan: PlanRequest): Promise<number> {
  const { options, planning } = await tx
    .selectFrom('handovers')
    .select(['options', 'planning'])
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  const scope = await scopeOf(tx, handoverId, plan.giverId);
  const { chosen, excluded } = scope;
  const { assignment, receiverIds } = plan;
  const receivers = receiverIds.slice(0, dealtTo(assignment, receiverIds));
  const why = assignment === 'fixed' ? 'fixed' : 'inTurn';
  const moves = sql`app.moves(r, ${JSON.stringify(options)}::jsonb)`;
  const inScope = sql`r.assignee_id = ${plan.giverId} and (${chosen}::uuid[] is null or r.customer_id = any (${chosen}::uuid[]))
    and (r.customer_id is null or r.customer_id <> all (${excluded}::uuid[]))`;
  // The plan has just been written and has no statistics yet; the limit holds the planner to one look by key for each record.
  const planned = sql`lateral (
    select receiver_id from handover_items where handover_id = ${handoverId} and record_type = 'customer' and record_id = r.customer_id limit 1)`;

  await tx.deleteFrom('handover_exceptions').where('handover_id', '=', handoverId).execute();
  await tx.deleteFrom('handover_items').where('handover_id', '=', handoverId).execute();
  const overrides = await overridesOf(tx, handoverId);
  // What the API has written there is what it read by the schema of planning.
  const question: Question = { scope, receiverIds, assignment, terms: planning as PlanningTerms, policy, overrides };
  const made = isDealt(question) ? null : await makePlan(tx, question);
  await insertCustomers(tx, {
    handoverId,
    policy,
    receiverIds,
    from: made ? placed(scope, made) : dealt(scope, receivers, why),
  });
  const held = await typesHeldBy(tx, plan.giverId);
  const inPerson = IN_PERSON_TYPES.filter((type) => held.has(type));
  for (const type of inPerson)
    await sql`
      insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why)
      select ${handoverId}, ${type}, r.id, r.customer_id,
             coalesce(i.receiver_id, (${receivers}::uuid[])[1 + (dense_rank() over (order by i.receiver_id is null, coalesce(r.customer_id, r.id)) - 1) % ${receivers.length}::int]),
             case when i.receiver_id is null then ${why} else 'withCustomer' end
        from ${sql.table(RECORD_TABLES[type])} r
        left join ${planned} i on true
       where ${inScope} and ${moves}`.execute(tx);
  if ((options as Partial<HandoverOptions>).othersOpportunities === 'move')
    await sql`
      insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why, holder_id)
      select ${handoverId}, 'opportunity', r.id, r.customer_id, i.receiver_id, 'withCustomer', r.assignee_id
        from opportunities r
        join ${planned} i on true
       where r.closed_on is null and r.assignee_id not in (${plan.giverId}, i.receiver_id)`.execute(tx);
  const stay = inPerson.map(
    (type) =>
      sql`select ${type}::text as type, count(*) as n from ${sql.table(RECORD_TABLES[type])} r where ${inScope} and not ${moves}`,
  );
  const leftOut =
    stay.length === 0
      ? sql`'{}'::jsonb`
      : sql`coalesce((select jsonb_object_agg(type, n) filter (where n > 0) from (${sql.join(stay, sql` union all `)}) s), '{}')`;
  await sql`update handovers set left_out = ${leftOut} where id = ${handoverId}`.execute(tx);
  const { n } = await tx
    .selectFrom('handover_items')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('handover_id', '=', handoverId)
    .executeTakeFirstOrThrow();
  await keepWarnings(tx, handoverId, question, made);
  return n;
}

interface Customers {
  handoverId: string;
  policy: Policy;
  receiverIds: string[];
  /** rows of `customers` with place (of the receiver in the list), why and why_params */
  from: RawBuilder<unknown>;
}

/** The customers with their receivers, and the sample of them that each receiver verifies. */
async function insertCustomers(tx: Tx, { handoverId, policy, receiverIds, from }: Customers): Promise<void> {
  await sql`
    insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why, why_params, tier, to_verify)
    select ${handoverId}, 'customer', id, id, receiver_id, why, why_params, tier,
           row_number() over (partition by receiver_id order by tier = 'strict' desc, lot) <= ${policy.verification.minimum}
           or row_number() over (partition by receiver_id, tier order by lot)
              <= ceil(count(*) over (partition by receiver_id, tier) * ${shareOf(policy)})
      from (select id, md5(${handoverId} || id::text) as lot, (${receiverIds}::uuid[])[1 + place] as receiver_id, why, why_params, ${tierOf(policy)} as tier
              from (${from}) c) c`.execute(tx);
}

/** Dealt out by the database itself. */
const dealt = ({ giverId, chosen, excluded }: Scope, receivers: string[], why: string): RawBuilder<unknown> => sql`
  select *, ((row_number() over (order by annual_value desc, id) - 1) % ${receivers.length}::int)::int as place, ${why}::text as why, null::jsonb as why_params
    from customers
   where owner_id = ${giverId} and (${chosen}::uuid[] is null or id = any (${chosen}::uuid[])) and id <> all (${excluded}::uuid[])`;

/** As the planner placed them; the reasons, of which there are few, are sent once each. */
const placed = ({ giverId }: Scope, { ids, places, why, reasons }: Answer): RawBuilder<unknown> => sql`
  select c.*, d.place, r.code as why, r.params as why_params
    from unnest(${ids}::uuid[], ${Array.from(places)}::int[], ${Array.from(why)}::int[]) d(id, place, reason)
    join unnest(${reasons.map((r) => r.code)}::text[], ${reasons.map((r) => JSON.stringify(r.params))}::jsonb[])
         with ordinality r(code, params, n) on r.n = d.reason + 1
    join customers c on c.id = d.id and c.owner_id = ${giverId}`;

/** What is to be looked at before somebody approves: counted from the plan as it is written. */
async function keepWarnings(tx: Tx, handoverId: string, question: Question, made: Answer | null): Promise<void> {
  const { scope, receiverIds } = question;
  const ofPlan = sql`(
    select array_agg(record_id order by record_id) as ids, array_agg(array_position(${receiverIds}::uuid[], receiver_id) - 1 order by record_id) as places
      from handover_items where handover_id = ${handoverId} and record_type = 'customer') p`;
  const { rows: risks } = await sql<Risk>`
    select r.code, r.receiver, r.n from ${ofPlan}, app.planned_risks(${scope.giverId}, p.ids, p.places, ${receiverIds}::uuid[]) r
     where r.n > 0 order by r.code, r.receiver`.execute(tx);
  const { rows: gets } = await sql<Gets>`
    select array_position(${receiverIds}::uuid[], i.receiver_id) - 1 as place, count(*) as customers, sum(c.annual_value)::float8 as value
      from handover_items i join customers c on c.id = i.record_id
     where i.handover_id = ${handoverId} and i.record_type = 'customer' group by 1`.execute(tx);
  const receivers = await readReceives(tx, question, gets);
  const numbers = receivers.map((r) => r.number);
  const warnings = [...overloads(receivers), ...(made ? toldPlanning(made) : []), ...toldRisks(risks, numbers)];
  // The transaction's beginning: what comes while the book is being read came after the plan.
  await tx
    .updateTable('handovers')
    .set({ plan_warnings: JSON.stringify(warnings), planned_at: sql`now()` })
    .where('id', '=', handoverId)
    .execute();
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
  for (const { type } of types) {
    let next = leavesAfter(db, handoverId, type, NIL);
    for (let page: LeafPage | null = null; (page = await next);) {
      // The database hashes the leaves of the next page while this process hashes the nodes above these.
      const more = page.leaves.length === PAGE * LEAF_BYTES;
      next = more ? leavesAfter(db, handoverId, type, page.last) : Promise.resolve(null);
      next.catch(() => {});
      for (let at = 0; at < page.leaves.length; at += LEAF_BYTES)
        hash.addHashed(page.leaves.subarray(at, at + LEAF_BYTES));
    }
  }
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
    until: handover.until_at?.toISOString() ?? null,
  });
}

const LEAF_BYTES = 32;
const NIL = '00000000-0000-0000-0000-000000000000';
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
  from: string,
): Promise<LeafPage | null> {
  // Both sides in the order of their keys: one merge reads a page, where a look at each customer's packs took half of the time.
  const newest =
    type === 'customer'
      ? sql`(select distinct on (customer_id) customer_id, encode(digest, 'hex') as digest from materials
              where handover_id = ${handoverId} and customer_id > ${from} order by customer_id, version desc)`
      : sql`(select null::uuid as customer_id, null::text as digest where false)`;
  const { rows } = await sql<{ last: string | null; leaves: Buffer | null }>`
    select (array_agg(record_id order by record_id))[count(*)] as last, string_agg(leaf, ''::bytea order by record_id) as leaves
      from (select i.record_id, sha256('\\x00'::bytea || convert_to(i.record_type || '|' || i.record_id || '|' || coalesce(i.customer_id::text, '') || '|' ||
                                                                      i.receiver_id || '|' || coalesce(m.digest, ''), 'UTF8')) as leaf
              from handover_items i left join ${newest} m on m.customer_id = i.record_id
             where i.handover_id = ${handoverId} and i.record_type = ${type} and i.why <> 'late' and i.record_id > ${from}
             order by i.record_id limit ${PAGE}) page`.execute(db);
  const page = rows[0];
  return page?.last && page.leaves ? { last: page.last, leaves: page.leaves } : null;
}
