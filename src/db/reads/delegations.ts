import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';
import { peopleById } from './people.ts';

/** Somebody for whom the caller may act in a case, and the delegation by which they may. */
export interface ActsFor {
  personId: string;
  delegationId: string;
}

/**
 * For whom the person of the transaction may give approvals and signatures in a case now, by delegation: one step, and nobody while
 * they are giver or receiver of it. Oneself is not among them.
 */
export async function actsFor(tx: Tx, handoverId: string): Promise<ActsFor[]> {
  const { rows } = await sql<ActsFor>`
    select from_id as "personId", delegation_id as "delegationId" from app.acting_in()
     where handover_id = ${handoverId} order by 1`.execute(tx);
  return rows;
}

/** Everybody for whom the person of the transaction acts in some case now. */
export async function delegatorsOf(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select distinct from_id as id from app.acting_in()`.execute(tx);
  return rows.map((row) => row.id);
}

function rows(tx: Tx) {
  return tx.selectFrom('delegations').selectAll();
}
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

async function shown(tx: Tx, found: Row[]) {
  const who = await peopleById(
    tx,
    found.flatMap((row) => [row.from_id, row.to_id, row.made_by]),
  );
  return found.map((row) => ({
    id: row.id,
    from: who(row.from_id),
    to: who(row.to_id),
    reason: row.reason,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    madeBy: who(row.made_by),
    revokedAt: row.revoked_at,
  }));
}

/** Delegations that the person may see, newest first. @param ended also those that are over or were revoked */
export async function listDelegations(
  tx: Tx,
  {
    cursor,
    limit,
    person,
    ended,
  }: { cursor?: string | undefined; limit: number; person?: string | undefined; ended: boolean },
) {
  const found = await rows(tx)
    .$if(!ended, (b) => b.where('revoked_at', 'is', null).where('ends_at', '>', sql<Date>`now()`))
    .$if(person !== undefined, (b) =>
      b.where((e) => e.or([e('from_id', '=', person ?? ''), e('to_id', '=', person ?? '')])),
    )
    .$if(cursor !== undefined, (b) => b.where('id', '<', cursor ?? ''))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const page = keyset(found, limit, (row) => row.id);
  return { items: await shown(tx, page.items), next: page.next };
}

export async function readDelegation(tx: Tx, id: string) {
  const row = await rows(tx).where('id', '=', id).executeTakeFirst();
  return row && (await shown(tx, [row]))[0];
}
