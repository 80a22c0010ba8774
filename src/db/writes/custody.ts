import { type RawBuilder, sql } from 'kysely';
import type { PlanRequest } from '../../contract/effects.ts';
import type { Policy } from '../../contract/policy.ts';
import { RECORD_TYPES, type RecordType } from '../../contract/steps.ts';
import type { Tx } from '../connect.ts';
import { tierOf } from '../tier.ts';
import { asEngine } from './move-back.ts';
import { IN_PERSON_TYPES, RECORD_TABLES } from './records.ts';

/**
 * Custody of an emergency departure. The rule of succession of the case names the custodian from the cut of access on, so that what
 * comes for the giver reaches them; what is urgent is given to them. The plan takes it along from them, and the transfer ends it.
 */
export interface Custody {
  handoverId: string;
  giverId: string;
  custodianId: string;
}

/** What cannot wait for the plan, over `r`. @param until the last instant that still counts as soon */
const urgent = (until: string): Partial<Record<RecordType, RawBuilder<boolean>>> => ({
  task: sql`r.state <> 'done' and (r.priority = 'urgent' or r.due_on <= ${until}::timestamptz::date)`,
  approval: sql`r.state = 'pending'`,
  calendar_event: sql`r.ends_at > now() and r.starts_at <= ${until}`,
  feedback: sql`r.state = 'open' and r.type = 'complaint'`,
});

const placeOf = (type: RecordType) =>
  type === 'customer'
    ? { table: sql`customers`, holder: sql`owner_id`, also: sql`, version = r.version + 1` }
    : { table: sql.table(RECORD_TABLES[type]), holder: sql`assignee_id`, also: sql`` };

/**
 * Opens the custody, or finds that it is open.
 * @param recordTypes what the options of the case let move
 * @param at since when; until: see `urgent`
 * @returns how many records were urgent; null: it was open
 */
