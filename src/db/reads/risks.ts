import { sql } from 'kysely';
import type { RiskKind, RiskState } from '../../contract/risks.ts';
import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';
import type { PersonRow } from './people.ts';

export interface RiskRow {
  id: string;
  kind: RiskKind;
  found: boolean;
  title: string | null;
  customer: { id: string; name: string | null } | null;
  receiver: PersonRow | null;
  likelihood: number;
  effect: number;
  mitigation: string | null;
  owner: PersonRow;
  due_on: string | null;
  state: RiskState;
  accepted_by: string | null;
  accepted_at: Date | null;
  opened_at: Date;
  version: number;
}

async function read(tx: Tx, handoverId: string, filter: ReturnType<typeof sql>, limit: number): Promise<RiskRow[]> {
  // A receiver sees the customer's name in the pack alone: before the transfer the customer is not theirs.
  const { rows } = await sql<RiskRow>`
    select r.id, r.kind, r.found, r.title, r.likelihood, r.effect, r.mitigation, r.due_on, r.state, r.accepted_by, r.accepted_at, r.opened_at, r.version,
           case when r.customer_id is not null then jsonb_build_object('id', r.customer_id, 'name', (
             select m.body -> 'profile' ->> 'name' from materials m where m.handover_id = r.handover_id and m.customer_id = r.customer_id
              order by m.version desc limit 1)) end as customer,
           case when v.id is not null then jsonb_build_object('id', v.id, 'number', v.number, 'name', v.name) end as receiver,
           jsonb_build_object('id', o.id, 'number', o.number, 'name', o.name) as owner
      from risks r join employees o on o.id = r.owner_id left join employees v on v.id = r.receiver_id
     where r.handover_id = ${handoverId} and ${filter} order by r.id limit ${limit}`.execute(tx);
  return rows;
}

/** Risks that the person may see, in the order in which they were entered. @param mark from which score an open one is blocking */
export async function listRisks(
  tx: Tx,
  handoverId: string,
  mark: number,
  query: {
    state?: string | undefined;
    kind?: string | undefined;
    customer?: string | undefined;
    blocking?: boolean | undefined;
    cursor?: string | undefined;
    limit: number;
  },
) {
  const { state = null, kind = null, customer = null, blocking = null, cursor = null, limit } = query;
  const holdsUp = sql`(r.state = 'open' and r.likelihood * r.effect >= ${mark}::int)`;
  const rows = await read(
    tx,
    handoverId,
    sql`(${state}::text is null or r.state = ${state}) and (${kind}::text is null or r.kind = ${kind})
        and (${customer}::uuid is null or r.customer_id = ${customer}::uuid) and (${blocking}::bool is null or ${holdsUp} = ${blocking})
        and (${cursor}::uuid is null or r.id > ${cursor}::uuid)`,
    limit + 1,
  );
  const { n = 0 } =
    (
      await sql<{
        n: number;
      }>`select count(*) as n from risks r where r.handover_id = ${handoverId} and ${holdsUp}`.execute(tx)
    ).rows[0] ?? {};
  return { blocking: n, ...keyset(rows, limit, (row) => row.id) };
}

export async function readRisk(tx: Tx, handoverId: string, riskId: string): Promise<RiskRow | undefined> {
  return (await read(tx, handoverId, sql`r.id = ${riskId}`, 1))[0];
}
