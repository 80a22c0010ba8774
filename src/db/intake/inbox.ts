import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import type { Tx } from '../connect.ts';

/** The inbox of running handovers: the one thing of theirs that HTTP writes (architecture, decision 2). */

/** Keeps the free text of a decision, of which the workflow gets the id. The same id again changes nothing. */
export async function writeText(
  tx: Tx,
  entry: { id: string; handoverId: string; authorId: string; body: object },
): Promise<void> {
  await sql`
    insert into handover_inbox (id, handover_id, kind, round, author_id, body)
    select ${entry.id}, id, 'text', round, ${entry.authorId}, ${JSON.stringify(entry.body)}::jsonb from handovers where id = ${entry.handoverId}
    on conflict do nothing`.execute(tx);
}

/**
 * Writes what somebody says about a customer of the case; a second time changes it and raises the version.
 * @param expected the version that the author saw; null: whatever is there
 * @returns the new version
 * @throws Refusal versionDiffers
 */
export async function writeExplanation(
  tx: Tx,
  entry: { handoverId: string; round: number; authorId: string; customerId: string; body: object },
  expected: number | null,
): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    insert into handover_inbox as b (handover_id, kind, round, customer_id, author_id, body)
    values (${entry.handoverId}, 'explanation', ${entry.round}, ${entry.customerId}, ${entry.authorId}, ${JSON.stringify(entry.body)}::jsonb)
    on conflict (handover_id, kind, round, customer_id, author_id) where customer_id is not null
    do update set body = excluded.body, version = b.version + 1, updated_at = now()
     where ${expected}::int is null or b.version = ${expected}
    returning version`.execute(tx);
  const version = rows[0]?.version;
  if (version === undefined || (expected !== null && version !== expected + 1)) throw new Refusal('versionDiffers');
  return version;
}

export interface Verified {
  customerId: string;
  ok: boolean;
  /** keys of the checklist's points that are right; absent: said without a checklist */
  points?: string[] | undefined;
  comment?: string | undefined;
}

/**
 * Writes what a receiver found, customer by customer, in one statement.
 * @returns the customers of whom something else was said than before
 */
export async function writeVerifications(
  tx: Tx,
  entry: { handoverId: string; round: number; authorId: string },
  customers: Verified[],
): Promise<Set<string>> {
  const { rows } = await sql<{ customer_id: string }>`
    insert into handover_inbox as b (handover_id, kind, round, customer_id, author_id, body)
    select ${entry.handoverId}, 'verification', ${entry.round}, customer_id, ${entry.authorId}, body
      from jsonb_to_recordset(${JSON.stringify(entriesOf(customers))}::jsonb) as r (customer_id uuid, body jsonb)
    on conflict (handover_id, kind, round, customer_id, author_id) where customer_id is not null
    do update set body = excluded.body, version = b.version + 1, updated_at = now()
     where b.body <> excluded.body
    returning customer_id`.execute(tx);
  return new Set(rows.map((row) => row.customer_id));
}

/** Whether the author has said exactly this of each of the customers. */
export async function areVerified(
  tx: Tx,
  entry: { handoverId: string; round: number; authorId: string },
  customers: Verified[],
): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from handover_inbox b
      join jsonb_to_recordset(${JSON.stringify(entriesOf(customers))}::jsonb) as r (customer_id uuid, body jsonb) using (customer_id, body)
     where b.handover_id = ${entry.handoverId} and b.kind = 'verification' and b.round = ${entry.round} and b.author_id = ${entry.authorId}`.execute(
    tx,
  );
  return rows[0]?.n === customers.length;
}

const entriesOf = (customers: Verified[]) =>
  customers.map((c) => ({
    customer_id: c.customerId,
    body: {
      ok: c.ok,
      comment: c.comment ?? null,
      ...(c.points === undefined ? {} : { points: c.points.toSorted() }),
    },
  }));

/** How many of these customers are not customers of the case that `receiverId` (null: anybody) gets. */
export async function countNotInCase(
  tx: Tx,
  handoverId: string,
  customerIds: string[],
  receiverId: string | null,
): Promise<number> {
  const { n } = await tx
    .selectFrom('handover_items')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('handover_id', '=', handoverId)
    .where('record_type', '=', 'customer')
    .where(sql<boolean>`record_id = any (${customerIds}::uuid[])`)
    .$if(receiverId !== null, (b) => b.where('receiver_id', '=', receiverId ?? ''))
    .executeTakeFirstOrThrow();
  return customerIds.length - n;
}
