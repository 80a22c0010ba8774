import { sql } from 'kysely';
import type { RecordType } from '../../contract/steps.ts';
import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';

export interface RestoreScope {
  customerIds?: string[] | undefined;
  filter?: object | undefined;
  onConflict: 'keep' | 'takeBack';
}

interface Found {
  type: RecordType;
  recordId: string;
  customer: { id: string; name: string | null } | null;
  kind: string;
  fields: string[];
}

/** What a restore needs to know of its case; undefined: not to be seen. */
export function readRestorable(tx: Tx, handoverId: string) {
  return tx
    .selectFrom('handovers as h')
    .innerJoin('employees as g', 'g.id', 'h.giver_id')
    .innerJoin('policies as p', (join) =>
      join.onRef('p.key', '=', 'h.policy_key').onRef('p.version', '=', 'h.policy_version'),
    )
    .select(['h.transferred_at', 'h.closed_at', 'g.number as giver', 'g.state as giver_state', 'p.body as policy'])
    .where('h.id', '=', handoverId)
    .executeTakeFirst();
}

/** Counts by type, and the first of what would be a conflict. The database decides by the same function as the restore itself. */
export async function previewRestore(tx: Tx, handoverId: string, scope: RestoreScope, samples: number) {
  const { rows } = await sql<{ counts: Count[]; samples: Found[] }>`
    with outcome as materialized (
      select * from app.restore_outcomes(${handoverId}, ${scope.customerIds ?? null}::uuid[],
        ${scope.filter === undefined ? null : JSON.stringify(scope.filter)}::jsonb, ${scope.onConflict === 'takeBack'})
    ), counted as (
      select record_type as type, count(*) filter (where outcome in ('back', 'taken')) as back, count(*) filter (where outcome = 'taken') as taken,
             count(*) filter (where outcome = 'holderChanged') as "holderChanged", count(*) filter (where outcome = 'changed') as changed
        from outcome group by 1
    ), sample as (
      select o.record_type as type, o.record_id as "recordId", case when o.customer_id is not null then jsonb_build_object('id', o.customer_id, 'name', c.name) end as customer,
             case o.outcome when 'changed' then 'changed' else 'holderChanged' end as kind, o.fields
        from outcome o left join customers c on c.id = o.customer_id
       where o.outcome <> 'back' order by o.outcome desc, o.record_type, o.record_id limit ${samples}
    )
    select coalesce((select jsonb_agg(to_jsonb(counted) order by type) from counted), '[]') as counts,
           coalesce((select jsonb_agg(to_jsonb(sample)) from sample), '[]') as samples`.execute(tx);
  return rows[0] ?? { counts: [], samples: [] };
}

interface Count {
  type: RecordType;
  back: number;
  taken: number;
  holderChanged: number;
  changed: number;
}

/** The conflicts of a handover's restores in the order of their ids; `open`: only the undecided, or only the decided. */
export async function listConflicts(
  tx: Tx,
  handoverId: string,
  { cursor, limit, open }: { cursor?: string | undefined; limit: number; open?: boolean | undefined },
) {
  const { rows } = await sql<Found & { id: string; detectedAt: Date; decision: string | null; decidedAt: Date | null }>`
    select f.id, f.record_type as type, f.record_id as "recordId", f.kind, f.fields, f.detected_at as "detectedAt", f.decision, f.decided_at as "decidedAt",
           case when f.customer_id is not null then jsonb_build_object('id', f.customer_id, 'name', c.name) end as customer
      from restore_conflicts f left join customers c on c.id = f.customer_id
     where f.handover_id = ${handoverId} and (${cursor ?? null}::uuid is null or f.id > ${cursor ?? null}::uuid)
       and (${open ?? null}::boolean is null or (f.decision is null) = ${open ?? null}::boolean)
     order by f.id limit ${limit + 1}`.execute(tx);
  return keyset(rows, limit, (row) => row.id);
}

/** Whether the handover has this conflict, as far as the caller may see. */
export async function hasConflict(tx: Tx, handoverId: string, conflictId: string): Promise<boolean> {
  const found = await tx
    .selectFrom('restore_conflicts')
    .select('id')
    .where('handover_id', '=', handoverId)
    .where('id', '=', conflictId)
    .executeTakeFirst();
  return found !== undefined;
}