export async function openCustody(
  tx: Tx,
  { handoverId, giverId, custodianId }: Custody,
  recordTypes: readonly RecordType[],
  { at, until }: { at: string; until: string },
): Promise<number | null> {
  await tx.selectFrom('employees').select('id').where('id', '=', giverId).forUpdate().execute();
  const opened = await tx
    .insertInto('custodies')
    .values({ handover_id: handoverId, custodian_id: custodianId, since: at })
    .onConflict((c) =>
      c
        .column('handover_id')
        .doUpdateSet({ ended_at: null, since: at, custodian_id: custodianId })
        .where('custodies.ended_at', 'is not', null),
    )
    .returning('handover_id')
    .executeTakeFirst();
  if (!opened) return null;
  const rule = { late_receiver_id: custodianId, record_types: [...recordTypes], since: at, ends_at: null };
  await tx
    .insertInto('successors')
    .values({ handover_id: handoverId, giver_id: giverId, whole_book: true, ...rule })
    .onConflict((c) => c.column('handover_id').doUpdateSet({ ...rule, ended_at: null, ended_by: null }))
    .execute();
  const endsAt = new Date(Date.parse(at) + ACCESS_DAYS * 86_400_000).toISOString();
  await tx
    .insertInto('grants')
    .values({
      grantee_id: custodianId,
      handover_id: handoverId,
      level: 'edit',
      reason: 'custody',
      starts_at: at,
      ends_at: endsAt,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  await asEngine(tx, handoverId);
  let given = 0;
  for (const [type, isUrgent] of Object.entries(urgent(until))) {
    const { table } = placeOf(type as RecordType);
    const { rows } = await sql<{ n: number }>`
      with urgent as materialized (
        select r.id, r.assignee_id from ${table} r
         where (r.assignee_id = ${giverId} or r.assignee_id is null and r.customer_id in (select id from customers where owner_id = ${giverId})) and ${isUrgent}
      ), kept as (
        insert into custody_records (handover_id, record_type, record_id, holder_id, from_id, why)
        select ${handoverId}, ${type}, id, ${custodianId}, assignee_id, 'urgent' from urgent
        on conflict (handover_id, record_type, record_id) do update set holder_id = excluded.holder_id
      ), moved as (
        update ${table} r set assignee_id = ${custodianId}, updated_at = now() from urgent u where r.id = u.id returning 1
      ) select count(*) as n from moved`.execute(tx);
    given += rows[0]?.n ?? 0;
  }
  await sql`select set_config('app.handover', '', true)`.execute(tx);
  return given;
}

/** The custodian's access ends with the custody; a date that never comes stands for "until then". */
const ACCESS_DAYS = 3_650;

/** What the custodian holds for the giver becomes part of the plan: it goes with its customer, or to the late receiver. */
export async function planCustody(tx: Tx, handoverId: string, policy: Policy, plan: PlanRequest): Promise<number> {
  const held = await tx
    .selectFrom('custody_records')
    .select('record_type')
    .where('handover_id', '=', handoverId)
    .distinct()
    .execute();
  if (held.length === 0) return 0;
  const { late_receiver_id: late, options } = await tx
    .selectFrom('handovers')
    .select(['late_receiver_id', 'options'])
    .where('id', '=', handoverId)
    .executeTakeFirstOrThrow();
  const receiver = plan.receiverIds.includes(late) ? late : (plan.receiverIds[0] ?? late);
  const customers = await sql`
    insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why, tier, to_verify, holder_id)
    select ${handoverId}, 'customer', id, id, ${receiver}, 'custody', tier, tier = 'strict', holder_id
      from (select c.id, k.holder_id, ${tierOf(policy)} as tier from custody_records k join customers c on c.id = k.record_id and c.owner_id = k.holder_id
             where k.handover_id = ${handoverId} and k.record_type = 'customer') held
    on conflict do nothing`.execute(tx);
  let n = Number(customers.numAffectedRows ?? 0);
  for (const type of IN_PERSON_TYPES.filter((one) => held.some((h) => h.record_type === one))) {
    const items = await sql`
      insert into handover_items (handover_id, record_type, record_id, customer_id, receiver_id, why, holder_id)
      select ${handoverId}, ${type}, r.id, r.customer_id, coalesce(i.receiver_id, ${receiver}), case when i.receiver_id is null then 'custody' else 'withCustomer' end, k.holder_id
        from custody_records k join ${sql.table(RECORD_TABLES[type])} r on r.id = k.record_id and r.assignee_id = k.holder_id
        left join handover_items i on (i.handover_id, i.record_type, i.record_id) = (k.handover_id, 'customer', r.customer_id)
       where k.handover_id = ${handoverId} and k.record_type = ${type} and app.moves(r, ${JSON.stringify(options)}::jsonb)
      on conflict do nothing`.execute(tx);
    n += Number(items.numAffectedRows ?? 0);
  }
  return n;
}

/**
 * Ends the custody, if one is open. At the transfer what is in the plan moves from the custodian by itself; everything else goes back to
 * whom it came from, where the rule of succession of the transfer, which must be in force by now, takes it to its receiver.
 * @param all also what is in the plan goes back: the case is cancelled
 * @returns how many records went back; null: none was open
 */
export async function endCustody(tx: Tx, handoverId: string, at: string, all: boolean): Promise<number | null> {
  const ended = await tx
    .updateTable('custodies')
    .set({ ended_at: at })
    .where('handover_id', '=', handoverId)
    .where('ended_at', 'is', null)
    .returning('custodian_id')
    .executeTakeFirst();
  // A transfer that was stopped ends the custody and leaves with the custodian what had not moved yet.
  if (!ended && !all) return null;
  await tx
    .updateTable('grants')
    .set((e) => ({ revoked_at: e.fn('greatest', [e.val(new Date(at)), 'starts_at']) }))
    .where('handover_id', '=', handoverId)
    .where('reason', '=', 'custody')
    .where('revoked_at', 'is', null)
    .execute();
  let back = 0;
  for (const type of RECORD_TYPES) {
    const { table, holder, also } = placeOf(type);
    const { rows } = await sql<{ n: number }>`
      with back as (
        update ${table} r set ${holder} = k.from_id, updated_at = now() ${also}
          from custody_records k
         where k.handover_id = ${handoverId} and k.record_type = ${type} and r.id = k.record_id and r.${holder} = k.holder_id
           and (${all} or not exists (
             select 1 from handover_items i where (i.handover_id, i.record_type, i.record_id) = (k.handover_id, k.record_type, k.record_id) and i.why <> 'late'))
        returning 1
      ) select count(*) as n from back`.execute(tx);
    back += rows[0]?.n ?? 0;
  }
  if (all) await tx.deleteFrom('custody_records').where('handover_id', '=', handoverId).execute();
  return ended || back > 0 ? back : null;
}
