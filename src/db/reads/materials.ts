import { sql } from 'kysely';
import { GAPS, type MaterialsRule } from '../../contract/materials.ts';
import type { MaterialsDetails } from '../../contract/materials-schemas.ts';
import type { Tier } from '../../contract/policy.ts';
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
  questions: string[];
  needs_explanation: boolean;
  tier: Tier;
  to_verify: boolean;
  explanation: EntryRow | null;
  verification: EntryRow | null;
  /** by its receiver, since the case was last sent back */
  verified: boolean;
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

const VERIFIED = sql`exists (
  select from handover_inbox b
   where b.handover_id = i.handover_id and b.kind = 'verification' and b.customer_id = i.record_id
     and b.author_id = i.receiver_id and b.round = (select h.round from handovers h where h.id = i.handover_id))`;

/** @param version absent: the newest of each customer */
async function read(tx: Tx, handoverId: string, filter: ReturnType<typeof sql>, limit: number, version?: number) {
  const { rows } = await sql<MaterialsRow>`
    select jsonb_build_object('id', i.record_id, 'name', m.body -> 'profile' ->> 'name') as customer,
           jsonb_build_object('id', r.id, 'number', r.number, 'name', r.name) as receiver,
           m.version, m.completeness, m.missing, m.questions, m.needs_explanation, i.tier, i.to_verify, m.digest, m.created_at, m.body,
           ${entry('explanation')} as explanation, ${entry('verification')} as verification, ${VERIFIED} as verified
      from handover_items i
      join lateral (select * from materials m where m.handover_id = i.handover_id and m.customer_id = i.record_id
                       and (${version ?? null}::int is null or m.version = ${version ?? null}::int) order by version desc limit 1) m on true
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
  verified: row.verified,
});

/** The newest pack of each customer that the person may see, in the order of the customers' ids. */
export async function listMaterials(
  tx: Tx,
  handoverId: string,
  query: {
    toVerify?: boolean | undefined;
    verified?: boolean | undefined;
    receiver?: string | undefined;
    cursor?: string | undefined;
    limit: number;
  },
) {
  const { toVerify = null, verified = null, receiver = null, cursor = null, limit } = query;
  const rows = await read(
    tx,
    handoverId,
    sql`(${toVerify}::boolean is null or i.to_verify = ${toVerify}::boolean)
      and (${verified}::boolean is null or ${verified}::boolean = ${VERIFIED})
      and (${receiver}::uuid is null or i.receiver_id = ${receiver}::uuid) and (${cursor}::uuid is null or i.record_id > ${cursor}::uuid)`,
    limit + 1,
  );
  const page = keyset(rows, limit, (row) => row.customer.id);
  return { items: page.items.map(summary), next: page.next };
}

/**
 * One customer's pack with what giver and receiver said about it; undefined when the person may not see it.
 * @param version absent: the newest
 */
export async function readMaterials(tx: Tx, handoverId: string, customerId: string, version?: number) {
  const [row] = await read(tx, handoverId, sql`i.record_id = ${customerId}::uuid`, 1, version);
  if (!row) return undefined;
  const { explanation, verification } = row;
  const said = ({ author, version, updatedAt }: EntryRow) => ({ author, version, updatedAt });
  const answers = answersIn(explanation);
  return {
    ...summary(row),
    tier: row.tier,
    digest: row.digest.toString('hex'),
    createdAt: row.created_at,
    pack: record(row.body),
    asked: [...row.questions, ...row.missing].map((code) => ({ code, answer: answers[code] ?? null })),
    explanation: explanation && {
      ...said(explanation),
      text: textOrNull(record(explanation.body).text) ?? '',
      answers,
    },
    verification: verification && {
      ...said(verification),
      ok: record(verification.body).ok === true,
      comment: textOrNull(record(verification.body).comment),
      points: texts(record(verification.body).points),
    },
  };
}

function answersIn(explanation: EntryRow | null): Record<string, string> {
  const answers = Object.entries(record(explanation && record(explanation.body).answers));
  return Object.fromEntries(answers.filter((one): one is [string, string] => typeof one[1] === 'string'));
}

/** What a pack shows beyond its counts, as the data is now; null when the person may not read the customer. */
export async function readPackDetails(tx: Tx, handoverId: string, customerId: string) {
  const { rows } = await sql<{ details: PackDetails | null }>`
    select app.customer_pack(${handoverId}, ${customerId}) as details`.execute(tx);
  return rows[0]?.details ?? null;
}
/** As app.customer_pack makes it: the schema's details without what is derived from them. */
export type PackDetails = Omit<MaterialsDetails, 'communications' | 'purchases' | 'risks'> & {
  communications: Omit<MaterialsDetails['communications'][number], 'class' | 'topics'>[];
  purchases: Omit<MaterialsDetails['purchases'], 'trend'>;
};

/** All versions of one customer's pack that the person may see, oldest first, with their bodies. */
export function listVersions(tx: Tx, handoverId: string, customerId: string) {
  return tx
    .selectFrom('materials')
    .select(['version', 'completeness', 'missing', 'questions', 'digest', 'created_at as createdAt', 'body'])
    .where('handover_id', '=', handoverId)
    .where('customer_id', '=', customerId)
    .orderBy('version')
    .execute();
}

/**
 * Packs of the strict tier that the rule holds to be too incomplete: how many customers, and what is missing of them how often. A gap
 * or question that the giver answered is none.
 */
export async function incompletePacks(
  tx: Tx,
  handoverId: string,
  rule: MaterialsRule,
): Promise<{ customers: number; open: { code: string; count: number }[] }> {
  const { rows } = await sql<{ customer_id: string; open: string[] }>`
    select i.record_id as customer_id, g.gaps || case when ${rule.answers ?? false} then q.questions else '{}' end as open
      from handover_items i
      join lateral (select missing, questions from materials m where m.handover_id = i.handover_id and m.customer_id = i.record_id
                     order by version desc limit 1) m on true
      left join lateral (select coalesce(b.body -> 'answers', '{}') as answers from handover_inbox b
                          where b.handover_id = i.handover_id and b.kind = 'explanation' and b.customer_id = i.record_id
                          order by b.round desc, b.updated_at desc limit 1) x on true
     cross join lateral (select coalesce(array_agg(code), '{}') as gaps, coalesce(sum((${JSON.stringify(GAPS)}::jsonb ->> code)::int), 0) as cost
                           from unnest(m.missing) code where not coalesce(x.answers ? code, false)) g
     cross join lateral (select coalesce(array_agg(code), '{}') as questions from unnest(m.questions) code where not coalesce(x.answers ? code, false)) q
     where i.handover_id = ${handoverId} and i.record_type = 'customer' and i.tier = 'strict'
       and (100 - g.cost < ${rule.minCompleteness}::int or (${rule.answers ?? false} and q.questions <> '{}'))`.execute(
    tx,
  );
  const counts = new Map<string, number>();
  for (const code of rows.flatMap((row) => row.open)) counts.set(code, (counts.get(code) ?? 0) + 1);
  const open = [...counts].map(([code, count]) => ({ code, count }));
  return { customers: rows.length, open: open.sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)) };
}

const texts = (value: unknown) => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
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
