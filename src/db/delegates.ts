import { sql } from 'kysely';
import type { Database, Tx } from './connect.ts';

/**
 * Who may act for these people in a case at an instant, by delegation; whoever is giver or receiver of the case is not among them.
 * For the engine, which tells them too: a person asks by db/reads/delegations.ts.
 */
export async function delegatesOf(
  db: Database | Tx,
  { handoverId, personIds, at }: { handoverId: string; personIds: string[]; at: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct d.to_id as id from delegations d join employees e on e.id = d.to_id
     where d.from_id = any (${personIds}::uuid[]) and d.revoked_at is null and ${at}::timestamptz >= d.starts_at and ${at}::timestamptz < d.ends_at
       and e.state <> 'left' and not app.is_frozen(e.id)
       and not exists (select 1 from handover_people p where p.handover_id = ${handoverId} and p.person_id = d.to_id and p.role in ('giver', 'receiver'))
     order by 1`.execute(db);
  return rows.map((row) => row.id);
}
