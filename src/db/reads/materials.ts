import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { record } from './audit.ts';
import { keyset } from './page.ts';
import type { PersonRow } from './people.ts';

interface EntryRow {
  author: PersonRow;
  version: number;
  updatedAt: string;
  body: unknown;
}
interface MaterialsRow {
  customer: { id: string; name: string | null };
  receiver: PersonRow;
  version: number;
  completeness: number;
  missing: string[];
  needs_explanation: boolean;
  to_verify: boolean;
  explanation: EntryRow | null;
  verification: EntryRow | null;
  digest: Buffer;
  created_at: Date;
  body: unknown;
}

const entry = (kind: string) => sql`(
  select jsonb_build_object('author', jsonb_build_object('id', e.id, 'number', e.number, 'name', e.name), 'version', b.version,
                            'updatedAt', to_char(b.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'body', b.body)
    from handover_inbox b join employees e on e.id = b.author_id
   where b.handover_id = i.handover_id and b.kind = ${kind} and b.customer_id = i.record_id
   order by b.round desc, b.updated_at desc limit 1)`;

async function read(tx: Tx, handoverId: string, filter: ReturnType<typeof sql>, limit: number) {
  const { rows } = await sql<MaterialsRow>`
    select jsonb_build_object('id', i.record_id, 'name', m.body -> 'profile' ->> 'name') as customer,
           jsonb_build_object('id', r.id, 'number', r.number, 'name', r.name) as receiver,
           m.version, m.completeness, m.missing, m.needs_explanation, i.to_verify, m.digest, m.created_at, m.body,
           ${entry('explanation')} as explanation, ${entry('verification')} as verification
      from handover_items i
      join lateral (select * from materials m where m.handover_id = i.handover_id and m.customer_id = i.record_id
                     order by version desc limit 1) m on true
      join employees r on r.id = i.receiver_id
     where i.handover_id = ${handoverId} and i.record_type = 'customer' and ${filter}
     order by i.record_id limit ${limit}`.execute(tx);
  return rows;
}

const summary = (row: MaterialsRow) => ({
  customer: row.customer,
  receiver: row.receiver,
  version: row.version,
  completeness: row.completeness,
  missing: row.missing,
  needsExplanation: row.needs_explanation,
  toVerify: row.to_verify,
  explained: row.explanation !== null,
  verified: row.verification !== null,
});

/** The newest pack of each customer that the person may see, in the order of the customers' ids. */
export async function listMaterials(
  tx: Tx,
  handoverId: string,
  query: { toVerify?: boolean | undefined; cursor?: string | undefined; limit: number },
) {
  const { toVerify = null, cursor = null, limit } = query;
  const rows = await read(
    tx,
    handoverId,
    sql`(${toVerify}::boolean is null or i.to_verify = ${toVerify}::boolean) and (${cursor}::uuid is null or i.record_id > ${cursor}::uuid)`,
    limit + 1,
  );
  const page = keyset(rows, limit, (row) => row.customer.id);
  return { items: page.items.map(summary), next: page.next };
}

/** One customer's pack with what giver and receiver said about it; undefined when the person may not see it. */
export async function readMaterials(tx: Tx, handoverId: string, customerId: string) {
  const [row] = await read(tx, handoverId, sql`i.record_id = ${customerId}::uuid`, 1);
  if (!row) return undefined;
  const { explanation, verification } = row;
  const said = ({ author, version, updatedAt }: EntryRow) => ({ author, version, updatedAt });
  return {
    ...summary(row),
    digest: row.digest.toString('hex'),
    createdAt: row.created_at,
    pack: record(row.body),
    explanation: explanation && { ...said(explanation), text: textOrNull(record(explanation.body).text) ?? '' },
    verification: verification && {
      ...said(verification),
      ok: record(verification.body).ok === true,
      comment: textOrNull(record(verification.body).comment),
    },
  };
}

const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);

/** How far the verification of a round is: customers of the sample that are checked, for one receiver and for all. */
export async function countVerified(tx: Tx, handoverId: string, receiverId: string) {
  const { rows } = await sql<{ mine: boolean; done: number; of: number }>`
    select receiver_id = ${receiverId} as mine, done, of from app.verified_so_far(${handoverId})`.execute(tx);
  const sum = (some: typeof rows) => ({
    done: some.reduce((n, row) => n + row.done, 0),
    of: some.reduce((n, row) => n + row.of, 0),
  });
  return { mine: sum(rows.filter((row) => row.mine)), all: sum(rows) };
}
