import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';
import { peopleById } from './people.ts';

interface AccessRow {
  person_id: string | null;
  levels: string[];
  because: string;
  source_id: string | null;
  role: string | null;
  ends_at: Date | null;
}

/** Who may what at a customer, and why; for those who may give it and auditors (the database refuses others). */
export async function listAccess(tx: Tx, customerId: string) {
  const { rows } = await sql<AccessRow>`select * from app.access_of(${customerId})`.execute(tx);
  const who = await peopleById(
    tx,
    rows.map((row) => row.person_id),
  );
  return rows.map((row) => ({
    person: row.person_id === null ? null : who(row.person_id),
    levels: row.levels,
    because: row.because,
    sourceId: row.source_id,
    role: row.role,
    endsAt: row.ends_at,
  }));
}

export interface CallersReach {
  /** the customer is there for the caller */
  sees: boolean;
  /** owner, above the owner or HR: holds and gives all levels */
  above: boolean;
  /** gives reading and editing to others */
  shares: boolean;
  audits: boolean;
}
/** What the caller may do about the access to a customer. */
export async function callersReach(tx: Tx, customerId: string): Promise<CallersReach> {
  const { rows } = await sql<CallersReach>`
    select app.may(${customerId}, 'view') as sees, app.is_above_customer(${customerId}) as above, app.may(${customerId}, 'share') as shares,
           app.has_role('{auditor}') as audits`.execute(tx);
  return rows[0] ?? { sees: false, above: false, shares: false, audits: false };
}

/** The team of a customer that the caller may see. */
export async function readTeam(tx: Tx, customerId: string) {
  const rows = await tx
    .selectFrom('customer_team as t')
    .innerJoin('employees as e', 'e.id', 't.assignee_id')
    .select(['t.id', 't.level', 't.role', 'e.id as person_id', 'e.number', 'e.name'])
    .where('t.customer_id', '=', customerId)
    .orderBy('e.number')
    .execute();
  return rows.map(({ id, level, role, person_id, number, name }) => ({
    id,
    level,
    role,
    person: { id: person_id, number, name },
  }));
}

const ruleRows = (tx: Tx) =>
  tx
    .selectFrom('sharing_rules as r')
    .leftJoin('departments as d', 'd.id', 'r.reader_department_id')
    .leftJoin('departments as o', 'o.id', 'r.owner_department_id')
    .selectAll('r')
    .select(['d.code as reader_department', 'o.code as owner_department']);

type RuleRow = Awaited<ReturnType<ReturnType<typeof ruleRows>['execute']>>[number];
const toRule = (r: RuleRow) => ({
  id: r.id,
  readers: { department: r.reader_department, region: r.reader_region, role: r.reader_role },
  customers: { region: r.customer_region, industry: r.customer_industry, ownerDepartment: r.owner_department },
  level: r.level,
  reason: r.reason,
  madeBy: r.made_by,
  startsAt: r.starts_at,
  endsAt: r.ends_at,
});

/** Sharing rules, newest first; without those that have ended, unless they are asked for. */
export async function listSharingRules(
  tx: Tx,
  { cursor, limit, ended }: { cursor?: string | undefined; limit: number; ended: boolean },
) {
  const rows = await ruleRows(tx)
    .$if(cursor !== undefined, (b) => b.where('r.id', '<', cursor ?? ''))
    .$if(!ended, (b) => b.where((e) => e.or([e('r.ends_at', 'is', null), e('r.ends_at', '>', sql<Date>`now()`)])))
    .orderBy('r.id', 'desc')
    .limit(limit + 1)
    .execute();
  return keyset(rows.map(toRule), limit, (row) => row.id);
}

export async function readSharingRule(tx: Tx, id: string) {
  const row = await ruleRows(tx).where('r.id', '=', id).executeTakeFirst();
  return row && toRule(row);
}

/** Who opened sensitive fields or exported, newest first. */
export async function listAccessLog(
  tx: Tx,
  query: {
    cursor?: string | undefined;
    limit: number;
    person?: string | undefined;
    record?: string | undefined;
    action?: string | undefined;
  },
) {
  const { cursor, limit, person, record, action } = query;
  const rows = await tx
    .selectFrom('access_log')
    .selectAll()
    .$if(cursor !== undefined, (b) => b.where('id', '<', cursor ?? ''))
    .$if(person !== undefined, (b) => b.where('person_id', '=', person ?? ''))
    .$if(record !== undefined, (b) => b.where('record_id', '=', record ?? ''))
    .$if(action !== undefined, (b) => b.where('action', '=', action ?? ''))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const who = await peopleById(
    tx,
    rows.map((row) => row.person_id),
  );
  const items = rows.map((row) => ({
    id: row.id,
    at: row.at,
    person: who(row.person_id),
    action: row.action,
    recordType: row.record_type,
    recordId: row.record_id,
    records: row.records,
    fields: row.fields,
  }));
  return keyset(items, limit, (row) => row.id);
}
